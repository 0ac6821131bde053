# SPDX-License-Identifier: MIT
"""Reports out of a real mailbox: dovecot on loopback, with TLS."""
import getpass, os, pathlib, pwd, shutil, signal, socket, subprocess, time

from harness import Case, Rampart, main
from nameserver import free_port

MAILS = 200
PASSWORD = "a secret"
NOBODY = 65534
STARTING = 20  # seconds that the server may take

CONFIG = """
protocols = imap
base_dir = {home}/run
state_dir = {home}/run
log_path = {home}/log
ssl = required
ssl_cert = <{home}/cert.pem
ssl_key = <{home}/key.pem
mail_location = maildir:{home}/mail
first_valid_uid = 1
default_internal_user = {internal}
default_login_user = {login}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {home}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}/mail
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {port}
  }}
}}
service anvil {{
  chroot =
}}
"""


class Dovecot:
    """An IMAP server with one mailbox of the reports, its certificate signed by a CA of its own."""

    def __init__(self, home, mails):
        self.home, self.port = pathlib.Path(home), free_port("127.0.0.1")
        root = os.geteuid() == 0
        owner = pwd.getpwuid(NOBODY if root else os.geteuid())
        inbox = self.home / "mail" / "new"
        for name in ("new", "cur", "tmp"):
            (self.home / "mail" / name).mkdir(parents=True)
        for number, mail in enumerate(mails):
            (inbox / f"{1793500000 + number}.{number}.test").write_bytes(mail)
        self.certificates()
        (self.home / "users").write_text(f"reports:{PASSWORD}\n")
        names = dict(internal="dovecot", login="dovenull") if root else dict(internal=getpass.getuser(), login=getpass.getuser())
        (self.home / "conf").write_text(CONFIG.format(home=self.home, port=self.port, uid=owner.pw_uid, gid=owner.pw_gid, **names))
        if root:
            for path in (self.home, *self.home.rglob("*")):
                os.chown(path, owner.pw_uid, owner.pw_gid)
        for path in (self.home, *self.home.parents):  # the server's user must get there
            if path.stat().st_uid == os.geteuid() and path.is_relative_to("/tmp/") and path != pathlib.Path("/tmp"):
                path.chmod(0o755)

    def certificates(self):
        def openssl(*args):
            subprocess.run(["openssl", *args], cwd=self.home, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

        key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30")
        openssl("req", "-x509", *key, "-subj", "/CN=Test CA", "-keyout", "ca.key", "-out", "ca.pem")
        openssl("req", *key[:-2], "-subj", "/CN=localhost", "-keyout", "key.pem", "-out", "request.pem")
        (self.home / "names").write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
        openssl("x509", "-req", "-in", "request.pem", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "30",
                "-extfile", "names", "-out", "cert.pem")

    def __enter__(self):
        self.process = subprocess.Popen([shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin"), "-F", "-c", self.home / "conf"],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + STARTING
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return self
            except OSError:
                if self.process.poll() is not None or time.monotonic() > until:
                    log = self.home / "log"
                    raise RuntimeError("dovecot does not answer: " + (log.read_text() if log.exists() else "no log"))
                time.sleep(0.05)

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()

    def files(self):
        return [p for name in ("new", "cur") for p in (self.home / "mail" / name).iterdir()]


class Fetch(Case):
    def setUp(self):
        super().setUp()
        if not shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin"):
            self.skipTest("dovecot is not installed")
        reports, self.oracle, _ = self.generate("world", "--seed", 5, "--days", 25, "--reporters", 8, "--format", "eml",
                                                "--volume", 3000, "--name", "shop.example")
        mails = [p.read_bytes() for p in sorted(reports.iterdir())]
        self.assertEqual(len(mails), MAILS)
        self.home = self.folder / "imap"
        self.home.mkdir()
        self.dovecot = Dovecot(self.home, mails)

    def config(self, rampart, **changes):
        rampart.folder.mkdir(exist_ok=True)
        secret = rampart.folder / "password"
        secret.write_text(PASSWORD + "\n")
        secret.chmod(0o600)
        mailbox = {"name": "reports", "url": f"imaps://localhost:{self.dovecot.port}", "user": "reports",
                   "password-file": secret, "folder": "INBOX", "ca-file": self.home / "ca.pem", **changes}
        lines = "".join(f"    {key}: {value}\n" for key, value in mailbox.items() if value is not None)
        folder = rampart.folder / "config" / "rampart"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "config.yaml").write_text("mailboxes:\n  -\n" + lines)

    def totals(self, rampart):
        rampart.customer("shop.example")
        table = rampart.json("sources", "shop.example")
        planted = self.oracle["domains"]["shop.example"]
        self.assertEqual((table["messages"], table["compliant"]), (planted["messages"], planted["compliant"]))

    def untouched(self):
        """Nobody can see from the mailbox that it was read."""
        files = self.dovecot.files()
        self.assertEqual(len(files), MAILS)
        for file in files:
            self.assertNotIn("S", file.name.partition(":2,")[2], file.name)

    def test_fetch_killed_and_taken_up_again(self):
        with self.dovecot:
            clean = Rampart(self.folder / "clean")
            self.config(clean)
            began = time.monotonic()
            got = clean.json("fetch")
            took = time.monotonic() - began
            self.assertEqual((got["inputs"], got["reports"]), (MAILS, {"new": MAILS, "duplicate": 0, "rejected": 0}))
            self.assertEqual(got["messages"], self.oracle["messages"])
            self.totals(clean)
            again = clean.json("fetch", "reports")
            self.assertEqual((again["inputs"], again["reports"]["new"]), (0, 0))
            self.config(self.rampart)
            for share in (0.3, 0.5, 0.7):
                process = self.rampart.start("fetch")
                time.sleep(took * share)
                process.kill()
                process.wait()
            got = self.rampart.json("fetch")
            self.assertEqual(got["reports"]["rejected"], 0)
            self.totals(self.rampart)
            self.untouched()

    def test_batches(self):
        with self.dovecot:
            self.config(self.rampart, **{"max-batch": 80})
            self.assertEqual([self.rampart.json("fetch")["inputs"] for _ in range(4)], [80, 80, 40, 0])
            self.totals(self.rampart)

    def test_what_goes_wrong_is_told(self):
        with self.dovecot:
            self.config(self.rampart, **{"ca-file": None})
            self.assertIn("certificate", self.rampart.refused("fetch", code=3))
            self.config(self.rampart, **{"folder": "Nothing"})
            self.assertIn("Nothing", self.rampart.refused("fetch", code=3))
            self.config(self.rampart)
            (self.rampart.folder / "password").write_text("wrong\n")
            error = self.rampart.refused("fetch", code=3)
            self.assertIn("mailbox reports: ", error)
            self.assertIn("login was refused", error)
            self.assertNotIn("chmod", error)
            (self.rampart.folder / "password").chmod(0o604)
            for text in (self.rampart.refused("fetch", code=3), self.rampart.run("doctor", code=1)):
                self.assertIn("everybody on this machine may read", text)
            self.assertNotIn("wrong", error)
            self.assertIn("nobody", self.rampart.refused("fetch", "nobody"))
        self.config(self.rampart)
        self.assertIn(str(self.dovecot.port), self.rampart.refused("fetch", code=3))
        self.untouched()


if __name__ == "__main__":
    main()

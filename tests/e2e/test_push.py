# SPDX-License-Identifier: MIT
"""Publishing by DNS update: a real primary that takes updates, and a secondary that is behind."""
import contextlib, json, subprocess

from harness import Case, main
from knotserver import Between, Key, Knot
from nameserver import free_port

FIRST, SECOND = "127.0.1.53", "127.0.1.54"
ZONE, LOCKED = "shop.example", "locked.example"
SECRET = "c2VjcmV0IG9mIHRoZSB0ZXN0cywgMzIgb2N0ZXRzLi4="
OTHER = "YW5vdGhlciBzZWNyZXQsIGFsc28gMzIgb2N0ZXRzLi4="
SHORT = 2  # seconds
NONE = "v=DMARC1; p=none; rua=mailto:dmarc@msp.example"
HEAD = """$TTL 3600
@ SOA ns1.dns.example. hostmaster.dns.example. 7 3600 600 86400 300
@ NS ns1.dns.example.
@ NS ns2.dns.example.
"""
ZONES = {
    "dns.example": HEAD + f"ns1 A {FIRST}\nns2 A {SECOND}\n",
    ZONE: HEAD + f"""@ MX 10 mx1
@ TXT "v=spf1 mx -all"
@ TXT "site-verification=12ab"
mx1 A 192.0.2.1
_dmarc 600 TXT "v=DMARC1;" " p=none; rua=mailto:dmarc@msp.example"
_dmarc 600 TXT "a note that somebody left here"
""",
    LOCKED: HEAD + f'_dmarc TXT "{NONE}"\n',
}


class Push(Case):
    def setUp(self):
        super().setUp()
        zones = self.folder / "zones"
        zones.mkdir()
        for name, text in ZONES.items():
            (zones / f"{name}.zone").write_text(f"$ORIGIN {name}.\n{text}")
        port = free_port(FIRST, SECOND)
        stack = contextlib.ExitStack()
        self.addCleanup(stack.close)
        self.open = stack.enter_context
        self.first = self.open(Knot(zones, FIRST, port, keys=[Key("pusher", "hmac-sha256", SECRET, [ZONE])]))
        self.second = self.open(Knot(zones, SECOND, port, primary=self.first))
        self.asking = ("--resolver", f"{FIRST}:{port}", "--dns-port", port, "--dns-timeout", "5", "--dns-retries", "0")
        self.rampart.customer(ZONE, LOCKED)
        self.configure()

    def configure(self, name="pusher", secret=SECRET, server=None, zones=(ZONE, LOCKED)):
        (self.folder / "secret").write_text(secret + "\n")
        keys = [{"name": name, "secret-file": str(self.folder / "secret"), "zones": list(zones)} | ({"server": server} if server else {})]
        (self.folder / "config.yaml").write_text(json.dumps({"report-address": "dmarc@msp.example", "keys": keys}))

    def wait_less(self):
        """Where a server is silent on purpose."""
        self.asking += ("--dns-timeout", SHORT)

    def do(self, *args, code=0):
        return self.rampart.json("--config", self.folder / "config.yaml", *args, *self.asking, code=code)

    def approved(self, domain=ZONE, upto="approve"):
        """A ticket from p=none to the first quarantine stage, approved."""
        self.do("check", domain, code=(0, 1))
        ticket = self.do("ticket", "new", domain, "--stage", "quarantine-0")
        self.assertEqual(ticket["changes"][0]["old"], [NONE])
        for step in (("send",), ("approve", "--by", "M. Visser")):
            ticket = self.do("ticket", step[0], ticket["id"], *step[1:])
            if step[0] == upto:
                break
        return ticket

    def state(self):
        """What must not change when a push fails: every record at the primary, and every ticket."""
        tickets = self.do("ticket", "list")["tickets"]
        return self.first.records(ZONE), self.first.records(LOCKED), [(t["id"], t["state"]) for t in tickets]

    def fails(self, ticket, *words, code=3):
        before = self.state()
        message = self.rampart.refused("--config", self.folder / "config.yaml", "ticket", "publish", ticket["id"], "--push",
                                       "--yes", *self.asking, code=code)
        for word in words:
            self.assertIn(word, message)
        self.assertEqual(self.state(), before)
        return message

    def test_changes_the_record_and_nothing_else(self):
        ticket = self.approved()
        before, serial = self.first.records(ZONE), self.first.serial(ZONE)
        got = self.do("ticket", "publish", ticket["id"], "--push", "--yes", "--note", "in the window")
        self.assertKeys(got, "id", "state", "push")
        self.assertEqual(got["state"], "published")
        self.assertEqual((got["push"]["zone"], got["push"]["key"], got["push"]["server"]), (ZONE, "pusher", FIRST))
        self.assertIn("in the window", json.dumps(got["history"]))
        after = self.first.records(ZONE)
        gone, come = set(before) - set(after), set(after) - set(before)
        value = ticket["changes"][0]["new"][0]
        self.assertEqual(gone, {f'_dmarc.{ZONE}. 600 TXT "v=DMARC1;" " p=none; rua=mailto:dmarc@msp.example"'})
        self.assertEqual(come, {f'_dmarc.{ZONE}. 600 TXT "{value}"'})
        self.assertEqual(self.first.serial(ZONE), serial + 1)

        # The secondary has not heard of it: verify says so until it has.
        behind = self.do("ticket", "verify", ticket["id"], code=1)
        self.assertEqual((behind["matches"], behind["state"], len(behind["behind"])), (False, "published", 1))
        for word in ("ns2.dns.example", SECOND, str(serial)):
            self.assertIn(word, behind["behind"][0])
        self.second.refresh(ZONE, serial + 1)
        self.assertEqual(self.do("ticket", "verify", ticket["id"])["state"], "verified")

    def test_shows_what_would_be_sent(self):
        """Nothing is sent unless somebody says so."""
        ticket = self.approved()
        before = self.state()
        for more in ((), ("--yes", "--dry-run"), ("--dry-run",)):
            got = self.do("ticket", "publish", ticket["id"], "--push", *more)
            self.assertEqual((got["state"], got["push"]["sent"]), ("approved", False))
            self.assertEqual(self.state(), before)
        self.assertIn("--push", self.rampart.refused("ticket", "publish", ticket["id"], "--yes"))
        self.assertNotIn(SECRET, json.dumps(got))
        text = self.rampart.run("--config", self.folder / "config.yaml", "ticket", "publish", ticket["id"], "--push",
                                *self.asking)
        self.assertIn(got["push"]["script"], text)
        self.assertEqual(self.state(), before)

        # Another program that is given the script makes the same change.
        script = f"key hmac-sha256:pusher {SECRET}\n" + got["push"]["script"]
        done = subprocess.run(["knsupdate"], input=script, text=True, capture_output=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        told = self.first.records(ZONE)
        self.assertNotEqual(told, before[0])
        self.first.set(ZONE, "_dmarc", "TXT", '"v=DMARC1;" " p=none; rua=mailto:dmarc@msp.example"',
                       '"a note that somebody left here"', ttl=600)
        self.assertEqual(self.first.records(ZONE), before[0])
        self.do("ticket", "publish", ticket["id"], "--push", "--yes")
        self.assertEqual(self.first.records(ZONE), told)

    def test_by_keys(self):
        """On the screens u shows the update, and u again sends it after a yes."""
        ticket = self.approved()
        before = self.state()
        shown = self.keys("wait t wait u wait dump")
        for text in ("DNS UPDATE of the zone " + ZONE, f"to {FIRST}", "the key pusher", f"_dmarc.{ZONE}", "Nothing is sent yet."):
            self.assertIn(text, shown)
        self.assertNotIn(SECRET, shown)
        self.keys("wait t wait u wait u n")
        self.assertEqual(self.state(), before)
        self.assertIn(f"{ticket['id']} is published: {FIRST} took the update", self.keys("wait t wait u wait u y wait dump"))
        self.assertIn(ticket["changes"][0]["new"][0], "".join(self.first.records(ZONE)))
        self.assertIn("serves it already", self.keys("wait t wait u wait dump"))

        other = self.approved(LOCKED)
        self.configure(zones=("elsewhere.example",))
        self.assertIn(f"may change the zone {LOCKED}", " ".join(self.keys(f"wait t wait :filter {other['id']}", "u wait dump").split()))

    def keys(self, *lines):
        (self.folder / "keys").write_text("\n".join(lines) + "\n")
        done = self.rampart.raw("--config", self.folder / "config.yaml", *self.asking, "--script", self.folder / "keys")
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.decode()

    def test_again_is_no_change(self):
        ticket = self.approved()
        self.do("ticket", "publish", ticket["id"], "--push", "--yes")
        before = self.state(), self.first.serial(ZONE)
        got = self.do("ticket", "publish", ticket["id"], "--push", "--yes")
        self.assertEqual((got["state"], got["push"]["script"]), ("published", None))
        self.assertEqual((self.state(), self.first.serial(ZONE)), before)

    def test_only_with_an_approved_ticket(self):
        for upto in ("draft", "send"):
            ticket = self.approved(upto=upto) if upto == "send" else self.do("ticket", "new", LOCKED, "--stage", "quarantine-0")
            self.fails(ticket, "approve" if upto == "send" else "send it first", code=1)
        before = self.state()
        self.assertIn("CHG-2026-9999", self.rampart.refused("ticket", "publish", "CHG-2026-9999", "--push", "--yes", *self.asking))
        self.assertEqual(self.state(), before)

    def test_offline(self):
        ticket = self.approved()
        before = self.state()
        message = self.rampart.refused("--config", self.folder / "config.yaml", "ticket", "publish", ticket["id"], "--push", "--yes", code=1)
        self.assertIn("--offline", message)
        self.assertEqual(self.state(), before)

    def test_wrong_key(self):
        ticket = self.approved()
        self.configure(name="stranger")
        self.fails(ticket, "the key stranger", "knows no such key", "as it was")
        self.configure(secret=OTHER)
        message = self.fails(ticket, "the key pusher", "its secret for the key is another one", "as it was")
        self.assertNotIn(OTHER, message)
        self.configure(secret="not base64!")
        self.fails(ticket, "base64", code=1)
        self.configure()
        (self.folder / "secret").unlink()
        self.fails(ticket, "key pusher: no secret")

    def test_refused_zone(self):
        ticket = self.approved(LOCKED)
        self.fails(ticket, "NOTAUTH", LOCKED, "as it was")  # the server does not let this key
        self.configure(zones=[ZONE])
        self.fails(ticket, "no key of", LOCKED, "keys:", code=1)  # we do not try

    def test_changed_old_value(self):
        ticket = self.approved()
        self.first.set(ZONE, "_dmarc", "TXT", '"v=DMARC1; p=reject"')
        self.fails(ticket, "v=DMARC1; p=reject", "not the old value", "nothing was sent", code=1)
        self.first.set(ZONE, "_dmarc", "TXT")
        self.fails(ticket, "absent", "not the old value", code=1)
        self.first.set(ZONE, "_dmarc", "CNAME", "_dmarc.other.example.")
        self.fails(ticket, "is an alias", "nothing was sent", code=1)

    def test_server_that_hangs(self):
        ticket = self.approved()
        self.wait_less()
        for hang, words in (("all", (f"does not answer over TCP within {SHORT}.0 s",)),
                            ("update", ("does not answer", "not known", "pushing it again is safe"))):
            with self.subTest(hang), Between(self.first, hang) as between:
                self.configure(server=f"{between.address}:{between.port}")
                self.fails(ticket, *words)
        self.configure(server="127.0.1.58:1")
        self.fails(ticket, "takes no connection")

    def test_doctor_lists_the_keys(self):
        """Who may change what, and whether its secret is one; never the secret."""
        secret = self.folder / "secret"
        for mode in (0o600, 0o640, 0o620, 0o644):
            secret.chmod(mode)
            lines = self.do("doctor", code=(0, 1))["checks"]
            key = next(line for line in lines if line["area"] == "key pusher")
            self.assertEqual((key["ok"], key["text"]), (True, f"hmac-sha256 for {ZONE}, {LOCKED}; secret in {secret}, mode {mode:04o}"))
            self.assertEqual([line["ok"] for line in lines if "may read" in line["text"]], [False] * (mode != 0o600))
        self.assertNotIn(SECRET, self.rampart.run("--config", self.folder / "config.yaml", "doctor", *self.asking, code=(0, 1)))
        secret.unlink()
        self.assertEqual(self.do("doctor", code=1)["ok"], False)

    def test_answer_that_is_lost(self):
        """The update arrived, and nobody said so: the state stays, and pushing again finds it done."""
        ticket = self.approved()
        self.wait_less()
        with Between(self.first, "answer") as between:
            self.configure(server=f"{between.address}:{between.port}")
            message = self.rampart.refused("--config", self.folder / "config.yaml", "ticket", "publish", ticket["id"], "--push",
                                           "--yes", *self.asking, code=3)
        self.assertIn("not known", message)
        self.assertEqual(self.do("ticket", "show", ticket["id"])["state"], "approved")
        self.configure()
        got = self.do("ticket", "publish", ticket["id"], "--push", "--yes")
        self.assertEqual((got["state"], got["push"]["script"], got["push"]["sent"]), ("published", None, True))


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: MIT
"""A long import shows how far it is, on a terminal; Ctrl-C keeps what was read whole and says where it stopped."""
import fcntl, os, pty, re, select, subprocess, termios, time

from harness import PATIENCE, Case, main
from nameserver import Hostile
from test_rejects import report


class Terminal:
    """The program with a terminal for its signals and its standard error; standard input is a pipe that stays open."""

    def __init__(self, rampart, *args):
        self.master, slave = pty.openpty()
        self.process = subprocess.Popen(
            rampart.command(*args), env=rampart.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=slave,
            start_new_session=True, preexec_fn=lambda: fcntl.ioctl(2, termios.TIOCSCTTY, 0))
        os.close(slave)
        self.bytes = b""

    @property
    def shown(self):
        return self.bytes.decode(errors="replace")

    def wait_for(self, pattern):
        deadline = time.monotonic() + PATIENCE
        while not re.search(pattern, self.shown):
            if time.monotonic() > deadline:
                raise AssertionError(f"{pattern} did not appear in {self.shown!r}")
            if select.select([self.master], [], [], 0.1)[0]:
                self.bytes += os.read(self.master, 4096)

    def end(self):
        """(exit code, standard output)"""
        out = self.process.communicate(timeout=PATIENCE)[0].decode()
        while select.select([self.master], [], [], 0)[0]:
            try:
                self.bytes += os.read(self.master, 4096)
            except OSError:  # the program has ended and all was read
                break
        os.close(self.master)
        return self.process.returncode, out


class Progress(Case):
    def setUp(self):
        super().setUp()
        self.path = self.folder / "first.xml"
        self.path.write_bytes(report(rows=None))

    def test_rate_and_time_left(self):
        began = time.monotonic()
        terminal = Terminal(self.rampart, "import", self.path, "-")
        terminal.wait_for(r"importing 100 %, \d+(\.\d)? MB/s")
        self.assertGreater(time.monotonic() - began, 0.9, "what takes less than a second shows no progress")
        code, out = terminal.end()
        self.assertEqual(code, 1, "the empty standard input is rejected")
        self.assertIn("1 new report,", out)

    def test_nothing_where_it_is_not_wanted(self):
        for word in ("--quiet", "--json"):
            terminal = Terminal(self.rampart, word, "import", self.path, "-")
            time.sleep(1.5)
            terminal.end()
            self.assertEqual(terminal.shown, "")

    def test_ctrl_c(self):
        terminal = Terminal(self.rampart, "import", self.path, "-")
        terminal.wait_for("importing 100 %")
        os.write(terminal.master, b"\x03")
        terminal.wait_for(rf"stopped after {re.escape(str(self.path))}; what was read whole until then is kept")
        code, out = terminal.end()
        self.assertEqual(code, 3)
        self.assertIn("1 new report,", out)
        self.assertEqual(self.rampart.json("import", self.path)["reports"], {"new": 0, "duplicate": 1, "rejected": 0})

    def test_ctrl_c_while_dns_is_asked(self):
        """A resolver that never answers is waited for in sight, and not to the end."""
        self.rampart.customer("silent.test")
        server = self.enterContext(Hostile("127.0.1.61"))
        asking = ("--resolver", f"{server.address}:{server.port}", "--dns-timeout", PATIENCE)
        delete = ("ticket", "new", "silent.test", "--delete", "x.silent.test", "--reason", "a try")
        for command, words in ((("record", "silent.test"), ""), (delete, "; nothing is drafted")):
            with self.subTest(command=command[0]):
                terminal = Terminal(self.rampart, *asking, *command)
                terminal.wait_for("asking DNS")
                os.write(terminal.master, b"\x03")
                terminal.wait_for(f"stopped while DNS was asked{words}")
                self.assertEqual(terminal.end(), (3, ""))
        self.assertEqual(self.rampart.json("ticket", "list")["tickets"], [])


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: MIT
"""The man page names every command and every option of the help, and holds what no table says."""
import itertools, os, pathlib, re, shutil, subprocess

from harness import Case, main

PAGE = pathlib.Path(os.environ["RAMPART_BUILD"]) / "rampart.1"


def plain(roff):
    return re.sub(r"\\f[BIR]", "", roff).replace("\\-", "-").replace("\\e", "\\").replace("\\&", "").replace("...", "…")


class Man(Case):
    def setUp(self):
        super().setUp()
        self.text = plain(PAGE.read_text())

    def section(self, name):
        return re.search(rf'^\.SH "?{name}"?\n(.*?)(?=^\.SH |\Z)', self.text, re.M | re.S).group(1)

    def test_every_command_with_its_options(self):
        help_text = self.rampart.run("help")
        commands = re.findall(r"^  (\S.*?)  +\S", help_text.split("Global options")[0], re.M)
        self.assertGreater(len(commands), 60)
        items = dict(re.findall(r"^\.TP\n([^\n]+)\n(.*?)(?=^\.TP\n[a-z]|\Z)", self.section("COMMANDS"), re.M | re.S))
        self.assertEqual(sorted(items), sorted(commands))
        for command in commands:
            words = itertools.takewhile(lambda word: word.isalpha() and word.islower(), command.split())
            for option in re.findall(r"^ +((?:-\w, )?--\S+(?: \S+)?)  ", self.rampart.run("help", *words), re.M):
                self.assertIn(f".TP\n{option}\n", items[command], command)

    def test_every_global_option(self):
        section = self.section("GLOBAL OPTIONS")
        options = re.findall(r"^ +((?:-\w, )?--\S+(?: \S+)?)  ", self.rampart.run("help").split("Global options")[1], re.M)
        self.assertGreater(len(options), 12)
        for option in options:
            self.assertIn(f".TP\n{option}\n", section)

    def test_what_no_table_says(self):
        for name in ("NAME", "SYNOPSIS", "DESCRIPTION", "REPORTS", "FILES", "ENVIRONMENT", "EXIT STATUS"):
            self.assertTrue(self.section(name), name)
        self.assertNotIn("TABLES", self.text)
        windows = self.section("REPORTS")
        for word in ("26 hours", "32 days", "largest remainder", "exclusive"):
            self.assertIn(word, windows)

    def test_every_flag(self):
        source = (pathlib.Path(__file__).parents[2] / "tool" / "dmarc" / "report.c").read_text()
        names = re.search(r"report_flag_name.*?\{(.*?)\};", source, re.S).group(1)
        flags = re.findall(r'"([a-z-]+)"', names)
        self.assertGreater(len(flags), 8)
        for flag in flags:
            self.assertRegex(self.section("REPORTS"), rf"(?m)^\.TP\n.*\b{flag}\b")

    def test_roff_finds_nothing_wrong(self):
        if not shutil.which("groff"):
            self.skipTest("groff is not there")
        done = subprocess.run(["groff", "-man", "-Tutf8", "-ww", "-z", str(PAGE)], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.assertEqual((done.returncode, done.stdout), (0, b""))


if __name__ == "__main__":
    main()

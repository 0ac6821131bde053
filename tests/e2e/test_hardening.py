# SPDX-License-Identifier: MIT
"""The protections of the built program, read from its ELF file."""
import os
import subprocess

from harness import Case, PROGRAM, SANITIZED, main


class Hardening(Case):
    def setUp(self):
        super().setUp()
        if SANITIZED:
            self.skipTest("a sanitized build has protections of its own")

    def readelf(self, *options, file=PROGRAM):
        return subprocess.run(["readelf", "-W", *options, file], check=True, text=True, stdout=subprocess.PIPE,
                              env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"}).stdout

    def test_position_independent(self):
        self.assertRegex(self.readelf("-h"), r"Type:\s+DYN")
        self.assertRegex(self.readelf("-d"), r"FLAGS_1.*\bPIE\b")

    def test_relocations_are_read_only(self):
        self.assertIn("GNU_RELRO", self.readelf("-l"))
        self.assertRegex(self.readelf("-d"), r"FLAGS.*\bBIND_NOW\b|FLAGS_1.*\bNOW\b")
        self.assertNotIn("TEXTREL", self.readelf("-d"))

    def test_nothing_is_writable_and_executable(self):
        for line in self.readelf("-l").splitlines():
            words = line.split()
            if words and words[0] in ("LOAD", "GNU_STACK"):
                self.assertNotEqual({"R", "W", "E"} - set("".join(words[6:-1])), set(), line)
        self.assertRegex(self.readelf("-l"), r"GNU_STACK\s+\S+\s+\S+\s+\S+\s+\S+\s+\S+\s+RW\s")

    def test_stack_is_guarded_and_functions_are_fortified(self):
        symbols = self.readelf("--dyn-syms")
        self.assertIn("__stack_chk_fail", symbols)
        self.assertRegex(symbols, r"__\w+_chk@")

    def test_control_flow_and_identity(self):
        self.assertIn("Build ID", self.readelf("-n"))
        # The linker keeps the mark only where the C library's start files carry it too; ours must in any case.
        archive = os.path.join(os.environ["RAMPART_BUILD"], "librampart.a")
        notes = self.readelf("-n", file=archive)
        self.assertGreater(notes.count("File:"), 100)
        self.assertEqual(notes.count("File:"), notes.count("IBT, SHSTK"))


if __name__ == "__main__":
    main()

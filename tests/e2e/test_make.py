# SPDX-License-Identifier: MIT
"""Installing and taking back."""
import os, subprocess

from harness import Case, ROOT, SANITIZED, main


class Make(Case):
    def setUp(self):
        super().setUp()
        if SANITIZED:
            self.skipTest("installing is tested with the release build")

    def make(self, *words):
        env = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
        # The program is built: nothing may be built again beside the tests that run it.
        subprocess.run(["make", "-C", str(ROOT), "--no-print-directory", "-o", "all", *words], check=True, env=env,
                       stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def files(self):
        return sorted(str(p.relative_to(self.folder)) for p in self.folder.rglob("*") if not p.is_dir())

    def test_install_and_uninstall_leave_no_file(self):
        where = (f"DESTDIR={self.folder}", "PREFIX=/usr")
        self.make("install", *where)
        self.assertIn("usr/bin/rampart", self.files())
        self.assertIn("usr/share/rampart/playbooks/standard.yaml", self.files())
        self.assertIn("usr/share/man/man1/rampart.1", self.files())
        self.assertEqual(os.stat(self.folder / "usr/bin/rampart").st_mode & 0o777, 0o755)
        done = subprocess.run([self.folder / "usr/bin/rampart", "--version"], stdout=subprocess.PIPE, check=True)
        self.assertRegex(done.stdout.decode(), r"^rampart \d+\.\d+\.\d+\n")
        self.make("uninstall", *where)
        self.assertEqual(self.files(), [])


if __name__ == "__main__":
    main()

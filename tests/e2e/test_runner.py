# SPDX-License-Identifier: MIT
"""tests/run: a test that hangs is a failure that says where, and leaves nothing running behind; NAMES choose tests."""
import os, shutil, subprocess, sys

from harness import Case, ROOT, main

HANGS = """import os, pathlib, subprocess
from harness import Case, main

class Hangs(Case):
    def test_hangs(self):
        server = subprocess.Popen(["sleep", "600"])
        self.addCleanup(server.wait)
        self.addCleanup(server.kill)
        pathlib.Path(os.environ["PID"]).write_text(str(server.pid))
        server.wait()

    def test_never_begun(self):
        pass

main()
"""


class Runner(Case):
    def tree(self, name, **tests):
        """The `tests` of a tree with these end-to-end tests."""
        folder = self.folder / name / "tests"
        (folder / "e2e").mkdir(parents=True)
        shutil.copy(ROOT / "tests" / "run", folder)
        shutil.copy(ROOT / "tests" / "e2e" / "harness.py", folder / "e2e")
        for test, text in tests.items():
            (folder / "e2e" / f"{test}.py").write_text(text)
        return folder

    def test_names(self):
        """They are looked for below the tree, whatever that is called."""
        tests = self.tree("tree-of-two", test_one="print('1..1\\nok 1')", test_two="print('1..1\\nok 1')")
        done = subprocess.run([sys.executable, tests / "run", "two"], stdout=subprocess.PIPE, text=True)
        self.assertRegex(done.stdout, r"^ok .*  tests/e2e/test_two\.py\n1 passed, 0 failed\n$")
        done = subprocess.run([sys.executable, tests / "run", "tree"], stdout=subprocess.PIPE, text=True)
        self.assertEqual((done.returncode, done.stdout), (1, "0 passed, 0 failed\n"))

    def test_late(self):
        tests = self.tree("tree", test_hangs=HANGS)
        pid = self.folder / "pid"
        done = subprocess.run([sys.executable, tests / "run", "--patience", "3"], env=dict(os.environ, PID=str(pid)),
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn("not ok - timed out", done.stdout)
        self.assertRegex(done.stdout.splitlines()[-1], r"^0 passed, \d failed$")
        if pid.exists() and pid.read_text():  # else the machine was too slow to begin the test
            self.assertRegex(done.stdout, r"not ok 1 - Hangs.test_hangs(?s:.*)server\.wait\(\)(?s:.*)told to end")
            self.assertNotIn("test_never_begun", done.stdout)
            self.assertRaises(ProcessLookupError, os.kill, int(pid.read_text()), 0)


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: MIT
"""tests/run: a test that hangs is a failure that says where, and leaves nothing running behind."""
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
    def test_late(self):
        tests = self.folder / "tests"
        (tests / "e2e").mkdir(parents=True)
        shutil.copy(ROOT / "tests" / "run", tests)
        shutil.copy(ROOT / "tests" / "e2e" / "harness.py", tests / "e2e")
        (tests / "e2e" / "test_hangs.py").write_text(HANGS)
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

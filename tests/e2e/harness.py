# SPDX-License-Identifier: MIT
"""Runs the program of $RAMPART end to end: each test in a folder of its own, in a pinned environment.

A test file is a program: `class Subject(Case)` with methods `test_…`, and at its end `main()`, which
prints TAP. Tests that need the folder ../shared beside the checkout are skipped where it is missing.
"""
import json, os, pathlib, re, shutil, signal, subprocess, sys, tempfile, unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
DATA = ROOT / "tests" / "data"
PROGRAM = os.environ.get("RAMPART", str(ROOT / "build" / "rampart"))
SANITIZED = "asan" in pathlib.Path(PROGRAM).parts
PATIENCE = 300  # seconds that one command may take
NOW = "2026-11-01T06:00:00Z"  # the generator's last day is the day before


class Rampart:
    """The program with a state folder and an environment of its own."""

    def __init__(self, folder, now=NOW):
        self.folder = pathlib.Path(folder)
        self.state = self.folder / "state"
        self.now = now
        keep = ("PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "G_SLICE")
        self.env = {name: os.environ[name] for name in keep if name in os.environ}
        self.env.update(LC_ALL="C.UTF-8", TZ="UTC", TERM="xterm-256color", HOME=str(self.folder), LOGNAME="tester",
                        USER="tester", RAMPART_STATE=str(self.state), XDG_CONFIG_HOME=str(self.folder / "config"),
                        XDG_STATE_HOME=str(self.folder / "xdg-state"), XDG_CACHE_HOME=str(self.folder / "cache"))

    def command(self, *args):
        clock = ("--now", self.now) if self.now else ()
        network = () if "--resolver" in args else ("--offline",)
        return [PROGRAM, "--as", "tester", *clock, *network, *map(str, args)]

    def raw(self, *args, stdin=b"", cwd=None):
        """The finished process, with bytes. A crash or a sanitizer's finding is a failure, whatever was expected."""
        done = subprocess.run(self.command(*args), input=stdin, env=self.env, cwd=cwd, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=PATIENCE)
        if done.returncode < 0 or re.search(rb"Sanitizer|runtime error:", done.stderr):
            raise AssertionError(f"rampart {' '.join(map(str, args))}: exit {done.returncode}\n"
                                 + done.stderr.decode(errors="replace"))
        return done

    def start(self, *args):
        return subprocess.Popen(self.command(*args), env=self.env, stdin=subprocess.DEVNULL,
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def run(self, *args, code=0, stdin=b""):
        """Standard output of a command that must end with one of the codes."""
        done = self.raw(*args, stdin=stdin)
        codes = code if isinstance(code, tuple) else (code,)
        if done.returncode not in codes:
            raise AssertionError(f"rampart {' '.join(map(str, args))}: exit {done.returncode}, not {code}\n"
                                 f"{done.stderr.decode(errors='replace')}{done.stdout.decode(errors='replace')[:2000]}")
        return done.stdout.decode()

    def refused(self, *args, code=2, stdin=b""):
        """Standard error of a command that must fail, with nothing on standard output."""
        done = self.raw(*args, stdin=stdin)
        if done.returncode != code or done.stdout:
            raise AssertionError(f"rampart {' '.join(map(str, args))}: exit {done.returncode}, not {code}\n"
                                 f"{done.stderr.decode(errors='replace')}{done.stdout.decode(errors='replace')}")
        return done.stderr.decode()

    def json(self, *args, code=0, stdin=b""):
        return json.loads(self.run("--json", *args, code=code, stdin=stdin))

    def lines(self, *args, code=0, stdin=b""):
        """JSON Lines."""
        return [json.loads(line) for line in self.run("--json", *args, code=code, stdin=stdin).splitlines()]

    def customer(self, *domains):
        """A customer with these domains."""
        self.json("customer", "add", "acme", "--name", "Acme Stores")
        if domains:
            self.json("domain", "add", "acme", *domains)


class Case(unittest.TestCase):
    maxDiff = 4000

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="rampart-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.rampart = Rampart(self.folder)

    def shared(self, path):
        """A path of the folder beside the checkout; without it the test is skipped."""
        found = SHARED / path
        if not found.exists():
            self.skipTest(f"../shared/{path} is not there")
        return found

    def generate(self, name, *options):
        """(folder of reports, oracle, folder of zones) of the generator, made below the test's folder."""
        out = self.folder / name
        subprocess.run([sys.executable, self.shared("tools/gen_reports.py"), "--out", out, *map(str, options)],
                       check=True, stdout=subprocess.DEVNULL)
        return out / "reports", json.loads((out / "oracle.json").read_text()), out / "dns"

    def assertKeys(self, value, *keys):
        """All keys are there; more may be."""
        missing = [key for key in keys if key not in value]
        self.assertFalse(missing, f"missing keys in {json.dumps(value)[:600]}")


class Tap(unittest.TestResult):
    def __init__(self):
        super().__init__()
        self.number = 0

    def line(self, good, test, remark="", details=""):
        self.number += 1
        name = test.id().split("__main__.")[-1]
        print(f"{'ok' if good else 'not ok'} {self.number} - {name}{remark}", flush=True)
        for text in details.splitlines():
            print(f"#  {text}", flush=True)

    def startTest(self, test):
        super().startTest(test)
        self.parts = []

    def addSubTest(self, test, part, err):
        super().addSubTest(test, part, err)
        if err:
            self.parts.append(f"{part}\n{self._exc_info_to_string(err, test)}")

    def stopTest(self, test):
        super().stopTest(test)
        if self.parts:
            self.line(False, test, details="\n".join(self.parts))

    def addSuccess(self, test):
        self.line(True, test)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.line(True, test, f" # SKIP {reason}")

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.line(False, test, details=self.failures[-1][1])

    def addError(self, test, err):
        super().addError(test, err)
        self.line(False, test, details=self.errors[-1][1])


def main():
    names = sys.argv[1:]
    module = sys.modules["__main__"]
    loader = unittest.defaultTestLoader
    suite = loader.loadTestsFromNames(names, module) if names else loader.loadTestsFromModule(module)
    result = Tap()

    def end(*_):
        """The test that runs fails where it stands, and ends what it started; no other begins."""
        result.stop()
        sys.exit("told to end")

    signal.signal(signal.SIGTERM, end)
    suite.run(result)
    print(f"1..{result.number}")
    sys.exit(0 if result.wasSuccessful() else 1)

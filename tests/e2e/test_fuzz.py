# SPDX-License-Identifier: MIT
"""The corpora of the fuzz targets, replayed: what broke a promise once never does so again."""
import os, pathlib, subprocess

from harness import Case, DATA, PATIENCE, ROOT, main

TARGETS = sorted(path.stem.removeprefix("fuzz_") for path in (ROOT / "tests" / "fuzz").glob("fuzz_*.c"))
CORPORA_MAX = 300_000  # octets of all of them


class Fuzz(Case):
    def test_every_target_replays_its_corpus(self):
        programs = pathlib.Path(os.environ["RAMPART_BUILD"]) / "fuzz"
        for name in TARGETS:
            with self.subTest(name):
                corpus = DATA / "fuzz" / name
                done = subprocess.run([programs / f"fuzz_{name}", corpus], stdin=subprocess.DEVNULL, timeout=PATIENCE,
                                      stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
                lines = done.stdout.decode(errors="replace").splitlines()
                self.assertEqual(done.returncode, 0, "\n".join(lines[-60:]))
                self.assertEqual(sum(line.startswith(str(corpus)) for line in lines), len(list(corpus.iterdir())))
                self.assertGreater(len(lines), 5)

    def test_corpora_stay_small(self):
        files = [path for path in (DATA / "fuzz").rglob("*") if path.is_file()]
        self.assertEqual(sorted({path.parent.name for path in files}), TARGETS)
        self.assertLess(sum(path.stat().st_size for path in files), CORPORA_MAX)


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: MIT
"""The front door: tool/run, which `make run` calls."""
import os, re, subprocess

from harness import DATA, Case, PROGRAM, ROOT, main

DOMAINS = {"dagdeal.example": "quarantine-25", "dagdeal-nieuws.example": "monitor",
           "dagdeal-rekening.example": "quarantine", "dagdeal-kado.example": "reject"}


class Run(Case):
    def run_it(self, *paths):
        self.rampart.state.mkdir(exist_ok=True)
        (self.rampart.state / "README.md").touch()
        done = subprocess.run([ROOT / "tool" / "run", *paths], env=dict(self.rampart.env, RAMPART=PROGRAM), stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        return done.stdout.decode()

    def test_the_demo_project(self):
        text = self.run_it()
        lines = {line.split()[0]: line for line in text.splitlines()[1:]}
        self.assertEqual(set(lines), set(DOMAINS))
        for domain, stage in DOMAINS.items():
            self.assertIn(f" {stage} ", lines[domain])
            self.assertRegex(lines[domain], r" \d+\.\d %")  # compliance
            self.assertRegex(lines[domain], r" (open|-|\d+/\d+) ")  # gate
        header = text.splitlines()[0]
        for column in ("STAGE", "COMPLIANCE", "GATE", "NEXT ACTION"):
            self.assertIn(column, header)

        # Its clock stands still at the morning after its last day.
        self.rampart.now = None
        journal = self.rampart.json("journal")["entries"]
        self.assertEqual(journal[0]["at"], "2026-11-01T06:00:00Z")
        self.assertEqual(self.rampart.json("sources", "dagdeal.example")["until"], "2026-10-31")

        # The one whose invoice mail forwarders break.
        for domain in DOMAINS:
            found = self.rampart.json("split", domain)["candidates"]
            self.assertEqual([bool(re.match(r"inv\d\d@", c["stream"])) for c in found],
                             [True] if domain == "dagdeal-rekening.example" else [], domain)

        # A second run goes on where the first stopped.
        self.rampart.json("hold", "dagdeal.example", "--reason", "the sales")
        again = self.run_it()
        self.assertEqual(len(again.splitlines()), len(text.splitlines()))
        self.assertEqual(self.rampart.json("domain", "show", "dagdeal.example")["held"], "the sales")

    def test_reports_of_ones_own(self):
        text = self.run_it(DATA / "demo" / "dagdeal-kado.example.mbox.gz")
        self.assertIn("no domains yet", text)
        self.rampart.now = None
        self.rampart.customer("dagdeal-kado.example")
        self.assertIn("dagdeal-kado.example", self.run_it())
        self.assertEqual(self.rampart.json("domain", "show", "dagdeal-kado.example")["stage"], "monitor")

    def test_the_demo_is_small(self):
        size = sum(p.stat().st_size for p in (DATA / "demo").iterdir() if p.is_file())
        self.assertLess(size, 1 << 20)


if __name__ == "__main__":
    main()

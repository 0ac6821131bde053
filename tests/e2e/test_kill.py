# SPDX-License-Identifier: MIT
"""A report is stored whole or not at all, also when the program is killed or told to stop."""
import pathlib, random, re, signal, time

from harness import Case, Rampart, main

STATES, KILLS = 5, 4  # 20 kills
SEED = 11


def begins(process, sign):
    """Waits until the program takes the signal for itself: the import has begun."""
    status = pathlib.Path(f"/proc/{process.pid}/status")
    while process.poll() is None and not int(re.search(r"SigCgt:\s*(\w+)", status.read_text())[1], 16) >> sign - 1 & 1:
        time.sleep(0.001)


class Kill(Case):
    def totals(self, rampart, domains):
        rampart.customer(*domains)
        return {d: (rampart.run("export", "rows", d, "--days", "60"), rampart.run("export", "daily", d, "--days", "60"),
                    rampart.json("sources", d, "--ips", "--days", "60")) for d in domains}

    def test_killed_at_random_moments(self):
        reports, oracle, _ = self.generate("world", "--seed", SEED, "--domains", 2, "--days", 25, "--volume", 8000)
        clean = Rampart(self.folder / "clean")
        began = time.monotonic()
        clean.json("import", reports)
        took = time.monotonic() - began
        wanted = self.totals(clean, oracle["domains"])
        moment, cut_off = random.Random(SEED), 0
        for number in range(STATES):
            rampart = Rampart(self.folder / str(number))
            for _ in range(KILLS):
                process = rampart.start("import", reports)
                time.sleep(moment.uniform(0, took))
                if process.poll() is None:
                    cut_off += 1
                else:
                    took /= 2  # nothing keeps the machine busy any more
                process.kill()
                process.wait()
            again = rampart.json("import", reports)
            self.assertEqual(again["reports"]["new"] + again["reports"]["duplicate"], oracle["reports"])
            self.assertEqual(self.totals(rampart, oracle["domains"]), wanted)
        self.assertGreater(cut_off, STATES * KILLS // 4, "too few imports were cut off to say anything")

    def test_told_to_stop(self):
        """What was committed stays, and the program says where it stopped."""
        reports, oracle, _ = self.generate("world", "--seed", SEED, "--domains", 2, "--days", 25, "--volume", 8000)
        began = time.monotonic()
        Rampart(self.folder / "clean").json("import", reports)
        took, stopped = time.monotonic() - began, 0
        for number, sign in enumerate((signal.SIGINT, signal.SIGTERM) * 3):
            rampart = Rampart(self.folder / str(number))
            process = rampart.start("--json", "import", reports)
            begins(process, sign)
            time.sleep(took * number / 10)
            process.send_signal(sign)
            code = process.wait()
            self.assertIn(code, (0, 3, -sign), "after its end, a signal ends it as any program")
            if code == 3:
                stopped += 1
            else:
                took /= 2
            again = rampart.json("import", reports)
            self.assertEqual(again["reports"]["new"] + again["reports"]["duplicate"], oracle["reports"])
            rampart.customer(*oracle["domains"])
            for domain, planted in oracle["domains"].items():
                self.assertEqual(rampart.json("sources", domain)["messages"], planted["messages"])
        self.assertGreater(stopped, 0)


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: MIT
"""Every real report of the corpus, cut off and with octets changed at random: read whole, or refused with a reason.

RAMPART_SEED=N damages other octets than those of every run.
"""
import os, random

from harness import Case, main

SEED = int(os.environ.get("RAMPART_SEED", "1"))
ROUNDS = 50  # cuts of each file, and as many with one octet or more changed
FLIPS_MAX = 4


class Damage(Case):
    def setUp(self):
        super().setUp()
        self.originals = self.shared("corpus/reports")
        self.files = sorted(self.originals.iterdir())
        self.assertGreater(len(self.files), 40)
        self.random = random.Random(SEED)

    def damaged(self, name, damage):
        """A folder with ROUNDS damaged copies of each file."""
        folder = self.folder / name
        folder.mkdir()
        for number, path in enumerate(self.files):
            data = path.read_bytes()
            for turn in range(ROUNDS):
                (folder / f"{number:02}-{turn:02}").write_bytes(damage(data))
        return folder

    def cut(self, data):
        return data[:self.random.randrange(len(data))]

    def flip(self, data):
        data = bytearray(data)
        for _ in range(self.random.randint(1, FLIPS_MAX)):
            data[self.random.randrange(len(data))] ^= self.random.randint(1, 255)
        return bytes(data)

    def read(self, folder):
        """The import of a folder of damaged files: something is said of each, and it adds up."""
        got = self.rampart.json("import", folder, code=1)
        count, reports = len(self.files) * ROUNDS, got["reports"]
        read = reports["new"] + reports["duplicate"] + sum(got["skipped"].values())
        self.assertEqual(got["inputs"], count)
        rejects = self.rampart.json("rejects", "list")["rejects"]
        refused = {reject["input"] for reject in rejects if reject["input"].startswith(str(folder))}
        for reject in rejects:
            self.assertGreater(len(reject["reason"]), 10, reject)
        self.assertGreaterEqual(reports["rejected"], len(refused))
        # A container may hold several things; whatever is not refused at all was read.
        self.assertGreaterEqual(read, count - len(refused))
        self.assertGreaterEqual(read + reports["rejected"], count)
        self.assertNotIn("! state", self.rampart.run("doctor", code=(0, 1)))
        return got

    def rows(self, domains):
        self.rampart.customer(*domains)
        return {domain: self.rampart.run("export", "rows", domain, "--since", "2000-01-01") for domain in domains}

    def test_cut_off(self):
        """What breaks off brings nothing that the whole report did not."""
        with self.subTest(f"RAMPART_SEED={SEED}"):
            self.check_cut_off()

    def check_cut_off(self):
        domains = list(self.rampart.json("import", self.originals, code=1)["unmanaged_domains"])
        wanted = self.rows(domains)
        got = self.read(self.damaged("cut", self.cut))
        self.assertGreater(got["reports"]["rejected"], 0.9 * got["inputs"])
        self.assertEqual(got["unmanaged_domains"], {})
        self.assertEqual(self.rows(domains), wanted)

    def test_octets_changed(self):
        """What was read once is known the second time, and what was refused is refused again."""
        with self.subTest(f"RAMPART_SEED={SEED}"):
            self.check_octets_changed()

    def check_octets_changed(self):
        folder = self.damaged("flipped", self.flip)
        first, second = self.read(folder), self.read(folder)
        reports = first["reports"]
        self.assertEqual(sum(first["unmanaged_domains"].values()), first["messages"])
        self.assertGreater(reports["new"] + reports["duplicate"], 0.1 * first["inputs"])
        self.assertGreater(reports["rejected"], 0.1 * first["inputs"])
        self.assertEqual(second["reports"], {"new": 0, "duplicate": reports["new"] + reports["duplicate"],
                                             "rejected": reports["rejected"]})
        self.assertEqual((second["skipped"], second["rows"], second["messages"]), (first["skipped"], 0, 0))


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: MIT
"""Real reports of the field, against what a plain parser makes of them."""
import csv

from harness import Case, Rampart, main


class Corpus(Case):
    def manifest(self):
        with open(self.shared("corpus/MANIFEST.tsv"), newline="") as file:
            yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)

    def test_every_file_by_itself(self):
        for number, line in enumerate(self.manifest()):
            with self.subTest(line["file"]):
                rampart = Rampart(self.folder / str(number))
                got = rampart.json("import", self.shared("corpus/reports") / line["file"], code=(0, 1))
                self.check(line, got)

    def check(self, line, got):
        reports = got["reports"]
        self.assertEqual(got["inputs"], 1)
        if not line["plain_parser_error"]:
            self.assertEqual(reports["new"] + reports["duplicate"], int(line["reports"]), got)
            if not reports["duplicate"]:
                self.assertEqual((got["rows"], got["messages"]), (int(line["rows"]), int(line["messages"])), got)
        # What is read by nobody is named, never dropped.
        named = reports["new"] + reports["rejected"] + got["skipped"]["failure"] + got["skipped"]["tls"]
        self.assertGreater(named, 0, got)
        self.assertEqual(len(got["rejected"]), reports["rejected"])
        for reject in got["rejected"]:
            self.assertGreater(len(reject["reason"]), 10, reject)

    # Broken, with a readable report in it: what is made of each. bad.com has no </feedback>, whatever else is wrong with it.
    BROKEN = {
        "parsedmarc__ikea.com!example.de!1538690400!1538776800.xml": ("example.de", "ikea.com", ["recovered"]),
        "parsedmarc__invalid_xml.xml": ("example.com", "veeam.com", ["recovered"]),
        "mail-dmarc__test_dmarc.xml.zip": ("example.com", "Test Sender", []),
        "OpenDMARC__bad.com!example.com!1337140800!1337227200.xml": "line 7: the report is cut off: it ends without </feedback>",
    }

    def test_broken_files_with_a_report_in_them(self):
        for number, (name, wanted) in enumerate(self.BROKEN.items()):
            with self.subTest(name):
                rampart = Rampart(self.folder / f"broken-{number}")
                path = self.shared("corpus/reports") / name
                got = rampart.json("import", path, code=(0, 1))
                if isinstance(wanted, str):
                    self.assertEqual([(r["member"], r["reason"]) for r in got["rejected"]], [(None, wanted)])
                    self.assertEqual((got["reports"]["new"], got["messages"]), (0, 0))
                    continue
                domain, reporter, flags = wanted
                self.assertEqual((got["reports"]["new"], got["rows"], got["unmanaged_domains"]), (1, 1, {domain: 1}))
                self.assertEqual([item["flags"] for item in got["flagged"]], [flags] if flags else [])
                rampart.customer(domain)
                rows = rampart.lines("export", "rows", domain, "--since", "2000-01-01", "--format", "jsonl")
                self.assertEqual([(row["reporter"], row["count"]) for row in rows], [(reporter, 1)])

    def test_the_whole_folder_twice(self):
        folder = self.shared("corpus/reports")
        first = self.rampart.json("import", folder, code=1)
        self.assertEqual(first["inputs"], len(list(folder.iterdir())))
        self.assertGreater(first["reports"]["new"], 25)
        second = self.rampart.json("import", folder, code=1)
        self.assertEqual(second["reports"]["new"], 0)
        self.assertEqual((second["rows"], second["messages"], second["unmanaged_domains"]), (0, 0, {}))
        self.assertEqual(second["reports"]["rejected"], first["reports"]["rejected"])


if __name__ == "__main__":
    main()

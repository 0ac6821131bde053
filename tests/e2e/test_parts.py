# SPDX-License-Identifier: MIT
"""One source taken apart: every list of parts adds up to its messages, and agrees with the rows; what is new."""
import csv, io

from harness import Case, main

ZONE = "shop.example"
FIGURES = ("messages", "compliant", "dkim_aligned", "spf_aligned")


class Parts(Case):
    def setUp(self):
        super().setUp()
        self.reports, _, _ = self.generate("world", "--seed", 3, "--name", ZONE, "--days", 10)
        self.rampart.json("import", self.reports)
        self.rampart.customer(ZONE)

    def add_up(self, source, parts):
        for figure in FIGURES:
            self.assertEqual(sum(part[figure] for part in parts), source[figure], figure)
        for name, messages in source["dispositions"].items():
            self.assertEqual(sum(part["dispositions"][name] for part in parts), messages, name)

    def by_rows(self, source, *window):
        """Messages by reporter and day, from the exported rows of the source's addresses."""
        text = self.rampart.run("export", "rows", ZONE, "--format", "csv", *window)
        ips, sums = {ip["ip"] for ip in source["ips"]}, {}
        for row in csv.DictReader(io.StringIO(text)):
            if row["source_ip"] in ips:
                sums[row["reporter"]] = sums.get(row["reporter"], 0) + int(row["count"])
        return sums

    def test_sums(self):
        for window in ((), ("--days", 3)):
            for listed in self.rampart.json("sources", ZONE, *window)["sources"][:12]:
                source = self.rampart.json("source", "show", ZONE, listed["source"], *window)
                for key, value in listed.items():
                    self.assertEqual(source[key], value, key)
                for part in ("reporters", "header_from", "days"):
                    self.add_up(source, source[part])
                self.add_up(source, source["paths"].values())
                self.assertEqual(source["paths"]["forwarded"]["messages"], source["forwarded"])
                self.assertEqual(sum(source["mismatches"].values()), source["messages"])
                self.assertEqual(len(source["days"]), 3 if window else 30)
                self.assertEqual({part["reporter"]: part["messages"] for part in source["reporters"]},
                                 self.by_rows(source, *window))

    def test_found_by_its_address(self):
        listed = self.rampart.json("sources", ZONE, "--ips")["sources"][0]
        found = self.rampart.json("source", "show", ZONE, listed["ips"][0]["ip"])
        self.assertEqual(found["source"], listed["source"])
        self.assertIn("OF WHICH", self.rampart.run("source", "show", ZONE, listed["source"]))
        self.assertIn("no source", self.rampart.refused("source", "show", ZONE, "198.51.100.250"))


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: MIT
"""The source register: out, edited, and in again."""
import csv, io, json

from harness import Case, main

ZONE, OTHER = "shop.example", "brand.example"
HOSTILE = '=cmd|"/c calc"!A1, "quoted"; \'x'


class Register(Case):
    def setUp(self):
        super().setUp()
        for name, seed in ((ZONE, 1), (OTHER, 2)):
            reports, _, _ = self.generate(name, "--seed", seed, "--name", name, "--days", 10)
            self.rampart.json("import", reports)
        self.rampart.customer(ZONE, OTHER)
        self.source = self.rampart.json("sources", ZONE)["sources"][0]["source"]

    def out(self, form="csv"):
        return self.rampart.run("register", "acme", "--format", form)

    def rows(self):
        return list(csv.DictReader(io.StringIO(self.out())))

    def read(self, text, name="register.csv", refused=None):
        path = self.folder / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        if refused is not None:
            return self.rampart.refused("register", "acme", "--read", path, code=refused)
        return self.rampart.json("register", "acme", "--read", path)

    def set(self, subject, *options):
        self.rampart.json("source", "set", ZONE, subject, *options)

    def stream(self):
        return next(row["source"] for row in self.rows() if row["kind"] == "stream" and row["domains"] == ZONE)

    def test_nothing_changes_on_a_round_trip(self):
        self.set(self.source, "--owner", HOSTILE, "--task", "'=1+1", "--note", "a\nb\x1b[2J", "--account", "+31 6",
                 "--due", "2026-12-01")
        self.set(self.stream(), "--vital", "--owner", "@finance")
        for form in ("csv", "json"):
            before = self.out("json")
            got = self.read(self.out(form), f"register.{form}")
            self.assertEqual((got["changed"], got["rows"] > 3), (0, True), form)
            self.assertEqual(self.out("json"), before)
        semicolons = io.StringIO()
        writer = csv.writer(semicolons, delimiter=";", lineterminator="\r\n")
        writer.writerows(csv.reader(io.StringIO(self.out())))
        self.assertEqual(self.read("\ufeff" + semicolons.getvalue())["changed"], 0)

    def test_a_domain_added_later(self):
        """One task per sender and customer: it stands at the domain that comes, too."""
        self.set(self.source, "--owner", "J. Bakker", "--task", "sign with DKIM", "--due", "2026-12-01")
        reports, _, _ = self.generate("third", "--seed", 1, "--name", "late.example", "--days", 10)
        self.rampart.json("import", reports)
        self.rampart.json("domain", "add", "acme", "late.example")
        late = self.rampart.json("source", "show", "late.example", self.source)
        self.assertEqual([late[key] for key in ("owner", "task", "due")], ["J. Bakker", "sign with DKIM", "2026-12-01"])

    def test_cells_are_safe_in_a_spreadsheet(self):
        self.set(self.source, "--owner", HOSTILE)
        row = next(row for row in self.rows() if row["source"] == self.source)
        self.assertEqual(row["owner"], "'" + HOSTILE)
        self.assertNotIn("\x1b", self.out())

    def test_an_edited_register(self):
        stream, rows = self.stream(), self.rows()
        for row in rows:
            if row["source"] == self.source:
                row.update(owner="J. Bakker", task="sign with our domain", due="2026-12-15", note=HOSTILE)
            if row["source"] == stream:
                row["vital"] = "yes"
        text = io.StringIO()
        writer = csv.DictWriter(text, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
        self.assertEqual(self.read(text.getvalue())["changed"], 2)
        after = {row["source"]: row for row in self.rows()}
        self.assertEqual([after[self.source][k] for k in ("owner", "task", "due", "note")],
                         ["J. Bakker", "sign with our domain", "2026-12-15", "'" + HOSTILE])
        self.assertEqual(after[stream]["vital"], "yes")
        self.assertEqual(self.rampart.json("sources", ZONE)["sources"][0]["owner"], "J. Bakker")
        self.assertEqual(self.read(f"source,owner,due\n{self.source},,\n")["changed"], 1)
        after = {row["source"]: row for row in self.rows()}
        self.assertEqual([after[self.source][k] for k in ("owner", "task", "due")], ["", "sign with our domain", ""])

    def test_a_task_spans_the_domains(self):
        shared = next((row for row in self.rows() if row["kind"] == "source" and " " in row["domains"]), None)
        subject = shared["source"] if shared else self.source
        self.set(subject, "--task", "publish the key")
        rows = [row for row in self.rows() if row["source"] == subject]
        self.assertEqual([row["task"] for row in rows], ["publish the key"])
        self.assertIn(ZONE, rows[0]["domains"].split())
        for domain in rows[0]["open"].split():
            self.assertIn(domain, rows[0]["domains"].split())

    def test_all_or_nothing(self):
        before = self.out("json")
        good = f"source,owner,due\n{self.source},nobody,2026-12-01\n"
        for line, code in (("no-such-source,x,", 1), (f"{self.source},x,soon", 1), (f"{self.source},{'x' * 5000},", 1)):
            self.assertIn("line 3", self.read(good + line + "\n", refused=code))
        self.assertIn("vital", self.read(f"source,vital\n{self.source},yes\n", refused=1))
        self.read(b"source,owner\n" + self.source.encode() + b",\xff\xfe\n", refused=1)
        self.read(b"\0\1\2", refused=1)
        self.read('{"rows": 7}', refused=1)
        self.read('{"rows": [', refused=1)
        self.assertEqual(self.out("json"), before)

    def test_forms(self):
        text = json.loads(self.out("json"))
        self.assertEqual(text["customer"], "acme")
        self.assertEqual(set(text["rows"][0]), {"kind", "source", "name", "domains", "open", "owner", "account", "task",
                                                "due", "vital", "note"})
        self.assertIn("| source |", self.out("md"))
        self.assertEqual(self.rampart.json("register", "acme"), text)


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: MIT
"""Each quirk of the field is held by a fixture or a test: tests/data/quirks.tsv says by which."""
import re

from harness import Case, DATA, ROOT, Rampart, main

QUIRKS = [f"Q{number}" for number in range(1, 43)]
REPORTS = DATA / "dmarc" / "reports"


class Quirks(Case):
    def setUp(self):
        super().setUp()
        lines = (DATA / "quirks.tsv").read_text().splitlines()
        self.table = [line.split("\t") for line in lines if not line.startswith("#")]

    def test_every_quirk_is_covered(self):
        self.assertEqual({len(line) for line in self.table}, {3})
        quirks = [quirk for quirk, _, _ in self.table]
        self.assertEqual(list(dict.fromkeys(quirks)), QUIRKS)

    def test_what_covers_it_is_there(self):
        for quirk, aspect, covered_by in self.table:
            with self.subTest(f"{quirk}, {aspect}"):
                file, _, test = covered_by.partition(":")
                path = ROOT / file
                self.assertTrue(path.is_file(), file)
                if not test:  # test_report_fixtures runs every document of its folder
                    self.assertEqual(path.parent, REPORTS)
                    self.assertTrue(path.with_suffix(".txt").is_file(), file)
                elif path.suffix == ".py":
                    self.assertIn(f"def {test}(self):", path.read_text())
                else:
                    self.assertIn(f'("{test}", ', path.read_text())

    def test_every_fixture_of_a_quirk_is_listed(self):
        listed = {covered_by: quirk for quirk, _, covered_by in self.table}
        for path in REPORTS.glob("q*.xml"):
            quirk = listed.get(str(path.relative_to(ROOT)), "nothing")
            self.assertEqual(path.name.split("-")[0], quirk.lower())

    def test_the_door_lets_every_fixture_in(self):
        """What the parser reads of a document, `import` stores; what it refuses is a reject."""
        for number, path in enumerate(sorted(REPORTS.glob("*.xml"))):
            with self.subTest(path.name):
                said = path.with_suffix(".txt").read_text()
                got = Rampart(self.folder / str(number)).json("import", path, code=(0, 1))
                if said.startswith("refused"):
                    self.assertEqual(got["reports"], {"new": 0, "duplicate": 0, "rejected": 1})
                else:
                    figures = re.search(r"^rows: (\d+), bad (\d+), messages (\d+)$", said, re.M)
                    self.assertEqual(got["reports"], {"new": 1, "duplicate": 0, "rejected": 0}, got["rejected"])
                    self.assertEqual([got["rows"], got["bad_rows"], got["messages"]], [int(figure) for figure in figures.groups()])


if __name__ == "__main__":
    main()

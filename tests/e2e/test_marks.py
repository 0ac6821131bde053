# SPDX-License-Identifier: MIT
"""The specialist's word: on one source, on several, on what a filter leaves; and taken back."""
from harness import Case, main

ZONE = "shop.example"


class Marks(Case):
    def setUp(self):
        super().setUp()
        reports, _, _ = self.generate("world", "--seed", 3, "--name", ZONE, "--days", 10)
        self.rampart.json("import", reports)
        self.rampart.customer(ZONE)
        self.before = self.sources()

    def sources(self):
        return self.rampart.json("sources", ZONE, "--flows", "--ips")

    def by_specialist(self):
        return {s["source"] for s in self.sources()["sources"] for f in s["flows"] if f["decided_by"] == "specialist"}

    def unknown(self):
        return [s["source"] for s in self.before["sources"] if s["verdict"] == "unknown"]

    def test_several_at_once(self):
        few = self.unknown()[:3]
        got = self.rampart.json("source", "mark", ZONE, *few, "threat", "--reason", "nobody knows them")
        self.assertEqual((got["marked"], got["source"], got["verdict"]), (few, None, "threat"))
        self.assertEqual(self.by_specialist(), set(few))
        lines = [e for e in self.rampart.json("journal", ZONE)["entries"] if e["action"] == "source mark"]
        self.assertEqual(len(lines), 1)
        self.rampart.json("source", "unmark", ZONE, *few)
        self.assertEqual(self.by_specialist(), set())
        self.assertEqual(self.sources(), self.before)

    def journal(self, action):
        return [e for e in self.rampart.json("journal", ZONE)["entries"] if e["action"] == action]

    def test_repeated(self):
        """What is said again is no second mark, and no second line of the journal."""
        source = self.unknown()[0]
        words = ("source", "mark", ZONE, source, "threat", "--reason", "nobody knows them")
        self.assertTrue(self.rampart.json(*words)["added"])
        marked = self.sources()
        self.assertFalse(self.rampart.json(*words)["added"])
        self.assertIn("already threat", self.rampart.run(*words))
        self.assertEqual(self.sources(), marked)
        self.assertEqual(len(self.journal("source mark")), 1)
        self.assertTrue(self.rampart.json(*words[:-1], "the owner says so")["added"])
        self.assertTrue(self.rampart.json("source", "unmark", ZONE, source)["removed"])
        self.assertFalse(self.rampart.json("source", "unmark", ZONE, source)["removed"])
        self.assertEqual(len(self.journal("source unmark")), 1)
        self.assertEqual(self.sources(), self.before)

    def test_all_or_none(self):
        self.rampart.refused("source", "mark", ZONE, self.unknown()[0], "nobody", "threat", "--reason", "x", code=2)
        self.assertEqual(self.by_specialist(), set())

    def test_filter(self):
        wanted = {s["source"] for s in self.before["sources"] if "unknown" in (s["verdict"], s["class"])}
        got = self.rampart.json("source", "mark", ZONE, "threat", "--filter", "UNKNOWN", "--reason", "swept")
        self.assertEqual(set(got["marked"]), wanted)
        self.assertTrue(wanted <= self.by_specialist())
        self.rampart.json("source", "unmark", ZONE, "--filter", "!no-such-text")
        self.assertEqual(self.sources(), self.before)
        self.rampart.refused("source", "mark", ZONE, "threat", "--filter", "no such text", "--reason", "x", code=2)
        self.rampart.refused("source", "mark", ZONE, "threat", "--reason", "x")
        self.rampart.refused("source", "mark", ZONE, self.unknown()[0], "threat", "--filter", "x", "--reason", "x")

    def test_nothing_unsettled(self):
        """A verdict on a source whose flows the rules settle says that it reaches none, and what to name instead."""
        good = next(s for s in self.before["sources"] if {f["decided_by"] for f in s["flows"]} == {"rule"}
                    and "unknown" not in {f["verdict"] for f in s["flows"]})["source"]
        words = ("source", "mark", ZONE, good, "threat", "--reason", "a hunch")
        text = self.rampart.run(*words)
        self.assertIn(f"{good}: no flow was marked", text)
        self.assertIn(f"{good}/FLOW", text)
        self.assertNotIn("is threat", text)
        got = self.rampart.json(*words)
        self.assertEqual(got["settled"], [good])
        self.assertIn("no flow was marked", got["outcomes"][0])
        self.assertEqual(self.sources(), self.before)
        open_one = self.unknown()[0]
        got = self.rampart.json("source", "mark", ZONE, open_one, "threat", "--reason", "nobody knows it")
        self.assertEqual((got["settled"], got["outcomes"]), ([], [f"{open_one} is threat for {ZONE}"]))

    def test_a_verdict_that_the_evidence_contradicts(self):
        good = next(s for s in self.before["sources"] if s["class"] == "aligned")
        flow = next(f for f in good["flows"] if f["class"] == "aligned")
        self.rampart.json("source", "mark", ZONE, f"{good['source']}/{flow['flow']}", "threat", "--reason", "a mistake")
        after = next(f for s in self.sources()["sources"] for f in s["flows"] if f["flow"] == flow["flow"])
        self.assertEqual((after["verdict"], after["class"]), ("threat", "spoof"))
        self.assertIn("Marked as a threat", after["contradiction"])
        self.assertIn(f"{good['source']}/{flow['flow']}: Marked as a threat", self.rampart.run("sources", ZONE))


if __name__ == "__main__":
    main()

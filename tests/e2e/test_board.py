# SPDX-License-Identifier: MIT
"""Who needs me first, when it will be finished, and what a changed ladder would do: as commands."""
import datetime, re, shutil

from harness import ROOT, Case, main

DAY = "2026-11-01"


def later(day, days):
    return str(datetime.date.fromisoformat(day) + datetime.timedelta(days))


class Board(Case):
    def setUp(self):
        super().setUp()
        reports, _, _ = self.generate("world", "--name", "shop.example", "--days", 30, "--volume", 2000, "--scatter", 5)
        self.rampart.json("customer", "add", "acme", "--name", "Acme", "--target", "2027-06-30")
        self.rampart.json("domain", "add", "acme", "shop.example", "quiet.example")
        for domain, stage, since in (("shop.example", "monitor", "2026-09-01"), ("quiet.example", "quarantine", "2026-10-20")):
            self.rampart.json("domain", "set", domain, "--stage", stage, "--since", since, "--reason", "arrived so")
        self.rampart.json("import", reports)

    def line(self, domain, *args):
        return next(line for line in self.rampart.json("status", *args)["domains"] if line["domain"] == domain)

    def test_alarms_for_cron(self):
        self.assertEqual(self.line("shop.example")["alarms"], [])
        out = self.rampart.run("status", "--check", code=1)
        self.assertEqual(out, "quiet.example (acme): silent: find out why no report has come since 2026-10-20\n")
        self.assertEqual(self.rampart.run("status", "shop.example", "--check"), "")
        home = self.rampart.json("sources", "shop.example")["sources"][0]["source"]
        self.rampart.json("source", "set", "shop.example", home, "--owner", "Piet", "--task", "rotate the key",
                          "--due", "2026-10-30")
        out = self.rampart.run("status", "shop.example", "--check", code=1)
        self.assertEqual(out, f"shop.example (acme): overdue: remind Piet: rotate the key ({home}) was due on 2026-10-30\n")
        shop = self.line("shop.example")
        self.assertEqual((shop["overdue"], shop["regressed"], shop["drifted"], shop["silent"]), (True, False, False, False))
        self.assertGreater(shop["unknown"], 0)
        # Six days later no report is newer than the last day of October.
        self.rampart.now = "2026-11-06T06:00:00Z"
        shop = self.line("shop.example")
        self.assertEqual(shop["next_action"],
                         "No data since 2026-10-31: import newer reports, or find out why none arrive")
        self.assertTrue(shop["silent"])

    def test_forecast(self):
        got = self.rampart.json("forecast", "acme")
        shop, quiet = (next(line for line in got["domains"] if line["domain"] == name)
                       for name in ("shop.example", "quiet.example"))
        self.assertEqual([step["stage"] for step in shop["steps"]][:2], ["quarantine-0", "quarantine-10"])
        self.assertEqual([step["stage"] for step in shop["steps"]][-1], "reject")
        self.assertEqual(shop["forecast"], shop["steps"][-1]["day"])
        self.assertEqual((quiet["forecast"], quiet["at_risk"], quiet["target"]), (None, True, "2027-06-30"))
        self.assertEqual({step["bound_by"] for step in quiet["steps"]}, {"fresh"})
        acme, = got["customers"]
        self.assertEqual((acme["customer"], acme["forecast"], acme["domain"], acme["at_risk"], acme["domains"],
                          acme["unforeseeable"]), ("acme", None, "quiet.example", True, 2, 1))
        self.assertEqual(acme["steps"][0]["domain"], "shop.example")
        self.assertEqual(acme["steps"][-1]["domain"], "quiet.example")
        self.assertEqual(self.rampart.json("forecast", "shop.example")["customers"], [])
        self.assertIn("target 2027-06-30 at risk", self.rampart.run("forecast", "acme"))

    def test_what_if(self):
        one, = self.rampart.json("forecast", "shop.example", "--playbook", "cautious")["domains"]
        self.assertEqual(one["what_if"]["playbook"], "cautious")
        self.assertEqual(one["playbook"], "standard")
        if one["forecast"]:
            self.assertGreater(one["what_if"]["forecast"], one["forecast"])
        self.assertEqual(self.rampart.json("domain", "show", "shop.example")["playbook"], "standard")
        self.assertIn("no playbook", self.rampart.refused("forecast", "--playbook", "nothing"))

    def test_burn_down(self):
        got = self.rampart.json("forecast", "acme", "--burn-down")
        self.assertEqual((got["customer"], got["today"], got["target"], got["domains"]), ("acme", DAY, "2027-06-30", 2))
        days = {day["day"]: day for day in got["days"]}
        self.assertEqual(days[DAY]["stages"], {"monitor": 1, "quarantine": 1})
        self.assertEqual((days[DAY]["forecast"], days[later(DAY, 1)]["forecast"]), (False, True))
        self.assertEqual([later(got["days"][0]["day"], i) for i in range(len(days))], list(days))
        for day in days.values():
            self.assertEqual(sum(day["stages"].values()), 2)
        self.assertRegex(self.rampart.run("forecast", "acme", "--burn-down"), rf"(?m)^{DAY} +1 +1 +0 +0  qm  < today$")
        self.rampart.refused("forecast", "--burn-down")
        self.rampart.refused("forecast", "acme", "shop.example", "--burn-down")

    def books(self):
        books = self.folder / "playbooks"
        shutil.copytree(ROOT / "playbooks", books)
        return books

    def test_a_changed_playbook(self):
        changed = self.folder / "standard.yaml"
        text = (ROOT / "playbooks" / "standard.yaml").read_text()
        changed.write_text(re.sub(r"\bpct: 10\b", "pct: 5", text.replace("name: monitor", "name: watch")))
        got = self.rampart.json("playbook", "check", changed)
        self.assertEqual([(one["domain"], one["stage_lost"], one["now"]["stage"], one["then"]["stage"])
                          for one in got["domains"]],
                         [("quiet.example", False, "quarantine", "quarantine"), ("shop.example", True, "monitor", "watch")])
        self.assertIn("domain set shop.example --stage watch", self.rampart.run("playbook", "check", changed))
        other = self.folder / "elsewhere.yaml"
        other.write_text(text)
        self.assertEqual(self.rampart.json("playbook", "check", other)["domains"], [])
        self.assertIn("no domain follows it", self.rampart.run("playbook", "check", other))

    def test_a_ladder_of_the_customers_own(self):
        books = self.books()
        (books / "acme").mkdir()
        own = books / "acme" / "standard.yaml"
        own.write_text((books / "standard.yaml").read_text().replace("min_days: 30", "min_days: 300"))
        with_books = ("--playbooks", books)
        self.assertIn("acme/standard", self.rampart.json(*with_books, "playbook", "list")["playbooks"])
        shown = self.rampart.json(*with_books, "playbook", "show", "acme/standard")
        self.assertEqual(shown["stages"][0]["gate"]["min_days"], 300)
        condition, = (one for one in self.rampart.json(*with_books, "gate", "shop.example", code=1)["conditions"]
                      if one["name"] == "min_days")
        self.assertEqual(condition["want"], 300)
        # A change of the ladder that all others follow does not concern acme; one of its own does.
        self.assertEqual(self.rampart.json(*with_books, "playbook", "check", books / "standard.yaml")["domains"], [])
        got = self.rampart.json(*with_books, "playbook", "check", own, "--customer", "acme")["domains"]
        self.assertEqual([one["domain"] for one in got], ["quiet.example", "shop.example"])


main()

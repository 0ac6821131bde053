# SPDX-License-Identifier: MIT
"""What needs no report: holds, exceptions, complaints, freezes, the ends of a ladder. Done twice is done once."""
from harness import main
from project import IN_ORDER, ZONE, Project

WHY = ("--reason", "as agreed")
PARKED = "v=DMARC1; p=reject; sp=reject; adkim=s; aspf=s; rua=mailto:dmarc@msp.example"


class Moves(Project):
    def setUp(self):
        super().setUp()
        self.at("2026-09-01")
        self.rampart.customer(ZONE)

    def journal(self):
        return [entry["action"] for entry in self.do("journal")["entries"]]

    def twice(self, *command, already):
        """Done, then done already: one line of the journal, exit 0 both times, and the second says so."""
        before = len(self.journal())
        self.assertIs(self.do(*command)["changed"], True)
        self.assertEqual(len(self.journal()), before + 1)
        self.assertIs(self.do(*command)["changed"], False)
        said = self.rampart.raw(*self.config, *command)
        self.assertEqual(said.returncode, 0)
        self.assertIn(already, (said.stdout + said.stderr).decode())
        self.assertEqual(len(self.journal()), before + 1)

    def at_goal(self):
        self.do("domain", "set", ZONE, "--goal", "quarantine", *WHY)
        self.do("domain", "set", ZONE, "--stage", "quarantine", "--since", "2026-08-01", *WHY)

    def domain(self):
        return self.do("domain", "show", ZONE)

    def condition(self, name):
        return next(c for c in self.do("gate", ZONE, code=1)["conditions"] if c["name"] == name)

    def test_hold_and_resume(self):
        self.twice("hold", ZONE, *WHY, already="is held already")
        self.assertIn("is held: as agreed", self.refuse("advance", ZONE, "--force", *WHY, code=1))
        self.assertIn("on hold: as agreed", self.do("gate", ZONE, code=1)["blockers"])
        self.assertIs(self.do("hold", ZONE, "--reason", "longer than thought")["changed"], True)
        self.assertEqual(self.domain()["held"], "longer than thought")
        self.twice("resume", ZONE, *WHY, already="is not held")
        self.assertIsNone(self.domain()["held"])

    def test_what_is_said_twice_is_said_once(self):
        self.twice("customer", "set", "acme", "--target", "2027-06-30", already="is so already")
        self.twice("domain", "set", ZONE, "--goal", "quarantine", "--lists", "no", *WHY, already="is so already")
        self.twice("domain", "set", ZONE, "--stage", "quarantine-10", "--since", "2026-08-20", *WHY, already="is so already")
        self.assertIs(self.do("domain", "set", ZONE, "--stage", "quarantine-10")["changed"], False)
        self.assertEqual([(m["stage"], m["since"]) for m in self.domain()["history"]],
                         [("monitor", None), ("quarantine-10", "2026-08-20")])
        # Only what is new is told.
        self.do("domain", "set", ZONE, "--lists", "no", "--risk", "low", "--goal", "quarantine", "--reason", "posts to lists")
        self.assertEqual(self.do("journal")["entries"][0]["text"], f"{ZONE}: risk low, goal quarantine")
        self.assertEqual(self.domain()["goal_reason"], "posts to lists")
        for args, why in ((("domain", "set", ZONE), "name what changes"), (("customer", "set", "acme"), "name what changes"),
                          (("domain", "set", ZONE, "--since", "2026-08-01"), "--since goes with --stage")):
            self.assertIn(why, self.refuse(*args, code=2))

    def test_finish(self):
        self.assertIn("not verified yet", self.refuse("finish", ZONE, *WHY, code=1))
        self.do("domain", "set", ZONE, "--stage", "quarantine", "--since", "2026-08-01", *WHY)
        self.assertIn("is not at its goal: stage quarantine; `domain set --goal quarantine`", self.refuse("finish", ZONE, *WHY, code=1))
        self.do("domain", "set", ZONE, "--goal", "quarantine", "--stage", "quarantine-50", "--since", "2026-08-01", *WHY)
        self.assertTrue(self.refuse("finish", ZONE, *WHY, code=1).endswith("is not at its goal: stage quarantine-50, goal quarantine\n"))
        self.at_goal()
        ticket = self.do("rollback", ZONE, *WHY)
        self.assertIn(f"ticket {ticket['id']} for {ZONE} is drafted", self.refuse("finish", ZONE, *WHY, code=1))
        self.do("ticket", "withdraw", ticket["id"], *WHY)
        self.do("hold", ZONE, *WHY)
        self.assertIn("is held: as agreed", self.refuse("finish", ZONE, *WHY, code=1))
        self.do("resume", ZONE, *WHY)
        self.twice("finish", ZONE, *WHY, already="is finished already")
        self.assertIn("nothing to hold it back from", self.refuse("hold", ZONE, *WHY, code=1))
        # Another goal, another stage: it is under way again.
        self.do("domain", "set", ZONE, "--goal", "reject", *WHY)
        self.assertIs(self.domain()["finished"], False)
        self.at_goal()
        self.do("finish", ZONE, *WHY)
        self.do("domain", "set", ZONE, "--stage", "quarantine-50", "--since", "2026-08-01", *WHY)
        self.assertIs(self.domain()["finished"], False)

    def test_park(self):
        ticket = self.do("park", ZONE, *WHY)
        self.assertEqual((ticket["state"], ticket["changes"][0]["new"]), ("drafted", [PARKED]))
        self.assertEqual((self.domain()["kind"], self.domain()["playbook"]), ("parked", "parked"))
        self.assertEqual(self.journal()[0], "park")
        self.assertEqual((self.domain()["stage"], self.domain()["since"]), ("reject", None))
        self.assertIn(f"not verified yet: put its ticket through (`rampart ticket new {ZONE}`", self.refuse("advance", ZONE, *WHY, code=1))
        forecast = self.do("forecast")
        self.assertEqual((forecast["domains"][0]["forecast"], forecast["customers"][0]["done"]), ("2026-09-01", 0))
        self.assertEqual(self.do("park", ZONE, *WHY)["id"], ticket["id"])
        self.assertIn("is parked already", self.rampart.raw(*self.config, "park", ZONE, *WHY).stderr.decode())
        self.assertEqual(self.journal().count("park"), 1)

    def test_park_in_mid_rollout(self):
        self.do("domain", "set", ZONE, "--stage", "quarantine-25", "--since", "2026-08-01", *WHY)
        self.do("park", ZONE, *WHY)
        line = self.do("status", ZONE)["domains"][0]
        self.assertEqual((line["stage"], line["since"], line["forecast"]), ("quarantine-25", "2026-08-01", "2026-09-01"))
        gate = self.do("gate", ZONE, code=1)
        self.assertEqual((gate["stage"], gate["next"]), ("quarantine-25", "reject"))
        self.assertIn("the record of reject is not verified yet", gate["blockers"][0])
        # As long as its set is not in DNS it is neither at an end nor on a ladder.
        ticket = self.do("ticket", "list", ZONE)["tickets"][0]
        self.do("ticket", "withdraw", ticket["id"], *WHY)
        self.assertIn(f"{ZONE} goes to reject at once", self.refuse("advance", ZONE, *WHY, code=1))
        self.assertIn(f"{ZONE} is not at its goal: stage quarantine-25", self.refuse("finish", ZONE, *WHY, code=1))
        self.assertIn(f"{ZONE} is parked", self.refuse("rollback", ZONE, *WHY, code=1))
        # A domain that sends after all has a ladder again, and stands on it where it stood.
        after = self.do("domain", "set", ZONE, "--kind", "mailing", *WHY)
        self.assertEqual((after["playbook"], after["stage"]), ("standard", "quarantine-25"))
        self.assertEqual(self.journal()[0], "domain set")
        self.assertEqual(self.do("gate", ZONE, code=1)["next"], "quarantine-50")
        self.assertEqual(self.do("rollback", ZONE, *WHY)["stage"], "quarantine-10")

    def test_kind_and_playbook(self):
        """The kind brings its playbook, unless another was chosen."""
        self.assertEqual(self.do("domain", "set", ZONE, "--kind", "parked", *WHY)["playbook"], "parked")
        self.assertIn("kind receive-only, playbook standard", self.do("domain", "set", ZONE, "--kind", "receive-only", *WHY) and
                      self.do("journal")["entries"][0]["text"])
        self.do("domain", "set", ZONE, "--playbook", "cautious", *WHY)
        self.assertEqual(self.do("domain", "set", ZONE, "--kind", "mailing", *WHY)["playbook"], "cautious")
        got = self.do("domain", "set", ZONE, "--kind", "parked", "--playbook", "rfc9989", *WHY)
        self.assertEqual((got["kind"], got["playbook"]), ("parked", "rfc9989"))

    def test_park_changes_all_or_nothing(self):
        ticket = self.do("ticket", "new", ZONE)
        before = self.domain(), self.journal()
        self.assertIn(f"ticket {ticket['id']} for {ZONE} is drafted", self.refuse("park", ZONE, *WHY, code=1))
        self.assertEqual((self.domain(), self.journal()), before)

    def test_waive(self):
        until = ("--until", "2026-09-20", "--by", "M. Visser", *WHY)
        self.assertIs(self.condition("min_reporters")["met"], False)
        self.twice("waive", ZONE, "min_reporters", *until, already="holds already")
        self.assertEqual(self.condition("min_reporters")["waived"],
                         {"until": "2026-09-20", "by": "M. Visser", "reason": "as agreed"})
        # Another one takes its place, also when it ends earlier.
        self.do("waive", ZONE, "min_reporters", "--until", "2026-09-10", "--by", "J. Bakker", *WHY)
        self.assertEqual([w["until"] for w in self.domain()["waivers"]], ["2026-09-10"])
        self.at("2026-09-10", 23)
        self.assertIs(self.condition("min_reporters")["met"], True)
        self.at("2026-09-11", 0)
        self.assertIs(self.condition("min_reporters")["met"], False)
        self.assertIs(self.do("unwaive", ZONE, "min_reporters")["changed"], False)
        self.at("2026-09-09")
        self.twice("unwaive", ZONE, "min_reporters", already="counts already")
        self.assertIs(self.condition("min_reporters")["met"], False)

    def test_waive_what_makes_no_sense(self):
        until = ("--until", "2026-09-20", "--by", "M. Visser", *WHY)
        for condition, code, why in (("fresh", 1, "no data keeps a gate shut"), ("no_freeze", 1, "end it with unfreeze"),
                                     ("min_day", 2, "no condition has this name"), ("vital:inv1@shop.example", 2, "no such stream")):
            self.assertIn(why, self.refuse("waive", ZONE, condition, *until, code=code))
        self.assertIn('has no source "nobody"', self.refuse("waive", ZONE, "new_sources", "--source", "nobody", *until, code=2))
        self.assertIn("not about single sources", self.refuse("waive", ZONE, "min_days", "--source", "deskly", *until, code=2))
        self.assertIn("no condition has this name", self.refuse("unwaive", ZONE, "min_day", code=2))
        self.assertIn("lies in the past", self.refuse("waive", ZONE, "min_days", "--until", "2026-08-31", *until[2:], code=2))

    def test_complaint(self):
        self.twice("complaint", "add", ZONE, *WHY, already="is open already")
        self.do("complaint", "add", ZONE, "--reason", "another invoice")
        self.assertEqual(self.condition("no_complaint")["have"], 2)
        self.twice("complaint", "close", ZONE, *WHY, already="no complaint is open")
        self.assertIs(self.condition("no_complaint")["met"], True)

    def test_freeze(self):
        days = ("--from", "2026-09-05", "--until", "2026-09-20")
        self.assertIn("over already", self.refuse("freeze", "acme", "--from", "2026-08-01", "--until", "2026-08-31", *WHY, code=2))
        self.twice("freeze", "acme", *days, *WHY, already="there already")
        self.assertIs(self.condition("no_freeze")["met"], True)
        self.at("2026-09-05", 0)
        frozen = self.condition("no_freeze")
        self.assertEqual((frozen["met"], frozen["earliest"]), (False, "2026-09-21"))
        self.assertIn("earliest", self.refuse("advance", ZONE, *WHY, code=1))
        ticket = self.do("ticket", "new", ZONE)
        self.assertIn("froze changes until 2026-09-20", self.refuse("ticket", "send", ticket["id"], code=1))
        self.twice("unfreeze", "acme", already="no freeze is in force")
        self.assertIs(self.condition("no_freeze")["met"], True)
        self.assertEqual(self.do("ticket", "send", ticket["id"])["state"], "sent")

    def monitored(self, since="2026-08-01"):
        """A month of reports, from 2 August on, that show the record."""
        self.do("domain", "set", ZONE, "--stage", "monitor", "--since", since, *WHY)
        return self.reports("world", "2026-08-31", 30, "p=none", "--fixed", *IN_ORDER)

    def test_gate_and_status_count_by_one_clock(self):
        self.assertIsNone(self.do("gate", ZONE, code=1)["clock"])
        self.assertIsNone(self.do("status", ZONE)["domains"][0]["clock"])
        self.monitored()
        for since, start, origin, days in (("2026-08-01", "2026-08-02", "echo", 30), ("2026-08-22", "2026-08-22", "verification", 10)):
            self.do("domain", "set", ZONE, "--stage", "monitor", "--since", since, *WHY)
            gate, line, domain = self.do("gate", ZONE, code=1), self.do("status", ZONE)["domains"][0], self.do("domain", "show", ZONE)
            clock = {"start": start, "from": origin}
            self.assertEqual((gate["clock"], line["clock"], line["days"]), (clock, clock, days))
            self.assertEqual((domain["clock"], domain["days"], domain["since"]), (clock, days, since))
            condition = next(c for c in gate["conditions"] if c["name"] == "min_days")
            self.assertEqual(condition["have"], days)
            since = f"since {since}" + (f"; reports show it since {start}" if origin == "echo" else "")
            self.assertIn(f"{days} days in monitor ({since}), 30 wanted", condition["text"])
            self.assertIn(f"monitor {since}: {days} days\n", self.rampart.run(*self.config, "domain", "show", ZONE))

    def test_a_domain_without_reports_moves_no_review(self):
        self.monitored()
        self.do("domain", "add", "acme", "a.example", "z.example")
        self.at("2026-09-10")
        review = self.do("review", "acme", "--format", "json")
        self.assertEqual((review["from"], review["until"]), ("2026-08-02", "2026-08-31"))

    def test_wrong_dns_is_told_without_drift(self):
        """A domain that arrives in mid-rollout has no approved record that DNS could differ from."""
        self.do("domain", "set", ZONE, "--stage", "quarantine-10", "--since", "2026-08-20", *WHY)
        self.serve(self.world("dns", "2026-08-31", 1, "p=none")[2])
        self.publish("v=DMARC1; p=quarantine; pct=10; rua=mailto:dmarc@msp.example", "v=DMARC1; p=none")
        self.do("check", ZONE, code=1)
        line = self.do("status", ZONE, "--check", code=1)["domains"][0]
        self.assertIs(line["drifted"], False)
        self.assertTrue([alarm for alarm in line["alarms"] if alarm.startswith("DNS: correct DNS: ")], line["alarms"])
        self.assertNotIn("DNS looked at", self.rampart.run(*self.config, "review", "acme", "--format", "text"))

    def test_vital(self):
        stream = f"{self.monitored()['selectors']['invoices']}@{ZONE}"
        names = lambda: [c["name"] for c in self.do("gate", ZONE, code=1)["conditions"]]
        self.assertNotIn(f"vital:{stream}", names())
        self.do("source", "set", ZONE, stream, "--vital")
        self.assertIn(f"vital:{stream}", names())
        self.assertEqual(self.condition(f"vital:{stream}")["want"], 0.98)
        self.at("2026-10-15")  # no mail of it in the window: it is missed
        self.reports("later", "2026-10-14", 30, "p=none", "--fixed", *IN_ORDER, "--moved", "invoices=bills")
        missed = self.condition(f"vital:{stream}")
        self.assertEqual((missed["met"], "find out why it is silent" in missed["text"]), (False, True), missed)
        self.do("waive", ZONE, f"vital:{stream}", "--until", "2026-10-20", "--by", "M. Visser", *WHY)
        self.assertIs(self.condition(f"vital:{stream}")["met"], True)
        self.at("2026-10-21")
        self.assertIs(self.condition(f"vital:{stream}")["met"], False)

    def test_freeze_holds_the_forecast(self):
        self.monitored()
        self.mark_what_is_unknown()
        self.do("domain", "set", ZONE, "--lists", "no")
        for condition in ("dns_clean", "loss_accepted", "spf_only", "new_sources"):
            self.do("waive", ZONE, condition, "--until", "2027-12-31", "--by", "M. Visser", *WHY)
        free = self.do("status", ZONE)["domains"][0]["forecast"]
        self.do("freeze", "acme", "--from", free, "--until", "2028-01-10", *WHY)
        self.assertEqual(self.do("status", ZONE)["domains"][0]["forecast"], "2028-01-11")


if __name__ == "__main__":
    main()

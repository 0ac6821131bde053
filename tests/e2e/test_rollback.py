# SPDX-License-Identifier: MIT
"""The way back leads to exactly the record that was verified before, whatever kind of ticket brought it."""
from harness import main
from project import ZONE, Project

WHY = ("--reason", "as agreed")


class Rollback(Project):
    def setUp(self):
        super().setUp()
        _, _, zones = self.world("zones", "2026-09-01", 1, "p=none")
        self.serve(zones)
        self.day = 0
        self.next_day()
        self.rampart.customer(ZONE)

    def next_day(self):
        self.day += 1
        self.at(f"2026-09-{self.day:02}")

    def through(self, ticket):
        """Every state of a ticket, on a day of its own; its value."""
        for move in (("send",), ("approve", "--by", "M. Visser")):
            self.do("ticket", move[0], ticket["id"], *move[1:])
        value = ticket["changes"][0]["new"][0]
        self.publish(value)
        self.assertEqual(self.do("ticket", "verify", ticket["id"])["state"], "verified")
        self.next_day()
        return value

    def stage(self, name):
        return self.through(self.do("ticket", "new", ZONE, "--stage", name))

    def own(self, record, *more):
        ticket = self.do("ticket", "new", ZONE, "--record", record, *more)
        self.assertIsNone(ticket["stage"])
        self.assertEqual(self.through(ticket), record)
        return record

    def back(self, record, stage):
        """A rollback is drafted for that record and stage, and goes through."""
        ticket = self.do("rollback", ZONE, *WHY)
        self.assertEqual((ticket["stage"], ticket["changes"][0]["new"]), (stage, [record]))
        self.through(ticket)
        self.assertEqual(self.do("domain", "show", ZONE)["stage"], stage)

    def refused(self):
        self.assertIn("nothing to go back to", self.refuse("rollback", ZONE, *WHY, code=1))

    def test_an_own_record_above_the_first_stage(self):
        monitor = self.stage("monitor")
        self.own("v=DMARC1; p=quarantine; pct=5; t=y; rua=mailto:dmarc@msp.example")
        self.assertEqual(self.do("domain", "show", ZONE)["stage"], "monitor")
        self.back(monitor, "monitor")
        self.refused()

    def test_rolled_back_already(self):
        """The ticket of a rollback keeps its approval when somebody asks for the same again."""
        low = self.stage("quarantine-10")
        self.stage("quarantine-25")
        ticket = self.do("rollback", ZONE, *WHY)
        self.do("ticket", "send", ticket["id"])
        self.do("ticket", "approve", ticket["id"], "--by", "M. Visser")
        again = self.do("rollback", ZONE, "--reason", "asked for by others")
        self.assertEqual((again["id"], again["state"], again["changed"]), (ticket["id"], "approved", False))
        self.assertEqual(self.do("journal", ZONE)["entries"][0]["action"], "ticket approve")
        self.assertIn(f"ticket {ticket['id']} is approved already", self.rampart.run(*self.config, "rollback", ZONE, *WHY))
        # DNS serves something else by now: that ticket is of no use.
        self.publish("v=DMARC1; p=quarantine")
        self.do("check", ZONE, code=(0, 1))
        fresh = self.do("rollback", ZONE, *WHY)
        self.assertEqual((fresh["state"], fresh["changes"][0]["new"], fresh["changes"][0]["old"]), ("drafted", [low], ["v=DMARC1; p=quarantine"]))
        self.assertEqual(self.do("ticket", "show", ticket["id"])["state"], "withdrawn")

    def test_a_record_that_was_taken_out(self):
        """The way back from nothing leads to the record that stood there, and never to nothing."""
        low = self.stage("quarantine-10")
        high = self.stage("quarantine-25")
        ticket = self.do("ticket", "new", ZONE, "--delete", f"_dmarc.{ZONE}", "--force", *WHY)
        for move in (("send",), ("approve", "--by", "M. Visser")):
            self.do("ticket", move[0], ticket["id"], *move[1:])
        self.publish()
        self.do("ticket", "verify", ticket["id"], code=1)
        self.next_day()
        self.assertEqual(self.do("ticket", "verify", ticket["id"])["state"], "verified")
        self.next_day()
        self.back(high, "quarantine-25")
        self.back(low, "quarantine-10")

    def test_a_record_that_was_put_back(self):
        """The same record again, after somebody changed DNS by hand, is no step of its own."""
        low = self.stage("quarantine-10")
        high = self.stage("quarantine-25")
        self.publish("v=DMARC1; p=none; rua=mailto:dmarc@msp.example")
        self.do("check", ZONE, code=(0, 1))
        self.assertEqual(self.stage("quarantine-25"), high)
        self.back(low, "quarantine-10")

    def test_own_records_between_stages(self):
        low = self.stage("quarantine-10")
        first = self.own(low + "; fo=1")
        second = self.own(low.replace("rua=", "rua=mailto:second@else.example,"))
        high = self.stage("quarantine-25")
        self.assertIn("second@else.example", high)
        self.back(second, "quarantine-10")
        self.back(first, "quarantine-10")
        self.back(low, "quarantine-10")

    def test_an_own_record_that_asks_less(self):
        """Taken back, the stricter record comes again; a step of the ladder that went down stays gone."""
        self.stage("quarantine-10")
        high = self.stage("quarantine-25")
        self.own("v=DMARC1; p=none; fo=1; rua=mailto:dmarc@msp.example", "--force", *WHY)
        self.back(high, "quarantine-25")
        self.through(self.do("ticket", "new", ZONE, "--stage", "quarantine-10", "--force", *WHY))
        ticket = self.do("rollback", ZONE, *WHY)
        self.assertEqual(ticket["stage"], "quarantine-0")

    def test_an_own_record_before_the_ladder(self):
        own = self.own("v=DMARC1; p=none; fo=1; rua=mailto:dmarc@msp.example; ri=3600")
        self.stage("quarantine-0")
        self.back(own, "monitor")
        self.refused()


if __name__ == "__main__":
    main()

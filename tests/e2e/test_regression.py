# SPDX-License-Identifier: MIT
"""What regressed since the last import shuts the gate that day, and the way back lies ready."""
from harness import main
from project import IN_ORDER, ZONE, Project

RAMP = ("monitor", "quarantine-0", "quarantine-10", "quarantine-25", "quarantine-50")


class Regression(Project):
    def setUp(self):
        super().setUp()
        _, _, zones = self.world("zones", "2026-09-30", 1, "p=none", "--fixed", *IN_ORDER)
        self.serve(zones)
        self.at("2026-08-31")
        self.rampart.customer(ZONE)
        self.records = dict(zip(RAMP, (self.put_at("2026-09-01", stage) for stage in RAMP)))
        self.at("2026-10-01", 6)
        self.reports("good", "2026-09-30", 29, self.records["quarantine-50"], "--fixed", *IN_ORDER)
        self.mark_what_is_unknown()

    def regress(self, day, last, *broken):
        self.at(day, 6)
        self.reports(day, last, 1, self.records["quarantine-50"], "--fixed", *IN_ORDER, "--broken", *broken)

    def tickets(self):
        return [(t["id"], t["state"]) for t in self.do("ticket", "list", ZONE)["tickets"]]

    def notes(self):
        return [e for e in self.do("journal", ZONE)["entries"] if e["action"] == "regression"]

    def line(self, code=0):
        return self.do("status", ZONE, "--check", code=code)["domains"][0]

    def test_a_sender_loses_its_signature(self):
        before = self.tickets()
        gate = self.do("gate", ZONE, code=1)
        self.assertFalse([b for b in gate["blockers"] if b.startswith("regression")], gate["blockers"])
        self.assertIs(self.line()["regressed"], False)
        self.assertEqual(self.notes(), [])

        # The same day: the gate is shut, the board says so first, the ticket is drafted.
        self.regress("2026-10-02", "2026-10-01", "esp")
        gate = self.do("gate", ZONE, code=1)
        self.assertRegex(gate["blockers"][0], r"^regression: the pass rate of bulkpost\.example fell from 99\.\d+ % to ")
        self.assertIsNone(gate["earliest"])
        self.assertIn("! regression: the pass rate of bulkpost.example", self.rampart.run(*self.config, "gate", ZONE, code=1))
        ticket = self.do("ticket", "list", ZONE)["tickets"][0]
        self.assertEqual((ticket["state"], len(self.tickets())), ("drafted", len(before) + 1))
        line = self.line(code=1)
        self.assertIs(line["regressed"], True)
        self.assertEqual(line["next_action"].split(":")[0], f"Send rollback ticket {ticket['id']}")

        # It restores exactly the record before.
        ticket = self.do("ticket", "show", ticket["id"])
        change = ticket["changes"][0]
        self.assertEqual((change["old"], change["new"]), ([self.records["quarantine-50"]], [self.records["quarantine-25"]]))
        self.assertEqual((ticket["kind"], len(ticket["changes"])), ("change", 1))
        self.assertIn("the pass rate of bulkpost.example fell", ticket["justification"])
        note, = self.notes()
        self.assertEqual(note["subject"], ticket["id"])
        self.assertEqual([r["subject"] for r in note["evidence"]["regressions"]][0], "bulkpost.example")

        # The next day nothing is drafted or noted again.
        self.regress("2026-10-03", "2026-10-02", "esp")
        self.assertEqual((len(self.tickets()), len(self.notes())), (len(before) + 1, 1))
        # Nor when the specialist takes it back: then it is offered.
        self.do("ticket", "withdraw", ticket["id"], "--reason", "the sender repairs it tonight")
        self.regress("2026-10-04", "2026-10-03", "esp")
        self.assertEqual((self.tickets()[0], len(self.notes())), ((ticket["id"], "withdrawn"), 1))
        self.assertTrue(self.line(code=1)["next_action"].startswith("Roll back or hold: the pass rate of bulkpost.example"))

        # The way back goes its way; a second one leads one step further down, not up again.
        back = self.do("rollback", ZONE, "--reason", "it was not repaired")
        self.put_through(back, "2026-10-04", "quarantine-25")
        again = self.do("rollback", ZONE, "--reason", "and further")
        self.assertEqual(again["changes"][0]["new"], [self.records["quarantine-10"]])

    def put_own(self, record, *more):
        """A record of no stage goes through."""
        ticket = self.do("ticket", "new", ZONE, "--record", record, *more)
        self.do("ticket", "send", ticket["id"])
        self.do("ticket", "approve", ticket["id"], "--by", "M. Visser")
        self.publish(record)
        self.do("ticket", "verify", ticket["id"])
        self.records["quarantine-50"] = record

    def test_nothing_asks_less(self):
        """No way back is drafted that would ask for more than what is in force."""
        before = self.tickets()
        self.put_own("v=DMARC1; p=none; fo=1; rua=mailto:dmarc@msp.example", "--force", "--reason", "for now")
        self.regress("2026-10-02", "2026-10-01", "esp")
        self.assertEqual(len(self.tickets()), len(before) + 1)
        self.assertTrue(self.notes()[0]["text"].endswith("no record before asks for less: nothing to go back to"), self.notes()[0]["text"])

    def test_a_record_of_no_stage_stands_between(self):
        """Taking back a tag that changed nothing for the mail would be no relief: the way leads to the record that asks less."""
        high = self.records["quarantine-50"]
        self.put_own(high + "; fo=1")
        self.regress("2026-10-02", "2026-10-01", "esp")
        drafted = self.do("ticket", "show", self.tickets()[0][0])
        self.assertEqual((drafted["state"], drafted["stage"], drafted["changes"][0]["new"]), ("drafted", "quarantine-25", [self.records["quarantine-25"]]))
        # The specialist's own key takes back exactly the last record.
        back = self.do("rollback", ZONE, "--reason", "the tag was no good idea")
        self.assertEqual((back["stage"], back["changes"][0]["new"]), ("quarantine-50", [high]))

    def test_an_open_ticket_is_not_pushed_aside(self):
        self.at("2026-10-01", 7)
        ticket = self.do("advance", ZONE, "--force", "--reason", "the customer is in a hurry")
        self.do("ticket", "send", ticket["id"])
        self.regress("2026-10-02", "2026-10-01", "esp")
        self.assertEqual(self.tickets()[0], (ticket["id"], "sent"))
        note, = self.notes()
        self.assertIsNone(note["subject"])
        self.assertIn(f"{ticket['id']} is sent", note["text"])
        self.assertTrue(self.line(code=1)["next_action"].startswith(f"Roll back (it takes the place of {ticket['id']}) or hold: "))
        # A dry run changes nothing; the key itself withdraws and drafts, both or neither.
        self.do("rollback", ZONE, "--reason", "see what happens", "--dry-run")
        self.assertEqual(self.tickets()[0], (ticket["id"], "sent"))
        back = self.do("rollback", ZONE, "--reason", "mail is lost")
        self.assertEqual(self.tickets()[:2], [(back["id"], "drafted"), (ticket["id"], "withdrawn")])
        self.assertEqual(back["changes"][0]["new"], [self.records["quarantine-25"]])

    def test_dns_leaves_the_approved_record(self):
        """Two looks agree that one server is wrong: the way back to what was approved lies ready, once."""
        approved, other = self.records["quarantine-50"], "v=DMARC1; p=none; rua=mailto:other@else.example"
        before = self.tickets()
        self.servers[1].set(ZONE, "_dmarc", "TXT", f'"{other}"')
        self.servers[1].reload()
        for hour, drafted in ((6, 0), (7, 1), (8, 1)):
            self.at("2026-10-02", hour)
            self.do("check", ZONE, code=1)
            self.assertEqual(len(self.tickets()), len(before) + drafted)
        ticket = self.do("ticket", "show", self.tickets()[0][0])
        self.assertEqual((ticket["state"], ticket["stage"]), ("drafted", "quarantine-50"))
        self.assertEqual((ticket["changes"][0]["new"], sorted(ticket["changes"][0]["old"])), ([approved], sorted([other, approved])))
        self.assertIn(f"ns2.dns.example (127.0.1.54) serves {other} at _dmarc.{ZONE}", ticket["justification"])
        self.assertTrue(self.line(code=(0, 1))["next_action"].startswith(f"Send rollback ticket {ticket['id']}"))
        # Taken back, it does not come again while nothing changes; after DNS was right it does.
        self.do("ticket", "withdraw", ticket["id"], "--reason", "the secondary is being moved")
        self.at("2026-10-03", 6)
        self.do("check", ZONE, code=1)
        self.assertEqual(len(self.tickets()), len(before) + 1)
        self.publish(approved)
        self.at("2026-10-03", 7)
        self.do("check", ZONE)
        self.publish()
        for hour, drafted in ((8, 1), (9, 2)):
            self.at("2026-10-03", hour)
            self.do("check", ZONE, code=(0, 1))
            self.assertEqual(len(self.tickets()), len(before) + drafted)
        again = self.do("ticket", "show", self.tickets()[0][0])
        self.assertEqual([(c["old"], c["new"]) for c in again["changes"]], [([], [approved])])

    def test_silent_reporters(self):
        """Most of the usual reporters silent for days: the gate shuts, and DNS stays as it is."""
        before = self.tickets()
        self.at("2026-10-06", 6)
        self.reports("few", "2026-10-05", 5, self.records["quarantine-50"], "--fixed", *IN_ORDER, "--reporters", 3)
        gate = self.do("gate", ZONE, code=1)
        self.assertIn("5 of 8 usual reporters have been silent for 3 days", gate["blockers"][0])
        self.assertIs(self.line(code=1)["silent"], True)
        self.assertEqual(self.tickets(), before)


if __name__ == "__main__":
    main()

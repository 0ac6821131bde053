# SPDX-License-Identifier: MIT
"""A customer's whole project, every step of it by commands: from the first day to the last domain at reject."""
import datetime

from harness import main
from project import IN_ORDER, ZONE, Project

PARKED = "shop-old.example"
PARKED_ZONE = f"""$ORIGIN {PARKED}.
$TTL 3600
@ SOA ns1.dns.example. hostmaster.dns.example. 1 3600 600 86400 300
@ NS ns1.dns.example.
@ NS ns2.dns.example.
@ MX 10 mail.{ZONE}.
@ TXT "v=spf1 mx -all"
@ TXT "site-verification=12ab"
"""
SUB = f"inv.{ZONE}"
LIST = "univ.example"  # a mailing list whose mail the customer agrees to lose
TARGET = "2027-06-01"
LIFE = ["drafted", "sent", "approved", "published", "verified", "confirmed"]


class Year(Project):
    def setUp(self):
        super().setUp()
        self.day = datetime.date(2026, 6, 1)
        self.at(self.day)
        self.records = {}  # domain -> what DNS serves
        self.unconfirmed = []

    def world(self, name, last, days, record, *options):
        return super().world(name, last, days, record, "--volume", 1200, *options)

    def wait(self, days):
        if self.records:
            self.keep_answers()
        self.day += datetime.timedelta(days)
        self.at(self.day)

    def live(self, days, *options):
        """Days pass under the records that DNS serves; their reports arrive on the morning after the last one."""
        last = self.day + datetime.timedelta(days)
        self.wait(days + 1)
        moved = ("--moved", "invoices=inv", "--moved-policy", self.records[SUB]) if SUB in self.records else ()
        self.reports(str(self.day), last, days, self.records[ZONE], *(options or ("--fixed", *IN_ORDER)), *moved)
        for domain in self.records:
            self.mark_what_is_unknown(domain)
        for ticket in self.unconfirmed:
            self.assertEqual(self.do("ticket", "confirm", ticket)["state"], "confirmed")
            self.assertEqual([event["state"] for event in self.do("ticket", "show", ticket)["history"]], LIFE)
        self.unconfirmed = []
        self.assertEqual([line["domain"] for line in self.do("status")["domains"] if line["silent"]], [])

    def review(self, domain, stage):
        """The customer's review says where the domain stands."""
        at = {d["name"]: d for d in self.do("review", "acme", "--format", "json")["domains"]}
        self.assertEqual(at[domain]["stage"], stage)
        text = self.rampart.run(*self.config, "review", "acme", "--format", "md")
        for part in ("Acme Stores", domain, stage):
            self.assertIn(part, text)

    def put_through(self, ticket, stage, domain=ZONE):
        value = super().put_through(ticket, str(self.day), stage, domain)
        self.unconfirmed.append(ticket["id"])
        self.records[domain] = value
        self.review(domain, stage)

    def climb(self, stage, policy, domain=ZONE):
        """The gate is open: the next record is asked for, approved, published and verified; the gate is shut again."""
        gate, unmet = self.gate(0, domain)
        self.assertEqual((gate["next"], unmet), (stage, {}))
        expected = self.do("simulate", domain, "--stage", stage)
        ticket = self.do("advance", domain, "--reason", "the gate is open")
        self.assertEqual(ticket["evidence"]["rfc7489"], expected["rfc7489"])
        self.put_through(ticket, stage, domain)
        self.assertRegex(self.records[domain], rf"^v=DMARC1; {policy}; rua=mailto:dmarc@msp\.example$")
        self.assertIs(self.do("gate", domain, code=1)["open"], False)

    def begin(self):
        self.do("customer", "add", "acme", "--name", "Acme Stores", "--target", TARGET)
        self.do("domain", "add", "acme", ZONE)
        self.do("domain", "add", "acme", PARKED, "--kind", "parked")
        self.do("domain", "set", ZONE, "--lists", "no")
        for slug, names in (("newsletter", "bulkpost.example"), ("invoicing", f"billing.{ZONE}")):
            self.do("sender", "add", slug, "--name", slug.title(), "--customer", "acme", "--ptr", names)
        _, _, zones = self.world("zones", self.day, 1, "p=none", "--fixed", *IN_ORDER, "--moved", "invoices=inv")
        (zones / f"{PARKED}.zone").write_text(PARKED_ZONE)
        self.serve(zones)
        self.publish("v=DMARC1;", name=f"{PARKED}._report._dmarc", zone="msp.example")
        self.wait(1)
        self.put_through(self.do("ticket", "new", PARKED), "reject", PARKED)
        self.unconfirmed, self.records = [], {}  # nobody reports on a domain that sends nothing
        self.wait(1)
        self.put_through(self.do("ticket", "new", ZONE), "monitor")

    def enforce(self):
        self.live(53, "--fixed", *(f"{name}@22" for name in IN_ORDER))
        for stage, pct in (("quarantine-0", 0), ("quarantine-10", 10), ("quarantine-25", 25)):
            self.climb(stage, f"p=quarantine; pct={pct}; t=y")
            self.live(13)

    def split(self):
        """The stream whose mail forwarders break goes to a subdomain, with the record that its parent has today."""
        candidate, = self.do("split", ZONE)["candidates"]
        got = self.do("split", "accept", ZONE, candidate["stream"], candidate["subdomain"])
        self.assertEqual(got["subdomain"], SUB)
        ticket = self.do("ticket", "show", got["ticket"])
        self.assertIn(f"{SUB}._report._dmarc.msp.example TXT v=DMARC1;", ticket["justification"])
        self.publish("v=DMARC1;", name=f"{SUB}._report._dmarc", zone="msp.example")
        self.put_through(ticket, "quarantine-25", SUB)
        self.assertEqual(self.records[SUB], self.records[ZONE])
        self.live(14)
        seen, = (c for c in self.do("gate", SUB, code=(0, 1))["conditions"] if c["name"] == "senders_seen")
        self.assertEqual((seen["met"], seen["text"]), (True, f"1 of 1 confirmed senders of stream {candidate['stream']} seen"))

    def regress(self):
        """The newsletter service loses its key at pct=50: the gate shuts that day, and the way back lies ready."""
        before = self.records[ZONE]
        self.climb("quarantine-50", "p=quarantine; pct=50; t=y")
        self.wait(1)
        self.climb("quarantine-50", "p=quarantine; pct=50; t=y", SUB)
        self.live(13)
        self.climb("quarantine", "p=quarantine", SUB)
        self.gate(0)
        self.live(1, "--fixed", *IN_ORDER, "--broken", "esp")
        self.assertRegex(self.do("gate", ZONE, code=1)["blockers"][0], r"^regression: the pass rate of newsletter fell")
        first = self.do("status", "--check", code=1)["domains"][0]
        self.assertEqual((first["domain"], first["regressed"]), (ZONE, True))
        self.assertTrue(first["next_action"].startswith(f"Send rollback ticket {first['ticket']}: "))
        ticket = self.do("ticket", "show", first["ticket"])
        self.assertEqual(ticket["changes"][0]["new"], [before])
        self.put_through(ticket, "quarantine-25")
        self.live(13)
        self.climb("quarantine-50", "p=quarantine; pct=50; t=y")
        self.live(13)
        self.climb("quarantine", "p=quarantine")

    def accept_the_loss(self):
        """A sale's freeze holds the next step; then somebody answers for the list's mail by name."""
        self.live(25)
        until = self.day + datetime.timedelta(10)
        self.do("freeze", "acme", "--from", self.day, "--until", until, "--reason", "the sale")
        self.live(6)
        _, unmet = self.gate(1)
        self.assertEqual(sorted(unmet), ["loss_accepted", "no_freeze"])
        self.assertIn(f"froze changes until {until}: the sale", unmet["no_freeze"])
        self.assertRegex(unmet["loss_accepted"], r"^reject would lose \d+ legitimate messages")
        self.do("waive", ZONE, "loss_accepted", "--until", TARGET, "--by", "M. Visser", "--reason", f"mail of {LIST} may be lost")
        self.live(4)

    def reject(self):
        for stage, pct, days in (("reject-0", 0, 8), ("reject-10", 10, 8), ("reject-25", 25, 8), ("reject-50", 50, 15)):
            self.climb(stage, f"p=reject; pct={pct}; t=y")
            self.live(days)
        self.climb("reject", "p=reject")
        self.live(30)

    def finish(self):
        """Every domain is where it should be, months before the promised day."""
        for domain in (ZONE, SUB, PARKED):
            self.do("finish", domain, "--reason", "the goal is reached")
        self.assert_finished()

    def keep_watch(self):
        """The rest of the promised year: reports come, nothing is to be done, and the customer reads so every month."""
        while str(self.day) < TARGET:
            self.live(min(29, (datetime.date.fromisoformat(TARGET) - self.day).days - 1))
            self.review(ZONE, "reject")
            self.review(SUB, "quarantine")
            self.assert_finished()
        self.assertEqual(str(self.day), TARGET)

    def assert_finished(self):
        """Cron is told of nothing, and there is no last step to foresee."""
        for domain in self.records:
            self.do("check", domain)
        lines = self.do("status", "--check")["domains"]
        self.assertEqual({line["domain"]: line["stage"] for line in lines}, {ZONE: "reject", SUB: "quarantine", PARKED: "reject"})
        self.assertTrue(all(line["next_action"].startswith("Done: at ") for line in lines), lines)
        self.assertEqual([line["at_risk"] for line in lines], [False] * 3)
        self.assertLess(max(line["forecast"] for line in lines), TARGET)
        self.assertEqual({d["domain"]: d["steps"] for d in self.do("forecast", "acme")["domains"]}, {ZONE: [], SUB: [], PARKED: []})
        self.assertIn("acme: 3 of 3 domains done", self.rampart.run(*self.config, "forecast", "acme"))

    def look_back(self):
        """The journal fits what was sent, and every earlier day is told of as it was."""
        tickets = self.do("ticket", "list", "acme")["tickets"]
        self.assertEqual({t["state"] for t in tickets if t["domain"] != PARKED}, {"confirmed"})
        self.assertEqual(len(tickets), 17)
        self.assertRegex(self.rampart.run(*self.config, "doctor", code=(0, 1)), r"journal: \d+ entries, chains unbroken")
        self.assertGreater(len(self.answers), 20)
        self.ask_every_day_again()

    def test_year(self):
        self.begin()
        self.enforce()
        self.split()
        self.regress()
        self.accept_the_loss()
        self.reject()
        self.finish()
        self.keep_watch()
        self.look_back()


if __name__ == "__main__":
    main()

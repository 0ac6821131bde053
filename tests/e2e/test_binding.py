# SPDX-License-Identifier: MIT
"""An approval is bound to what was approved: what moved since is said before the ticket goes on."""
import shutil

from harness import ROOT, main
from project import IN_ORDER, ZONE, Project

NONE, OTHER = "v=DMARC1; p=none; rua=mailto:dmarc@msp.example", "v=DMARC1; p=none; rua=mailto:someone@else.example"


class Binding(Project):
    def setUp(self):
        super().setUp()
        _, _, zones = self.world("zones", "2026-09-30", 1, "p=none", "--fixed", *IN_ORDER)
        self.serve(zones)
        self.at("2026-08-31")
        self.rampart.customer(ZONE)

    def monitored(self):
        """A domain at monitor with a month of good reports."""
        self.record = self.put_at("2026-09-01", "monitor")
        self.at("2026-10-01", 6)
        self.reports("good", "2026-09-30", 29, self.record, "--fixed", *IN_ORDER)
        self.mark_what_is_unknown()

    def moved(self, ticket):
        return self.do("ticket", "show", ticket["id"])["moved"]

    def state(self, ticket):
        return self.do("ticket", "show", ticket["id"])["state"]

    def assertMoved(self, ticket, pattern, *action):
        self.assertRegex("; ".join(self.moved(ticket)), pattern)
        self.assertRegex(self.refuse("ticket", *action, code=1), f"{ticket['id']} moved since it was drafted: .*{pattern}")
        self.assertRegex(self.rampart.raw(*self.config, "ticket", "show", ticket["id"]).stderr.decode(), pattern)

    def test_dns(self):
        ticket = self.do("ticket", "new", ZONE)
        self.assertEqual((ticket["changes"][0]["old"], ticket["changes"][0]["old_known"], ticket["moved"]), ([], True, []))
        self.do("ticket", "send", ticket["id"])
        self.publish(OTHER)
        approve = ("approve", ticket["id"], "--by", "M. Visser")
        self.assertEqual(self.moved(ticket), [])  # nobody has looked yet
        self.at("2026-09-02")
        self.assertRegex(self.refuse("ticket", *approve, code=1), "the old value: DNS serves .*else.example.*no longer nothing")
        self.assertMoved(ticket, "the old value", *approve)
        self.assertEqual(self.state(ticket), "sent")
        # Drafting anew binds to what is there.
        self.do("ticket", "withdraw", ticket["id"], "--reason", "somebody else was there")
        ticket = self.do("ticket", "new", ZONE)
        self.assertEqual(ticket["changes"][0]["old"], [OTHER])
        self.do("ticket", "send", ticket["id"])
        self.do("ticket", "approve", ticket["id"], "--by", "M. Visser")
        # That the DNS team was faster than the note of it is no contradiction.
        self.publish(*ticket["changes"][0]["new"])
        self.do("check", ZONE, code=(0, 1))
        self.assertEqual(self.moved(ticket), [])
        self.assertEqual(self.do("ticket", "publish", ticket["id"])["state"], "published")

    def test_force(self):
        ticket = self.do("ticket", "new", ZONE)
        self.publish(OTHER)
        self.do("check", ZONE, code=(0, 1))
        self.assertMoved(ticket, "the old value", "send", ticket["id"])
        self.refuse("ticket", "send", ticket["id"], "--force", code=2)
        forced = self.do("ticket", "send", ticket["id"], "--force", "--reason", "it is the customer's own test")
        self.assertEqual((forced["state"], forced["changes"][0]["old"], forced["moved"]), ("sent", [OTHER], []))
        note = next(e for e in self.do("journal", ZONE)["entries"] if e["action"] == "ticket rebind")
        self.assertEqual(note["reason"], "it is the customer's own test")
        self.assertRegex(note["text"], "goes on although it moved: the old value")
        self.assertIn(OTHER, (self.folder / "state" / "tickets" / f"{ticket['id']}.md").read_text())
        self.do("ticket", "approve", ticket["id"], "--by", "M. Visser")

    def test_evidence(self):
        self.monitored()
        ticket = self.do("ticket", "new", ZONE, "--stage", "quarantine-50")
        self.do("ticket", "send", ticket["id"])
        # Another day of the same mail changes every figure and moves nothing.
        self.at("2026-10-02", 6)
        self.reports("more", "2026-10-01", 1, self.record, "--fixed", *IN_ORDER)
        now = self.do("simulate", ZONE, "--record", ticket["changes"][0]["new"][0])
        self.assertNotEqual(now["messages"], ticket["evidence"]["messages"])
        self.assertEqual(self.moved(ticket), [])
        self.do("ticket", "approve", ticket["id"], "--by", "M. Visser")
        # A sender that breaks does.
        self.at("2026-10-03", 6)
        self.reports("broken", "2026-10-02", 1, self.record, "--fixed", *IN_ORDER, "--broken", "esp")
        self.assertMoved(ticket, "the evidence: a regression of bulkpost.example", "publish", ticket["id"])
        self.assertMoved(ticket, "RFC 7489 receivers would have stopped .* and would now stop", "publish", ticket["id"])
        done = self.do("ticket", "publish", ticket["id"], "--force", "--reason", "the sender is repaired")
        self.assertEqual((done["state"], done["moved"]), ("published", []))

    def test_verdict(self):
        self.monitored()
        ticket = self.do("ticket", "new", ZONE, "--stage", "quarantine-50")
        self.do("source", "mark", ZONE, "clubmail.example", "threat", "--reason", "the club says it is not theirs")
        self.assertMoved(ticket, "the evidence: clubmail.example was forwarder, and is threat", "send", ticket["id"])
        self.do("source", "unmark", ZONE, "clubmail.example")
        self.assertEqual(self.moved(ticket), [])
        # An edit binds to what it was made on, and a weaker record needs a reason.
        weaker = "v=DMARC1; p=none; sp=none; rua=mailto:dmarc@msp.example"
        stronger = ticket["changes"][0]["new"][0].replace("pct=50", "pct=25")
        edited = self.do("ticket", "edit", ticket["id"], "--value", stronger)
        self.assertEqual((edited["changes"][0]["new"], edited["moved"]), ([stronger], []))
        self.assertNotEqual(edited["fingerprint"], ticket["fingerprint"])
        self.assertEqual(edited["evidence"]["record"], stronger)
        self.publish(stronger)
        self.do("check", ZONE, code=1)
        self.assertIn("weaker", self.refuse("ticket", "edit", ticket["id"], "--value", weaker, code=1))
        self.refuse("ticket", "edit", ticket["id"], "--value", weaker, "--force", code=2)
        edited = self.do("ticket", "edit", ticket["id"], "--value", weaker, "--force", "--reason", "mail is lost")
        self.assertEqual(edited["changes"][0]["new"], [weaker])

    def test_playbook(self):
        books = self.folder / "playbooks"
        shutil.copytree(ROOT / "playbooks", books)
        self.config += ("--playbooks", books)
        ticket = self.do("ticket", "new", ZONE)
        self.do("ticket", "send", ticket["id"])
        path = books / "standard.yaml"
        path.write_text(path.read_text().replace("min_days: 30\n      min_days_low", "min_days: 20\n      min_days_low"))
        self.assertMoved(ticket, "the playbook", "approve", ticket["id"], "--by", "M. Visser")

    def test_not_looked_up(self):
        asking, self.config = self.config, (*self.config, "--offline")
        self.publish(OTHER)
        ticket = self.do("ticket", "new", ZONE)
        self.assertEqual((ticket["changes"][0]["old"], ticket["changes"][0]["old_known"]), ([], False))
        document = self.rampart.run(*self.config, "ticket", "show", ticket["id"])
        self.assertIn("(not looked up: note what is there", document)
        self.config = asking
        self.do("check", ZONE, code=(0, 1))
        self.assertMoved(ticket, "the old value: it was not looked up, and DNS serves .*else.example", "send", ticket["id"])
        self.publish()
        self.do("check", ZONE, code=(0, 1))
        sent = self.do("ticket", "send", ticket["id"])
        self.assertEqual((sent["changes"][0]["old"], sent["changes"][0]["old_known"]), ([], True))

    def test_parked(self):
        """One ticket for the whole set, from what is there to what is wanted; what is no business of it stays."""
        self.do("check", ZONE, code=(0, 1))  # as a domain that mails
        for kind, name, *values in (("TXT", "@", "v=spf1 mx -all", "site-verification=12ab"),
                                    ("TXT", "*._domainkey", "v=DKIM1; k=rsa; p=AAAA"), ("MX", "@", "10 mail.else.example.", "20 mx.else.example.")):
            self.publish(*values, name=name, kind=kind)
        ticket = self.do("park", ZONE, "--reason", "no mail since 2019")
        self.assertEqual({(c["name"], c["type"]): (c["old_known"], sorted(c["old"]), sorted(c["new"])) for c in ticket["changes"]}, {
            (f"_dmarc.{ZONE}", "TXT"): (True, [], ["v=DMARC1; p=reject; sp=reject; adkim=s; aspf=s; rua=mailto:dmarc@msp.example"]),
            (ZONE, "TXT"): (True, ["site-verification=12ab", "v=spf1 mx -all"], ["site-verification=12ab", "v=spf1 -all"]),
            (f"*._domainkey.{ZONE}", "TXT"): (True, ["v=DKIM1; k=rsa; p=AAAA"], ["v=DKIM1; p="]),
            (ZONE, "MX"): (True, ["10 mail.else.example", "20 mx.else.example"], ["0 ."])})
        self.assertEqual(ticket["stage"], "reject")
        # What moved at any of them holds it up.
        self.do("ticket", "send", ticket["id"])
        self.publish("30 mx.else.example.", name="@", kind="MX")
        self.do("check", ZONE, code=(0, 1))
        self.assertMoved(ticket, "the old value: DNS serves \"30 mx.else.example\" at shop.example", "approve", ticket["id"], "--by", "M. Visser")
        # What is there already is left out of it.
        self.do("ticket", "withdraw", ticket["id"], "--reason", "somebody else was there")
        self.publish("0 .", name="@", kind="MX")
        self.publish("v=DKIM1; p=", name="*._domainkey")
        self.at("2026-09-02")
        ticket = self.do("ticket", "new", ZONE)
        self.assertEqual([(c["name"], c["type"]) for c in ticket["changes"]], [(f"_dmarc.{ZONE}", "TXT"), (ZONE, "TXT")])
        for change in ticket["changes"]:
            self.publish(*change["new"], name=change["relative"])
        for step in (("send",), ("approve", "--by", "M. Visser"), ("verify",)):
            state = self.do("ticket", step[0], ticket["id"], *step[1:])["state"]
        self.assertEqual((state, self.do("domain", "show", ZONE)["stage"]), ("verified", "reject"))

    def test_freeze(self):
        records = [self.put_at("2026-09-01", stage) for stage in ("monitor", "quarantine-0")]
        self.at("2026-09-02")
        ticket = self.do("ticket", "new", ZONE, "--stage", "quarantine-10")
        self.do("freeze", "acme", "--from", "2026-09-02", "--until", "2026-09-20", "--reason", "the sale")
        self.assertRegex(self.refuse("ticket", "send", ticket["id"], code=1), "froze changes until 2026-09-20: the sale")
        back = self.do("rollback", ZONE, "--reason", "mail is lost")
        self.assertEqual(back["changes"][0]["new"], [records[0]])
        self.assertEqual(self.do("ticket", "send", back["id"])["state"], "sent")

    def test_a_document_that_cannot_be_written(self):
        ticket = self.do("ticket", "new", ZONE)
        (self.folder / "file").write_text("in the way")
        self.refuse("ticket", "send", ticket["id"], "-o", self.folder / "file" / "change.md")
        self.assertEqual(self.state(ticket), "drafted")


if __name__ == "__main__":
    main()

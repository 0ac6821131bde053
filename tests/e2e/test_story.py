# SPDX-License-Identifier: MIT
"""The acceptance story through commands: from adding the customer to the first enforced policy."""
from harness import main
from project import IN_ORDER, ZONE, Project


class Story(Project):
    def test_story(self):
        self.at("2026-06-01")
        self.assertIs(self.do("customer", "add", "acme", "--name", "Acme Stores", "--target", "2027-06-01")["added"], True)
        self.do("domain", "add", "acme", ZONE)
        self.do("domain", "set", ZONE, "--lists", "no")

        # The zones of the world come with its reports: the first month is made before it has passed.
        _, _, zones = self.generate("zones", "--seed", 17, "--name", ZONE, "--days", 1, "--fixed", *IN_ORDER)
        self.serve(zones)

        # 1. The monitoring record.
        self.at("2026-06-02")
        self.do("check", ZONE, code=(0, 1))
        ticket = self.do("ticket", "new", ZONE)
        self.assertEqual((ticket["kind"], ticket["changes"][0]["old"]), ("create", []))
        record = self.put_through(ticket, "2026-06-02", "monitor")
        self.assertTrue(record.startswith("v=DMARC1; p=none"))
        self.assertIn("rua=mailto:dmarc@msp.example", record)

        # 2. Reports arrive; half-way the help desk and the printer are put in order.
        self.at("2026-07-26")
        planted = self.reports("first", "2026-07-25", 53, record, "--fixed", *(f"{name}@22" for name in IN_ORDER))
        table = self.do("sources", ZONE, "--days", 53)
        self.assertEqual(table["messages"], planted["messages"])
        self.assertEqual(sum(source["messages"] for source in table["sources"]), planted["messages"])
        for source in table["sources"]:
            self.assertKeys(source, "messages", "spf_aligned", "dkim_aligned", "trend", "verdict", "class", "reason")
            self.assertTrue(source["reason"])

        # 3. The sources are gone through with the customer.
        self.mark_what_is_unknown()
        for source in self.do("sources", ZONE)["sources"]:
            if source["messages"] > 200:
                self.assertNotEqual(source["verdict"], "unknown", source)
        shown = {source["class"]: source["source"] for source in self.do("sources", ZONE)["sources"]}
        for kind in ("aligned", "forward-ok", "forward-broken", "spoof"):
            flow = self.do("source", "show", ZONE, shown[kind])["flows"][0]
            self.assertTrue(flow["reason"] and (flow["evidence"] or flow["decided_by"] != "score"), flow)
        marked = [e for e in self.do("journal", ZONE)["entries"] if e["action"] == "source mark"]
        self.assertTrue(marked and all(e["reason"] == "gone through with the customer" for e in marked))

        # 5. One stream's mail is broken by forwarders.
        advice = self.do("split", ZONE)
        self.assertEqual([c["stream"] for c in advice["candidates"]], [f"{planted['selectors']['invoices']}@{ZONE}"])
        stream = advice["candidates"][0]
        self.assertGreater(stream["loss_before"], 0)
        self.assertEqual(stream["loss_after"], 0)
        self.assertRegex(advice["interim"]["record"], r"^v=DMARC1; p=quarantine")
        self.assertNotIn("pct", advice["interim"]["record"])
        own = {(record["name"], record["type"]) for record in stream["records"]}
        self.assertIn((f"_dmarc.{stream['subdomain']}", "TXT"), own)
        self.assertTrue(stream["steps"] and stream["evidence"])
        interim = self.do("simulate", ZONE, "--record", advice["interim"]["record"])
        self.assertEqual(interim["expected"]["lost"], 0)
        self.assertGreaterEqual(interim["expected"]["spam"], stream["loss_before"])
        reject = self.do("simulate", ZONE, "--record", "v=DMARC1; p=reject")
        self.assertGreaterEqual(reject["expected"]["lost"], stream["loss_before"])
        moved = self.do("simulate", ZONE, "--record", "v=DMARC1; p=reject", "--split", f"{stream['stream']}={stream['subdomain']}")
        self.assertAlmostEqual(reject["expected"]["lost"] - moved["expected"]["lost"], stream["loss_before"], delta=1)
        self.assertAlmostEqual(moved["expected"]["spam"] - reject["expected"]["spam"], stream["spam_after"], delta=1)

        # 4. The gate opens; what the next record would do is said before it is drafted.
        gate, unmet = self.gate(code=0)
        self.assertEqual((gate["next"], unmet), ("quarantine-0", {}))
        rehearsal = self.do("simulate", ZONE, "--stage", "quarantine-0")
        self.assertEqual([rehearsal[g]["quarantine"] for g in ("rfc7489", "rfc9989")], [0, 0])
        ticket = self.do("advance", ZONE, "--reason", "the gate is open")
        record = self.put_through(ticket, "2026-07-27", "quarantine-0")
        self.assertRegex(record, r"^v=DMARC1; p=quarantine; .*pct=0; t=y")
        self.gate(code=1)

        # 6. Receivers show the new policy; the next step takes a share of the mail.
        self.at("2026-08-10")
        self.reports("second", "2026-08-09", 13, record, "--fixed", *IN_ORDER)
        self.assertIs(self.do("ticket", "confirm", ticket["id"])["confirmed"], True)
        self.mark_what_is_unknown()
        gate, unmet = self.gate(code=0)
        self.assertEqual((gate["next"], unmet), ("quarantine-10", {}))
        tenth = self.do("simulate", ZONE, "--stage", "quarantine-10")
        failing = tenth["messages"] - tenth["compliant"]
        self.assertAlmostEqual(tenth["rfc7489"]["quarantine"], failing / 10, places=6)
        self.assertEqual((tenth["rfc9989"]["quarantine"], tenth["rfc9989"]["reject"]), (0, 0))
        self.assertGreater(tenth["rfc7489"]["blocked"], 0)
        ticket = self.do("advance", ZONE, "--reason", "nothing dropped")
        record = self.put_through(ticket, "2026-08-10", "quarantine-10")
        self.assertRegex(record, r"^v=DMARC1; p=quarantine; .*pct=10; t=y")

        # The next month echoes the policy.
        self.at("2026-09-11")
        planted = self.reports("third", "2026-09-10", 31, record, "--fixed", *IN_ORDER)
        self.assertGreater(planted["dispositions"]["quarantine"], 0)
        self.assertIs(self.do("ticket", "confirm", ticket["id"])["confirmed"], True)
        line = self.do("status", ZONE)["domains"][0]
        self.assertEqual((line["stage"], line["since"], line["pct"]), ("quarantine-10", "2026-08-10", 10))
        self.assertGreater(line["compliance"], 0.9)

        # A step back is one command, and needs the reason alone.
        back = self.do("rollback", ZONE, "--reason", "invoices of a wholesaler were lost")
        self.assertRegex(back["changes"][0]["new"][0], r"p=quarantine; .*pct=0; t=y")
        self.do("ticket", "withdraw", back["id"], "--reason", "it was the wholesaler's own filter")

        # 7. The review.
        review = self.rampart.run(*self.config, "review", "acme", "--format", "md")
        for part in ("Acme Stores", ZONE, "Mail Security Partners", "moved to the spam folder at 1"):
            self.assertIn(part, review)
        self.assertIn("quarantine-10", self.rampart.run(*self.config, "review", "acme", "--format", "json"))
        actions = [entry["action"] for entry in self.do("journal", "acme")["entries"]]
        for action in ("customer add", "domain add", "advance", "rollback"):
            self.assertIn(action, actions)

        # What was so on an earlier day is still said of it.
        self.at("2026-08-05")
        self.assertEqual(self.do("domain", "show", ZONE)["stage"], "quarantine-0")


if __name__ == "__main__":
    main()

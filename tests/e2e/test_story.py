# SPDX-License-Identifier: MIT
"""The acceptance story through commands: from adding the customer to the first enforced policy."""
import contextlib, ipaddress

from harness import Case, main
from nameserver import NameServer, free_port

FIRST, SECOND = "127.0.1.53", "127.0.1.54"
ZONE = "shop.example"
VERDICTS = {"aligned": "legitimate", "dkim-only": "legitimate", "spf-only": "legitimate", "misaligned": "legitimate",
            "forward-ok": "forwarder", "forward-broken": "forwarder", "mailing-list": "forwarder", "spoof": "threat"}
IN_ORDER = ("helpdesk", "printer")
FRAUD = "cheapdeals.example"  # a fraudster's envelope domain, from addresses that send the customer's mail too


class Story(Case):
    def setUp(self):
        super().setUp()
        config = self.folder / "config.yaml"
        config.write_text("report-address: dmarc@msp.example\nbranding:\n  name: Mail Security Partners\n")
        self.config = ("--config", config)
        self.truth = {}

    def at(self, day, hour=9):
        self.rampart.now = f"{day}T{hour:02}:00:00Z"

    def do(self, *args, code=0):
        return self.rampart.json(*self.config, *args, code=code)

    def serve(self, zones):
        """Two name servers with the customer's zones, that have no DMARC record yet."""
        port = free_port(FIRST, SECOND)
        servers = contextlib.ExitStack()
        self.addCleanup(servers.close)
        self.servers = [servers.enter_context(NameServer(zones, address, port)) for address in (FIRST, SECOND)]
        self.config += ("--resolver", f"{FIRST}:{port}", "--dns-port", port, "--dns-timeout", "1")
        self.publish()

    def publish(self, *values):
        for server in self.servers:
            server.set(ZONE, "_dmarc", "TXT", *(f'"{value}"' for value in values))
            server.reload()

    def reports(self, name, last, days, record, *options):
        """Imports a period whose receivers saw that record; returns the oracle's view of it."""
        tags = "; ".join(tag for tag in record.split("; ") if not tag.startswith(("v=", "rua=")))
        reports, oracle, zones = self.generate(name, "--seed", 17, "--name", ZONE, "--end", last, "--days", days,
                                               "--volume", 6000, "--scatter", 10, "--policy", tags, *options)
        planted = oracle["domains"][ZONE]
        for source in planted["sources"].values():
            for ip in source["ips"]:
                self.truth.setdefault(str(ipaddress.ip_address(ip)), set()).add(VERDICTS[source["truth"]])
        got = self.do("import", reports)
        self.assertEqual((got["reports"]["new"], got["messages"]), (oracle["reports"], oracle["messages"]))
        return planted

    def put_through(self, ticket, day, stage):
        """Sent, approved, published in DNS, verified: the domain is at its stage."""
        self.assertEqual((ticket["state"], ticket["domain"]), ("drafted", ZONE))
        document = self.folder / f"{ticket['id']}.md"
        self.do("ticket", "send", ticket["id"], "-o", document)
        value = ticket["changes"][0]["new"][0]
        text = document.read_text()
        for part in ("_dmarc.shop.example", value, "3600", "ns1.dns.example", "ns2.dns.example", "dig "):
            self.assertIn(part, text)
        self.at(day, 10)
        self.do("ticket", "approve", ticket["id"], "--by", "M. Visser", "--window", "tonight")
        self.at(day, 22)
        self.do("ticket", "publish", ticket["id"])
        self.assertTrue(self.do("ticket", "verify", ticket["id"], code=1)["behind"])
        self.publish(value)
        self.at(day, 23)
        verified = self.do("ticket", "verify", ticket["id"])
        self.assertEqual((verified["state"], verified["behind"]), ("verified", []))
        domain = self.do("domain", "show", ZONE)
        self.assertEqual((domain["stage"], domain["since"]), (stage, day))
        return value

    def mark_what_is_unknown(self):
        """As the specialist would: a source at once, or flow by flow where its addresses carry several kinds of mail."""
        for source in self.do("sources", ZONE, "--ips", "--flows")["sources"]:
            unknown = [flow for flow in source["flows"] if flow["verdict"] == "unknown"]
            kinds = set().union(*(self.truth.get(ip["ip"], {"threat"}) for ip in source["ips"]))
            if unknown and len(kinds) == 1:
                self.mark(source["source"], kinds.pop())
                continue
            for flow in unknown:
                self.mark(f"{source['source']}/{flow['flow']}", "threat" if flow["envelope_from"] == FRAUD else "forwarder")

    def mark(self, source, verdict):
        self.do("source", "mark", ZONE, source, verdict, "--reason", "gone through with the customer")

    def gate(self, code):
        self.do("check", ZONE)
        gate = self.do("gate", ZONE, code=code)
        unmet = {c["name"]: c["text"] for c in gate["conditions"] if not c["met"]}
        self.assertEqual(gate["open"], not unmet, unmet)
        return gate, unmet

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

        # 3. The sources are gone through with the customer.
        self.mark_what_is_unknown()
        for source in self.do("sources", ZONE)["sources"]:
            if source["messages"] > 200:
                self.assertNotEqual(source["verdict"], "unknown", source)

        # 5. One stream's mail is broken by forwarders.
        advice = self.do("split", ZONE)
        self.assertEqual([c["stream"] for c in advice["candidates"]], [f"{planted['selectors']['invoices']}@{ZONE}"])
        stream = advice["candidates"][0]
        self.assertGreater(stream["loss_before"], 0)
        self.assertEqual(stream["loss_after"], 0)
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

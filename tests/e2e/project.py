# SPDX-License-Identifier: MIT
"""A customer's project as a specialist runs it: a clock that is set, name servers, reports of a period, tickets."""
import contextlib, ipaddress, json

from harness import Case
from nameserver import NameServer, free_port

FIRST, SECOND = "127.0.1.53", "127.0.1.54"
ZONE = "shop.example"
VERDICTS = {"aligned": "legitimate", "dkim-only": "legitimate", "spf-only": "legitimate", "misaligned": "legitimate",
            "forward-ok": "forwarder", "forward-broken": "forwarder", "mailing-list": "forwarder", "spoof": "threat"}
IN_ORDER = ("helpdesk", "printer")
FRAUD = "cheapdeals.example"  # a fraudster's envelope domain, from addresses that send the customer's mail too
CONFIG = "report-address: dmarc@msp.example\nbranding:\n  name: Mail Security Partners\n"


class Project(Case):
    SEED = 17

    def setUp(self):
        super().setUp()
        config = self.folder / "config.yaml"
        config.write_text(CONFIG)
        self.config = ("--config", config)
        self.truth = {}  # address -> verdicts of the mail that was planted there
        self.servers = []
        self.answers = {}  # --now -> {command: standard output}

    def at(self, day, hour=9):
        self.rampart.now = f"{day}T{hour:02}:00:00Z"

    def do(self, *args, code=0):
        return self.rampart.json(*self.config, *args, code=code)

    def refuse(self, *args, code=3):
        """The message of a command that must fail."""
        return self.rampart.refused(*self.config, *args, code=code)

    def world(self, name, last, days, record, *options):
        """(reports, oracle, zones) of a period whose receivers saw that record."""
        tags = "; ".join(tag for tag in record.split("; ") if not tag.startswith(("v=", "rua=")))
        return self.generate(name, "--seed", self.SEED, "--name", ZONE, "--end", last, "--days", days, "--volume", 6000,
                             "--scatter", 10, "--policy", tags, *options)

    def serve(self, zones):
        """Two name servers with the customer's zones, that have no DMARC record yet."""
        port = free_port(FIRST, SECOND)
        servers = contextlib.ExitStack()
        self.addCleanup(servers.close)
        self.servers = [servers.enter_context(NameServer(zones, address, port)) for address in (FIRST, SECOND)]
        self.config += ("--resolver", f"{FIRST}:{port}", "--dns-port", port, "--dns-timeout", "5")
        self.publish()

    def publish(self, *values, name="_dmarc", kind="TXT", zone=ZONE):
        for server in self.servers:
            server.set(zone, name, kind, *(f'"{value}"' if kind == "TXT" else value for value in values))
            server.reload()

    def reports(self, name, last, days, record, *options):
        """Imports a period whose receivers saw that record; returns the oracle's view of it."""
        reports, oracle, _ = self.world(name, last, days, record, *options)
        for domain in oracle["domains"].values():
            for source in domain["sources"].values():
                for ip in source["ips"]:
                    self.truth.setdefault(str(ipaddress.ip_address(ip)), set()).add(VERDICTS[source["truth"]])
        got = self.do("import", reports)
        self.assertEqual((got["reports"]["new"], got["messages"]), (oracle["reports"], oracle["messages"]))
        return oracle["domains"][ZONE]

    def put_through(self, ticket, day, stage, domain=ZONE):
        """Sent, approved, published in DNS, verified: the domain is at its stage."""
        self.assertEqual((ticket["state"], ticket["domain"]), ("drafted", domain))
        document = self.folder / f"{ticket['id']}.md"
        self.do("ticket", "send", ticket["id"], "-o", document)
        value = ticket["changes"][0]["new"][0]
        text = document.read_text()
        for part in (f"_dmarc.{domain}", value, "3600", "ns1.dns.example", "ns2.dns.example", "dig "):
            self.assertIn(part, text)
        self.at(day, 10)
        self.do("ticket", "approve", ticket["id"], "--by", "M. Visser", "--window", "tonight")
        self.at(day, 22)
        self.do("ticket", "publish", ticket["id"])
        self.assertTrue(self.do("ticket", "verify", ticket["id"], code=1)["behind"])
        for change in ticket["changes"]:
            self.publish(*change["new"], name=change["relative"], kind=change["type"], zone=change["zone"])
        self.at(day, 23)
        verified = self.do("ticket", "verify", ticket["id"])
        self.assertEqual((verified["state"], verified["behind"]), ("verified", []))
        shown = self.do("domain", "show", domain)
        self.assertEqual((shown["stage"], shown["since"]), (stage, day))
        return value

    def put_at(self, day, *stages):
        """A domain whose records of these stages went through, the last one on that day; its value."""
        value = None
        for i, stage in enumerate(stages):
            self.at(day, 1 + i)
            ticket = self.do("ticket", "new", ZONE, "--stage", stage)
            self.do("ticket", "send", ticket["id"])
            self.do("ticket", "approve", ticket["id"], "--by", "M. Visser")
            value = ticket["changes"][0]["new"][0]
            self.publish(value)
            self.do("ticket", "verify", ticket["id"])
        return value

    def mark_what_is_unknown(self, domain=ZONE):
        """As the specialist would: a source at once, or flow by flow where its addresses carry several kinds of mail."""
        for source in self.do("sources", domain, "--ips", "--flows")["sources"]:
            unknown = [flow for flow in source["flows"] if flow["verdict"] == "unknown"]
            kinds = set().union(*(self.truth.get(ip["ip"], {"threat"}) for ip in source["ips"]))
            if unknown and len(kinds) == 1:
                self.mark(source["source"], kinds.pop(), domain)
                continue
            for flow in unknown:
                self.mark(f"{source['source']}/{flow['flow']}", "threat" if flow["envelope_from"] == FRAUD else "forwarder", domain)

    def mark(self, source, verdict, domain=ZONE):
        self.do("source", "mark", domain, source, verdict, "--reason", "gone through with the customer")

    def gate(self, code, domain=ZONE):
        self.do("check", domain)
        gate = self.do("gate", domain, code=code)
        unmet = {c["name"]: c["text"] for c in gate["conditions"] if not c["met"]}
        self.assertEqual(gate["open"], not gate["blockers"], gate["blockers"])
        return gate, unmet

    def ask(self):
        """What is said at the project's present moment, without asking anybody else."""
        offline = (*self.config[:2], "--json")
        status = self.rampart.run(*offline, "status")
        domains = sorted(line["domain"] for line in json.loads(status)["domains"])
        commands = [("forecast",), ("ticket", "list"), *(("gate", domain) for domain in domains)]
        return {"status": status, **{" ".join(command): self.rampart.run(*offline, *command, code=(0, 1)) for command in commands}}

    def keep_answers(self):
        self.answers[self.rampart.now] = self.ask()

    def ask_every_day_again(self):
        """Every earlier --now answers as it did on that day, byte for byte."""
        for now, answers in reversed(self.answers.items()):
            self.rampart.now = now
            for command, answer in self.ask().items():
                with self.subTest(now=now, command=command):
                    self.assertEqual(answer, answers.get(command))

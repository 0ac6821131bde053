# SPDX-License-Identifier: MIT
"""The life of tickets through commands: every state with every action, tickets of several domains, own templates."""
import contextlib, shutil

from harness import ROOT, Case, main
from nameserver import NameServer, free_port
from project import CONFIG, FIRST, SECOND

ZONE, ZONES = "shop1.example", ("shop1.example", "shop2.example")
RECORD = "v=DMARC1; p=none; rua=mailto:dmarc@msp.example"

SEND, APPROVE = "it is only drafted; send it first", "it is not approved; approve it first"
VERIFY, DONE = "DNS is not verified; verify it first", "it is confirmed; nothing is left to do"
IN_DNS = "the change is in DNS; roll back instead"
WITHDRAWN, FAILED = "it is withdrawn; draft a new one", "it failed; draft a new one"
PUBLISHED, CONFIRM = "it is published already; verify it", "it is verified already; confirm it"

# Where each action leads from each state, or why it does not.
ACTIONS = ("edit", "send", "approve", "publish", "verify", "confirm", "withdraw")
TABLE = {
    "drafted": ("=drafted", "=sent", SEND, SEND, SEND, SEND, "=withdrawn"),
    "sent": ("it was sent, and two versions must not be about; withdraw it and draft a new one", "=sent", "=approved",
             APPROVE, APPROVE, APPROVE, "=withdrawn"),
    "approved": ("its approval is for what it says; withdraw it and draft a new one", "it is approved already; publish it",
                 "=approved", "=published", "=verified", VERIFY, "=withdrawn"),
    "published": (IN_DNS, PUBLISHED, PUBLISHED, "=published", "=verified", VERIFY, "=failed"),
    "verified": (IN_DNS, CONFIRM, CONFIRM, CONFIRM, "=verified", "=confirmed", IN_DNS),
    "confirmed": (IN_DNS, DONE, DONE, DONE, "it is confirmed; check the domain's DNS instead", "=confirmed", IN_DNS),
    "withdrawn": (WITHDRAWN, WITHDRAWN, WITHDRAWN, WITHDRAWN, WITHDRAWN, WITHDRAWN, "=withdrawn"),
    "failed": (FAILED, FAILED, FAILED, FAILED, FAILED, FAILED, "it failed already; draft a new one"),
}
PARTICIPLES = dict(zip(ACTIONS, ("edited", "sent", "approved", "published", "verified", "confirmed", "withdrawn")))


class Tickets(Case):
    def setUp(self):
        super().setUp()
        (self.folder / "config.yaml").write_text(CONFIG)
        self.reports, _, zones = self.generate("world", "--seed", 4, "--domains", 2, "--days", 2, "--volume", 1000,
                                               "--reporters", 4, "--scatter", 4)
        port = free_port(FIRST, SECOND)
        servers = contextlib.ExitStack()
        self.addCleanup(servers.close)
        self.servers = [servers.enter_context(NameServer(zones, address, port)) for address in (FIRST, SECOND)]
        self.config = ("--config", self.folder / "config.yaml", "--resolver", f"{FIRST}:{port}", "--dns-port", port,
                       "--dns-timeout", "5")
        for zone in ZONES:
            self.publish(zone)
        self.rampart.now = "2026-10-29T06:00:00Z"
        self.rampart.customer(*ZONES)

    def publish(self, zone, *values):
        for server in self.servers:
            server.set(zone, "_dmarc", "TXT", *(f'"{value}"' for value in values))
            server.reload()

    def do(self, *args, code=0):
        return self.rampart.json(*self.config, *args, code=code)

    def act(self, action, ticket, code=0):
        more = {"edit": ("--value", RECORD + "; fo=1"), "approve": ("--by", "M. Visser"), "withdraw": ("--reason", "a mistake")}
        return self.rampart.raw(*self.config, "--json", "ticket", action, ticket, *more.get(action, ()))

    def reach(self, state):
        """Brings a new ticket into a state; its record is in DNS from the draft on."""
        self.publish(ZONE)
        ticket = self.do("ticket", "new", ZONE)["id"]
        self.publish(ZONE, RECORD)
        ways = {"withdrawn": ("withdraw",), "failed": ("send", "approve", "publish", "withdraw")}
        for action in ways.get(state, ("send", "approve", "publish", "verify", "confirm")[: list(TABLE).index(state)]):
            done = self.act(action, ticket)
            self.assertEqual(done.returncode, 0, done.stderr.decode())
        self.assertEqual(self.do("ticket", "show", ticket)["state"], state)
        return ticket

    def test_every_pair(self):
        """Nothing is published early: each pair starts from a copy of the state as it was."""
        self.do("import", self.reports)
        fresh, kept = self.folder / "fresh", self.folder / "kept"
        shutil.copytree(self.rampart.state, fresh)
        for state, expected in TABLE.items():
            shutil.rmtree(self.rampart.state)
            shutil.copytree(fresh, self.rampart.state)
            self.rampart.now = "2026-10-29T12:00:00Z"
            ticket = self.reach(state) if state != "confirmed" else None
            if not ticket:
                ticket = self.reach("verified")
                self.rampart.now = "2026-11-01T06:00:00Z"
                self.assertEqual(self.act("confirm", ticket).returncode, 0)
            shutil.rmtree(kept, ignore_errors=True)
            shutil.copytree(self.rampart.state, kept)
            self.rampart.now = "2026-11-01T06:00:00Z"
            for action, want in zip(ACTIONS, expected):
                with self.subTest(state=state, action=action):
                    shutil.rmtree(self.rampart.state)
                    shutil.copytree(kept, self.rampart.state)
                    done = self.act(action, ticket)
                    after = self.do("ticket", "show", ticket)
                    if want.startswith("="):
                        self.assertEqual((done.returncode, after["state"]), (0, want[1:]), done.stderr.decode())
                        self.assertEqual(after["history"][-1]["state"], want[1:])
                    else:
                        self.assertEqual((done.returncode, done.stdout, after["state"]), (1, b"", state))
                        self.assertIn(f"rampart: {ticket} cannot be {PARTICIPLES[action]}: {want}\n", done.stderr.decode())
            with self.subTest(state=state, action="push"):
                shutil.rmtree(self.rampart.state)
                shutil.copytree(kept, self.rampart.state)
                # As publish, but that nobody gave a key for the zone.
                want = expected[ACTIONS.index("publish")]
                said = self.rampart.refused(*self.config, "ticket", "publish", ticket, "--push", code=1)
                self.assertIn("no key of" if want.startswith("=") else f"{ticket} cannot be published: {want}\n", said)
                self.assertEqual(self.do("ticket", "show", ticket)["state"], state)

    def test_shared(self):
        ticket = self.do("ticket", "new", *ZONES)
        self.assertEqual((ticket["domain"], ticket["domains"]), (ZONE, list(ZONES)))
        self.assertEqual([(c["name"], c["zone"], c["relative"]) for c in ticket["changes"]],
                         [(f"_dmarc.{zone}", zone, "_dmarc") for zone in ZONES])
        for zone in ZONES:
            self.assertEqual([t["id"] for t in self.do("ticket", "list", zone)["tickets"]], [ticket["id"]])
            self.assertIn("is drafted; verify or withdraw it first", self.rampart.refused("ticket", "new", zone, code=1))
            self.assertEqual(self.do("status", zone)["domains"][0]["ticket"], ticket["id"])
        self.act("send", ticket["id"])
        text = (self.rampart.state / "tickets" / f"{ticket['id']}.md").read_text()
        for part in ("shop1.example, shop2.example", "zone shop1.example.\n", "zone shop2.example.\n",
                     "'_dmarc.shop1.example' TXT", "'_dmarc.shop2.example' TXT"):
            self.assertIn(part, text)
        # What moved at one of them holds it up.
        self.publish(ZONES[1], "v=DMARC1; p=none; rua=mailto:other@else.example")
        self.do("check", ZONES[1], code=(0, 1))
        self.assertIn("_dmarc.shop2.example, no longer nothing", self.act("approve", ticket["id"]).stderr.decode())
        self.publish(ZONES[1])
        self.do("check", ZONES[1], code=(0, 1))
        self.assertEqual(self.act("approve", ticket["id"]).returncode, 0)
        # One verified domain of two is not enough, for either.
        self.publish(ZONE, RECORD)
        behind = self.do("ticket", "verify", ticket["id"], code=1)["behind"]
        self.assertTrue(behind and all("shop2.example" in line for line in behind), behind)
        self.assertIsNone(self.do("domain", "show", ZONE)["since"])
        self.publish(ZONES[1], RECORD)
        self.assertEqual(self.do("ticket", "verify", ticket["id"])["state"], "verified")
        for zone in ZONES:
            self.assertEqual(self.do("domain", "show", zone)["since"], "2026-10-29")
            actions = [entry["action"] for entry in self.do("journal", zone)["entries"]]
            self.assertEqual(actions.count("ticket verify"), 1)
        # Each domain's reports must show it.
        self.rampart.now = "2026-11-01T06:00:00Z"
        first, second = (self.folder / zone for zone in ZONES)
        for zone, folder in zip(ZONES, (first, second)):
            folder.mkdir()
            for report in self.reports.glob(f"*!{zone}!*"):
                shutil.copy(report, folder)
        self.do("import", first)
        self.assertIs(self.do("ticket", "confirm", ticket["id"], code=1)["confirmed"], False)
        self.do("import", second)
        self.assertEqual(self.do("ticket", "confirm", ticket["id"])["state"], "confirmed")

    def test_who_may_share(self):
        self.do("customer", "add", "other", "--name", "Other")
        self.do("domain", "add", "other", "other.example")
        self.assertIn("one ticket is for one customer", self.rampart.refused("ticket", "new", ZONE, "other.example", code=2))
        self.assertIn("is named twice", self.rampart.refused("ticket", "new", ZONE, "SHOP1.example.", code=2))
        self.assertEqual(self.do("ticket", "list")["tickets"], [])

    def test_own_template(self):
        books = self.folder / "playbooks"
        shutil.copytree(ROOT / "playbooks", books)
        self.config += ("--playbooks", books)
        (books / "tickets" / "acme").mkdir()
        (books / "tickets" / "acme" / "ticket.md").write_text("Beste DNS-team, {{id}}: {{#changes}}{{code absolute}}{{/changes}}\n")
        ticket = self.do("ticket", "new", ZONE)
        shown = self.rampart.run(*self.config, "ticket", "show", ticket["id"], "--format", "md")
        self.assertEqual(shown, f"Beste DNS-team, {ticket['id']}: _dmarc.shop1.example.\n")
        # A template with a mistake is named, and nothing counts as sent.
        (books / "tickets" / "acme" / "ticket.md").write_text("{{nowhere}}\n")
        self.assertIn("acme/ticket.md:1: unknown name 'nowhere'", self.act("send", ticket["id"]).stderr.decode())
        self.assertEqual(self.do("ticket", "show", ticket["id"])["state"], "drafted")

    def test_what_is_there_already(self):
        self.publish(ZONES[1], RECORD)
        said = self.rampart.refused(*self.config, "ticket", "new", *ZONES, code=1)
        self.assertIn("DNS serves the record of shop2.example for stage monitor already: there is nothing to change", said)
        self.assertEqual(self.do("ticket", "list")["tickets"], [])
        take_over = said.split("`")[1].split()
        self.assertEqual(take_over[:4], ["rampart", "domain", "set", ZONES[1]])
        self.do(*take_over[1:])
        shown = self.do("domain", "show", ZONES[1])
        self.assertEqual((shown["stage"], shown["since"]), ("monitor", "2026-10-29"))
        # The next record starts from there; nothing leads from it to itself.
        ticket = self.do("ticket", "new", ZONES[1])
        self.assertEqual((ticket["changes"][0]["old"], ticket["stage"]), ([RECORD], "quarantine-0"))

    def test_a_weaker_record(self):
        self.publish(ZONE, "v=DMARC1; p=reject; rua=mailto:dmarc@msp.example")
        self.do("check", ZONE)
        self.assertIn("weaker than the published one", self.rampart.refused(*self.config, "ticket", "new", ZONE, code=1))
        self.rampart.refused(*self.config, "ticket", "new", ZONE, "--force", code=2)
        ticket = self.do("ticket", "new", ZONE, "--force", "--reason", "a fresh start, agreed with the customer")
        self.assertIn("more forged mail gets through", ticket["risk"])

    def own(self, record, *more, code=0):
        return self.do("ticket", "new", ZONE, "--record", record, *more, code=code)

    def verified(self, ticket):
        for action in ("send", "approve"):
            self.assertEqual(self.act(action, ticket["id"]).returncode, 0)
        self.publish(ZONE, ticket["changes"][0]["new"][0])
        self.assertEqual(self.do("ticket", "verify", ticket["id"])["state"], "verified")
        shown = self.do("domain", "show", ZONE)
        return shown["stage"], shown["since"]

    def test_a_record_of_ones_own(self):
        """It stands for the stage that is named, else for the one whose record it is, else for none."""
        self.publish(ZONE, RECORD)
        self.do("domain", "set", ZONE, "--stage", "monitor", "--since", "2026-10-01")
        for record in ("v=DMARC1; p=refuse", "v=spf1 -all"):
            self.assertIn("the new value is not publishable", self.rampart.refused(
                *self.config, "ticket", "new", ZONE, "--record", record, code=1))
        own = RECORD.replace("p=none", "p=none; sp=quarantine")
        ticket = self.own(own)
        self.assertEqual((ticket["changes"][0]["new"], ticket["stage"]), ([own], None))
        self.assertIn("drafted: shop1.example to a record of no stage", self.do("journal", ZONE)["entries"][0]["text"])
        self.assertEqual(self.verified(ticket), ("monitor", "2026-10-01"))
        self.assertIn("already: there is nothing to change", self.rampart.refused(
            *self.config, "ticket", "new", ZONE, "--record", own, code=1))
        strict = RECORD.replace("p=none", "p=quarantine; sp=reject")
        ticket = self.own(strict, "--stage", "quarantine")
        self.assertEqual((ticket["changes"][0]["new"], ticket["stage"]), ([strict], "quarantine"))
        self.assertEqual(self.verified(ticket), ("quarantine", "2026-10-29"))
        weaker = RECORD.replace("p=none", "p=quarantine; adkim=r")
        self.assertIn("weaker than the published one", self.rampart.refused(
            *self.config, "ticket", "new", ZONE, "--record", weaker, code=1))
        self.rampart.refused(*self.config, "ticket", "new", ZONE, "--record", weaker, "--force", code=2)
        ticket = self.own(weaker, "--force", "--reason", "subdomains lost mail")
        self.assertEqual(self.do("journal", ZONE)["entries"][0]["reason"], "subdomains lost mail")
        self.do("ticket", "withdraw", ticket["id"], "--reason", "a mistake")
        # A stage's own record is of that stage, however it is written.
        stage = self.do("record", ZONE, "--stage", "reject")["value"]
        self.assertEqual(self.own(stage.replace("; ", ";"))["stage"], "reject")


if __name__ == "__main__":
    main()

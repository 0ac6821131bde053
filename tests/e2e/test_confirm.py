# SPDX-License-Identifier: MIT
"""Confirmation of a ticket: reporter by reporter, as far as each one's kind of report can show the change."""
import contextlib, datetime

from harness import Case, main
from nameserver import NameServer, free_port

SERVER, ZONE = "127.0.1.53", "shop.example"
OLD, NEW = "v=DMARC1; p=quarantine; pct=0; t=y; rua=mailto:dmarc@msp.example", "v=DMARC1; p=quarantine; pct=10; t=y; rua=mailto:dmarc@msp.example"
ZONES = {
    "dns.example": f"ns1 A {SERVER}\n",
    ZONE: f'_dmarc TXT "{OLD}"\n',
}
HEAD = "$TTL 600\n@ SOA ns1.dns.example. hostmaster.dns.example. 1 3600 600 86400 300\n@ NS ns1.dns.example.\n"
REPORT = """<?xml version="1.0"?>
<feedback{namespace}>{version}<report_metadata><org_name>{org}</org_name><email>r@{org}</email><report_id>{day}</report_id>
<date_range><begin>{begin}</begin><end>{end}</end></date_range></report_metadata>
<policy_published><domain>shop.example</domain><p>quarantine</p><sp>quarantine</sp>{policy}</policy_published>
<record><row><source_ip>192.0.2.1</source_ip><count>100</count><policy_evaluated><disposition>none</disposition>
<dkim>pass</dkim><spf>fail</spf></policy_evaluated></row><identifiers><header_from>shop.example</header_from></identifiers>
<auth_results><dkim><domain>shop.example</domain><selector>s1</selector><result>pass</result></dkim></auth_results></record></feedback>
"""


class Confirm(Case):
    def setUp(self):
        super().setUp()
        zones = self.folder / "zones"
        zones.mkdir()
        for name, text in ZONES.items():
            (zones / f"{name}.zone").write_text(f"$ORIGIN {name}.\n{HEAD}{text}")
        port = free_port(SERVER)
        servers = contextlib.ExitStack()
        self.addCleanup(servers.close)
        self.server = servers.enter_context(NameServer(zones, SERVER, port))
        (self.folder / "config.yaml").write_text("report-address: dmarc@msp.example\n")
        self.asking = ("--config", self.folder / "config.yaml", "--resolver", f"{SERVER}:{port}", "--dns-port", port,
                       "--dns-timeout", "5")
        self.rampart.now = "2026-10-20T06:00:00Z"
        self.rampart.customer(ZONE)
        self.rampart.json("domain", "set", ZONE, "--stage", "quarantine-0", "--since", "2026-10-01")

    def do(self, *args, code=0):
        return self.rampart.json(*self.asking, *args, code=code)

    def report(self, org, day, pct=None, testing=None):
        """A day's report; of RFC 9990 with testing, else of RFC 7489."""
        begin = int(datetime.datetime.fromisoformat(f"{day}T00:00:00+00:00").timestamp())
        path = self.folder / f"{org}-{day}.xml"
        path.write_text(REPORT.format(
            org=org, day=day, begin=begin, end=begin + 86399, namespace=' xmlns="urn:ietf:params:xml:ns:dmarc-2.0"' if testing else "",
            version="<version>1.0</version>" if testing else "",
            policy=f"<testing>{testing}</testing><discovery_method>treewalk</discovery_method>" if testing else f"<pct>{pct}</pct>"))
        self.assertEqual(self.do("import", path)["reports"]["new"], 1)

    def verified(self):
        ticket = self.do("ticket", "new", ZONE, "--stage", "quarantine-10")
        self.assertEqual([(c["old"], c["new"]) for c in ticket["changes"]], [([OLD], [NEW])])
        for step in (("send",), ("approve", "--by", "M. Visser"), ("publish",)):
            self.do("ticket", step[0], ticket["id"], *step[1:])
        self.server.set(ZONE, "_dmarc", "TXT", f'"{NEW}"')
        self.server.reload()
        self.assertEqual(self.do("ticket", "verify", ticket["id"])["state"], "verified")
        return ticket["id"]

    def test_reporter_by_reporter(self):
        for org in ("first.example", "second.example", "third.example", "gone.example"):
            self.report(org, "2026-10-18", pct=0)
        self.report("walker.example", "2026-10-18", testing="y")
        ticket = self.verified()
        self.rampart.now = "2026-10-24T06:00:00Z"
        self.report("first.example", "2026-10-21", pct=0)
        self.report("first.example", "2026-10-22", pct=10)
        self.report("second.example", "2026-10-22", pct=0)
        self.report("third.example", "2026-10-22", pct=0)
        self.report("walker.example", "2026-10-22", testing="y")
        got = self.do("ticket", "confirm", ticket, code=1)
        want = {
            "first.example": ("shows", "2026-10-22", "first.example: shows the new policy since 2026-10-22"),
            "second.example": ("other", "2026-10-22", "second.example: still shows another policy on 2026-10-22"),
            "third.example": ("other", "2026-10-22", "third.example: still shows another policy on 2026-10-22"),
            "walker.example": ("cannot-show", "2026-10-22", "walker.example: its kind of report cannot show this change"),
            "gone.example": ("silent", "2026-10-18", "gone.example: no report since the change (newest: 2026-10-18)"),
        }
        self.assertEqual((got["confirmed"], got["state"]), (False, "verified"))
        self.assertEqual({e["reporter"]: (e["echo"], e["newest"]) for e in got["echoes"]}, {k: v[:2] for k, v in want.items()})
        self.assertEqual(sorted(got["reporters"]), sorted(v[2] for v in want.values()))

        # The ticket says so, too; its document for the customer does not.
        self.assertEqual(self.do("ticket", "show", ticket)["echoes"], got["echoes"])
        done = self.rampart.raw(*self.asking, "ticket", "show", ticket)
        for line in got["reporters"]:
            self.assertIn(line, done.stderr.decode())
            self.assertNotIn(line, done.stdout.decode())

        # Two that can show it do.
        self.report("third.example", "2026-10-23", pct=10)
        got = self.do("ticket", "confirm", ticket)
        self.assertEqual((got["confirmed"], got["state"]), (True, "confirmed"))

    def test_one_kind_waits_for_the_other(self):
        """Where nobody can show the change, nobody has."""
        for org in ("first.example", "second.example"):
            self.report(org, "2026-10-18", testing="y")
        ticket = self.verified()
        self.rampart.now = "2026-10-24T06:00:00Z"
        for org in ("first.example", "second.example"):
            self.report(org, "2026-10-22", testing="y")
        got = self.do("ticket", "confirm", ticket, code=1)
        self.assertEqual({e["echo"] for e in got["echoes"]}, {"cannot-show"})
        self.report("old.example", "2026-10-22", pct=10)  # the only one that can
        self.assertIs(self.do("ticket", "confirm", ticket)["confirmed"], True)


if __name__ == "__main__":
    main()

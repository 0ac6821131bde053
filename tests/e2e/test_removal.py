# SPDX-License-Identifier: MIT
"""Tickets that take a record out of DNS, from draft to the way back, at a primary that takes updates."""
import contextlib, datetime, json

from harness import Case, main
from knotserver import Key, Knot
from nameserver import free_port

FIRST, SECOND = "127.0.1.53", "127.0.1.54"
ZONE = "shop.example"
SECRET = "c2VjcmV0IG9mIHRoZSB0ZXN0cywgMzIgb2N0ZXRzLi4="
POLICY, MISPLACED = "v=DMARC1; p=none; rua=mailto:dmarc@msp.example", "v=DMARC1; p=reject"
KEY = "v=DKIM1; k=ed25519; p=JmXckHfOJPnh5WUTJoYmiYRNQ+7S+1mx0oPtfeW6H/Q="
HEAD = """$TTL 3600
@ SOA ns1.dns.example. hostmaster.dns.example. 7 3600 600 86400 300
@ NS ns1.dns.example.
@ NS ns2.dns.example.
"""
ZONES = {
    "dns.example": HEAD + f"ns1 A {FIRST}\nns2 A {SECOND}\n",
    "mailer.example": HEAD + f'k._domainkey TXT "{KEY}"\n',
    ZONE: HEAD + f"""@ TXT "v=spf1 mx -all"
@ TXT "{MISPLACED}"
@ TXT "site-verification=12ab"
@ MX 10 mx1
_dmarc TXT "{POLICY}"
old._domainkey 600 TXT "{KEY}"
live._domainkey TXT "{KEY}"
esp._domainkey CNAME k._domainkey.mailer.example.
*._domainkey TXT "v=DKIM1; p="
*.wild TXT "for all"
own.wild TXT "its own"
*.away CNAME k._domainkey.mailer.example.
long TXT {' '.join(['"' + 'x' * 250 + '"'] * 17)}
""",
}
REPORT = """<feedback><report_metadata><org_name>mail.example</org_name><email>r@mail.example</email><report_id>{selector}</report_id>
<date_range><begin>{begin}</begin><end>{end}</end></date_range></report_metadata>
<policy_published><domain>{domain}</domain><p>none</p></policy_published>
<record><row><source_ip>192.0.2.1</source_ip><count>50</count><policy_evaluated><disposition>none</disposition>
<dkim>pass</dkim><spf>fail</spf></policy_evaluated></row><identifiers><header_from>{domain}</header_from></identifiers>
<auth_results><dkim><domain>shop.example</domain><selector>{selector}</selector><result>pass</result></dkim></auth_results></record></feedback>
"""


class Removal(Case):
    def setUp(self):
        super().setUp()
        zones = self.folder / "zones"
        zones.mkdir()
        for name, text in ZONES.items():
            (zones / f"{name}.zone").write_text(f"$ORIGIN {name}.\n{text}")
        port = free_port(FIRST, SECOND)
        stack = contextlib.ExitStack()
        self.addCleanup(stack.close)
        self.first = stack.enter_context(Knot(zones, FIRST, port, keys=[Key("pusher", "hmac-sha256", SECRET, [ZONE])]))
        self.second = stack.enter_context(Knot(zones, SECOND, port, primary=self.first))
        (self.folder / "secret").write_text(SECRET + "\n")
        self.config = self.folder / "config.yaml"
        self.config.write_text(json.dumps({"report-address": "dmarc@msp.example", "keys": [
            {"name": "pusher", "secret-file": str(self.folder / "secret"), "zones": [ZONE]}]}))
        self.asking = ("--config", self.config, "--resolver", f"{FIRST}:{port}", "--dns-port", port, "--dns-timeout", "1",
                       "--dns-retries", "0")
        self.rampart.customer(ZONE)

    def seen(self, *selectors, domain=ZONE):
        """Imports reports of a domain's mail that was signed with these keys of the zone, (selector, day) each."""
        for selector, day in selectors:
            begin = int(datetime.datetime.fromisoformat(f"{day}T00:00:00+00:00").timestamp())
            path = self.folder / f"{selector}.xml"
            path.write_text(REPORT.format(selector=selector, domain=domain, begin=begin, end=begin + 86399))
            self.rampart.json("import", path)

    def do(self, *args, code=0):
        return self.rampart.json(*self.asking, *args, code=code)

    def draft(self, what, *more, reason="it is of no use any more"):
        return self.do("ticket", "new", ZONE, "--delete", what, "--reason", reason, *more)

    def refuse(self, what, *more, code=1):
        before = self.do("ticket", "list")
        message = self.rampart.refused(*self.asking, "ticket", "new", ZONE, "--delete", what, "--reason", "why not", *more, code=code)
        self.assertEqual(self.do("ticket", "list"), before)
        return message

    def push(self, ticket):
        for step in (("send",), ("approve", "--by", "M. Visser"), ("publish", "--push", "--yes")):
            got = self.do("ticket", step[0], ticket["id"], *step[1:])
        return got

    def test_the_old_key_of_a_stream(self):
        self.seen(("old", "2026-10-10"), ("live", "2026-10-31"))
        ticket = self.draft(f"old._domainkey.{ZONE}/TXT")
        (change,) = ticket["changes"]
        self.assertEqual((ticket["kind"], ticket["stage"], ticket["zone"]), ("delete", None, ZONE))
        self.assertEqual((change["name"], change["old"], change["new"], change["ttl"]), (f"old._domainkey.{ZONE}", [KEY], [], 600))
        self.assertEqual((ticket["rollback"][0]["old"], ticket["rollback"][0]["new"]), ([], [KEY]))
        self.assertIn("it is of no use any more", ticket["justification"])
        self.assertNotEqual(ticket["risk"], "")
        self.assertIn(f"{ticket['id']} drafted   {ZONE}         record goes", self.screen("wait", "t", "wait", "dump"))
        before, serial = self.first.records(ZONE), self.first.serial(ZONE)
        self.assertEqual(self.push(ticket)["state"], "published")
        after = self.first.records(ZONE)
        self.assertEqual((set(before) - set(after), set(after) - set(before)), ({f'old._domainkey.{ZONE}. 600 TXT "{KEY}"'}, set()))
        got = self.do("ticket", "verify", ticket["id"], code=1)
        self.assertEqual([l["server"] for l in got["laggards"] if l["value"] == KEY], ["ns2.dns.example"])
        self.second.refresh(ZONE, serial + 1)
        return ticket

    def screen(self, *keys):
        (self.folder / "keys").write_text("\n".join(keys) + "\n")
        return self.rampart.raw(*self.asking, "--script", self.folder / "keys").stdout.decode()

    def test_gone_is_seen_twice(self):
        """What every server no longer serves counts as gone by a second look, ten minutes later."""
        ticket = self.test_the_old_key_of_a_stream()
        got = self.do("ticket", "verify", ticket["id"], code=1)
        self.assertEqual((got["state"], got["matches"], len(got["behind"])), ("published", False, 1))
        self.assertIn(f"no name server has the old TXT at old._domainkey.{ZONE} any more: seen first 2026-11-01T06:00:00Z, and certain by "
                      "a second look after 2026-11-01T06:10:00Z", got["behind"][0])
        self.assertEqual((got["laggards"][0]["server"], got["laggards"][0]["address"]), (None, ""))
        self.rampart.now = "2026-11-01T06:09:00Z"
        self.do("ticket", "verify", ticket["id"], code=1)
        self.rampart.now = "2026-11-01T06:10:00Z"
        got = self.do("ticket", "verify", ticket["id"])
        self.assertEqual((got["state"], got["behind"], got["laggards"]), ("verified", [], []))
        self.assertEqual({tuple(s["txt"]) for s in got["servers"]}, {("v=DKIM1; p=",)})  # the wildcard shows through
        self.assertEqual(self.do("domain", "show", ZONE)["since"], None)  # of no stage

    def test_another_value_is_not_gone(self):
        """Somebody put a new key in the place of the old one: nothing was deleted."""
        self.seen(("old", "2026-10-10"), ("live", "2026-10-31"))
        ticket = self.draft(f"old._domainkey.{ZONE}")
        self.push(ticket)
        self.first.set(ZONE, "old._domainkey", "TXT", '"v=DKIM1; p=new"')
        self.second.refresh(ZONE, self.first.serial(ZONE))
        got = self.do("ticket", "verify", ticket["id"], code=1)
        self.assertEqual([(l["server"], l["value"]) for l in got["laggards"]],
                         [("ns1.dns.example", "v=DKIM1; p=new"), ("ns2.dns.example", "v=DKIM1; p=new")])

    def test_a_record_in_a_wrong_place(self):
        """One of several texts: the others stay."""
        message = self.refuse(ZONE)
        for value in (MISPLACED, "v=spf1 mx -all", "site-verification=12ab"):
            self.assertIn(f'"{value}"', message)
        self.assertIn("--value", message)
        self.assertIn("mail passes SPF by it", self.refuse(ZONE, "--value", "v=spf1 mx -all"))
        ticket = self.draft(ZONE, "--value", MISPLACED)
        self.assertEqual((ticket["kind"], ticket["changes"][0]["new"]), ("change", ["site-verification=12ab", "v=spf1 mx -all"]))
        before = self.first.records(ZONE)
        self.push(ticket)
        self.assertEqual(set(before) - set(self.first.records(ZONE)), {f'{ZONE}. 3600 TXT "{MISPLACED}"'})

    def test_an_alias(self):
        self.seen(("live", "2026-10-31"))
        self.assertIn("/CNAME", self.refuse(f"esp._domainkey.{ZONE}"))
        ticket = self.draft(f"esp._domainkey.{ZONE}/cname")
        self.assertEqual(ticket["changes"][0]["old"], ["k._domainkey.mailer.example"])
        self.push(ticket)
        self.assertNotIn("esp", " ".join(self.first.records(ZONE)))

    def test_what_is_in_use_stays(self):
        key = f"live._domainkey.{ZONE}"
        self.assertIn("no report of these days", self.refuse(key))
        self.seen(("live", "2026-10-31"))
        self.assertIn("passed on 2026-10-31; wait until none has for 14 days", self.refuse(key))
        self.assertIn(f"the policy of {ZONE}", self.refuse(f"_dmarc.{ZONE}"))
        ticket = self.draft(f"_dmarc.{ZONE}/TXT", "--force", reason="the domain was sold")
        self.assertEqual((ticket["kind"], ticket["changes"][0]["old"]), ("delete", [POLICY]))
        self.assertEqual(self.do("ticket", "withdraw", ticket["id"], "--reason", "it was not")["state"], "withdrawn")
        self.assertEqual(self.draft(key, "--force", reason="it was stolen")["kind"], "delete")

    def test_a_key_that_signs_for_another_domain(self):
        """Mail From another domain of the organisation aligns by it."""
        self.seen(("live", "2026-10-31"))
        self.do("domain", "add", "acme", f"news.{ZONE}")
        self.seen(("old", "2026-10-30"), domain=f"news.{ZONE}")
        self.assertIn("passed on 2026-10-30; wait", self.refuse(f"old._domainkey.{ZONE}"))

    def test_what_a_wildcard_answers(self):
        """Nothing of its own stands at such a name."""
        for what in (f"any.wild.{ZONE}", f"*.any.wild.{ZONE}", f"any._domainkey.{ZONE}", f"any.away.{ZONE}/CNAME"):
            with self.subTest(what=what):
                self.assertIn("is a wildcard's", self.refuse(what))
        for what in (f"own.wild.{ZONE}", f"*.wild.{ZONE}", f"*._domainkey.{ZONE}", f"*.away.{ZONE}/CNAME"):
            with self.subTest(what=what):
                ticket = self.draft(what)
                self.assertEqual((ticket["kind"], ticket["changes"][0]["name"]), ("delete", what.partition("/")[0]))
                self.do("ticket", "withdraw", ticket["id"], "--reason", "it was a try")

    def test_it_stays_a_deletion(self):
        ticket = self.draft(f"own.wild.{ZONE}")
        message = self.rampart.refused(*self.asking, "ticket", "edit", ticket["id"], "--value", "another", code=1)
        self.assertIn("is to go; withdraw the ticket", message)
        self.assertEqual(self.do("ticket", "show", ticket["id"])["kind"], "delete")

    def test_a_policy_comes_back(self):
        """What was taken out is what a rollback publishes, at the stage where the domain is."""
        self.seen(("live", "2026-10-31"))
        ticket = self.draft(f"_dmarc.{ZONE}", "--force")
        self.push(ticket)
        self.second.refresh(ZONE, self.first.serial(ZONE))
        self.do("ticket", "verify", ticket["id"], code=1)
        self.rampart.now = "2026-11-01T06:10:00Z"
        self.assertEqual(self.do("ticket", "verify", ticket["id"])["state"], "verified")
        back = self.do("rollback", ZONE, "--reason", "it was not sold")
        self.assertEqual((back["stage"], back["changes"][0]["old"], back["changes"][0]["new"]), ("monitor", [], [POLICY]))

    def test_what_cannot_be_deleted(self):
        self.do("domain", "add", "acme", f"news.{ZONE}")
        self.first.set(ZONE, "_dmarc.news", "TXT", f'"{POLICY}"')
        self.first.set(ZONE, "half", "TXT", '"one"')
        for what, word, code in ((f"none.{ZONE}", "nothing to delete", 1), ("mailer.example", "not below", 2), ("a b", "no DNS name", 2),
                                 (f"www.{ZONE}/A", "TXT, CNAME or MX", 2), (f"x.{ZONE}/", "TXT, CNAME or MX", 2)):
            with self.subTest(what=what):
                self.assertIn(word, self.refuse(what, code=code))
        self.assertIn("mail arrives by it", self.refuse(f"{ZONE}/MX"))
        self.assertIn("longer than the 4096 octets", self.refuse(f"long.{ZONE}", code=3))
        self.assertIn("do not agree", self.refuse(f"half.{ZONE}"))
        self.assertIn(f"the policy of news.{ZONE}", self.refuse(f"_dmarc.news.{ZONE}", code=2))
        self.assertIn("--reason", self.rampart.refused(*self.asking, "ticket", "new", ZONE, "--delete", f"old._domainkey.{ZONE}"))
        self.refuse(f"old._domainkey.{ZONE}", "--stage", "monitor", code=2)
        offline = self.rampart.refused("ticket", "new", ZONE, "--delete", ZONE, "--reason", "x", code=3)
        self.assertIn("no authoritative server tells", offline)


if __name__ == "__main__":
    main()

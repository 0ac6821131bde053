# SPDX-License-Identifier: MIT
"""Verification of a ticket: two authoritative servers of different make and serial, and a resolver that remembers."""
import contextlib, datetime, shutil, socket, subprocess, threading

from harness import PATIENCE, ROOT, Case, main
from knotserver import Knot
from nameserver import Hostile, NameServer, free_port
from unboundserver import Unbound

FIRST, SECOND, RESOLVER = "127.0.1.53", "127.0.1.54", "127.0.1.60"
ZONE = "shop.example"
OTHERS = ("news.example", "club.example")  # of the same customer
OLD = "v=DMARC1; p=none; rua=mailto:dmarc@msp.example"
TTL = 600
HEAD = """$TTL 3600
@ SOA ns1.dns.example. hostmaster.dns.example. {serial} 3600 600 86400 300
@ NS ns1.dns.example.
@ NS ns2.dns.example.
"""
ADDRESSES = f"ns1 A {FIRST}\nns2 A {SECOND}\n"
RECORDS = f'@ TXT "v=spf1 -all"\n_dmarc {TTL} TXT "{OLD}"\n'
CONFIG = "report-address: dmarc@msp.example\n"
LATER = "2026-11-01T08:30:00Z"


def moment(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


class Verify(Case):
    def setUp(self):
        super().setUp()
        stack = contextlib.ExitStack()
        self.addCleanup(stack.close)
        self.open = stack.enter_context
        self.port = free_port(FIRST, SECOND)
        self.first = self.open(NameServer(self.zones("first", 7), FIRST, self.port))
        self.second = self.open(Knot(self.zones("second", 4294967295), SECOND, self.port))  # older: serials go round
        (self.folder / "config.yaml").write_text(CONFIG)
        self.rampart.customer(ZONE)

    def zones(self, name, serial):
        folder = self.folder / name
        folder.mkdir()
        for zone, text in (("dns.example", ADDRESSES), *((zone, RECORDS) for zone in (ZONE, *OTHERS))):
            (folder / f"{zone}.zone").write_text(f"$ORIGIN {zone}.\n{HEAD.format(serial=serial)}{text}")
        return folder

    def resolve(self, zones=(ZONE, "dns.example"), server=FIRST, **more):
        self.resolver = self.open(Unbound({zone: [(server, self.port)] for zone in zones}, RESOLVER, **more))
        return self.use(RESOLVER, self.resolver.port)

    def use(self, address, port):
        self.asking = ("--config", self.folder / "config.yaml", "--resolver", f"{address}:{port}", "--dns-port", self.port,
                       "--dns-timeout", "5", "--dns-retries", "0")

    def do(self, *args, code=0):
        return self.rampart.json(*self.asking, *args, code=code)

    def published(self, upto="publish"):
        """A ticket to the first quarantine stage, said to be published, and its value; the resolver knows the old one."""
        ticket = self.do("ticket", "new", ZONE, "--stage", "quarantine-0")
        self.assertEqual(ticket["changes"][0]["old"], [OLD])
        for step in (("send",), ("approve", "--by", "M. Visser"), ("publish",)):
            self.do("ticket", step[0], ticket["id"], *step[1:])
            if step[0] == upto:
                break
        return ticket["id"], ticket["changes"][0]["new"][0]

    def at_first(self, *values, zone=ZONE):
        self.first.set(zone, "_dmarc", "TXT", *(f'"{value}"' for value in values), ttl=TTL)
        self.first.reload()

    def at_second(self, *values, zone=ZONE):
        self.second.set(zone, "_dmarc", "TXT", *(f'"{value}"' for value in values), ttl=TTL)

    def remarks(self):
        return [entry["text"] for entry in self.do("journal")["entries"] if entry["action"] == "ticket behind"]

    def test_who_is_behind_and_since_when(self):
        self.resolve()
        ticket, value = self.published()
        got = self.do("ticket", "verify", ticket, code=1)
        self.assertEqual([(l["server"], l["serial"], l["newest_serial"]) for l in got["laggards"]],
                         [("ns1.dns.example", 7, 7), ("ns2.dns.example", 4294967295, 7), (None, 0, 7)])

        # One server has it: the other one is stale, and the resolver still has the old value in its cache.
        self.at_first(value)
        first_seen, self.rampart.now = self.rampart.now, LATER
        got = self.do("ticket", "verify", ticket, code=1)
        self.assertKeys(got, "id", "state", "matches", "servers", "behind", "laggards", "old_until")
        stale, resolver = got["laggards"]
        self.assertEqual((got["state"], got["matches"]), ("published", False))
        self.assertEqual(stale, {"server": "ns2.dns.example", "address": SECOND, "name": f"_dmarc.{ZONE}", "type": "TXT",
                                 "status": "ok", "value": OLD, "serial": 4294967295, "newest_serial": 8, "since": first_seen,
                                 "until": "2026-11-01T08:40:00Z"})
        self.assertEqual((resolver["server"], resolver["address"], resolver["value"], resolver["since"]),
                         (None, f"{RESOLVER}:{self.resolver.port}", OLD, first_seen))
        left = (moment(resolver["until"]) - moment(LATER)).total_seconds()
        self.assertTrue(0 < left <= TTL, left)
        self.assertEqual(got["old_until"], "2026-11-01T08:40:00Z")
        self.assertEqual(got["behind"][0], f'ns2.dns.example ({SECOND}) serves "{OLD}" at _dmarc.{ZONE} with serial 4294967295, '
                         f"where the newest is 8; behind since {first_seen}; who asked it now keeps that until 2026-11-01T08:40:00Z")
        self.assertIn(f'still has "{OLD}"', got["behind"][1])
        text = self.rampart.run(*self.asking, "ticket", "verify", ticket, code=1)
        self.assertEqual(text.splitlines()[0], "not yet: " + got["behind"][0])
        self.assertIn("the old value may be answered until 2026-11-01T08:40:00Z", text)
        self.assertEqual(len(self.remarks()), 2)  # what has not changed is not written again

        # Both have it: that is enough, though the resolver goes on for a while.
        self.at_second(value)
        got = self.do("ticket", "verify", ticket)
        self.assertEqual((got["state"], [l["address"] for l in got["laggards"]]), ("verified", [resolver["address"]]))
        self.assertLessEqual(moment(got["old_until"]), moment("2026-11-01T08:40:00Z"))
        text = self.rampart.run(*self.asking, "ticket", "verify", ticket)
        self.assertIn(f"every authoritative server has the new value; ticket {ticket} is verified", text)
        self.assertIn(f"not yet: resolver {resolver['address']}", text)
        self.resolver.forget()
        got = self.do("ticket", "verify", ticket)
        self.assertEqual((got["laggards"], got["behind"]), ([], []))

    def test_every_address_of_a_name_server(self):
        """One name with two addresses, and a third that this host has no way to: that one alone is not waited for."""
        self.use(FIRST, self.port)
        self.first.set("dns.example", "ns1", "A", FIRST, SECOND)
        self.first.set("dns.example", "ns1", "AAAA", "fe80::1")
        ticket, value = self.published()
        self.at_first(value)
        got = self.do("ticket", "verify", ticket, code=1)
        self.assertEqual([(l["server"], l["address"], l["value"]) for l in got["laggards"]],
                         [("ns1.dns.example", SECOND, OLD), ("ns2.dns.example", SECOND, OLD)])
        self.assertEqual([(s["address"], s["status"]) for s in got["servers"][:4]],
                         [(FIRST, "ok"), ("fe80::1", "unreachable"), (SECOND, "ok"), (SECOND, "ok")])
        self.assertEqual(self.do("ticket", "show", ticket)["validation"][0].count("ns1.dns.example"), 1)
        self.at_second(value)
        self.first.remove("dns.example", "ns2", "A")
        self.first.set("dns.example", "ns2", "AAAA", "fe80::2")
        self.first.reload()
        got = self.do("ticket", "verify", ticket, code=1)  # of ns2 nothing is known at all
        self.assertEqual([(l["server"], l["status"], l["until"]) for l in got["laggards"]], [("ns2.dns.example", "unreachable", None)])
        self.assertIn("this host has no way there", got["behind"][0])
        self.first.set("dns.example", "ns2", "A", SECOND)
        self.first.reload()
        self.assertEqual(self.do("ticket", "verify", ticket)["state"], "verified")

    def test_each_domain_of_a_shared_ticket(self):
        """All or nothing; then each domain is at its stage, and was looked at again."""
        self.use(FIRST, self.port)
        self.do("domain", "add", "acme", *OTHERS)
        ticket = self.do("ticket", "new", ZONE, *OTHERS, "--stage", "quarantine-0")
        for step in (("send",), ("approve", "--by", "M. Visser"), ("publish",)):
            self.do("ticket", step[0], ticket["id"], *step[1:])
        value = ticket["changes"][0]["new"][0]
        for zone in (ZONE, OTHERS[0]):
            self.at_first(value, zone=zone)
            self.at_second(value, zone=zone)
        self.at_first(value, zone=OTHERS[1])
        self.rampart.now = LATER
        got = self.do("ticket", "verify", ticket["id"], code=1)
        self.assertEqual([(l["server"], l["name"]) for l in got["laggards"]], [("ns2.dns.example", f"_dmarc.{OTHERS[1]}")])
        self.assertEqual({line["since"] for line in self.do("status")["domains"]}, {None})
        self.at_second(value, zone=OTHERS[1])
        self.assertEqual(self.do("ticket", "verify", ticket["id"])["state"], "verified")
        for zone in (ZONE, *OTHERS):
            shown = self.do("domain", "show", zone)
            self.assertEqual((shown["stage"], shown["since"]),
                             ("quarantine-0", LATER[:10]))
        looks = [entry["subject"] for entry in self.do("journal")["entries"] if (entry["action"], entry["at"]) == ("check", LATER)]
        self.assertEqual(sorted(looks), sorted((ZONE, *OTHERS)))

    def test_behind_again_is_behind_anew(self):
        self.use(FIRST, self.port)
        ticket, value = self.published()
        self.at_first(value)
        self.do("ticket", "verify", ticket, code=1)
        self.at_second(value)
        self.at_first(OLD)
        self.rampart.now = "2026-11-01T07:00:00Z"
        got = self.do("ticket", "verify", ticket, code=1)
        self.assertEqual([(l["server"], l["since"]) for l in got["laggards"]], [("ns1.dns.example", self.rampart.now)])
        self.at_first(value)
        self.at_second(OLD)
        self.rampart.now = LATER
        got = self.do("ticket", "verify", ticket, code=1)
        self.assertEqual([(l["server"], l["since"]) for l in got["laggards"]], [("ns2.dns.example", LATER)])

    def test_byte_for_byte(self):
        """Another record beside it, other spacing, other case: none of these is the new value."""
        self.use(FIRST, self.port)
        ticket, value = self.published()
        self.at_second(value)
        for values in ((value + " ",), (value.upper(),), (value, OLD), (), ("v=DMARC1", value)):
            with self.subTest(values=values):
                self.at_first(*values)
                got = self.do("ticket", "verify", ticket, code=1)
                self.assertEqual([l["server"] for l in got["laggards"]], ["ns1.dns.example"])
        self.at_first(value, "a note that somebody left here")
        self.assertEqual(self.do("ticket", "verify", ticket)["state"], "verified")

    def test_a_rival_of_its_kind(self):
        """A second key or SPF record that nobody asked for undoes what was asked for; a text of another kind does not."""
        self.use(FIRST, self.port)
        self.do("check", ZONE, code=(0, 1))
        ticket = self.do("park", ZONE, "--reason", "no mail since 2019")
        for step in (("send",), ("approve", "--by", "M. Visser"), ("publish",)):
            self.do("ticket", step[0], ticket["id"], *step[1:])
        for change in ticket["changes"]:
            values = [f'"{value}"' if change["type"] == "TXT" else value for value in change["new"]]
            for server in (self.first, self.second):
                server.set(ZONE, change["relative"], change["type"], *values)
        self.second.set(ZONE, "*._domainkey", "TXT", '"v=DKIM1; p="', '"a note"', '"v=DKIM1; k=rsa; p=AAAA"')
        self.first.reload()
        got = self.do("ticket", "verify", ticket["id"], code=1)
        self.assertEqual([(l["server"], l["name"], l["value"]) for l in got["laggards"]],
                         [("ns2.dns.example", f"*._domainkey.{ZONE}", "v=DKIM1; k=rsa; p=AAAA")])
        self.second.set(ZONE, "*._domainkey", "TXT", '"v=DKIM1; p="', '"a note"')
        self.assertEqual(self.do("ticket", "verify", ticket["id"])["state"], "verified")

    def test_servers_that_do_not_say(self):
        self.use(FIRST, self.port)
        ticket, value = self.published()
        self.at_first(value)
        self.second.close()
        got = self.do("ticket", "verify", ticket, code=1)
        self.assertEqual([(l["server"], l["status"], l["value"], l["until"]) for l in got["laggards"]],
                         [("ns2.dns.example", "timeout", None, None)])
        self.assertIn(f"ns2.dns.example ({SECOND}) answers timeout for _dmarc.{ZONE}", got["behind"][0])
        self.first.stop()
        got = self.do("ticket", "verify", ticket, code=1)
        self.assertEqual((got["matches"], got["state"]), (False, "published"))
        self.assertIn(f"no authoritative server of _dmarc.{ZONE} was found: timeout", got["behind"][0])
        text = self.rampart.run(*self.asking, "ticket", "verify", ticket, code=1)
        self.assertNotIn("agree", text)

    def test_bogus_is_told_from_servfail(self):
        """A signed zone whose record was changed behind the signatures: a validating resolver refuses it."""
        folder = self.folder / "signed"
        folder.mkdir()
        for zone in (ZONE, "dns.example"):
            shutil.copy(self.first.path(zone), folder / f"{zone}.zone")
        run = lambda *words: subprocess.run(words, cwd=folder, check=True, capture_output=True, text=True).stdout.strip()
        key = run("ldns-keygen", "-a", "ECDSAP256SHA256", "-k", ZONE)
        anchor = (folder / f"{key}.key").read_text().split(";")[0].strip()
        self.use(FIRST, self.port)
        ticket, value = self.published()
        self.at_first(value)
        self.at_second(value)
        shutil.copy(self.first.path(ZONE), folder / f"{ZONE}.zone")
        run("ldns-signzone", "-f", f"{ZONE}.signed", f"{ZONE}.zone", key)
        signed = (folder / f"{ZONE}.signed").read_text()

        self.first.write(ZONE, signed)
        self.first.reload()
        self.resolve(anchors={ZONE: anchor.replace("\t", " ")})
        got = self.do("ticket", "verify", ticket)
        self.assertEqual(([s["status"] for s in got["servers"]], got["laggards"]), (["ok", "ok", "ok"], []))

        self.first.write(ZONE, signed.replace("p=quarantine; pct=0; t=y", "p=quarantine; pct=0; t=n"))
        self.first.reload()
        self.resolver.forget()
        got = self.do("ticket", "verify", ticket, code=(0, 1))
        resolver = next(l for l in got["laggards"] if l["server"] is None)
        self.assertEqual((resolver["status"], resolver["value"]), ("bogus", None))
        self.assertIn(f"refuses the answer for _dmarc.{ZONE} as bogus", " ".join(got["behind"]))

    def test_a_ticket_that_changes_meanwhile(self):
        """What was asked for is not what the ticket rests on by the time the answers are there."""
        playbooks = self.folder / "playbooks"
        shutil.copytree(ROOT / "playbooks", playbooks)
        self.use(FIRST, self.port)
        self.asking += ("--playbooks", playbooks)
        ticket, value = self.published(upto="approve")
        self.at_first(value)
        self.at_second(value)
        direct = self.asking
        with Slow(FIRST, self.port) as slow:
            self.use(slow.address, slow.port)
            command = self.rampart.command("--playbooks", playbooks, *self.asking, "--dns-timeout", "60", "ticket", "verify", ticket)
            verify = subprocess.Popen(command, env=self.rampart.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            self.assertTrue(slow.reached.wait(60))
            with open(playbooks / "standard.yaml", "a") as file:
                file.write("# another rule\n")
            self.asking = direct
            self.do("ticket", "publish", ticket, "--force", "--reason", "the playbook was changed")
            slow.go.set()
            out, message = verify.communicate(timeout=PATIENCE)
        self.assertEqual((verify.returncode, out), (1, ""), message)
        self.assertIn(f"{ticket} was changed while it was looked at", message)
        self.assertEqual(self.do("ticket", "show", ticket)["state"], "published")
        self.assertEqual(self.do("ticket", "verify", ticket)["state"], "verified")


class Slow(Hostile):
    """Hands on what a server says, once it is let."""

    def __init__(self, address, port):
        super().__init__()
        self.server, self.reached, self.go = (address, port), threading.Event(), threading.Event()

    def answers(self, message, tcp, peer):
        self.reached.set()
        self.go.wait(PATIENCE)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.settimeout(PATIENCE)
            s.sendto(message, self.server)
            return [s.recv(65535)]


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: MIT
"""Live DNS: real name servers on loopback, with the zones of the generator's world."""
import contextlib, json

from harness import Case, main
from nameserver import NameServer, free_port

FIRST, SECOND = "127.0.1.53", "127.0.1.54"
ZONE = "shop.example"


class Check(Case):
    def setUp(self):
        super().setUp()
        self.reports, _, zones = self.generate("world", "--seed", 6, "--days", 30, "--reporters", 4, "--volume", 3000,
                                               "--name", ZONE, "--fixed", "helpdesk", "printer")
        port = free_port(FIRST, SECOND)
        servers = contextlib.ExitStack()
        self.addCleanup(servers.close)
        self.first = servers.enter_context(NameServer(zones, FIRST, port))
        self.second = servers.enter_context(NameServer(zones, SECOND, port))
        self.asking = ("--resolver", f"{FIRST}:{port}", "--dns-port", port, "--dns-timeout", "5", "--dns-retries", "1")
        self.rampart.customer(ZONE)

    def check(self, code=(0, 1)):
        return self.rampart.json("check", ZONE, *self.asking, code=code)

    def servers(self, look):
        return {s["address"].partition("@")[0].partition(":")[0]: s for s in look["dmarc"]["servers"]}

    def publish(self, *values, on=None, name="_dmarc"):
        for server in on or (self.first, self.second):
            server.set(ZONE, name, "TXT", *(f'"{value}"' for value in values))
            server.reload()

    def test_what_is_published(self):
        self.rampart.json("import", self.reports)
        look = self.check()
        self.assertKeys(look, "domain", "dmarc", "spf", "dkim", "report_authorisation", "drift", "findings")
        dmarc = look["dmarc"]
        self.assertKeys(dmarc, "name", "published", "agree", "servers", "resolvers", "rfc7489", "rfc9989")
        self.assertEqual((dmarc["name"], dmarc["published"], dmarc["agree"]),
                         ("_dmarc.shop.example", ["v=DMARC1; p=none; rua=mailto:dmarc@msp.example"], True))
        servers = self.servers(look)
        self.assertEqual(set(servers), {FIRST, SECOND})
        for server in servers.values():
            self.assertKeys(server, "server", "address", "status", "txt", "ttl", "serial")
            self.assertEqual((server["status"], server["txt"], server["ttl"], server["serial"]), ("ok", dmarc["published"], 3600, 1))
        for generation in ("rfc7489", "rfc9989"):
            self.assertEqual(dmarc[generation], {"found_at": ZONE, "policy": "none"})
        self.assertKeys(dmarc["resolvers"][0], "address", "status", "txt")
        self.assertKeys(look["spf"], "record", "lookups", "void", "result")
        self.assertEqual((look["spf"]["result"], look["spf"]["lookups"], look["spf"]["void"]), ("ok", 2, 0))
        keys = {key["selector"]: key for key in look["dkim"] if key["domain"] == ZONE}
        self.assertKeys(keys["own1"], "domain", "selector", "status", "bits")
        self.assertEqual((keys["own1"]["status"], keys["own1"]["bits"]), ("ok", 2048))
        self.assertIn({"host": "msp.example", "authorised": True}, [{k: a[k] for k in ("host", "authorised")}
                                                                     for a in look["report_authorisation"]])
        for finding in look["findings"]:
            self.assertKeys(finding, "code", "level", "text", "fix")
            self.assertNotEqual(finding["level"], "error", finding)
        self.check(code=0)

    def test_one_server_differs(self):
        self.publish("v=DMARC1; p=quarantine; rua=mailto:dmarc@msp.example", on=[self.second])
        look = self.check(code=1)
        self.assertIs(look["dmarc"]["agree"], False)
        self.assertEqual(self.codes(look, "error"), {"servers-differ"})
        condition = next(c for c in self.rampart.json("gate", ZONE, code=1)["conditions"] if c["name"] == "dns_clean")
        self.assertEqual((condition["met"], "not told one record" in condition["text"]), (False, True))
        servers = self.servers(look)
        self.assertEqual([servers[a]["txt"] for a in (FIRST, SECOND)],
                         [["v=DMARC1; p=none; rua=mailto:dmarc@msp.example"], ["v=DMARC1; p=quarantine; rua=mailto:dmarc@msp.example"]])
        self.assertEqual([servers[a]["serial"] for a in (FIRST, SECOND)], [1, 2])
        text = self.rampart.run("check", ZONE, *self.asking, code=1)
        self.assertIn("do not agree", text)

    def test_absent_is_not_silent(self):
        """NXDOMAIN, NODATA, REFUSED and a timeout stay four answers."""
        for server in (self.first, self.second):
            server.remove(ZONE, "_dmarc", "TXT")
            server.reload()
        look = self.check()
        self.assertEqual([s["status"] for s in look["dmarc"]["servers"]], ["nxdomain", "nxdomain"])
        self.assertEqual((look["dmarc"]["published"], look["dmarc"]["agree"]), ([], True))
        self.first.set(ZONE, "_dmarc", "A", "192.0.2.1")
        self.first.reload()
        self.second.path(ZONE).unlink()
        self.second.reload()
        servers = self.servers(self.check(code=1))
        self.assertEqual((servers[FIRST]["status"], servers[SECOND]["status"]), ("nodata", "refused"))
        self.second.stop()
        servers = self.servers(self.check(code=1))
        self.assertEqual((servers[FIRST]["status"], servers[SECOND]["status"]), ("nodata", "timeout"))

    def test_two_records_are_an_error(self):
        self.publish("v=DMARC1; p=none", "v=DMARC1; p=reject")
        look = self.check(code=1)
        self.assertEqual(sorted(look["dmarc"]["published"]), ["v=DMARC1; p=none", "v=DMARC1; p=reject"])
        self.assertTrue([f for f in look["findings"] if f["level"] == "error"])

    def test_the_record_keeps_what_stands_there(self):
        """Where it can be asked, DNS is what the proposed record is made from, looked at before or not."""
        self.publish("v=DMARC1; p=none; rua=mailto:dmarc@msp.example,mailto:r@shop.example; fo=1; x-team=mail")
        config = self.config("report-address: dmarc@msp.example\n")
        unseen = self.rampart.json(*config, "record", ZONE, "--stage", "quarantine-0")
        self.assertEqual((unseen["current"], [w["code"] for w in unseen["warnings"]]), (None, ["not-looked-up"]))
        got = self.rampart.json(*config, "record", ZONE, "--stage", "quarantine-0", *self.asking)
        for part in ("p=quarantine; pct=0; t=y", "mailto:r@shop.example", "fo=1", "x-team=mail"):
            self.assertIn(part, got["value"])
        self.assertIn("x-team=mail", got["current"])
        self.assertNotIn("not-looked-up", [w["code"] for w in got["warnings"]])
        self.assertEqual([e for e in self.rampart.json("journal", ZONE)["entries"] if e["action"] == "check"], [])
        self.publish("v=DMARC1; p=none; rua=mailto:other@shop.example")
        self.check()
        self.publish("v=DMARC1; p=none; rua=mailto:dmarc@msp.example; y=z")
        self.assertIn("y=z", self.rampart.json(*config, "record", ZONE, *self.asking)["value"])
        for server in (self.first, self.second):
            server.stop()
        got = self.rampart.json(*config, "record", ZONE, *self.asking)
        self.assertIn("other@shop.example", got["current"])
        self.assertIn("this one is made from what was seen at 2026-11-01T06:00:00Z", next(w["text"] for w in got["warnings"] if w["code"] == "not-answered"))

    def test_the_record_where_the_servers_do_not_agree(self):
        """What one of them serves is kept where the others serve none; of two records none is chosen."""
        config = self.config("report-address: dmarc@msp.example\n")
        self.publish("v=DMARC1; p=none; rua=mailto:dmarc@msp.example; x-team=mail", on=[self.first])
        self.publish(on=[self.second])
        got = self.rampart.json(*config, "record", ZONE, *self.asking)
        self.assertIn("x-team=mail", got["value"])
        self.assertEqual([w["code"] for w in got["warnings"]], ["servers-differ"])
        self.publish("v=DMARC1; p=reject", on=[self.second])
        got = self.rampart.json(*config, "record", ZONE, *self.asking)
        self.assertNotIn("x-team=mail", got["value"])
        self.assertEqual([w["code"] for w in got["warnings"]], ["servers-differ"])

    def test_several_records_become_one(self):
        self.publish("v=DMARC1; p=none", "v=DMARC1; p=reject")
        self.check(code=1)
        self.assertIn("2 DMARC records stand at", self.warned("dmarc-several"))
        (change,) = self.rampart.json("ticket", "new", ZONE)["changes"]
        self.assertEqual((sorted(change["old"]), len(change["new"])), (["v=DMARC1; p=none", "v=DMARC1; p=reject"], 1))

    def test_an_alias_is_its_owners(self):
        """No TXT can stand beside a CNAME: the ticket goes to the owner of the target."""
        for server in (self.first, self.second):
            server.remove(ZONE, "_dmarc", "TXT")
            server.set(ZONE, "_dmarc", "CNAME", "dmarc.msp.example.")
            server.set("msp.example", "dmarc", "TXT", '"v=DMARC1; p=none; rua=mailto:dmarc@msp.example"')
            server.reload()
        self.assertIn("dmarc-cname", self.codes(self.check(code=0), "info"))
        self.assertIn("alias of dmarc.msp.example", self.warned("dmarc-cname"))
        ticket = self.rampart.json(*self.config("report-address: dmarc@msp.example\n"), "ticket", "new", ZONE, "--stage", "quarantine-0")
        self.assertIn("this change is for the owner of dmarc.msp.example, who makes it there", ticket["justification"])

    def warned(self, code):
        return next(w["text"] for w in self.rampart.json("record", ZONE)["warnings"] if w["code"] == code)

    def test_offline_asks_nobody(self):
        look = self.rampart.json("check", ZONE, code=(0, 1))  # the harness says --offline
        self.assertEqual(look["dmarc"]["published"], [])

    def codes(self, look, level=None):
        return {f["code"] for f in look["findings"] if level in (None, f["level"])}

    def config(self, text):
        path = self.folder / "config.yaml"
        path.write_text(text)
        return "--config", path

    def at(self, clock):
        self.rampart.now = f"2026-11-01T{clock}:00Z"

    def test_a_customer_at_once(self):
        """Every domain of a customer, each as `check DOMAIN` has it; one error decides the exit code."""
        self.rampart.json("domain", "add", "acme", "msp.example", "bulkpost.example")
        got = self.rampart.json("check", "acme", *self.asking, code=1)
        self.assertEqual([look["domain"] for look in got["domains"]], ["bulkpost.example", "msp.example", ZONE])
        self.assertEqual(self.codes(got["domains"][2], "error"), set())
        self.assertEqual(self.codes(got["domains"][1], "error"), {"dmarc-missing"})
        alone = self.check()
        for look in (alone, got["domains"][2]):
            del look["changed_since"]
        self.assertEqual(got["domains"][2], alone)
        lines = self.rampart.run("check", "acme", *self.asking, code=1).splitlines()
        self.assertEqual(lines[0].split(), ["DOMAIN", "DMARC", "FINDINGS", "WORST"])
        self.assertRegex(lines[2], r"^msp.example +nodata +\d+ +error dmarc-missing: ")
        self.assertEqual(sum(line.startswith("DMARC at ") for line in lines), 3)
        self.assertIn("not managed", self.rampart.refused("check", "nobody", *self.asking))

    def test_what_changed_since_the_look_before(self):
        first = self.check()
        self.assertEqual((first["changed_since"], first["changed"]), (None, []))
        self.publish("v=DMARC1; p=reject", on=[self.second])
        self.at("07:00")
        text = self.rampart.run("check", ZONE, *self.asking, "--diff", code=1)
        self.assertIn("CHANGED since the look of 2026-11-01T06:00:00Z\n"
                      "  _dmarc.shop.example at ns2.dns.example (127.0.1.54)\n"
                      "    - v=DMARC1; p=none; rua=mailto:dmarc@msp.example\n", text)
        self.assertIn("    + v=DMARC1; p=reject\n", text)
        self.publish("v=DMARC1; p=none; rua=mailto:dmarc@msp.example", on=[self.second])
        self.at("08:00")
        look = self.check(code=0)
        place = "_dmarc.shop.example at ns2.dns.example (127.0.1.54)"
        self.assertEqual(look["changed_since"], "2026-11-01T07:00:00Z")
        self.assertEqual(look["changed"], [
            {"place": place, "change": "removed", "value": "v=DMARC1; p=reject"},
            {"place": place, "change": "added", "value": "v=DMARC1; p=none; rua=mailto:dmarc@msp.example"}])
        self.at("09:00")
        self.assertEqual(self.check(code=0)["changed"], [])

    def test_gone_is_seen_twice(self):
        """One look without the record proves nothing; a second one at another time does."""
        self.check(code=0)
        self.publish()
        self.at("07:00")
        look = self.check(code=0)
        self.assertIn("dmarc-gone-once", self.codes(look, "warning"))
        text = next(f["text"] for f in look["findings"] if f["code"] == "dmarc-gone-once")
        self.assertIn("seen once, look again after 2026-11-01T07:10:00Z", text)
        self.at("07:05")
        look = self.check(code=0)
        self.assertIn("dmarc-gone-once", self.codes(look, "warning"))
        self.assertIn("look again after 2026-11-01T07:10:00Z", json.dumps(look["findings"]))
        self.at("07:10")
        look = self.check(code=1)
        self.assertEqual(self.codes(look, "error"), {"dmarc-missing"})
        self.publish("v=DMARC1; p=none; rua=mailto:dmarc@msp.example")
        self.at("07:20")
        self.check(code=0)

    def alarms(self):
        """What `status --check` says of DNS; cron hears of silence, too."""
        return [alarm for alarm in self.rampart.json("status", ZONE)["domains"][0]["alarms"] if alarm.startswith(("DNS", "drifted"))]

    def test_what_may_pass_is_seen_twice(self):
        """A transfer under way, or a server that fails for a moment, is no error yet; the gate does not open on it either."""
        self.rampart.json("domain", "set", ZONE, "--stage", "monitor", "--reason", "it came so")
        self.publish("v=spf1 include:nothing.msp.example -all", name="@")
        look = self.check(code=0)
        self.assertEqual(self.alarms(), [])
        self.assertIn("spf-include-empty", self.codes(look, "warning"))
        text = next(f["text"] for f in look["findings"] if f["code"] == "spf-include-empty")
        self.assertIn("not certain yet, look again after 2026-11-01T06:10:00Z: it is an error if it is seen then too", text)
        self.at("06:09")
        look = self.check(code=0)
        self.assertEqual(self.codes(look, "error"), set())
        self.assertIn("look again after 2026-11-01T06:10:00Z", json.dumps(look["findings"]))
        self.at("06:10")
        self.assertEqual(self.codes(self.check(code=1), "error"), {"spf-include-empty"})
        self.assertEqual(len(self.alarms()), 1, self.alarms())
        self.publish("v=spf1 -all", name="@")
        self.at("06:25")
        self.assertNotIn("spf-include-empty", self.codes(self.check(code=0)))
        self.publish("v=spf1 include:nothing.msp.example -all", name="@")
        self.at("06:40")  # not seen by the look between: once again
        self.assertIn("spf-include-empty", self.codes(self.check(code=0), "warning"))
        self.at("06:50")
        self.assertEqual(self.codes(self.check(code=1), "error"), {"spf-include-empty"})

    def test_a_server_without_the_record(self):
        """That it lacks what another serves is seen at once, as two records are."""
        self.rampart.json("domain", "set", ZONE, "--stage", "monitor", "--reason", "it came so")
        self.publish(on=[self.second])
        look = self.check(code=1)
        self.assertEqual((look["dmarc"]["agree"], look["drift"], self.codes(look, "error")), (False, False, {"server-lacks-record"}))
        text = next(f["text"] for f in look["findings"] if f["code"] == "server-lacks-record")
        self.assertIn(f'ns2.dns.example ({SECOND}) says nxdomain for _dmarc.{ZONE}, where ns1.dns.example ({FIRST}) says "v=DMARC1; p=none', text)
        self.assertEqual(self.alarms(), ["DNS: the name servers disagree about the record: check DNS"])
        condition = next(c for c in self.rampart.json("gate", ZONE, code=1)["conditions"] if c["name"] == "dns_clean")
        self.assertFalse(condition["met"])
        self.publish("v=DMARC1; p=none; rua=mailto:dmarc@msp.example")
        self.check(code=0)

    def test_status_says_no_more_than_the_check(self):
        """What may pass is no alarm either, until it lasts."""
        run = lambda *args, code=0: self.rampart.json(*self.config("report-address: dmarc@msp.example\n"), *args,
                                                      *self.asking, code=code)
        ticket = run("ticket", "new", ZONE, "--stage", "quarantine-0")
        self.publish(ticket["changes"][0]["new"][0])
        for step in (("send",), ("approve", "--by", "M. Visser"), ("verify",)):
            run("ticket", step[0], ticket["id"], *step[1:])
        alarms = lambda: [a for line in self.rampart.json("status", "--check", code=(0, 1))["domains"] for a in line["alarms"] if a.startswith(("DNS", "drift"))]
        self.publish()
        for clock, code, expected in (("07:00", 0, 0), ("07:10", 1, 1)):
            self.at(clock)
            self.assertEqual((run("check", ZONE, code=code)["drift"], len(alarms())), (bool(code), expected), alarms())

    def test_drift_keeps_three_records_apart(self):
        run = lambda *args, code=0: self.rampart.json(*self.config("report-address: dmarc@msp.example\n"), *args,
                                                      *self.asking, code=code)
        ticket = run("ticket", "new", ZONE, "--stage", "quarantine-0")
        value = ticket["changes"][0]["new"][0]
        for step in (("send",), ("approve", "--by", "M. Visser"), ("publish",)):
            run("ticket", step[0], ticket["id"], *step[1:])
        self.publish(value)
        run("ticket", "verify", ticket["id"])
        self.at("07:00")
        look = run("check", ZONE)
        self.assertEqual((look["dmarc"]["approved"], look["drift"]), (value, False))
        self.assertIn("pct=10", look["dmarc"]["target"])
        self.publish("v=DMARC1; p=none; rua=mailto:dmarc@msp.example")
        self.at("08:00")
        look = run("check", ZONE, code=1)
        self.assertEqual((look["drift"], self.codes(look, "error")), (True, {"drift"}))
        self.publish()
        self.at("09:00")
        look = run("check", ZONE)
        self.assertEqual((look["drift"], "dmarc-gone-once" in self.codes(look, "warning")), (False, True))
        self.at("10:00")
        look = run("check", ZONE, code=1)
        self.assertEqual((look["drift"], self.codes(look, "error")), (True, {"drift", "dmarc-missing"}))

    def test_spf_against_the_senders_seen(self):
        self.rampart.json("import", self.reports)
        spf = self.check(code=0)["spf"]
        tree = spf["tree"]
        self.assertEqual((tree["term"], tree["target"], tree["record"], tree["lookups"], tree["result"]),
                         (None, ZONE, spf["record"], spf["lookups"], "ok"))
        self.assertEqual([(t["term"], t["lookups"], t["result"]) for t in tree["terms"]],
                         [("include:spf.bulkpost.example", 1, "ok"), ("include:spf.cloudmail.example", 1, "ok")])
        sources = {s["source"]: s for s in spf["sources"]}
        self.assertEqual(sources["bulkpost.example"]["covered"], sources["bulkpost.example"]["addresses"])
        self.publish("v=spf1 include:spf.msp.example include:spf.cloudmail.example ip4:198.18.0.0/28 ~all", name="@")
        for server in (self.first, self.second):
            server.set("msp.example", "spf", "TXT", '"v=spf1 ip4:203.0.113.0/24 -all"')
            server.reload()
        look = self.check(code=0)
        self.assertEqual({s["source"]: s["covered"] for s in look["spf"]["sources"]}["bulkpost.example"], 0)
        told = [f["text"] for f in look["findings"] if f["code"] in ("spf-source-uncovered", "spf-include-unused")]
        self.assertTrue([t for t in told if t.startswith("bulkpost.example (")], told)
        self.assertTrue([t for t in told if "include:spf.msp.example" in t], told)
        self.assertFalse([t for t in told if "include:spf.cloudmail.example" in t], told)

    def test_keys_of_confirmed_senders(self):
        """Selectors of the specialist's own entries are looked at, too; patterns and foreign domains are not."""
        self.rampart.json("sender", "add", "mailer", "--name", "Mailer", "--dkim", f"{ZONE}/extra", "--dkim", f"{ZONE}/k*",
                          "--dkim", "mailer.example/x", "--dkim", ZONE)
        look = self.check(code=0)
        self.assertEqual([(key["domain"], key["selector"], key["status"]) for key in look["dkim"]], [(ZONE, "extra", "missing")])
        self.assertIn("dkim-missing", self.codes(look, "warning"))

    def test_a_parked_domain(self):
        self.rampart.json("domain", "add", "acme", "deskly.example", "--kind", "parked")
        look = self.rampart.json("check", "deskly.example", *self.asking, code=1)
        self.assertLessEqual({"parked-dmarc", "parked-spf", "parked-dkim", "parked-mx"}, self.codes(look, "warning"))
        for server in (self.first, self.second):
            server.set("deskly.example", "@", "TXT", '"v=spf1 -all"')
            server.set("deskly.example", "@", "MX", "0 .")
            server.set("deskly.example", "_dmarc", "TXT", '"v=DMARC1; p=reject; sp=reject; adkim=s; aspf=s; rua=mailto:d@deskly.example"')
            server.set("deskly.example", "*._domainkey", "TXT", '"v=DKIM1; p="')
            server.reload()
        look = self.rampart.json("check", "deskly.example", *self.asking, code=0)
        self.assertFalse([code for code in self.codes(look) if code.startswith("parked")])

    def test_block_lists_are_asked_where_they_are_configured(self):
        for server in (self.first, self.second):
            server.set("msp.example", "shop.example.names", "A", "127.0.0.2")
            server.set("msp.example", "shop.example.names", "TXT", '"\\027[2J deals"')
            server.reload()
        self.assertNotIn("blocklisted", self.codes(self.check(code=0)))
        run = (*self.config("blocklists:\n  domains: [names.msp.example]\n  addresses: [ip.msp.example]\n"), "check", ZONE, *self.asking)
        look = self.rampart.json(*run, code=0)
        self.assertIn("blocklisted", self.codes(look, "warning"))
        self.assertIn("shop.example is listed by names.msp.example: ", next(f["text"] for f in look["findings"] if f["code"] == "blocklisted"))
        self.assertNotIn("\x1b", self.rampart.run(*run, code=0))

    def test_nobody_answers(self):
        for server in (self.first, self.second):
            server.stop()
        text = self.rampart.run("check", ZONE, *self.asking, code=1)
        self.assertIn("no authoritative server was found", text)
        self.assertNotIn("agree", text)
        self.assertNotIn(" bits", text)

    def test_verify_names_the_server_that_is_behind(self):
        config = self.folder / "config.yaml"
        config.write_text("report-address: dmarc@msp.example\n")
        run = lambda *args, code=0: self.rampart.json("--config", config, *args, *self.asking, code=code)
        self.check()
        ticket = run("ticket", "new", ZONE, "--stage", "quarantine-0")
        value = ticket["changes"][0]["new"][0]
        self.assertEqual(ticket["changes"][0]["old"], ["v=DMARC1; p=none; rua=mailto:dmarc@msp.example"])
        for step in (("send",), ("approve", "--by", "M. Visser"), ("publish",)):
            run("ticket", step[0], ticket["id"], *step[1:])
        got = run("ticket", "verify", ticket["id"], code=1)
        self.assertIs(got["matches"], False)
        for name in ("ns1.dns.example", "ns2.dns.example"):
            self.assertEqual(sum(name in text for text in got["behind"]), 1, got["behind"])
        self.publish(value, on=[self.first])
        got = run("ticket", "verify", ticket["id"], code=1)
        self.assertEqual((got["state"], len(got["behind"])), ("published", 1))
        self.assertIn("ns2.dns.example", got["behind"][0])
        self.publish(value, on=[self.second])
        got = run("ticket", "verify", ticket["id"])
        self.assertEqual((got["state"], got["matches"], got["behind"]), ("verified", True, []))
        self.assertEqual(run("domain", "show", ZONE)["stage"], "quarantine-0")

    def test_a_proposed_record_that_is_weaker_than_the_published_one(self):
        """A domain that came in mid-rollout: its ladder would begin below what DNS serves."""
        warned = lambda *stage: [w["code"] for w in self.rampart.json("record", ZONE, *stage)["warnings"]
                                 if w["code"] == "weaker"]
        self.assertEqual(warned(), [])  # nothing is known of DNS yet
        self.publish("v=DMARC1; p=reject; rua=mailto:r@dns.example")
        self.check()
        self.assertEqual(warned(), ["weaker"])
        self.rampart.json("domain", "set", ZONE, "--stage", "reject", "--since", "2026-10-01")
        self.assertEqual(warned(), [])

    def test_weaker_than_the_stage_while_nobody_has_looked(self):
        """What the specialist said of a domain counts until DNS is looked at."""
        self.rampart.json("domain", "set", ZONE, "--stage", "quarantine", "--since", "2026-10-01")
        self.assertIn("weaker", [w["code"] for w in self.rampart.json("record", ZONE, "--stage", "monitor")["warnings"]])
        self.assertIn("weaker than", self.rampart.refused("ticket", "new", ZONE, "--stage", "monitor", code=1))
        self.rampart.json("ticket", "new", ZONE, "--stage", "monitor", "--force", "--reason", "a complaint")

    def test_a_proposed_record_that_nobody_takes_reports_for(self):
        """Addresses of others, the service's own among them, are looked up before the record is published."""
        config = self.folder / "config.yaml"
        warned = lambda *args: [w["text"] for w in self.rampart.json("--config", config, "record", ZONE, *args)["warnings"]
                                if w["code"] == "reports-unauthorised"]
        config.write_text("report-address: dmarc@msp.example\n")
        self.assertEqual(warned(*self.asking), [])
        config.write_text("report-address: dmarc@dns.example\n")  # whose zone says nothing of the kind
        self.assertEqual(warned(*self.asking), [f"dns.example does not take reports for {ZONE}: reporters send it nothing"])
        self.assertEqual(warned(), [])  # not looked up: not known
        config.write_text(f"report-address: dmarc@reports.{ZONE}\n")  # of the same organisation
        self.assertEqual(warned(*self.asking), [])


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: MIT
"""Live DNS: real name servers on loopback, with the zones of the generator's world."""
import contextlib

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
        self.asking = ("--resolver", f"{FIRST}:{port}", "--dns-port", port, "--dns-timeout", "0.5", "--dns-retries", "1")
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

    def test_offline_asks_nobody(self):
        look = self.rampart.json("check", ZONE, code=(0, 1))  # the harness says --offline
        self.assertEqual(look["dmarc"]["published"], [])

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


if __name__ == "__main__":
    main()

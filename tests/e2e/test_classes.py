# SPDX-License-Identifier: MIT
"""Who sends: classes, origins and splits against what the generator planted, with its zones at a real name server."""
import ipaddress

from harness import Case, main
from nameserver import NameServer

SEEDS = (11, 12, 13, 14, 15)
VERDICT = {"aligned": "legitimate", "dkim-only": "legitimate", "spf-only": "legitimate", "misaligned": "legitimate",
           "forward-ok": "forwarder", "forward-broken": "forwarder", "mailing-list": "forwarder", "spoof": "threat"}
UNSETTLED = "cloud-fraud"  # fraud from a shared operator may stay unknown


def close(got, wanted, share=0.02, few=40):
    return abs(got - wanted) <= max(share * wanted, few)


class Classes(Case):
    def world(self, seed, *options):
        """A generated world of one domain, with its names served; what its sources are, and what was planted."""
        reports, oracle, zones = self.generate(f"seed-{seed}", "--seed", seed, "--domains", 1, "--name",
                                               f"shop-{seed}.example", *options)
        domain, planted = next(iter(oracle["domains"].items()))
        server = NameServer(zones)
        server.start()
        self.addCleanup(server.close)
        self.dns = ("--resolver", f"{server.address}:{server.port}", "--dns-port", server.port)
        self.rampart.state = self.folder / f"state-{seed}"
        self.rampart.env["RAMPART_STATE"] = str(self.rampart.state)
        self.rampart.customer(domain)
        self.rampart.json("sender", "add", "deskly", "--name", "Deskly", "--kind", "saas", "--ptr", "deskly.example",
                          "--spf", "deskly.example", "--dkim", "deskly.example")
        self.rampart.json(*self.dns, "import", reports)
        return domain, planted

    def judge(self, domain, planted):
        table = self.rampart.json("sources", domain, "--ips", "--flows")
        self.assertEqual(table["messages"], planted["messages"])
        wanted = dict(planted["classes"])
        fraud = planted["sources"].get(UNSETTLED, {"messages": 0})["messages"]
        wanted["spoof"] -= fraud
        for name, messages in wanted.items():
            got = table["classes"].get(name, 0)
            self.assertTrue(close(got, messages), f"{domain}: {name}: {got}, planted {messages}")
        self.assertLessEqual(table["classes"].get("unknown", 0), fraud + 40)
        return table

    def flows_at(self, table, ips):
        """Flows of the sources that hold one of the addresses."""
        return [flow for source in table["sources"] if ips & {ip["ip"] for ip in source["ips"]}
                for flow in source["flows"]]

    def planted_sources(self, table, planted):
        """No planted spoof is legitimate; nothing legitimate or forwarded is a threat."""
        shared = {ip for name, s in planted["sources"].items() if name.startswith("cloud-") for ip in s["ips"]}
        for name, source in planted["sources"].items():
            ips = {str(ipaddress.ip_address(ip)) for ip in source["ips"]}
            flows = self.flows_at(table, ips)
            verdicts = {flow["verdict"] for flow in flows}
            if source["truth"] == "spoof" and not ips & shared:
                self.assertNotIn("legitimate", verdicts, name)
            if VERDICT[source["truth"]] != "threat" and not ips & shared:
                self.assertNotIn("threat", verdicts, name)
            if source["messages"] >= 20 and name != UNSETTLED:
                hit = sum(f["messages"] for f in flows if f["class"] == source["truth"])
                self.assertGreater(2 * hit, source["messages"], f"{name} as {source['truth']}")

    def fragile(self, domain, planted, by_window):
        """The fragile stream is the one that split names, and its loss is what was planted."""
        fragile = planted["fragile"]
        named = fragile["by_selector"] + fragile["by_envelope"]
        advice = self.rampart.json("split", domain, *by_window)
        self.assertEqual([c["stream"] for c in advice["candidates"]], [f"{fragile['selector']}@{domain}"])
        found = advice["candidates"][0]
        self.assertTrue(close(found["loss_before"], named, few=2), (found["loss_before"], named))
        self.assertTrue(close(found["spam_after"], named, few=2), (found["spam_after"], named))
        self.assertEqual(found["loss_after"], 0)
        self.assertTrue(close(found["forwarded_broken"], named, few=2), (found["forwarded_broken"], named))
        self.assertTrue(close(advice["unattributed"], fragile["unnamed"], few=2), (advice["unattributed"], fragile))
        self.simulated(domain, found, by_window)

    def simulated(self, domain, found, by_window):
        """--split turns this stream's lost mail into spam, and the sources add up to the domain."""
        record = ("--record", "v=DMARC1; p=reject")
        before = self.rampart.json("simulate", domain, *record, *by_window)
        after = self.rampart.json("simulate", domain, *record, *by_window, "--split",
                                  f"{found['stream']}={found['subdomain']}")
        for result in (before, after):
            self.assertEqual(sum(s["messages"] for s in result["sources"]), result["messages"])
        for receivers in ("rfc7489", "rfc9989"):
            moved = before[receivers]["lost"] - after[receivers]["lost"]
            self.assertTrue(close(moved, found["loss_before"], few=40), (moved, found["loss_before"]))
            self.assertAlmostEqual(moved, after[receivers]["spam"] - before[receivers]["spam"], places=3)

    def test_classes_with_names(self):
        for seed in SEEDS:
            with self.subTest(seed=seed):
                domain, planted = self.world(seed)
                table = self.judge(domain, planted)
                self.planted_sources(table, planted)
                self.fragile(domain, planted, ())
                names = {source["source"] for source in table["sources"]}
                self.assertTrue({"deskly", "cloudmail.example", "bulkpost.example"} <= names, sorted(names)[:20])

    def test_small_customer(self):
        for seed in SEEDS:
            with self.subTest(seed=seed):
                domain, planted = self.world(seed, "--volume", 2000, "--days", 35)
                self.fragile(domain, planted, ("--days", 35))

    def test_a_from_domain_that_does_not_exist(self):
        """Looked up beside the names: np holds for it in a simulation; until then it counts as existing."""
        reports, oracle, zones = self.generate("ghost", "--seed", 31, "--days", 10, "--name", "shop.example")
        zone = zones / "shop.example.zone"
        zone.write_text("".join(line for line in zone.read_text().splitlines(True) if "news" not in line))
        mail = oracle["domains"]["shop.example"]["header_from"]["news.shop.example"]
        self.rampart.customer("shop.example")
        self.rampart.json("import", reports)
        record = ("--record", "v=DMARC1; p=none; np=reject")
        self.assertEqual(self.rampart.json("simulate", "shop.example", *record)["rfc9989"]["reject"], 0)
        server = NameServer(zones)
        server.start()
        self.addCleanup(server.close)
        dns = ("--resolver", f"{server.address}:{server.port}", "--dns-port", server.port)
        after = self.rampart.json(*dns, "simulate", "shop.example", *record)
        self.assertEqual(after["rfc7489"]["reject"], 0)
        self.assertTrue(0 < after["rfc9989"]["reject"] <= mail, (after["rfc9989"], mail))
        self.assertEqual(self.rampart.json("simulate", "shop.example", *record), after)
        looked = [e for e in self.rampart.json("journal")["entries"] if e["action"] == "lookup"]
        self.assertIn("From domains looked up: 1, of which 1 absent from DNS", [e["text"] for e in looked])

    def unknown_sources(self, *options):
        """The gate's condition of that name."""
        gate = self.rampart.json(*options, "gate", "shop.example", code=(0, 1))
        return next(c for c in gate["conditions"] if c["name"] == "unknown_sources")

    def test_a_gate_names_the_lookup(self):
        """Offline a host of a fraudster's may be a server of the customer's: the gate says what settles it."""
        reports, oracle, zones = self.generate("gate", "--seed", 31, "--days", 20, "--name", "shop.example")
        host = next(iter(oracle["domains"]["shop.example"]["sources"]["fraud-host"]["ips"]))
        self.rampart.customer("shop.example")
        self.rampart.json("sender", "add", "deskly", "--name", "Deskly", "--kind", "saas", "--spf", "deskly.example")
        self.rampart.json("import", reports)
        shut = self.unknown_sources()
        self.assertFalse(shut["met"])
        self.assertIn(f"look up the name of {host} (PTR), or mark {host} first", shut["text"])
        source = self.rampart.json("source", "show", "shop.example", host)
        self.assertEqual(source["flows"][0]["lookup"], f"the name of {host} (PTR)")
        self.assertIn(f"look up the name of {host} (PTR)", source["fix"])
        self.rampart.json("source", "mark", "shop.example", host, "threat", "--reason", "no server of theirs")
        self.assertNotIn(host, self.unknown_sources()["text"])
        self.rampart.json("source", "unmark", "shop.example", host)
        server = NameServer(zones)
        server.start()
        self.addCleanup(server.close)
        text = self.unknown_sources("--resolver", f"{server.address}:{server.port}", "--dns-port", server.port)["text"]
        self.assertNotIn(host, text)
        self.assertNotIn("look up", text)
        self.assertEqual(self.rampart.json("source", "show", "shop.example", host)["verdict"], "threat")

    def test_names_move_figures_and_no_totals(self):
        domain, _ = self.world(21, "--days", 10)
        named = self.rampart.json("sources", domain)
        self.rampart.state = self.folder / "unnamed"
        self.rampart.env["RAMPART_STATE"] = str(self.rampart.state)
        self.rampart.customer(domain)
        self.rampart.json("import", self.folder / "seed-21" / "reports")
        alone = self.rampart.json("sources", domain)
        for figure in ("messages", "compliant", "header_from"):
            self.assertEqual(named[figure], alone[figure])
        self.assertGreater(len(alone["sources"]), len(named["sources"]))


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: MIT
"""What the generator planted comes out of the figures again, exactly."""
import csv, io, ipaddress

from harness import Case, main

SEEDS = (1, 2, 3)
FORMATS = ("gz", "xml", "zip", "eml", "mbox")
DAYS = 10


class Oracle(Case):
    def exact(self, seed, form):
        name = f"{form}-{seed}"
        reports, oracle, _ = self.generate(name, "--seed", seed, "--format", form, "--domains", 2, "--days", DAYS,
                                           "--volume", 3000, "--name", f"{name}-%d.example")
        got = self.rampart.json("import", reports)
        self.assertEqual(got["reports"], {"new": oracle["reports"], "duplicate": 0, "rejected": 0})
        self.assertEqual((got["rows"], got["bad_rows"], got["messages"]), (oracle["rows"], 0, oracle["messages"]))
        self.assertEqual(got["unmanaged_domains"], {d: o["messages"] for d, o in oracle["domains"].items()})
        self.rampart.customer(*oracle["domains"])
        for domain, planted in oracle["domains"].items():
            self.domain(domain, planted)

    def domain(self, domain, planted):
        table = self.rampart.json("sources", domain, "--ips", "--flows", "--days", DAYS)
        self.assertEqual((table["domain"], table["until"]), (domain, "2026-10-31"))
        self.assertEqual((table["messages"], table["compliant"]), (planted["messages"], planted["compliant"]))
        self.assertEqual(table["header_from"], planted["header_from"])
        self.sums(table)
        seen = {}
        for source in table["sources"]:
            for ip in source["ips"]:
                seen[ip["ip"]] = seen.get(ip["ip"], 0) + ip["messages"]
        wanted = {}
        for source in planted["sources"].values():
            for ip, messages in source["ips"].items():
                ip = str(ipaddress.ip_address(ip))
                wanted[ip] = wanted.get(ip, 0) + messages
        self.assertEqual(seen, wanted)
        self.daily(domain, planted)

    def sums(self, table):
        """Sources, flows and classes each add up to the domain, in every figure."""
        sources = table["sources"]
        for figure in ("messages", "compliant"):
            self.assertEqual(sum(s[figure] for s in sources), table[figure])
            for source in sources:
                self.assertEqual(sum(f[figure] for f in source["flows"]), source[figure], source["source"])
                self.assertEqual(sum(i[figure] for i in source["ips"]), source[figure], source["source"])
        self.assertEqual(sum(table["classes"].values()), table["messages"])
        for source in sources:
            self.assertEqual(sum(source["classes"].values()), source["messages"], source["source"])
            self.assertEqual(sum(source["dispositions"].values()), source["messages"], source["source"])
            main_flow = max(f["messages"] for f in source["flows"])
            self.assertIn((source["verdict"], source["class"]),
                          [(f["verdict"], f["class"]) for f in source["flows"] if f["messages"] == main_flow])
        for name, messages in table["classes"].items():
            self.assertEqual(sum(s["classes"].get(name, 0) for s in sources), messages, name)

    def daily(self, domain, planted):
        text = self.rampart.run("export", "daily", domain, "--format", "csv", "--days", DAYS)
        lines = list(csv.DictReader(io.StringIO(text)))
        self.assertEqual(text.splitlines()[0], "day,messages,compliant,none,quarantine,reject")
        self.assertEqual({line["day"]: int(line["messages"]) for line in lines}, planted["days"])
        self.assertEqual(sum(int(line["compliant"]) for line in lines), planted["compliant"])
        for name in ("none", "quarantine", "reject"):
            self.assertEqual(sum(int(line[name]) for line in lines), planted["dispositions"].get(name, 0), name)

    def test_under_a_policy(self):
        """Dispositions of every kind, in one domain."""
        reports, oracle, _ = self.generate("policy", "--seed", 4, "--days", DAYS, "--volume", 3000, "--name",
                                           "policy.example", "--policy", "p=quarantine; sp=reject; pct=25; t=y")
        self.rampart.json("import", reports)
        self.rampart.customer("policy.example")
        planted = oracle["domains"]["policy.example"]
        self.assertGreater(planted["dispositions"]["quarantine"], 0)
        self.domain("policy.example", planted)


def exactly(seed, form):
    return lambda self: self.exact(seed, form)


for form in FORMATS:
    for seed in SEEDS:
        setattr(Oracle, f"test_{form}_seed_{seed}", exactly(seed, form))


if __name__ == "__main__":
    main()

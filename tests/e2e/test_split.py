# SPDX-License-Identifier: MIT
"""The stream whose mail forwarders break is found without help, and its loss is the planted one."""
from harness import Case, main

ZONE = "shop.example"
SEEDS = (1, 2, 3)


class Split(Case):
    def found(self, seed, *options):
        reports, oracle, _ = self.generate("world", "--seed", seed, "--name", ZONE, "--days", 35, *options)
        planted = oracle["domains"][ZONE]
        named = planted["fragile"]["by_selector"] + planted["fragile"]["by_envelope"]
        self.rampart.json("import", reports)
        self.rampart.customer(ZONE)
        window = ("--days", 35)
        candidates = self.rampart.json("split", ZONE, *window)["candidates"]
        stream = f"{planted['selectors']['invoices']}@{ZONE}"
        self.assertEqual([c["stream"] for c in candidates], [stream])
        candidate = candidates[0]
        self.assertKeys(candidate, "stream", "source", "subdomain", "messages", "forwarded_broken", "loss_before",
                        "loss_after", "spam_after", "reason", "evidence", "records", "steps")
        self.assertKeys(candidate["records"][0], "name", "type", "value")
        self.assertAlmostEqual(candidate["loss_before"], named, delta=named * 0.02)
        self.assertAlmostEqual(candidate["spam_after"], named, delta=named * 0.02)
        self.assertEqual(candidate["loss_after"], 0)
        now = self.rampart.json("simulate", ZONE, "--record", "v=DMARC1; p=reject", *window)
        then = self.rampart.json("simulate", ZONE, "--record", "v=DMARC1; p=reject", *window, "--split",
                                 f"{stream}={candidate['subdomain']}:quarantine")
        self.assertGreaterEqual(now["expected"]["lost"], candidate["loss_before"])
        self.assertAlmostEqual(now["expected"]["lost"] - then["expected"]["lost"], candidate["loss_before"], delta=1)
        self.assertAlmostEqual(then["expected"]["spam"] - now["expected"]["spam"], candidate["spam_after"], delta=1)
        for simulation in (now, then):
            self.assertEqual(simulation["messages"], planted["messages"])
            self.assertEqual(sum(s["messages"] for s in simulation["sources"]), planted["messages"])

    def test_a_small_customer(self):
        self.found(4, "--volume", 2000)

    def test_accept(self):
        self.found(5)
        candidate = self.rampart.json("split", ZONE)["candidates"][0]
        got = self.rampart.json("split", "accept", ZONE, candidate["stream"], candidate["subdomain"])
        self.assertKeys(got, "domain", "stream", "subdomain", "stage", "playbook", "ticket")
        self.assertEqual((got["subdomain"], got["playbook"]), (candidate["subdomain"], "stay-at-quarantine"))
        ticket = self.rampart.json("ticket", "show", got["ticket"])
        self.assertEqual((ticket["state"], ticket["domain"]), ("drafted", candidate["subdomain"]))
        self.assertIn(f"_dmarc.{candidate['subdomain']}", [c["name"] for c in ticket["changes"]])
        self.assertIn(candidate["subdomain"], [d["domain"] for d in self.rampart.json("domain", "list")["domains"]])


for number in SEEDS:
    setattr(Split, f"test_seed_{number}", lambda self, seed=number: self.found(seed))


if __name__ == "__main__":
    main()

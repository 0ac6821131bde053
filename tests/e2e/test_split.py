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

    def accepted(self, seed, *place):
        """A world whose split is accepted: its candidate, and what the command said."""
        self.found(seed)
        if place:
            self.rampart.json("domain", "set", ZONE, *place)
        candidate = self.rampart.json("split", ZONE)["candidates"][0]
        return candidate, self.rampart.json("split", "accept", ZONE, candidate["stream"], "bills")

    def test_accept(self):
        candidate, got = self.accepted(5)
        self.assertKeys(got, "domain", "stream", "subdomain", "stage", "playbook", "ticket", "added")
        name = f"bills.{ZONE}"
        self.assertEqual((got["subdomain"], got["playbook"]), (name, "stay-at-quarantine"))
        ticket = self.rampart.json("ticket", "show", got["ticket"])
        self.assertEqual((ticket["state"], ticket["domain"], ticket["kind"]), ("drafted", name, "create"))
        changes = {(c["name"], c["type"]): c["new"][0] for c in ticket["changes"]}
        self.assertIn((f"_dmarc.{name}", "TXT"), changes)
        self.assertNotIn("<", "".join(changes.values()))
        self.assertFalse([n for n, _ in changes if candidate["subdomain"] in n])
        selector = candidate["stream"].split("@")[0]
        self.assertIn(f"{selector}._domainkey.{name} TXT v=DKIM1; k=rsa; p=<public key", ticket["justification"])
        self.assertIn(f"{name} MX", ticket["justification"])
        self.assertNotIn((name, "MX"), changes)
        self.assertIn(name, [d["domain"] for d in self.rampart.json("domain", "list")["domains"]])
        again = self.rampart.json("split", "accept", ZONE, candidate["stream"], "bills")
        self.assertEqual((again["added"], again["ticket"]), (False, None))
        self.rampart.refused("split", "accept", ZONE, candidate["stream"], "other", code=1)

    def test_the_stream_drains(self):
        candidate, _ = self.accepted(5)
        advice = self.rampart.json("split", ZONE)
        self.assertEqual(advice["candidates"], [])
        (move,) = advice["moves"]
        self.assertEqual((move["stream"], move["subdomain"]), (candidate["stream"], f"bills.{ZONE}"))
        self.assertEqual((len(move["per_day"]), move["drained_days"], move["drained"]), (30, 0, False))
        self.assertGreater(sum(move["per_day"]), 100)
        self.assertIn("drained for 0 of 14 days", self.rampart.run("split", ZONE))

    def test_undo(self):
        candidate, got = self.accepted(5)
        self.rampart.json("split", "undo", ZONE, "bills")
        self.assertEqual(self.rampart.json("ticket", "show", got["ticket"])["state"], "withdrawn")
        self.assertNotIn(f"bills.{ZONE}", [d["domain"] for d in self.rampart.json("domain", "list")["domains"]])
        self.rampart.refused("split", "undo", ZONE, "bills", code=2)
        (self.folder / "config.yaml").write_text("report-address: rua@service.example\n")
        again = self.rampart.json("--config", self.folder / "config.yaml", "split", "accept", ZONE, candidate["stream"], "bills")
        self.assertIs(again["added"], True)
        # The service's own zone is no business of the customer's DNS team.
        ticket = self.rampart.json("ticket", "show", again["ticket"])
        self.assertEqual([change["name"] for change in ticket["changes"]], [f"_dmarc.bills.{ZONE}", f"bills.{ZONE}"])
        self.assertIn(f"publishes it: bills.{ZONE}._report._dmarc.service.example TXT v=DMARC1;", ticket["justification"])
        self.rampart.json("--config", self.folder / "config.yaml", "ticket", "send", again["ticket"])
        self.assertIn("sent", self.rampart.refused("split", "undo", ZONE, "bills", code=1))

    def test_never_stricter_than_the_stage_that_was_set(self):
        candidate, got = self.accepted(5, "--stage", "quarantine-25", "--since", "2026-10-20")
        dmarc = next(r["value"] for r in candidate["records"] if r["name"].startswith("_dmarc."))
        self.assertRegex(dmarc, r"p=quarantine; pct=25; t=y")
        changes = self.rampart.json("ticket", "show", got["ticket"])["changes"]
        self.assertEqual(changes[0]["new"], [dmarc])


for number in SEEDS:
    setattr(Split, f"test_seed_{number}", lambda self, seed=number: self.found(seed))


if __name__ == "__main__":
    main()

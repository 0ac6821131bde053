# SPDX-License-Identifier: MIT
"""The stream whose mail forwarders break is found without help, and its loss is the planted one."""
import atexit, datetime, pathlib, shutil, tempfile

from harness import Case, main
from project import ZONE, Project

SEEDS = (1, 2, 3, 4, 5)
REJECT = "v=DMARC1; p=reject"


class Split(Case):
    """What is proposed, against the oracle."""

    def found(self, seed, *options):
        reports, oracle, _ = self.generate("world", "--seed", seed, "--name", ZONE, "--days", 35, *options)
        planted = oracle["domains"][ZONE]
        named = planted["fragile"]["by_selector"] + planted["fragile"]["by_envelope"]
        self.rampart.json("import", reports)
        self.rampart.customer(ZONE)
        candidates = self.rampart.json("split", ZONE, "--days", 35)["candidates"]
        stream = f"{planted['selectors']['invoices']}@{ZONE}"
        self.assertEqual([c["stream"] for c in candidates], [stream])
        candidate = candidates[0]
        self.assertKeys(candidate, "stream", "source", "subdomain", "messages", "forwarded_broken", "loss_before",
                        "loss_after", "spam_after", "reason", "evidence", "records", "steps")
        self.assertKeys(candidate["records"][0], "name", "type", "value")
        self.assertGreater(named, 20)
        for figure in ("forwarded_broken", "loss_before", "spam_after"):
            self.assertAlmostEqual(candidate[figure], named, delta=named * 0.02)
        self.assertEqual(candidate["loss_after"], 0)
        self.simulated(planted, candidate)

    def simulated(self, planted, candidate):
        """Under reject, what the split saves of the stream goes from lost to spam, at both generations."""
        split = f"{candidate['stream']}={candidate['subdomain']}:quarantine"
        now, then = (self.rampart.json("simulate", ZONE, "--record", REJECT, "--days", 35, *more)
                     for more in ((), ("--split", split)))
        for generation in ("expected", "rfc7489", "rfc9989"):
            self.assertGreaterEqual(now[generation]["lost"], candidate["loss_before"])
            self.assertEqual(now[generation]["lost"] - then[generation]["lost"], candidate["loss_before"])
            self.assertEqual(then[generation]["spam"] - now[generation]["spam"], candidate["spam_after"])
        for simulation in (now, then):
            self.assertEqual((simulation["messages"], simulation["compliant"]), (planted["messages"], planted["compliant"]))
            self.assertEqual(sum(s["messages"] for s in simulation["sources"]), planted["messages"])
            failing = planted["messages"] - planted["compliant"]
            for generation in ("rfc7489", "rfc9989"):
                self.assertEqual(sum(simulation[generation][p] for p in ("none", "quarantine", "reject")), failing)
                for policy in ("quarantine", "reject"):
                    self.assertAlmostEqual(sum(s[generation][policy] for s in simulation["sources"]),
                                           simulation[generation][policy], delta=1e-6)

    def test_a_small_customer(self):
        self.found(4, "--volume", 2000)


for number in SEEDS:
    setattr(Split, f"test_seed_{number}", lambda self, seed=number: self.found(seed))


prepared = pathlib.Path(tempfile.mkdtemp(prefix="rampart-"))
atexit.register(shutil.rmtree, prepared, ignore_errors=True)


def prepare(case):
    """A customer whose stream is to be split. The world is made once, and each test has a copy of its state."""
    if not (prepared / "state").exists():
        reports, _, _ = case.generate("world", "--seed", 5, "--name", ZONE, "--days", 35)
        case.rampart.json("import", reports)
        case.rampart.customer(ZONE)
        shutil.copytree(case.rampart.state, prepared / "state")
    else:
        shutil.copytree(prepared / "state", case.rampart.state)


class Accepted(Case):
    """A split on its way."""

    def setUp(self):
        super().setUp()
        prepare(self)

    def accepted(self, *place):
        """The candidate as it was proposed, and what accepting it said."""
        if place:
            self.rampart.json("domain", "set", ZONE, *place)
        candidate = self.rampart.json("split", ZONE)["candidates"][0]
        return candidate, self.rampart.json("split", "accept", ZONE, candidate["stream"], "bills")

    def domains(self):
        return {d["domain"]: d for d in self.rampart.json("domain", "list")["domains"]}

    def test_accept(self):
        candidate, got = self.accepted()
        self.assertKeys(got, "domain", "stream", "subdomain", "stage", "playbook", "ticket", "added")
        name = f"bills.{ZONE}"
        self.assertEqual((got["subdomain"], got["playbook"], got["stage"]), (name, "stay-at-quarantine", "monitor"))
        ticket = self.rampart.json("ticket", "show", got["ticket"])
        self.assertEqual((ticket["state"], ticket["domain"], ticket["kind"]), ("drafted", name, "create"))
        changes = {(c["name"], c["type"]): c["new"][0] for c in ticket["changes"]}
        self.assertRegex(changes[f"_dmarc.{name}", "TXT"], "^v=DMARC1; p=none")
        self.assertRegex(changes[name, "TXT"], "^v=spf1 .*-all$")
        for value in changes.values():
            self.assertNotIn("<", value)
            self.assertNotIn("psd", value)
        self.assertFalse([n for n, _ in changes if candidate["subdomain"] in n])
        selector = candidate["stream"].split("@")[0]
        self.assertIn(f"{selector}._domainkey.{name} TXT v=DKIM1; k=rsa; p=<public key", ticket["justification"])
        self.assertIn(f"{name} MX", ticket["justification"])
        self.assertNotIn((name, "MX"), changes)

    def test_linked_to_its_parent(self):
        candidate, got = self.accepted()
        split = self.rampart.json("domain", "show", got["subdomain"])
        self.assertEqual((split["customer"], split["parent"], split["split_stream"]), ("acme", ZONE, candidate["stream"]))
        self.assertEqual(split["split_source"], candidate["source"])
        self.assertEqual((split["stage"], split["since"], split["goal"]), ("monitor", None, "quarantine"))
        self.assertIn("Forwarders break", split["goal_reason"])
        self.assertIn("split accept", [e["action"] for e in self.rampart.json("journal", ZONE)["entries"]]
                      + [e["action"] for e in self.rampart.json("journal", got["subdomain"])["entries"]])

    def test_reports_are_authorised(self):
        """By the service, whose zone is no business of the customer's DNS team."""
        (self.folder / "config.yaml").write_text("report-address: rua@service.test\n")
        config = ("--config", self.folder / "config.yaml")
        candidate = self.rampart.json(*config, "split", ZONE)["candidates"][0]
        got = self.rampart.json(*config, "split", "accept", ZONE, candidate["stream"], "bills")
        ticket = self.rampart.json("ticket", "show", got["ticket"])
        self.assertEqual([change["name"] for change in ticket["changes"]], [f"_dmarc.bills.{ZONE}", f"bills.{ZONE}"])
        self.assertIn("rua=mailto:rua@service.test", ticket["changes"][0]["new"][0])
        self.assertIn(f"published by us, who receive the reports: bills.{ZONE}._report._dmarc.service.test TXT v=DMARC1;", ticket["justification"])

    def test_again(self):
        candidate, got = self.accepted()
        again = self.rampart.json("split", "accept", ZONE, candidate["stream"], "bills")
        self.assertEqual((again["subdomain"], again["added"], again["ticket"]), (got["subdomain"], False, None))
        self.assertIn("moves to", self.rampart.refused("split", "accept", ZONE, candidate["stream"], "other", code=1))
        self.rampart.json("domain", "add", "acme", f"taken.{ZONE}")
        self.assertIn("under management", self.rampart.refused("split", "accept", ZONE, candidate["stream"], "taken", code=1))
        self.rampart.refused("split", "accept", ZONE, "nobody@shop.example", "bills2")
        self.assertEqual(len(self.rampart.json("ticket", "list", f"bills.{ZONE}")["tickets"]), 1)

    def test_a_dry_run_changes_nothing(self):
        candidate = self.rampart.json("split", ZONE)["candidates"][0]
        got = self.rampart.json("split", "accept", ZONE, candidate["stream"], "bills", "--dry-run")
        self.assertIs(got["dry_run"], True)
        self.assertEqual(list(self.domains()), [ZONE])

    def test_the_stream_drains(self):
        candidate, _ = self.accepted()
        advice = self.rampart.json("split", ZONE)
        self.assertEqual(advice["candidates"], [])
        (move,) = advice["moves"]
        self.assertEqual((move["stream"], move["subdomain"], move["since"]), (candidate["stream"], f"bills.{ZONE}", "2026-11-01"))
        self.assertEqual((move["per_day"], move["drained_days"], move["drained"]), ([], 0, False))
        self.assertIn("no day of reports since then", self.rampart.run("split", ZONE))
        self.week("2026-11-01", 8, "@4")  # it moves on the fourth day
        (move,) = self.rampart.json("split", ZONE)["moves"]
        self.assertEqual((len(move["per_day"]), move["per_day"][3:], move["drained_days"]), (8, [0] * 5, 5))
        self.assertTrue(all(day > 100 for day in move["per_day"][:3]), move["per_day"])
        self.assertIn("drained for 5 of 14 days", self.rampart.run("split", ZONE))
        self.week("2026-11-09", 9)
        (move,) = self.rampart.json("split", ZONE)["moves"]
        self.assertEqual((len(move["per_day"]), move["drained_days"], move["drained"]), (17, 14, True))
        self.assertIn("finished, no message under the old name for 14 days", self.rampart.run("split", ZONE))
        selector, _, signer = move["stream"].partition("@")
        self.assertEqual(move["cleanup"], f'rampart ticket new {ZONE} --delete {selector}._domainkey.{signer} --reason "moved to bills.{ZONE}"')

    def week(self, first, days, moved=""):
        """Imports days on which the stream comes From its subdomain."""
        first = datetime.date.fromisoformat(first)
        last = first + datetime.timedelta(days - 1)
        reports, _, _ = self.generate(str(first), "--seed", 5, "--name", ZONE, "--days", days, "--end", last, "--moved",
                                      f"invoices=bills.{ZONE}{moved}")
        self.rampart.now = f"{last + datetime.timedelta(1)}T06:00:00Z"
        self.rampart.json("import", reports)

    def test_undo(self):
        candidate, got = self.accepted()
        self.assertIsNone(self.rampart.json("split", ZONE)["moves"][0]["sent"])
        self.rampart.json("split", "undo", ZONE, "bills")
        self.assertEqual(self.rampart.json("ticket", "show", got["ticket"])["state"], "withdrawn")
        self.assertEqual(list(self.domains()), [ZONE])
        self.assertEqual(self.rampart.json("split", ZONE)["candidates"], [candidate])
        self.rampart.refused("split", "undo", ZONE, "bills", code=2)
        (self.folder / "config.yaml").write_text("report-address: rua@service.example\n")
        config = ("--config", self.folder / "config.yaml")
        again = self.rampart.json(*config, "split", "accept", ZONE, candidate["stream"], "bills")
        self.assertIs(again["added"], True)
        self.rampart.json(*config, "ticket", "send", again["ticket"])
        self.assertIn("sent", self.rampart.refused("split", "undo", ZONE, "bills", code=1))
        self.assertIn(f"bills.{ZONE}", self.domains())
        self.assertEqual(self.rampart.json("split", ZONE)["moves"][0]["sent"], f"{again['ticket']} is sent")

    def test_never_stricter_than_the_stage_that_was_set(self):
        candidate, got = self.accepted("--stage", "quarantine-25", "--since", "2026-10-20")
        dmarc = next(r["value"] for r in candidate["records"] if r["name"].startswith("_dmarc."))
        self.assertRegex(dmarc, r"p=quarantine; pct=25; t=y")
        self.assertEqual(got["stage"], "quarantine-25")
        changes = self.rampart.json("ticket", "show", got["ticket"])["changes"]
        self.assertEqual(changes[0]["new"], [dmarc])

    def test_says_what_its_own_record_does(self):
        """A domain that only watches has a subdomain that only watches: nothing is quarantined then."""
        candidate = self.rampart.json("split", ZONE)["candidates"][0]
        self.assertIn("begins at p=none: the broken messages are delivered", candidate["then"])
        self.rampart.json("domain", "set", ZONE, "--stage", "quarantine", "--since", "2026-10-20")
        spam = f"{candidate['spam_after']:,.0f}".replace(",", " ")
        self.assertIn(f"Its own record, p=quarantine, puts {spam} of its messages into the spam",
                      self.rampart.json("split", ZONE)["candidates"][0]["then"])

    def test_where_not_to_go_on(self):
        """Quarantine as the goal is a decision with its reason, wherever the domain is seen."""
        self.rampart.json("domain", "set", ZONE, "--stage", "quarantine", "--since", "2026-09-01")
        line = self.rampart.json("status", ZONE)["domains"][0]
        self.assertEqual((line["goal"], line["goal_reason"]), ("reject", None))
        self.rampart.json("domain", "set", ZONE, "--goal", "quarantine", "--reason", "staff post to lists")
        line = self.rampart.json("status", ZONE)["domains"][0]
        self.assertEqual((line["goal"], line["goal_reason"], line["at_risk"]), ("quarantine", "staff post to lists", False))
        self.assertIn(f"{ZONE}: goal quarantine: staff post to lists", self.rampart.run("status", ZONE))
        self.rampart.json("finish", ZONE, "--reason", "as decided")
        self.assertIn("(goal quarantine: staff post to lists)", self.rampart.run("status", ZONE))
        self.assertIn("goal quarantine: staff post to lists", self.rampart.run("domain", "show", ZONE))
        self.assertIn("stays, by decision: staff post to lists", self.rampart.run("review", "acme", "--format", "md"))


class Looked(Project):
    """What stands at the subdomain is looked at before its ticket is drafted."""

    def setUp(self):
        super().setUp()
        prepare(self)
        _, _, zones = self.world("zones", "2026-10-31", 1, "p=none")
        self.serve(zones)
        self.stream = self.do("split", ZONE)["candidates"][0]["stream"]

    def test_nothing_stands_there(self):
        got = self.do("split", "accept", ZONE, self.stream, "bills")
        ticket = self.do("ticket", "show", got["ticket"])
        self.assertEqual([(c["name"], c["old"], c["old_known"]) for c in ticket["changes"]],
                         [(f"_dmarc.bills.{ZONE}", [], True), (f"bills.{ZONE}", [], True)])
        self.assertEqual((ticket["zone"], ticket["servers"]), (ZONE, ["ns1.dns.example", "ns2.dns.example"]))
        text = self.rampart.run(*self.config, "ticket", "show", got["ticket"])
        self.assertNotIn("not looked up", text)
        sent = self.do("ticket", "send", got["ticket"])
        self.assertEqual((sent["state"], sent["history"][-1]["note"]), ("sent", f"written to {got['ticket']}.md"))

    def test_a_name_that_is_not_free(self):
        self.publish("v=DMARC1; p=reject", name="_dmarc.bills")
        said = self.refuse("split", "accept", ZONE, self.stream, "bills", code=1)
        self.assertIn(f"bills.{ZONE} has a DMARC record already, v=DMARC1; p=reject: choose a free name for stream {self.stream}", said)
        self.assertEqual(self.do("split", ZONE)["moves"], [])


if __name__ == "__main__":
    main()

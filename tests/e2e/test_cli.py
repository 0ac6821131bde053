# SPDX-License-Identifier: MIT
"""The command contract: keys, exit codes, usage, dry runs."""
import contextlib, hashlib, json, os, pty, subprocess

from harness import Case, NOW, PROGRAM, Rampart, main

RECORD = "v=DMARC1; p=quarantine; pct=25; rua=mailto:dmarc@msp.example"

REPORT = """<?xml version="1.0"?>
<feedback>
 <report_metadata><org_name>Reporter {n}</org_name><email>r@reporter{n}.example</email><report_id>{n}</report_id>
  <date_range><begin>{begin}</begin><end>{end}</end></date_range></report_metadata>
 <policy_published><domain>{domain}</domain><adkim>r</adkim><aspf>r</aspf><p>none</p><sp>none</sp><pct>100</pct></policy_published>
 <record><row><source_ip>192.0.2.1</source_ip><count>90</count>
  <policy_evaluated><disposition>none</disposition><dkim>pass</dkim><spf>pass</spf></policy_evaluated></row>
  <identifiers><header_from>{domain}</header_from></identifiers>
  <auth_results><dkim><domain>{domain}</domain><selector>s1</selector><result>pass</result></dkim>
   <spf><domain>{domain}</domain><result>pass</result></spf></auth_results></record>
 <record><row><source_ip>203.0.113.9</source_ip><count>10</count>
  <policy_evaluated><disposition>none</disposition><dkim>fail</dkim><spf>fail</spf></policy_evaluated></row>
  <identifiers><header_from>{domain}</header_from></identifiers>
  <auth_results><spf><domain>{domain}</domain><result>softfail</result></spf></auth_results></record>
</feedback>
"""
LAST = 1793404800  # 2026-10-31T00:00:00Z


def report(n=1, domain="shop.example", begin=LAST):
    return REPORT.format(n=n, domain=domain, begin=begin, end=begin + 86399).encode()


class Basics(Case):
    def test_version(self):
        text = self.rampart.run("--version")
        self.assertRegex(text, r"^rampart \d+\.\d+\.\d+\n")
        for library in ("sqlite3 3.", "ldns 1.", "libcurl 7.", "ncursesw 6."):
            self.assertIn(library, text)

    def test_help(self):
        text = self.rampart.run("help")
        for command in ("import PATH", "status [CUSTOMER", "ticket send ID", "policy", "--resolver ADDR[:PORT]"):
            self.assertIn(command, text)
        for hidden in ("--script", "__complete"):
            self.assertNotIn(hidden, text)
        self.assertEqual(text, self.rampart.run("--help"))
        self.assertIn("--reason TEXT", self.rampart.run("help", "ticket", "withdraw"))
        self.assertEqual(self.rampart.run("help", "gate"), self.rampart.run("gate", "--help"))
        self.assertIn("ticket send ID", self.rampart.run("ticket", "--help"))
        self.assertIn("split accept", self.rampart.run("help", "split"))
        self.assertFalse(self.rampart.state.exists(), "help opens no state")

    def test_usage_errors(self):
        for args, said in (
            (("frobnicate",), "no command"),
            (("staus",), 'did you mean "status"?'),
            (("ticket", "sned", "X"), 'did you mean "ticket send"?'),
            (("ticket",), "wants one of"),
            (("gate",), "DOMAIN is missing"),
            (("lint", "a", "b"), "one word too many"),
            (("lint", "--nothing", "a"), "unknown option --nothing"),
            (("status", "--ips"), "unknown option --ips"),
            (("sources", "shop.example", "--since", "yesterday"), "is not a day"),
            (("policy",), "--from DOMAIN is missing"),
            (("policy", "--from", "a..b"), "a..b"),
            (("customer", "add", "acme"), "--name NAME is missing"),
            (("domain", "add", "acme"), "name a domain"),
            (("hold", "a..b", "--reason", "x"), "a..b"),
            (("completion", "tcsh"), "bash, zsh, fish"),
            (("--size", "huge"), "WIDTHxHEIGHT"),
        ):
            with self.subTest(args):
                error = self.rampart.refused(*args)
                self.assertTrue(error.startswith("rampart: "), error)
                self.assertIn(said, error)
                self.assertEqual(error.count("\n"), 1, error)

    def test_options_in_any_order(self):
        wanted = self.rampart.run("--json", "lint", RECORD)
        self.assertEqual(self.rampart.run("lint", RECORD, "--json"), wanted)
        self.assertEqual(self.rampart.run("lint", "-j", "--", RECORD), wanted)
        self.assertIn("info", self.rampart.run("--quiet", "lint", "--verbose", RECORD))

    def test_a_full_disk_is_told(self):
        with open("/dev/full", "w") as full:
            done = subprocess.run([PROGRAM, "lint", RECORD], stdout=full, stderr=subprocess.PIPE)
        self.assertEqual(done.returncode, 3)
        self.assertIn(b"standard output cannot be written", done.stderr)

    def test_a_closed_pipe_is_told(self):
        read, write = os.pipe()
        os.close(read)
        done = subprocess.run([PROGRAM, "help"], stdout=write, stderr=subprocess.PIPE)
        os.close(write)
        self.assertEqual(done.returncode, 3)

    def test_completion(self):
        for shell in ("bash", "zsh", "fish"):
            self.assertIn("__complete", self.rampart.run("completion", shell))
        self.rampart.customer("shop.example")
        complete = lambda *words: self.rampart.run("__complete", "--", *words).split()
        self.assertEqual(complete("jou"), ["journal"])
        self.assertEqual(complete("ticket", "p"), ["publish"])
        self.assertEqual(complete("--json", "gate", "s"), ["shop.example"])
        self.assertEqual(complete("status", ""), ["acme", "shop.example"])
        self.assertEqual(complete("hold", "shop.example", "--re"), ["--resolver", "--reason"])
        self.assertEqual(complete("domain", "set", "shop.example", "--lists", ""), ["yes", "no"])
        self.assertEqual(complete("export", "d"), ["daily"])
        self.assertIn("legitimate", complete("source", "mark", "shop.example", "x", ""))

    def test_completion_of_bash_runs(self):
        script = self.rampart.run("completion", "bash") + (
            'COMP_WORDS=(rampart jou); COMP_CWORD=1; _rampart; printf "%s\\n" "${COMPREPLY[@]}"')
        folder = self.folder / "bin"
        folder.mkdir()
        (folder / "rampart").symlink_to(PROGRAM)
        env = dict(self.rampart.env, PATH=f"{folder}:{os.environ['PATH']}")
        done = subprocess.run(["bash", "-c", script], env=env, stdout=subprocess.PIPE, check=True)
        self.assertEqual(done.stdout, b"journal\n")


class Offline(Case):
    """lint and policy: no state is made."""

    def tearDown(self):
        self.assertFalse(self.rampart.state.exists())

    def test_lint(self):
        got = self.rampart.json("lint", "v=DMARC1; p=quarantine; pct=25")
        self.assertKeys(got, "valid", "tags", "findings")
        self.assertIs(got["valid"], True)
        self.assertEqual(got["tags"], {"v": "DMARC1", "p": "quarantine", "pct": "25"})
        for finding in got["findings"]:
            self.assertKeys(finding, "level", "tag", "code", "text")
            self.assertIn(finding["level"], ("error", "warning", "info"))
        self.assertIn("pct-historic", [f["code"] for f in got["findings"]])
        self.assertIs(self.rampart.json("lint", "v=spf1 -all", code=1)["valid"], False)
        self.rampart.run("lint", "v=DMARC1; p=none; sp=whatever; rua=mailto:a@b.example", code=1)

    def test_policy(self):
        got = self.rampart.json("policy", "--from", "News.Shop.example.", "--at",
                                "shop.example=v=DMARC1; p=reject; sp=quarantine; pct=25", "--auth", "shop.example")
        self.assertEqual(got["rfc7489"], {"applies": True, "found_at": "shop.example", "tag": "sp", "policy": "quarantine",
                                          "pct": 25, "otherwise": "none", "asked": ["news.shop.example", "shop.example"]})
        self.assertKeys(got["rfc9989"], "applies", "found_at", "tag", "policy", "asked")
        self.assertNotIn("pct", got["rfc9989"])
        self.assertEqual(got["alignment"]["rfc7489"],
                         {"from_org": "shop.example", "auth_org": "shop.example", "relaxed": True, "strict": False})
        none = self.rampart.json("policy", "--from", "shop.example")
        self.assertIs(none["rfc7489"]["applies"], False)
        self.assertNotIn("alignment", none)

    def test_policy_batch(self):
        questions = [{"from": "shop.example", "at": ["shop.example=v=DMARC1; p=reject"]}, {"at": []},
                     {"from": "x.shop.example", "nonexistent": True, "auth": "shop.example",
                      "at": ["shop.example=v=DMARC1; p=none; np=reject"]}]
        text = "\n".join(json.dumps(q) for q in questions)
        first, second, third = self.rampart.lines("policy", "--batch", "-", stdin=text.encode(), code=1)
        self.assertEqual(first["rfc9989"]["policy"], "reject")
        self.assertKeys(second, "error")
        self.assertEqual((third["rfc9989"]["tag"], third["rfc9989"]["policy"]), ("np", "reject"))
        self.assertKeys(third, "alignment")

    def test_policy_batch_says_which_line(self):
        lines = ['{"from": "shop.example", "at": {"shop.example": "v=DMARC1; p=none"}}', "", "nonsense", "[]",
                 '{"from": "shop.example", "at": ["shop.example"]}', '{"from": 5}', '{"from": "shop.example", "at": [7]}',
                 '{"from": "shop.example", "nonexistent": "yes"}', '{"from": "shop.example", "auth": null, "at": null}']
        answers = self.rampart.lines("policy", "--batch", "-", stdin="\n".join(lines).encode(), code=1)
        self.assertEqual([answer.get("line") for answer in answers], [1, 3, 4, 5, 6, 7, 8, None])
        self.assertIn("NAME=TXT", answers[0]["error"])
        self.assertIn("nonexistent", answers[-2]["error"])
        self.assertIs(answers[-1]["rfc9989"]["applies"], False)


class Project(Case):
    def test_customer(self):
        added = self.rampart.json("customer", "add", "acme", "--name", "Acme Stores", "--target", "2027-06-30",
                                  "--contact", "dns@acme.example")
        self.assertEqual((added["customer"], added["name"], added["target"], added["added"]),
                         ("acme", "Acme Stores", "2027-06-30", True))
        self.assertIs(self.rampart.json("customer", "add", "acme", "--name", "Other")["added"], False)
        self.assertEqual(self.rampart.json("customer", "show", "acme")["name"], "Acme Stores")
        self.assertEqual(self.rampart.json("customer", "set", "acme", "--name", "Acme")["name"], "Acme")
        self.assertEqual([c["customer"] for c in self.rampart.json("customer", "list")["customers"]], ["acme"])
        self.assertIn("nobody", self.rampart.refused("customer", "show", "nobody"))
        self.rampart.refused("customer", "add", "Not A Slug", "--name", "x")

    def test_domain(self):
        self.rampart.customer()
        added = self.rampart.json("domain", "add", "acme", "Shop.Example.", "bücher.example")
        self.assertIs(added["added"], True)
        self.assertEqual([d["domain"] for d in added["domains"]], ["shop.example", "xn--bcher-kva.example"])
        again = self.rampart.json("domain", "add", "acme", "shop.example", "new.example")
        self.assertEqual([d["added"] for d in again["domains"]], [False, True])
        self.assertIs(self.rampart.json("domain", "add", "acme", "shop.example")["added"], False)
        self.assertIn("bücher.example", self.rampart.run("domain", "list", "acme"))
        one = self.rampart.json("domain", "show", "BÜCHER.example")
        self.assertKeys(one, "customer", "domain", "kind", "playbook", "stage", "since", "lists", "risk", "monthly",
                        "goal", "history", "waivers")
        self.assertEqual((one["stage"], one["since"], one["lists"]), ("monitor", None, "unknown"))
        changed = self.rampart.json("domain", "set", "shop.example", "--lists", "no", "--risk", "low", "--monthly",
                                    "yes", "--goal", "quarantine", "--reason", "the list mail stays")
        self.assertEqual((changed["lists"], changed["risk"], changed["monthly"], changed["goal"]),
                         ("no", "low", "yes", "quarantine"))
        moved = self.rampart.json("domain", "set", "shop.example", "--stage", "quarantine-25", "--since", "2026-09-01")
        self.assertEqual((moved["stage"], moved["since"]), ("quarantine-25", "2026-09-01"))
        self.rampart.refused("domain", "set", "shop.example", "--stage", "nowhere", "--since", "2026-09-01")
        self.rampart.refused("domain", "add", "nobody", "a.example")
        self.rampart.refused("domain", "show", "other.example")

    def test_before_it_was_added(self):
        """A clock that stands earlier says so, rather than that there is no such domain."""
        self.rampart.customer("shop.example")
        before = "--now", "2026-10-01T00:00:00Z"
        self.assertIn("not managed where the clock stands, on 2026-10-01", self.rampart.refused(*before, "gate", "shop.example"))
        self.assertIn("no domains yet on 2026-10-01", self.rampart.run(*before, "status"))

    def test_domains_of_a_file(self):
        self.rampart.customer()
        (self.folder / "list").write_text("a.example  # the first\n\n# none\nb.example\n")
        got = self.rampart.json("domain", "add", "acme", "--from-file", self.folder / "list", "--kind", "parked")
        self.assertEqual([(d["domain"], d["playbook"]) for d in got["domains"]],
                         [("a.example", "parked"), ("b.example", "parked")])

    def test_exceptions(self):
        self.rampart.customer("shop.example")
        waived = self.rampart.json("waive", "shop.example", "loss_accepted", "--until", "2026-12-31", "--by", "M. Visser",
                                   "--reason", "the list may be lost")
        self.assertEqual((waived["condition"], waived["until"], waived["by"]), ("loss_accepted", "2026-12-31", "M. Visser"))
        self.assertEqual(len(self.rampart.json("domain", "show", "shop.example")["waivers"]), 1)
        self.rampart.json("unwaive", "shop.example", "loss_accepted")
        always = ("--until", "2026-12-31", "--by", "me", "--reason", "x")
        self.assertIn("no data keeps a gate shut", self.rampart.refused("waive", "shop.example", "fresh", *always, code=1))
        self.rampart.refused("waive", "shop.example", "no_such_condition", *always)
        self.assertEqual(self.rampart.json("domain", "show", "shop.example")["waivers"], [])
        self.rampart.json("complaint", "add", "shop.example", "--reason", "a lost invoice")
        self.rampart.json("complaint", "close", "shop.example", "--reason", "it was the address")
        self.rampart.json("freeze", "acme", "--from", "2026-11-20", "--until", "2026-12-02", "--reason", "sales")
        self.rampart.json("unfreeze", "acme")
        self.assertIn("--by NAME is missing", self.rampart.refused("waive", "shop.example", "min_days", "--until", "2026-12-31"))
        self.assertIn("--reason TEXT is missing", self.rampart.refused("hold", "shop.example"))

    def test_journal(self):
        self.rampart.customer("shop.example")
        entries = self.rampart.json("journal", "shop.example")["entries"]
        self.assertKeys(entries[0], "at", "who", "action", "customer", "domain", "text", "reason", "evidence", "hash")
        self.assertEqual((entries[0]["who"], entries[0]["at"], entries[0]["action"]), ("tester", NOW, "domain add"))
        self.assertEqual(len(self.rampart.json("journal", "acme")["entries"]), 2)
        self.assertEqual(len(self.rampart.json("journal", "--limit", "1")["entries"]), 1)


class Reports(Case):
    def setUp(self):
        super().setUp()
        self.reports = self.folder / "reports"
        self.reports.mkdir()
        for day in range(30):
            for n in range(3):
                (self.reports / f"{day}-{n}.xml").write_bytes(report(day * 3 + n, begin=LAST - day * 86400))

    def managed(self):
        self.rampart.customer("shop.example")
        return self.rampart.json("import", self.reports)

    def test_import(self):
        (self.reports / "bad.xml").write_text("<feedback><report_metadata>")
        (self.reports / "again.xml").write_bytes(report(0))
        (self.reports / "other.xml").write_bytes(report(500, domain="other.example"))
        got = self.rampart.json("import", self.reports, code=1)
        self.assertEqual(got["inputs"], 93)
        self.assertEqual(got["reports"], {"new": 91, "duplicate": 1, "rejected": 1})
        self.assertEqual((got["rows"], got["bad_rows"], got["messages"]), (182, 0, 9100))
        self.assertEqual(got["skipped"], {"failure": 0, "tls": 0})
        self.assertEqual(got["unmanaged_domains"], {"shop.example": 9000, "other.example": 100})
        self.assertGreaterEqual(got["seconds"], 0)
        reject = got["rejected"][0]
        self.assertKeys(reject, "input", "member", "reason")
        self.assertEqual(reject["input"], str(self.reports / "bad.xml"))
        listed = self.rampart.json("rejects", "list")["rejects"]
        self.assertEqual([r["input"] for r in listed], [reject["input"]])
        self.assertEqual(self.rampart.json("rejects", "show", listed[0]["id"])["reason"], reject["reason"])
        (self.reports / "bad.xml").write_bytes(report(900))
        self.assertEqual(self.rampart.json("rejects", "retry")["reports"]["new"], 1)

    def test_import_of_standard_input(self):
        got = self.rampart.json("import", "-", stdin=report(1))
        self.assertEqual((got["inputs"], got["reports"]["new"], got["messages"]), (1, 1, 100))
        done = self.rampart.raw("import", "-", stdin=report(2))
        self.assertEqual(done.stderr, b"", "no progress where there is no terminal")

    def test_reports_of_a_domain_that_is_added_later(self):
        self.rampart.json("import", self.reports)
        self.rampart.customer("shop.example")
        self.assertEqual(self.rampart.json("sources", "shop.example")["messages"], 9000)

    def test_sources(self):
        self.managed()
        got = self.rampart.json("sources", "SHOP.example", "--ips", "--flows")
        self.assertKeys(got, "domain", "from", "until", "messages", "compliant", "classes", "header_from", "sources")
        self.assertEqual((got["from"], got["until"], got["messages"], got["compliant"]),
                         ("2026-10-02", "2026-10-31", 9000, 8100))
        source = got["sources"][0]
        self.assertKeys(source, "source", "name", "verdict", "class", "decided_by", "reason", "messages", "compliant",
                        "dkim_aligned", "spf_aligned", "forwarded", "dispositions", "loss", "lost", "spam", "classes",
                        "owner", "via_forwarders", "trend", "first_seen", "last_seen", "fix", "ips", "flows")
        self.assertEqual(source["dispositions"], {"none": 8100, "quarantine": 0, "reject": 0, "unknown": 0})
        self.assertKeys(source["via_forwarders"], "messages", "compliant")
        self.assertKeys(source["ips"][0], "ip", "messages", "compliant", "ptr", "asn")
        flow = source["flows"][0]
        self.assertKeys(flow, "flow", "header_from", "envelope_from", "dkim", "spf", "class", "verdict", "decided_by",
                        "reason", "messages", "compliant")
        self.assertRegex(flow["flow"], "^[0-9a-f]{8}$")
        self.assertEqual(flow["dkim"], [{"domain": "shop.example", "selector": "s1", "result": "pass"}])
        plain = self.rampart.json("sources", "shop.example")["sources"][0]
        self.assertNotIn("ips", plain)
        self.assertNotIn("flows", plain)
        week = self.rampart.json("sources", "shop.example", "--days", 7)
        self.assertEqual((week["from"], week["messages"]), ("2026-10-25", 2100))
        one = self.rampart.json("sources", "shop.example", "--since", "2026-10-30", "--until", "2026-10-30")
        self.assertEqual(one["messages"], 300)

    def test_source(self):
        self.managed()
        shown = self.rampart.json("source", "show", "shop.example", "203.0.113.9")
        self.assertKeys(shown, "domain", "from", "until", "source", "flows", "ips")
        self.assertKeys(shown["flows"][0], "evidence")
        marked = self.rampart.json("source", "mark", "shop.example", "203.0.113.9", "threat", "--reason", "nobody knows it")
        self.assertEqual((marked["source"], marked["flow"], marked["verdict"]), ("203.0.113.9", None, "threat"))
        shown = self.rampart.json("source", "show", "shop.example", "203.0.113.9")
        self.assertEqual((shown["verdict"], shown["class"], shown["decided_by"]), ("threat", "spoof", "specialist"))
        flow = shown["flows"][0]["flow"]
        self.rampart.json("source", "unmark", "shop.example", "203.0.113.9")
        self.rampart.json("source", "mark", "shop.example", f"203.0.113.9/{flow}", "legitimate", "--reason", "the printer")
        shown = self.rampart.json("source", "show", "shop.example", "203.0.113.9")
        self.assertEqual((shown["verdict"], shown["class"]), ("legitimate", "misaligned"))
        noted = self.rampart.json("source", "set", "shop.example", "203.0.113.9", "--owner", "J. Bakker", "--task", "sign",
                                  "--due", "2026-12-01")
        self.assertKeys(noted, "owner", "account", "task", "due", "vital", "note")
        self.assertEqual(self.rampart.json("source", "show", "shop.example", "203.0.113.9")["owner"], "J. Bakker")
        self.assertIn("no verdict", self.rampart.refused("source", "mark", "shop.example", "203.0.113.9", "nice",
                                                         "--reason", "x"))
        self.rampart.refused("source", "show", "shop.example", "192.0.2.77")

    def test_sender(self):
        self.rampart.customer()
        added = self.rampart.json("sender", "add", "deskly", "--name", "Deskly", "--ptr", "deskly.example", "--dkim",
                                  "deskly.example/dk1", "--asn", "AS64500", "--kind", "saas")
        self.assertEqual((added["sender"], added["asn"], added["confirmed"]), ("deskly", [64500], True))
        self.assertIn("deskly", [s["sender"] for s in self.rampart.json("sender", "list")["senders"]])
        self.assertEqual(self.rampart.json("sender", "show", "deskly")["dkim"], ["deskly.example/dk1"])
        self.assertIsNone(self.rampart.json("sender", "show", "deskly")["checked"])
        self.rampart.refused("sender", "show", "nobody")

    def test_shipped_sender(self):
        """An entry says what it can be brought to, how, how that is seen, and where it is written."""
        self.rampart.customer("shop.example")
        shown = self.rampart.json("sender", "show", "activecampaign")
        self.assertEqual((shown["can_sign"], shown["can_return_path"], shown["confirmed"]), ("yes", "yes", False))
        self.assertEqual(shown["reach"], "it can sign with the customer's domain and use a return path of it")
        text = self.rampart.run("sender", "show", "activecampaign")
        for said in (shown["reach"], *shown["fix"], f"done when {shown['proof']}", shown["source"], shown["checked"]):
            self.assertIn(said, text)

    def test_simulate(self):
        self.managed()
        got = self.rampart.json("simulate", "shop.example", "--record", "v=DMARC1; p=reject; pct=50")
        self.assertKeys(got, "domain", "record", "messages", "compliant", "rfc7489", "rfc9989", "expected",
                        "receivers_rfc9989_share", "overridden_share", "sources")
        for generation in ("rfc7489", "rfc9989"):
            self.assertKeys(got[generation], "none", "quarantine", "reject", "loss", "lost", "spam", "blocked",
                            "unknown", "reinjected")
        self.assertEqual((got["rfc7489"]["quarantine"], got["rfc7489"]["reject"]), (450, 450))
        self.assertEqual((got["rfc9989"]["quarantine"], got["rfc9989"]["reject"]), (0, 900))
        self.assertKeys(got["expected"], "loss", "lost", "spam", "loss_share")
        self.assertKeys(got["sources"][0], "source", "verdict", "messages", "compliant", "quarantine", "reject")
        self.assertEqual(sum(s["messages"] for s in got["sources"]), got["messages"])
        stage = self.rampart.json("simulate", "shop.example", "--stage", "quarantine")
        self.assertEqual(stage["rfc7489"]["quarantine"], 900)
        typo = self.rampart.raw("simulate", "shop.example", "--record", "v=DMARC1; p=rejct")
        self.assertIn(b"no receiver would apply this record", typo.stderr)
        self.rampart.refused("simulate", "shop.example")
        self.rampart.refused("simulate", "shop.example", "--record", "v=spf1 -all", code=1)
        self.rampart.refused("simulate", "shop.example", "--stage", "quarantine", "--split", "nonsense")

    def test_split(self):
        self.managed()
        got = self.rampart.json("split", "shop.example")
        self.assertKeys(got, "domain", "candidates", "interim")
        self.assertEqual(got["candidates"], [])

    def test_gate_and_status(self):
        self.managed()
        gate = self.rampart.json("gate", "shop.example", code=1)
        self.assertKeys(gate, "domain", "stage", "next", "open", "conditions", "earliest", "blockers")
        self.assertEqual((gate["stage"], gate["next"], gate["open"]), ("monitor", "quarantine-0", False))
        for condition in gate["conditions"]:
            self.assertKeys(condition, "name", "met", "want", "have", "text", "waived")
        names = [c["name"] for c in gate["conditions"]]
        for name in ("fresh", "min_days", "min_messages", "min_reporters", "min_days_reported", "legit_pass_rate",
                     "unknown_sources", "new_sources", "senders_seen", "dns_clean", "no_complaint", "no_freeze"):
            self.assertIn(name, names)
        self.assertTrue(gate["blockers"])
        line = self.rampart.json("status")["domains"][0]
        self.assertKeys(line, "customer", "domain", "stage", "since", "pct", "messages", "compliance", "gate_open",
                        "next_action", "forecast", "at_risk")
        self.assertEqual((line["domain"], line["messages"], line["compliance"]), ("shop.example", 9000, 0.9))
        self.assertEqual(self.rampart.json("status", "acme")["domains"][0], line)
        self.assertEqual(self.rampart.json("status", "SHOP.example.")["domains"][0], line)
        self.assertEqual(self.rampart.json("forecast", "shop.example")["domains"][0]["domain"], "shop.example")
        text = self.rampart.run("status")
        for word in ("shop.example", "monitor", "90.0 %", "9 000"):
            self.assertIn(word, text)

    def test_record(self):
        self.managed()
        config = self.folder / "config.yaml"
        config.write_text("report-address: dmarc@msp.example\n")
        got = self.rampart.json("record", "shop.example", "--config", config)
        self.assertKeys(got, "domain", "name", "type", "ttl", "value", "current", "stage", "warnings")
        self.assertEqual((got["name"], got["type"], got["stage"], got["current"]),
                         ("_dmarc.shop.example", "TXT", "monitor", None))
        self.assertIn("rua=mailto:dmarc@msp.example", got["value"])
        self.assertEqual(self.rampart.json("record", "shop.example", "--config", config, "--format", "json"), got)
        without = self.rampart.json("record", "shop.example")
        self.assertIn("no-report-address", [w["code"] for w in without["warnings"]])
        stage = self.rampart.json("record", "shop.example", "--stage", "quarantine-10")
        self.assertRegex(stage["value"], r"p=quarantine; .*pct=10; t=y")
        for form in "text zone nsupdate route53 cloudflare azure google terraform octodns dnscontrol".split():
            text = self.rampart.run("record", "shop.example", "--config", config, "--format", form)
            self.assertIn("v=DMARC1", text, form)
        self.assertIn("is not text|zone", self.rampart.refused("record", "shop.example", "--format", "bind"))
        out = self.folder / "record.zone"
        self.rampart.run("record", "shop.example", "--format", "zone", "-o", out)
        self.assertIn("v=DMARC1", out.read_text())
        self.assertEqual(out.stat().st_mode & 0o777, 0o600)

    def test_export(self):
        self.managed()
        rows = self.rampart.run("export", "rows", "shop.example", "--format", "csv")
        self.assertEqual(len(rows.splitlines()), 181)
        lines = [json.loads(line) for line in self.rampart.run("export", "rows", "shop.example", "--format", "jsonl").splitlines()]
        self.assertEqual(len(lines), 180)
        daily = self.rampart.run("export", "daily", "shop.example").splitlines()
        self.assertEqual(daily[0], "day,messages,compliant,none,quarantine,reject")
        self.assertEqual(daily[1:], [f"2026-10-{day:02},300,270,300,0,0" for day in range(2, 32)])
        self.assertIn("203.0.113.9", self.rampart.run("export", "sources", "shop.example", "--format", "csv"))
        out = self.folder / "rows.csv"
        self.rampart.run("export", "rows", "shop.example", "-o", out)
        self.assertEqual(out.read_text(), rows)
        self.rampart.refused("export", "nothing", "shop.example")

    def test_review(self):
        self.managed()
        for form, sign in (("html", "<html"), ("md", "# "), ("text", "shop.example")):
            text = self.rampart.run("review", "acme", "--format", form)
            self.assertIn(sign, text)
            self.assertIn("shop.example", text)
        review = self.rampart.json("review", "acme")
        self.assertEqual(review, json.loads(self.rampart.run("review", "acme", "--format", "json")))
        self.rampart.run("review", "acme", "--last-month", "--format", "html", "-o", self.folder / "acme.html")
        self.assertIn("Acme Stores", (self.folder / "acme.html").read_text())

    def test_playbook(self):
        self.rampart.customer()
        names = self.rampart.json("playbook", "list")["playbooks"]
        self.assertTrue({"standard", "parked"} <= set(names))
        shown = self.rampart.json("playbook", "show", "standard")
        self.assertEqual([s["name"] for s in shown["stages"]],
                         ["monitor", "quarantine-0", "quarantine-10", "quarantine-25", "quarantine-50", "quarantine",
                          "reject-0", "reject-10", "reject-25", "reject-50", "reject"])
        broken = self.folder / "broken.yaml"
        broken.write_text("title: broken\nstages:\n  - name: a\n    p: quarantine\n    pct: 250\n")
        got = self.rampart.json("playbook", "check", broken, code=1)
        self.assertIs(got["valid"], False)
        self.assertIn("broken.yaml:5", got["error"])
        self.assertIn("pct", self.rampart.refused("playbook", "check", broken, code=1))
        self.rampart.refused("playbook", "show", "nothing")

    def test_tickets(self):
        self.managed()
        made = self.rampart.json("ticket", "new", "shop.example")
        self.assertKeys(made, "id", "state", "customer", "domain", "domains", "zone", "kind", "changes", "justification",
                        "evidence", "risk", "validation", "rollback", "approver", "window", "effect", "fingerprint", "history")
        self.assertEqual((made["id"], made["state"], made["kind"]), ("CHG-2026-0001", "drafted", "create"))
        self.assertKeys(made["changes"][0], "name", "type", "ttl", "old", "new")
        self.assertKeys(made["effect"], "earliest", "latest")
        self.assertKeys(made["history"][0], "at", "who", "state", "note")
        self.assertEqual(self.rampart.json("ticket", "show", made["id"]), made)
        self.assertEqual([t["id"] for t in self.rampart.json("ticket", "list", "shop.example")["tickets"]], [made["id"]])
        self.rampart.refused("ticket", "new", "shop.example", code=1)
        self.rampart.refused("ticket", "publish", made["id"], code=1)
        config = self.folder / "config.yaml"
        self.rampart.refused("ticket", "send", made["id"], code=1)
        config.write_text("report-address: dmarc@msp.example\n")
        self.assertIn("no rua", self.rampart.refused("ticket", "send", made["id"], "--config", config, code=1))
        self.rampart.run("ticket", "withdraw", made["id"], "--reason", "no report address")
        made = self.rampart.json("ticket", "new", "shop.example", "--config", config)
        sent = self.rampart.json("ticket", "send", made["id"], "-o", self.folder / "change.md", "--config", config)
        self.assertEqual(sent["state"], "sent")
        self.assertIn("_dmarc.shop.example", (self.folder / "change.md").read_text())
        approved = self.rampart.json("ticket", "approve", made["id"], "--by", "M. Visser", "--window", "Tuesday night")
        self.assertEqual((approved["state"], approved["approver"], approved["window"]), ("approved", "M. Visser", "Tuesday night"))
        self.assertEqual(self.rampart.json("ticket", "publish", made["id"])["state"], "published")
        self.rampart.refused("ticket", "show", "CHG-1999-0001")

    def on_a_terminal(self, *args, typed=b"", **env):
        """(exit code, what the terminal showed) with standard input and output on a terminal."""
        master, slave = pty.openpty()
        with subprocess.Popen(self.rampart.command(*args), env=dict(self.rampart.env, **env), stdin=slave, stdout=slave,
                              stderr=slave, start_new_session=True) as process:
            os.close(slave)
            os.write(master, typed)
            shown = b""
            with contextlib.suppress(OSError):  # the terminal is gone when the last program has ended
                while piece := os.read(master, 4096):
                    shown += piece
        os.close(master)
        return process.returncode, shown.decode()

    def test_edit(self):
        self.managed()
        ticket = self.rampart.json("ticket", "new", "shop.example")["id"]
        self.assertIn("no terminal", self.rampart.refused("ticket", "edit", ticket))
        code, shown = self.on_a_terminal("ticket", "edit", ticket, EDITOR="sed -i 's/p=none/p=none; rua=mailto:a@msp.example/'")
        self.assertEqual(code, 0, shown)
        value = self.rampart.json("ticket", "show", ticket)["changes"][0]["new"][0]
        self.assertIn("rua=mailto:a@msp.example", value)
        code, shown = self.on_a_terminal("ticket", "edit", ticket, EDITOR="true")
        self.assertEqual(code, 3, shown)
        self.assertIn("nothing was changed", shown)
        code, shown = self.on_a_terminal("ticket", "edit", ticket, VISUAL="false", EDITOR="true")
        self.assertIn("the editor failed", shown)
        # What is refused is not lost: the next edit begins with it; an emptied sheet gives it up.
        kept = self.rampart.state / "tickets" / f"{ticket}.edit"
        code, shown = self.on_a_terminal("ticket", "edit", ticket, EDITOR="sed -i 's/p=none/p=reject; pct=5O/; s/3600/600/'")
        self.assertEqual(code, 1, shown)
        self.assertIn(f"what you wrote is kept in {kept}, and the next edit begins with it", shown)
        self.assertEqual(kept.stat().st_mode & 0o777, 0o600)
        code, shown = self.on_a_terminal("ticket", "edit", ticket, EDITOR="sed -i 's/pct=5O/pct=50/'")
        self.assertEqual(code, 0, shown)
        change, = self.rampart.json("ticket", "show", ticket)["changes"]
        self.assertIn("p=reject; pct=50", change["new"][0])
        self.assertEqual((change["ttl"], kept.exists()), (600, False))
        self.on_a_terminal("ticket", "edit", ticket, EDITOR="sed -i 's/pct=50/pct=x/'")
        self.assertTrue(kept.exists())
        code, shown = self.on_a_terminal("ticket", "edit", ticket, EDITOR="truncate -s 0")
        self.assertEqual((code, kept.exists()), (3, False), shown)
        self.rampart.refused("ticket", "edit", ticket, "--value", "no record", code=1)
        self.assertEqual([p.name for p in self.rampart.state.iterdir() if p.name.startswith("edit")], [])

    def test_edit_all(self):
        """Every record of every domain of a ticket, in one sheet."""
        self.rampart.customer("shop.example", "shop.test")
        self.rampart.json("domain", "add", "acme", "old.example", "--kind", "parked")
        ticket = self.rampart.json("ticket", "new", "shop.example", "shop.test")

        def edit(ticket, script, code=0):
            done, shown = self.on_a_terminal("ticket", "edit", ticket["id"], EDITOR=f"sed -i '{script}'")
            self.assertEqual(done, code, shown)
            return self.rampart.json("ticket", "show", ticket["id"]), shown

        edited, _ = edit(ticket, "s/3600/300/; s/p=none/p=none; fo=1/")
        self.assertEqual([(c["ttl"], c["new"]) for c in edited["changes"]], [(300, ["v=DMARC1; p=none; fo=1"])] * 2)
        self.assertNotEqual(edited["fingerprint"], ticket["fingerprint"])
        parked = self.rampart.json("ticket", "new", "old.example")
        for script, fault in (("/MX/d", "old.example MX has no line left"),
                              ("s/MX 0 ./MX mail/", "has a line that is not PREFERENCE HOST"),
                              ("s/3600 MX/soon MX/", "is not NAME TTL TYPE VALUE"),
                              ("s/MX 0 ./NS ns1.test/", "the ticket changes no NS record at old.example"),
                              ("/MX/{p}", "old.example MX stands there twice"),
                              ("/spf1/{p;s/-all/~all/}", "has more than one SPF record"),
                              ("/DMARC1/{p;s/strict/s/;s/p=reject/p=none/}", "has more than one record"),
                              ("s/p=reject/p=refuse/", "the new value is not publishable")):
            with self.subTest(script=script):
                after, shown = edit(parked, script, code=1)
                self.assertIn(fault, shown)
                self.assertEqual(after["changes"], parked["changes"])
                self.on_a_terminal("ticket", "edit", parked["id"], EDITOR="truncate -s 0")
        edited, _ = edit(parked, "s/MX 0 ./MX 10 mail.shop.example/; /spf1/{p;s/v=spf1.*/site-verification=12ab/}")
        self.assertEqual({(c["name"], c["type"]): c["new"] for c in edited["changes"] if c["name"] == "old.example"},
                         {("old.example", "TXT"): ["v=spf1 -all", "site-verification=12ab"], ("old.example", "MX"): ["10 mail.shop.example"]})
        self.rampart.json("ticket", "withdraw", parked["id"], "--reason", "a mistake")
        _, shown = edit(parked, "s/a/b/", code=1)
        self.assertIn("cannot be edited: it is withdrawn; draft a new one", shown)
        self.assertNotIn("kept", shown)

    def test_a_reason_is_asked_for_on_a_terminal(self):
        self.rampart.customer("shop.example")
        code, shown = self.on_a_terminal("hold", "shop.example", typed=b"the sales\n")
        self.assertEqual(code, 0, shown)
        self.assertIn("Reason, for the journal:", shown)
        self.assertEqual(self.rampart.json("domain", "show", "shop.example")["held"], "the sales")
        code, shown = self.on_a_terminal("hold", "shop.example", typed=b"\n")
        self.assertEqual(code, 2, shown)

    def test_moves(self):
        self.managed()
        self.rampart.refused("advance", "shop.example", "--reason", "too early", code=1)
        self.assertEqual(self.rampart.json("hold", "SHOP.example.", "--reason", "holidays")["domain"], "shop.example")
        self.assertEqual(self.rampart.json("domain", "show", "shop.example")["held"], "holidays")
        self.rampart.json("resume", "shop.example", "--reason", "back")
        self.assertIsNone(self.rampart.json("domain", "show", "shop.example")["held"])

    def test_backup_and_doctor(self):
        self.managed()
        self.rampart.refused("backup", self.folder / "copy" / "rampart.db", code=3)
        self.rampart.json("backup", self.folder / "rampart.db")
        self.assertGreater((self.folder / "rampart.db").stat().st_size, 4096)
        got = self.rampart.json("doctor", "--offline", code=(0, 1))
        self.assertKeys(got, "ok", "checks")
        self.assertKeys(got["checks"][0], "area", "ok", "text")

    def test_a_review_fits_its_journal(self):
        """The head on a review is an entry of the journal that it was made from, and of no other."""
        self.managed()
        head = self.rampart.json("review", "acme", "--format", "json")["journal_head"]
        for form in ("text", "md", "html"):
            self.assertIn(head, self.rampart.run("review", "acme", "--format", form))
        entries = self.rampart.json("journal", "acme")["entries"]
        self.rampart.json("domain", "add", "acme", "later.example")
        found = self.rampart.run("doctor", "--offline", "--head", head, code=(0, 1))
        self.assertRegex(found, rf"\+ journal: {head[:8]} is the hash of entry \d+ of acme, of {entries[0]['at']}\n")
        lines = self.rampart.json("doctor", "--offline", "--head", head, "--head", "0" * 64, code=1)["checks"]
        known, unknown = (line for line in lines if line["area"] == "journal")
        self.assertEqual((known["ok"], unknown["ok"]), (True, False))
        self.assertIn("no entry of any customer has this hash: the journal is not the one", unknown["text"])
        self.assertIn("64 hex digits", self.rampart.refused("doctor", "--offline", "--head", head[:8], code=2))

    def test_a_damaged_state_is_told(self):
        self.rampart.customer()
        for file in self.rampart.state.iterdir():
            file.write_bytes(b"this is no database, but long enough to be looked at" * 40)
        error = self.rampart.refused("status", code=3)
        self.assertIn(str(self.rampart.state), error)

    def test_reading_makes_no_state(self):
        self.rampart.raw("status")
        self.assertFalse(self.rampart.state.exists())

    def snapshot(self):
        """Every file below the test's folder with its digest; the database by what it says."""
        files = {str(p): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(self.folder.rglob("*"))
                 if p.is_file() and p.parent != self.rampart.state}
        return files, [self.rampart.run(*command, code=(0, 1)) for command in (
            ("journal",), ("customer", "list"), ("domain", "list"), ("ticket", "list"), ("sender", "list"), ("rejects", "list"),
            ("domain", "show", "shop.example"), ("sources", "shop.example", "--ips", "--flows"), ("status",), ("gate", "shop.example"))]

    def test_dry_runs_change_nothing(self):
        self.managed()
        config = self.folder / "config.yaml"
        config.write_text("report-address: dmarc@msp.example\n")
        ticket = self.rampart.json("ticket", "new", "shop.example", "--config", config)["id"]
        self.rampart.json("waive", "shop.example", "new_sources", "--until", "2026-12-31", "--by", "me", "--reason", "x")
        self.rampart.json("complaint", "add", "shop.example", "--reason", "x")
        self.rampart.json("freeze", "acme", "--from", "2027-01-01", "--until", "2027-01-02", "--reason", "x")
        self.rampart.json("source", "mark", "shop.example", "203.0.113.9", "threat", "--reason", "x")
        (self.folder / "more.xml").write_bytes(report(700))
        before = self.snapshot()
        for command in (
            ("customer", "add", "other", "--name", "Other"),
            ("customer", "set", "acme", "--name", "Other"),
            ("domain", "add", "acme", "new.example"),
            ("domain", "set", "shop.example", "--lists", "no"),
            ("import", self.folder / "more.xml"),
            ("rejects", "retry"),
            ("source", "mark", "shop.example", "192.0.2.1", "threat", "--reason", "x"),
            ("source", "unmark", "shop.example", "203.0.113.9"),
            ("source", "set", "shop.example", "192.0.2.1", "--owner", "me"),
            ("sender", "add", "deskly", "--name", "Deskly", "--ptr", "deskly.example"),
            ("unwaive", "shop.example", "new_sources"),
            ("waive", "shop.example", "min_days", "--until", "2026-12-31", "--by", "me", "--reason", "x"),
            ("complaint", "add", "shop.example", "--reason", "y"),
            ("complaint", "close", "shop.example", "--reason", "y"),
            ("freeze", "acme", "--from", "2027-02-01", "--until", "2027-02-02", "--reason", "x"),
            ("unfreeze", "acme"),
            ("hold", "shop.example", "--reason", "x"),
            ("park", "shop.example", "--reason", "x", "--force"),
            ("ticket", "edit", ticket, "--value", "v=DMARC1; p=none; rua=mailto:x@msp.example"),
            ("ticket", "send", ticket, "--config", config),
            ("ticket", "send", ticket, "--config", config, "-o", self.folder / "change.md"),
            ("ticket", "withdraw", ticket, "--reason", "x"),
            ("backup", self.folder / "copy.db"),
        ):
            with self.subTest(command):
                done = self.rampart.raw("--json", *command, "--dry-run")
                self.assertIn(done.returncode, (0, 1), done.stderr)
                if done.returncode == 0:
                    self.assertIs(json.loads(done.stdout)["dry_run"], True)
                    self.assertIn(b"dry run", done.stderr)
                self.assertEqual(self.snapshot(), before)

    def test_a_dry_run_makes_no_state(self):
        rampart = Rampart(self.folder / "fresh")
        rampart.raw("customer", "add", "acme", "--name", "Acme", "--dry-run")
        self.assertFalse(rampart.state.exists())


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: MIT
"""Two specialists on one state: nothing is lost, and who comes second is told that things have moved on."""
import contextlib, json, os, pty, subprocess, threading, time

from harness import Case, main
from test_tui import Terminal

ZONE = "shop.example"
WHY = ("--reason", "as agreed")
SECOND = "mailto:second@msp.example"
VALUE = f"v=DMARC1; p=none; rua=mailto:dmarc@msp.example,{SECOND}"
ROUNDS = 4


class TwoPeople(Case):
    def setUp(self):
        super().setUp()
        config = self.folder / "config.yaml"
        config.write_text("report-address: dmarc@msp.example\n")
        self.config = ("--config", config)
        self.rampart.customer(ZONE)

    def do(self, *args, code=0):
        return self.rampart.json(*self.config, *args, code=code)

    def together(self, *commands):
        """Two processes at once: (exit code, standard output, standard error) of each."""
        running = [subprocess.Popen(self.rampart.command(*self.config, "--json", *command), env=self.rampart.env,
                                    stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
                   for command in commands]
        outcomes = []
        for process in running:
            out, err = process.communicate()
            self.assertNotIn("Sanitizer", err)
            outcomes.append((process.returncode, out, err))
        return outcomes

    def one_of_two(self, outcomes, pattern):
        """One did it, the other one was told; what the first one printed."""
        outcomes = sorted(outcomes)
        self.assertEqual([code for code, _, _ in outcomes], [0, 1], outcomes)
        self.assertRegex(outcomes[1][2], pattern)
        return json.loads(outcomes[0][1])

    def journal(self, *actions):
        return [entry["action"] for entry in self.do("journal")["entries"] if entry["action"] in actions]

    def ticket(self):
        return self.do("ticket", "new", ZONE)["id"]

    def test_approve(self):
        for _ in range(ROUNDS):
            ticket = self.ticket()
            self.do("ticket", "send", ticket)
            approve = ("ticket", "approve", ticket, "--by")
            done = self.one_of_two(self.together((*approve, "M. Visser"), (*approve, "J. Bakker")), "has moved on: .* approved it already")
            self.assertEqual(self.do("ticket", "show", ticket)["approver"], done["approver"])
            self.do("ticket", "withdraw", ticket, *WHY)
        self.assertEqual(len(self.journal("ticket approve")), ROUNDS)

    def test_approve_and_withdraw(self):
        for _ in range(ROUNDS):
            ticket = self.ticket()
            self.do("ticket", "send", ticket)
            approved, withdrawn = self.together(("ticket", "approve", ticket, "--by", "M. Visser"), ("ticket", "withdraw", ticket, *WHY))
            self.assertEqual(withdrawn[0], 0)
            if approved[0]:
                self.assertIn("it is withdrawn", approved[2])
            states = [event["state"] for event in self.do("ticket", "show", ticket)["history"]]
            self.assertEqual(states, ["drafted", "sent", *(["approved"] if approved[0] == 0 else []), "withdrawn"])

    def test_advance(self):
        self.do("domain", "set", ZONE, "--stage", "monitor", "--since", "2026-08-01", *WHY)
        for i in range(ROUNDS):
            advance = ("advance", ZONE, "--force", *WHY)
            done = self.one_of_two(self.together(advance, advance), "ticket CHG-2026-.* is drafted; verify or withdraw it first")
            self.assertEqual([t["state"] for t in self.do("ticket", "list")["tickets"]], ["drafted", *["withdrawn"] * i])
            self.do("ticket", "withdraw", done["id"], *WHY)
        self.assertEqual(len(self.journal("advance")), ROUNDS)

    def test_hold_and_set(self):
        """Each changes another answer of the same domain: both stay."""
        for risk, lists in (("low", "yes"), ("normal", "no")) * 2:
            outcomes = self.together(("domain", "set", ZONE, "--risk", risk), ("domain", "set", ZONE, "--lists", lists),
                                     ("hold", ZONE, "--reason", f"{risk} {lists}"))
            self.assertEqual([code for code, _, _ in outcomes], [0, 0, 0], outcomes)
            shown = self.do("domain", "show", ZONE)
            self.assertEqual((shown["risk"], shown["lists"], shown["held"]), (risk, lists, f"{risk} {lists}"))

    def test_mark_and_note(self):
        reports, _, _ = self.generate("world", "--seed", 3, "--name", ZONE, "--days", 7, "--volume", 500)
        self.do("import", reports)
        name = next(s for s in self.do("sources", ZONE)["sources"] if s["verdict"] == "unknown")["source"]
        mark = ("source", "mark", ZONE, name)
        outcomes = self.together((*mark, "legitimate", "--reason", "one"), (*mark, "threat", "--reason", "two"),
                                 ("source", "set", ZONE, name, "--owner", "J. Bakker"),
                                 ("source", "set", ZONE, name, "--task", "sign with DKIM"))
        self.assertEqual([code for code, _, _ in outcomes], [0] * 4, outcomes)
        self.assertEqual(sorted(self.journal("source mark", "source set")), ["source mark"] * 2 + ["source set"] * 2)
        last = next(e for e in self.do("journal")["entries"] if e["action"] == "source mark")
        source = next(s for s in self.do("sources", ZONE)["sources"] if s["source"] == name)
        self.assertIn(f": {source['verdict']}", last["text"])
        self.assertEqual((source["owner"], source["task"]), ("J. Bakker", "sign with DKIM"))

    def test_import(self):
        reports, oracle, _ = self.generate("world", "--seed", 3, "--name", ZONE, "--days", 7, "--volume", 500)
        outcomes = self.together(("import", reports), ("import", reports))
        self.assertEqual([code for code, _, _ in outcomes], [0, 0], outcomes)
        counts = [json.loads(out)["reports"] for _, out, _ in outcomes]
        self.assertEqual(sum(c["new"] for c in counts), oracle["reports"])
        self.assertEqual(sum(c["duplicate"] for c in counts), oracle["reports"])
        self.assertEqual(self.do("sources", ZONE)["messages"], oracle["domains"][ZONE]["messages"])
        self.assertNotIn(False, [check["ok"] for check in self.do("doctor", code=(0, 1))["checks"] if check["area"] == "state"])

    @contextlib.contextmanager
    def editing(self, ticket):
        """In an editor that holds the ticket until the block is left; gets (exit code, what was shown) then."""
        ready, go = self.folder / "ready", self.folder / "go"
        editor = self.folder / "editor"
        os.mkfifo(go)
        editor.write_text(f": >{ready}; read line <{go}; sed -i 's/dmarc@msp.example/&,{SECOND}/' \"$1\"\n")
        master, slave = pty.openpty()
        process = subprocess.Popen(self.rampart.command(*self.config, "ticket", "edit", ticket), stdin=slave, stdout=slave,
                                   stderr=slave, env={**self.rampart.env, "EDITOR": f"sh {editor}"}, start_new_session=True)
        self.addCleanup(process.kill)
        os.close(slave)
        shown, outcome = [], []

        def read():
            with contextlib.suppress(OSError):
                while piece := os.read(master, 4096):
                    shown.append(piece)

        reader = threading.Thread(target=read)
        reader.start()
        while not ready.exists():
            self.assertIsNone(process.poll(), shown)
            time.sleep(0.01)
        yield outcome
        go.write_text("on\n")
        code = process.wait()
        reader.join()
        os.close(master)
        outcome += [code, b"".join(shown).decode()]

    def test_edit_while_it_is_sent(self):
        ticket = self.ticket()
        with self.editing(ticket) as outcome:
            self.do("ticket", "send", ticket)
        self.assertEqual(outcome[0], 1)
        self.assertIn(f"{ticket} has moved on: it is sent now, by tester", outcome[1])
        self.assertNotEqual(self.do("ticket", "show", ticket)["changes"][0]["new"], [VALUE])
        self.assertEqual(self.journal("ticket edit", "ticket send"), ["ticket send"])

    def test_edit_while_it_is_edited(self):
        ticket, other = self.ticket(), VALUE.replace("second", "third")
        with self.editing(ticket) as outcome:
            self.do("ticket", "edit", ticket, "--value", other)
        self.assertEqual(outcome[0], 1)
        self.assertIn(f"{ticket} has moved on: it is drafted now", outcome[1])
        self.assertEqual(self.do("ticket", "show", ticket)["changes"][0]["new"], [other])
        self.assertEqual(self.journal("ticket edit"), ["ticket edit"])

    def test_edit_alone(self):
        ticket = self.ticket()
        with self.editing(ticket) as outcome:
            pass
        self.assertEqual(outcome[0], 0, outcome)
        self.assertEqual(self.do("ticket", "show", ticket)["changes"][0]["new"], [VALUE])

    def test_repeated(self):
        ticket = self.ticket()
        for args in (("send", ticket), ("approve", ticket, "--by", "M. Visser"), ("publish", ticket), ("withdraw", ticket, *WHY)):
            self.assertNotIn("changed", self.do("ticket", *args))
            if args[0] == "withdraw":
                break  # a published one has failed then
            before = self.do("journal")
            self.assertIs(self.do("ticket", *args)["changed"], False)
            self.assertRegex(self.rampart.run(*self.config, "ticket", *args), rf"{ticket} is \w+ already")
            self.assertEqual(self.do("journal"), before)

    def test_the_screen_shows_what_was(self):
        ticket = self.ticket()
        terminal = Terminal(self, (100, 30))
        terminal.type(" ".join(map(str, self.rampart.command(*self.config, "--offline"))))
        terminal.press("Enter")
        terminal.until("Rampart  Board", f"> {ZONE}")
        terminal.type(f":domain {ZONE}")
        terminal.press("Enter")
        terminal.until(f"Board > {ZONE}", "GATE closed")
        terminal.type("t")
        terminal.until("Board > ", "Tickets", f"> {ticket}")
        terminal.press("Enter")
        terminal.until(f"DNS CHANGE {ticket}", "drafted", "_dmarc.shop.example")
        self.do("ticket", "send", ticket)
        terminal.type("m")
        terminal.until("mark it")
        terminal.type("s")
        terminal.until("mark it sent?")
        terminal.type("y")
        terminal.until(f"{ticket} has moved on: it is sent now, by tester")
        self.assertEqual(self.journal("ticket send"), ["ticket send"])


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: MIT
"""The acceptance story again, all of it through scripts of keys: a script for each moment at the desk."""
import re

from harness import main
from project import IN_ORDER, ZONE, Project

DOMAIN = f"wait :domain {ZONE}"
NEW = re.compile(r"(\d+) new reports, .*?; ([\d ]+) messages")


class KeyStory(Project):
    def keys(self, *lines):
        """The last screen that the keys led to."""
        script = self.folder / "keys"
        script.write_text("\n".join((*lines, "wait dump", "")))
        done = self.rampart.raw(*self.config, "--script", script, "--size", "100x30")
        self.assertEqual((done.returncode, done.stderr.decode()), (0, ""))
        return re.split(r"^== \d+x\d+ ==\n", done.stdout.decode(), flags=re.M)[-1]

    def say(self, part, *lines):
        """The keys lead to a screen that says so."""
        screen = self.keys(*lines)
        self.assertIn(part, screen)
        return screen

    def do(self, *args, code=0):
        """Reports are imported at the screen; what else is done by commands here is only looking."""
        if args[0] != "import":
            return super().do(*args, code=code)
        new, messages = NEW.search(self.keys(f"wait :import {args[1]}")).groups()
        return {"reports": {"new": int(new)}, "messages": int(messages.replace(" ", ""))}

    def mark(self, source, verdict, domain=ZONE):
        key, _, flow = source.partition("/")
        screen = self.keys(f"wait :sources {domain}", "wait", f":open {key}", f"wait :filter {flow or '? unknown'}", "*",
                           f":mark {verdict} gone through with the customer", "y")
        self.assertRegex(screen, rf"marked {verdict}; M takes it back")

    def ticket(self):
        return self.do("ticket", "show", self.do("ticket", "list", ZONE)["tickets"][0]["id"])

    def put_through(self, ticket, day, stage, domain=ZONE):
        number, value = ticket["id"], ticket["changes"][0]["new"][0]
        there = (DOMAIN, "wait t wait", f":open {number}", "wait")
        self.say(f"{number} is sent; written to", *there, "m s y")
        self.assertIn(value, (self.rampart.state / "tickets" / f"{number}.md").read_text())
        self.at(day, 10)
        self.say("waits for the DNS team: publish it", *there, ":approve M. Visser")
        self.at(day, 22)
        self.say(f"{number} is not verified yet: ", *there, "v")
        self.publish(value)
        self.say(f"{number} is published; v verifies it", *there, "m p Enter")
        self.at(day, 23)
        self.say(f"{number} is verified: ", *there, "v")
        self.say(f"[{stage}]", DOMAIN)
        return value

    def advance(self, reason, *confirm):
        self.say("drafted for shop.example; t shows it", DOMAIN, f"wait :advance {reason}", *confirm)
        return self.ticket()

    def test_story_by_keys(self):
        self.at("2026-06-01")
        self.say(f"{ZONE}: lists is no", "wait :customer acme Acme Stores", f"wait :add acme {ZONE}", DOMAIN, "wait :edit lists no")
        _, _, zones = self.generate("zones", "--seed", 17, "--name", ZONE, "--days", 1, "--fixed", *IN_ORDER)
        self.serve(zones)

        # 1. The monitoring record.
        self.at("2026-06-02")
        self.say(f"DNS of {ZONE}: ", DOMAIN, "wait c")
        self.say(f"drafted for {ZONE}; t shows it", DOMAIN, "wait T y")
        record = self.put_through(self.ticket(), "2026-06-02", "monitor")

        # 2. and 3. Reports arrive, and their sources are gone through.
        self.at("2026-07-26")
        planted = self.reports("first", "2026-07-25", 53, record, "--fixed", *(f"{name}@22" for name in IN_ORDER))
        self.mark_what_is_unknown()
        self.say("no row passes the filter", DOMAIN, "wait o wait :filter ? unknown")
        self.say("legitimate, by rule: The signature of", DOMAIN, "wait o wait s m wait")

        # 5. One stream's mail is broken by forwarders: reject would lose it, a subdomain saves it.
        stream = f"{planted['selectors']['invoices']}@{ZONE}"
        plan = self.say(stream, DOMAIN, "wait x wait", "Tab G")
        self.assertIn("UNTIL THEN", plan)
        self.assertRegex(plan, r"\+ v=DMARC1; p=quarantine; rua=")
        lost = re.compile(r"^lost: good, rejected +0 +([\d ]+?)▲", re.M)
        reject = self.keys(DOMAIN, "wait S wait", "] " * 12)
        moved = self.keys(DOMAIN, "wait S wait", "] " * 12, "G Right")
        before, after = (int((lost.search(screen) or [0, "0"])[1].replace(" ", "")) for screen in (reject, moved))
        self.assertGreater(before, after)

        # 4. The gate opens.
        self.say("DNS of", DOMAIN, "wait c")
        self.say("GATE open to quarantine-0", DOMAIN)
        self.assertRegex(self.say("(stage quarantine-0)", DOMAIN, "wait S"), r"quarantine +0 +0 +0 +0 ")
        record = self.put_through(self.advance("the gate is open", "y"), "2026-07-27", "quarantine-0")
        self.assertRegex(record, r"^v=DMARC1; p=quarantine; .*pct=0; t=y")
        self.say("advance: gate closed: ", DOMAIN, "wait a")

        # 6. The next step takes a share of the mail, and asks for the domain's name.
        self.at("2026-08-10")
        self.reports("second", "2026-08-09", 13, record, "--fixed", *IN_ORDER)
        self.mark_what_is_unknown()
        number = self.ticket()["id"]
        self.say(f"{number} is confirmed", DOMAIN, "wait t wait", f":open {number}", "wait :confirm")
        self.say("DNS of", DOMAIN, "wait c")
        self.say("GATE open to quarantine-10", DOMAIN)
        tenth = self.say("(stage quarantine-10)", DOMAIN, "wait S")
        self.assertRegex(tenth, r"quarantine +0 +[1-9][\d ]*▲ +0 +0 ")  # a tenth to RFC 7489, nothing to RFC 9989
        record = self.put_through(self.advance("nothing dropped", f"type {ZONE}", "Enter"), "2026-08-10", "quarantine-10")
        self.assertRegex(record, r"^v=DMARC1; p=quarantine; .*pct=10; t=y")

        # The way back is one key and its reason.
        self.say(f"drafted for {ZONE}", DOMAIN, "wait :rollback invoices of a wholesaler were lost", "y")
        back = self.ticket()
        self.assertRegex(back["changes"][0]["new"][0], r"p=quarantine; .*pct=0; t=y")
        self.say(f"{back['id']} is withdrawn", DOMAIN, "wait t wait", ":withdraw it was the wholesaler's own filter", "y")
        journal = self.say("rollback", DOMAIN, "wait J")
        for action in ("advance", "ticket verify"):
            self.assertIn(action, journal)
        self.say("gone through with the customer", DOMAIN, "wait J wait", ":filter source mark")


if __name__ == "__main__":
    main()

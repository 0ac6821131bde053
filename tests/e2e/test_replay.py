# SPDX-License-Identifier: MIT
"""Sixty days of a project; afterwards every earlier --now answers as it did on that day, byte for byte.

Names, the shipped catalogue, playbooks and config are today's by design, and stay the same here."""
from harness import main
from project import IN_ORDER, ZONE, Project

OTHER, LATE = "news.shop.example", "old.example"
SMALL = ("--volume", 2000, "--scatter", 3, "--reporters", 5, "--fixed", *IN_ORDER)


class Replay(Project):
    def step(self, day, *commands, hour=9):
        """Does these commands on a day, and keeps what is said afterwards."""
        self.at(day, hour)
        for command in commands:
            command() if callable(command) else self.do(*command, code=(0, 1))
        self.keep_answers()

    def week(self, name, last, days, record, *options):
        reports, oracle, _ = self.world(name, last, days, record, *SMALL, *options)
        self.selectors = oracle["domains"][ZONE]["selectors"]
        return lambda: self.do("import", reports)

    def through(self, stage):
        """Drafted, sent, approved, published and verified."""
        ticket = self.do("ticket", "new", ZONE, "--stage", stage)
        self.do("ticket", "send", ticket["id"])
        self.do("ticket", "approve", ticket["id"], "--by", "M. Visser")
        self.publish(*ticket["changes"][0]["new"])
        self.do("ticket", "verify", ticket["id"])

    def script(self):
        why = ("--reason", "as agreed")
        self.step("2026-09-01", lambda: self.rampart.customer(ZONE))
        self.step("2026-09-01", lambda: self.through("monitor"), hour=12)
        self.step("2026-09-08", self.week("one", "2026-09-07", 7, "p=none"))
        self.step("2026-09-09", ("source", "mark", ZONE, "clubmail.example", "threat", *why))
        stream = f"{self.selectors['invoices']}@{ZONE}"
        self.step("2026-09-10", ("source", "set", ZONE, stream, "--vital", "--owner", "J. Bakker", "--due", "2026-09-12"))
        self.step("2026-09-11", ("waive", ZONE, "min_days", "--until", "2026-09-20", "--by", "M. Visser", *why),
                  ("sender", "add", "esp", "--name", "Bulk Post", "--ptr", "bulkpost.example", "--customer", "acme"))
        self.step("2026-09-13", ("freeze", "acme", "--from", "2026-09-12", "--until", "2026-09-18", *why), ("hold", ZONE, *why))
        self.step("2026-09-14", ("resume", ZONE, *why), ("check", ZONE))
        self.step("2026-09-15", self.week("two", "2026-09-14", 7, "p=none"), ("unfreeze", "acme"))
        self.step("2026-09-16", ("complaint", "add", ZONE, *why), ("domain", "set", ZONE, "--lists", "yes", "--risk", "low"))
        self.step("2026-09-18", ("complaint", "close", ZONE, *why), ("unwaive", ZONE, "min_days"))
        self.step("2026-09-21", ("customer", "set", "acme", "--target", "2026-12-01"))
        self.step("2026-09-22", ("domain", "add", "acme", OTHER))
        self.step("2026-09-24", ("source", "unmark", ZONE, "clubmail.example"), ("domain", "set", ZONE, "--goal", "quarantine", *why))
        self.step("2026-09-29", self.week("three", "2026-09-28", 14, "p=none"))
        self.step("2026-09-30", ("advance", ZONE, "--force", *why))
        self.step("2026-10-01", ("ticket", "withdraw", "CHG-2026-0002", *why), lambda: self.through("quarantine-0"))
        self.step("2026-10-08", self.week("four", "2026-10-07", 6, "p=quarantine; pct=0; t=y"))
        self.step("2026-10-09", ("source", "set", ZONE, stream, "--note", "leaves in December", "--due", "2026-12-01"),
                  ("sender", "add", "esp", "--name", "Bulk Post Ltd", "--ptr", "bulkpost.example", "--spf", "bulkpost.example",
                   "--customer", "acme"))
        self.step("2026-10-12", ("domain", "set", ZONE, "--playbook", "classic", "--goal", "reject", *why))
        self.step("2026-10-14", ("domain", "set", OTHER, "--stage", "quarantine", "--since", "2026-08-01", *why))
        self.step("2026-10-16", ("customer", "add", "brill", "--name", "Brill"), ("domain", "add", "brill", LATE),
                  ("park", LATE, *why))
        self.step("2026-10-20", self.week("five", "2026-10-19", 9, "p=quarantine; pct=0; t=y", "--broken", "esp"))
        self.step("2026-10-22", ("split", "accept", ZONE, stream, "invoices"))
        self.step("2026-10-24", ("split", "undo", ZONE, "invoices"))
        self.step("2026-10-28", ("domain", "set", ZONE, "--monthly", "yes", "--playbook", "standard"), ("rollback", ZONE, *why))

    def test_every_day_again(self):
        _, _, zones = self.world("zones", "2026-09-07", 1, "p=none", *SMALL)
        self.serve(zones)
        self.script()
        said = ["".join(answers.values()) for answers in self.answers.values()]
        self.assertEqual(len(set(said)), len(said), "a step after which nothing else is said tests nothing")
        self.ask_every_day_again()


if __name__ == "__main__":
    main()

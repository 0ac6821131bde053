# SPDX-License-Identifier: MIT
"""The vectors of tests/data/dmarc through the command line: what the unit tests expect of the protocol, `lint` and
`policy` say, too. Adding one is adding a line to those files."""
import json, re

from harness import Case, DATA, main

GENERATIONS = ("rfc7489", "rfc9989")
LOWER = {"reject": "quarantine", "quarantine": "none"}


def vectors(name, cells):
    """The lines of a file: their cells, without C escapes."""
    for line in (DATA / "dmarc" / name).read_text().split("\n"):
        if line and not line.startswith("#"):
            found = [re.sub(r"\\(.)", lambda m: {"t": "\t"}.get(m[1], m[1]), cell) for cell in line.split("\t")]
            assert len(found) == cells, line
            yield found


def published(records):
    """`NAME: TXT | …` as the values of --at."""
    return [record.replace(": ", "=", 1) for record in records.split(" | ") if record]


def said(answer):
    """One generation's answer, as policies.tsv writes it."""
    if not answer["applies"]:
        return "no DMARC"
    policy, pct, otherwise = (answer.get(key) for key in ("policy", "pct", "otherwise"))
    if pct == 0:
        policy = otherwise
    elif pct:
        policy = f"{pct} % {policy}, {100 - pct} % {otherwise}"
    return f"{policy} {answer['found_at']} {answer['tag']}"


def organisations(alignment):
    """One generation's alignment, as alignment.tsv writes it."""
    return f"{alignment['from_org']} {alignment['auth_org']} {'yes' if alignment['relaxed'] else 'no'}"


class Vectors(Case):
    def answers(self, questions):
        """To each question (from, exists, at, auth): asked alone and in a batch, which must say the same."""
        lines = [{"from": name, "nonexistent": not exists, "at": at} | ({"auth": auth} if auth else {})
                 for name, exists, at, auth in questions]
        batch = self.rampart.lines("policy", "--batch", "-", stdin="".join(json.dumps(line) + "\n" for line in lines).encode())
        self.assertEqual(len(batch), len(questions))
        for (name, exists, at, auth), answer in zip(questions, batch):
            options = [word for text in at for word in ("--at", text)]
            options += ([] if exists else ["--nonexistent"]) + (["--auth", auth] if auth else [])
            self.assertEqual(self.rampart.json("policy", "--from", name, *options), answer, options)
        return batch

    # ---- records ----

    def test_lint(self):
        for name, cell, read, codes in vectors("records.tsv", 4):
            fields = dict(field.split("=", 1) for field in read.split() if "=" in field)
            with self.subTest(name):
                done = self.rampart.raw("--json", "lint", "--", cell.replace('" "', ""))
                got = json.loads(done.stdout)
                self.assertEqual([finding["code"] for finding in got["findings"]], codes.split())
                self.assertEqual(got["valid"], bool(fields.get("usable")))
                errors = [finding for finding in got["findings"] if finding["level"] == "error"]
                self.assertEqual(done.returncode, 0 if got["valid"] and not errors else 1)
                self.assertEqual(got["tags"] == {}, read == "no record")
                written = {tag.lower(): value for tag, value in got["tags"].items()}
                for tag in {"rua", "ruf"} & fields.keys():
                    for uri in fields[tag].split(","):
                        self.assertIn(uri.partition("!")[0], written[tag])

    def effect(self, fields, generation):
        """Of a record that is read as this, on mail of its own domain."""
        if generation not in fields["usable"]:
            return "no DMARC"
        policies = {"p", "sp"} | ({"np"} if generation == "rfc9989" else set())
        broken = "p" not in fields or "invalid" in (fields.get(tag) for tag in policies)
        policy, pct = "none" if broken else fields["p"], int(fields.get("pct", 100))
        if policy == "none" or (generation == "rfc9989" and "t" not in fields):
            return f"{policy} example.com p"
        lower = LOWER[policy]
        if generation == "rfc9989" or pct == 0:
            return f"{lower} example.com p"
        return f"{policy if pct == 100 else f'{pct} % {policy}, {100 - pct} % {lower}'} example.com p"

    def test_policy_of_each_record(self):
        lines = list(vectors("records.tsv", 4))
        answers = self.answers([("example.com", True, ["example.com=" + cell.replace('" "', "")], None) for _, cell, _, _ in lines])
        for (name, _, read, _), answer in zip(lines, answers):
            fields = dict(field.split("=", 1) for field in f"usable= {read}".split() if "=" in field)
            with self.subTest(name):
                self.assertEqual([said(answer[g]) for g in GENERATIONS], [self.effect(fields, g) for g in GENERATIONS])

    # ---- discovery, alignment, walks ----

    def test_effective_policy(self):
        lines = list(vectors("policies.tsv", 6))
        answers = self.answers([(name, exists == "yes", published(records), None) for _, records, name, exists, _, _ in lines])
        for (name, *_, old, new), answer in zip(lines, answers):
            with self.subTest(name):
                self.assertEqual([said(answer[g]) for g in GENERATIONS], [old, new])
                self.assertNotIn("alignment", answer)

    def test_alignment(self):
        lines = list(vectors("alignment.tsv", 7))
        answers = self.answers([(name, True, published(records), auth) for _, records, name, auth, *_ in lines])
        for (name, *_, old, new, strict), answer in zip(lines, answers):
            with self.subTest(name):
                alignment = answer["alignment"]
                self.assertEqual([organisations(alignment[g]) for g in GENERATIONS], [old, new])
                self.assertEqual({alignment[g]["strict"] for g in GENERATIONS}, {strict == "yes"})

    def test_order_of_questions(self):
        """What is asked is told where DMARC applies: a record at the last name asked leaves the order as it is."""
        lines = list(vectors("walks.tsv", 3))
        wanted = [(generation, name, asked.split()) for name, *both in lines for generation, asked in zip(GENERATIONS, both)]
        answers = self.answers([(name, True, [f"{asked[-1]}=v=DMARC1; p=reject"], None) for _, name, asked in wanted])
        for (generation, name, asked), answer in zip(wanted, answers):
            with self.subTest(f"{name}, {generation}"):
                self.assertEqual(answer[generation]["asked"], asked)
                self.assertEqual(answer[generation]["found_at"], asked[-1])
        nothing = self.answers([(name, True, [], None) for name, _, _ in lines])
        self.assertEqual({answer[g]["applies"] for answer in nothing for g in GENERATIONS}, {False})


if __name__ == "__main__":
    main()

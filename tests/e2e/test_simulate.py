# SPDX-License-Identifier: MIT
"""The vectors of effective policy, asked of `policy` and replayed by `simulate` over rows made for them.

`simulate` exchanges the record of one managed domain for the simulated one. So a vector is put once for each name that
holds a single record: that name is the domain, its record the simulated one, the vector's From the header_from of its
rows; records at the vector's other names (E17, E18, E20, E42 and some of ours) are known from stored looks at those
names, and a From that does not exist (E13, E15, E39) from the look at the domain. A name with several records (E28)
or none (E44) cannot be simulated; `policy` alone answers for it. Each vector has a top-level domain of its own (bank
of E37 is e37 here), which is as public a suffix as com, so that all of them fit into one state and one name server.
"""
import json, re

from harness import DATA, Case, main
from nameserver import NameServer

GENERATIONS = ("rfc7489", "rfc9989")
FAILING = {"rfc7489": 7, "rfc9989": 4}  # messages that each generation reports: pct leaves fractions of them
ALL = sum(FAILING.values())
LAST = 1793404800  # 2026-10-31T00:00:00Z
NEW = "<testing>n</testing><discovery_method>treewalk</discovery_method>"  # what only RFC 9990 reports say

REPORT = """<feedback{namespace}><report_metadata><org_name>{org}</org_name><email>r@{org}</email>
<report_id>{org}-{domain}</report_id><date_range><begin>{begin}</begin><end>{end}</end></date_range></report_metadata>
<policy_published><domain>{domain}</domain><p>none</p><sp>none</sp>{rest}</policy_published>
<record><row><source_ip>192.0.2.1</source_ip><count>{count}</count><policy_evaluated><disposition>none</disposition>
<dkim>fail</dkim><spf>fail</spf></policy_evaluated></row><identifiers><envelope_from>spoof.test</envelope_from>
<header_from>{header_from}</header_from></identifiers><auth_results><spf><domain>spoof.test</domain>
<result>pass</result></spf></auth_results></record></feedback>"""


class Vector:
    """A line of policies.tsv."""

    def __init__(self, line):
        self.id, at, header_from, exists, *wanted = line.split("\t")
        self.own = self.id.lower()
        self.at = [self.renamed(part).split(": ", 1) for part in at.split(" | ") if part]
        self.header_from = self.renamed(header_from)
        self.exists = exists == "yes"
        self.wanted = dict(zip(GENERATIONS, map(self.renamed, wanted)))

    def renamed(self, text):
        """com and bank as the vector's own top-level domain."""
        return re.sub(r"\b(com|bank)\b(?=[: ]|$)", self.own, text)

    def records(self):
        """{name: its DMARC records}; other texts at the name are no matter."""
        records = {}
        for name, text in self.at:
            records.setdefault(name, []).extend([text] if text.lower().startswith("v=dmarc1") else [])
        return records

    def holders(self):
        """(name, record) of each name that can be the simulated domain."""
        return [(name, texts[0]) for name, texts in self.records().items() if len(texts) == 1
                and (self.header_from == name or self.header_from.endswith(f".{name}"))]

    def shares(self, generation):
        """{policy: share of failing mail} as the vector says it."""
        said = {"none": 0.0, "quarantine": 0.0, "reject": 0.0}
        if self.wanted[generation] == "no DMARC":
            return {**said, "none": 1.0}
        words = self.wanted[generation].split()
        if words[0] in said:
            return {**said, words[0]: 1.0}
        for percent, policy in re.findall(r"(\d+) % (\w+)", self.wanted[generation]):
            said[policy] = int(percent) / 100
        return said


def vectors():
    lines = (DATA / "dmarc" / "policies.tsv").read_text().splitlines()
    return [Vector(line) for line in lines if line and not line.startswith("#")]


class Simulate(Case):
    def test_policy(self):
        """`policy` finds what the vector says, where it says."""
        chosen = vectors()
        self.assertEqual(len([v for v in chosen if v.id.startswith("E")]), 32)
        asked = [{"from": v.header_from, "nonexistent": not v.exists, "at": ["=".join(at) for at in v.at]} for v in chosen]
        answers = self.rampart.lines("policy", "--batch", "-", stdin="\n".join(map(json.dumps, asked)).encode())
        for vector, answer in zip(chosen, answers, strict=True):
            for generation in GENERATIONS:
                with self.subTest(vector.id, generation=generation):
                    self.assertEqual(self.said(answer[generation]), vector.wanted[generation])

    def said(self, answer):
        if not answer["applies"]:
            return "no DMARC"
        what = answer["policy"]
        if answer.get("pct") == 0:
            what = answer["otherwise"]
        elif "pct" in answer:
            what = f"{answer['pct']} % {what}, {100 - answer['pct']} % {answer['otherwise']}"
        return f"{what} {answer['found_at']} {answer['tag']}"

    def test_simulate(self):
        """`simulate` shares the rows out as the vector says, to the fraction of a message, at both generations."""
        chosen = vectors()
        self.serve(chosen)
        self.rampart.customer(*{name for v in chosen for name, _ in v.holders()})
        self.rampart.json("import", self.reports(chosen))
        for vector in chosen:
            self.look(vector)
        self.assertEqual([v.id for v in chosen if not v.holders()], ["E28", "E44", "X10"])
        for vector in chosen:
            for domain, record in vector.holders():
                with self.subTest(vector.id, domain=domain):
                    self.replay(vector, domain, record)

    def serve(self, chosen):
        folder = self.folder / "zones"
        folder.mkdir()
        for vector in chosen:
            lines = [f"$ORIGIN {vector.own}.", "$TTL 300", "@ SOA ns hostmaster 1 3600 600 86400 300", "@ NS ns", "ns A 127.0.1.53"]
            if vector.exists and vector.header_from.endswith(f".{vector.own}"):
                lines.append(f"{vector.header_from}. A 192.0.2.9")
            lines += [f'_dmarc.{name}. TXT "{text}"' for name, text in vector.at]
            (folder / f"{vector.own}.zone").write_text("\n".join(lines) + "\n")
        server = NameServer(folder)
        server.__enter__()
        self.addCleanup(server.close)
        self.asking = ("--resolver", f"{server.address}:{server.port}", "--dns-port", server.port, "--dns-timeout", "5")

    def reports(self, chosen):
        """One of each generation for each domain."""
        folder = self.folder / "reports"
        folder.mkdir()
        for vector in chosen:
            for domain, _ in vector.holders():
                for generation, count in FAILING.items():
                    new = generation == "rfc9989"
                    (folder / f"{generation}-{domain}-{vector.id}.xml").write_text(REPORT.format(
                        org=f"{generation}.test", domain=domain, begin=LAST, end=LAST + 86399, count=count,
                        header_from=vector.header_from, rest=NEW if new else "<pct>100</pct>",
                        namespace=' xmlns="urn:ietf:params:xml:ns:dmarc-2.0"' if new else ""))
        return folder

    def look(self, vector):
        """Looks at what only DNS knows of a vector: its other names, or that its From does not exist."""
        names = list(vector.records())
        if len(names) > 1 or not vector.exists:
            self.rampart.json("domain", "add", "acme", *names)
            for name in names:
                absent = self.rampart.json("check", name, *self.asking, code=(0, 1))["absent"]
                self.assertEqual(absent, [] if vector.exists or vector.header_from == name else [vector.header_from])

    def replay(self, vector, domain, record):
        if not record.startswith("v=DMARC1"):  # E32 is no DMARC record to either generation
            self.assertEqual(set(vector.wanted.values()), {"no DMARC"})
            self.assertIn("no DMARC record", self.rampart.refused("simulate", domain, "--record", record, code=1))
            return
        got = self.rampart.json("simulate", domain, "--record", record)
        self.assertEqual((got["domain"], got["record"], got["messages"], got["compliant"]), (domain, record, ALL, 0))
        self.assertAlmostEqual(got["receivers_rfc9989_share"], FAILING["rfc9989"] / ALL, places=12)
        for generation in GENERATIONS:
            shares = vector.shares(generation)
            for policy, share in shares.items():
                self.assertAlmostEqual(got[generation][policy], share * ALL, places=12, msg=f"{generation} {policy}")
            hit = got[generation]["unknown"] + got[generation]["blocked"]  # From a name that is not there is a threat
            self.assertAlmostEqual(hit, (1 - shares["none"]) * ALL, places=12)
            self.assertEqual(got[generation]["loss"], 0)
        (source,) = got["sources"]
        for policy in ("quarantine", "reject"):  # each row as its own reporter judges it
            wanted = sum(vector.shares(g)[policy] * FAILING[g] for g in GENERATIONS)
            self.assertAlmostEqual(source[policy], wanted, places=12)
        self.assertEqual(source["messages"], ALL)


if __name__ == "__main__":
    main()

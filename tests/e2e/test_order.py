# SPDX-License-Identifier: MIT
"""The same reports in any order, in any number of calls, in any container: the same rows, octet for octet.

RAMPART_SEED=N asks for other orders than those of every run.
"""
import base64, gzip, io, itertools, os, random, zipfile

from harness import Case, Rampart, SANITIZED, main

SEED = int(os.environ.get("RAMPART_SEED", "1"))
ROUNDS = 3 if SANITIZED else 8
DOMAINS = ("shop.example", "news.example")
FIRST = 1790812800  # 2026-10-01
DAYS = 5

REPORT = """<feedback><report_metadata><org_name>{org}</org_name><email>dmarc@{org}</email><report_id>{id}</report_id>
<date_range><begin>{begin}</begin><end>{end}</end></date_range></report_metadata>
<policy_published><domain>{domain}</domain><p>none</p></policy_published>{rows}</feedback>{tail}"""
ROW = """<record><row><source_ip>{ip}</source_ip><count>{count}</count><policy_evaluated><disposition>none</disposition>
<dkim>{dkim}</dkim><spf>{spf}</spf></policy_evaluated></row><identifiers><header_from>{domain}</header_from></identifiers>
<auth_results><dkim><domain>{domain}</domain><selector>{selector}</selector><result>{dkim}</result></dkim>
<spf><domain>{envelope}</domain><result>{spf}</result></spf></auth_results></record>
"""

MAIL = """From: reports@reporter.example
To: dmarc@msp.example
Subject: Report Domain
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="b"

--b
Content-Type: text/plain

A report is attached.

--b
Content-Type: application/octet-stream; name="report"
Content-Transfer-Encoding: base64

{code}--b--
"""


def packed_zip(*texts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, text in enumerate(texts):
            archive.writestr(f"{number}.xml", text)
    return file.getvalue()


def mail(content):
    return MAIL.format(code=base64.encodebytes(content).decode()).encode()


def mbox(*mails):
    return b"".join(b"From reports@reporter.example Thu Oct  1 12:00:00 2026\n" + text + b"\n" for text in mails)


class Order(Case):
    def setUp(self):
        super().setUp()
        self.random = random.Random(SEED)
        self.folders = itertools.count()

    # ---- reports ----

    def rows(self, domain, n):
        pick = self.random.choice
        return "".join(ROW.format(domain=domain, ip=f"192.0.2.{self.random.randrange(256)}", count=pick((1, 2, 900, "none", 0)),
                                  dkim=pick(("pass", "fail")), spf=pick(("pass", "fail")), selector=pick(("s1", "s2", "")),
                                  envelope=pick((domain, "bounce.esp.example"))) for _ in range(n))

    def report(self, **fields):
        domain = fields["domain"]
        return REPORT.format(**{"rows": self.rows(domain, self.random.randint(1, 6)), "tail": "\n", **fields}).encode()

    def reports(self):
        """Every reporter's days, among them reports that say the same under one key, less, more, or nothing new."""
        texts = []
        for domain, org, day in itertools.product(DOMAINS, ("a.example", "b.example", "C.example"), range(DAYS)):
            begin = FIRST + day * 86400
            fields = {"domain": domain, "org": org, "id": f"{org}-{day % 3}", "begin": begin, "end": begin + 86399}
            text = self.report(**fields)
            texts.append(text)
            if self.random.random() < 0.4:  # once more, as it was
                texts.append(text)
            if self.random.random() < 0.3:  # the same key, other rows
                texts.append(self.report(**fields))
            if self.random.random() < 0.2:  # the same key and messages, other octets
                texts.append(text + b"\n")
            if self.random.random() < 0.2:  # the same key and messages, other rows
                texts.append(text.replace(b"192.0.2.", b"198.51.100."))
            if self.random.random() < 0.2:  # three that differ
                texts += [self.report(**fields, tail=" " * n) for n in range(3)]
        begin = FIRST + 86400
        texts.append(self.report(domain=DOMAINS[0], org="slow.example", id="1", begin=begin, end=begin + 3 * 86400))
        return texts

    # ---- calls ----

    def write(self, folder, name, content):
        path = folder / f"{self.random.randrange(10 ** 6):06}-{name}"
        path.write_bytes(content)
        return path

    def one(self, folder, text):
        """A report in a file of some kind."""
        kind = self.random.choice(("xml", "gz", "gz.gz", "zip", "eml", "eml.gz"))
        content = {"xml": lambda: text, "gz": lambda: gzip.compress(text), "gz.gz": lambda: gzip.compress(gzip.compress(text)),
                   "zip": lambda: packed_zip(text), "eml": lambda: mail(gzip.compress(text)),
                   "eml.gz": lambda: gzip.compress(mail(packed_zip(text)))}[kind]()
        return self.write(folder, kind, content)

    def several(self, folder, texts):
        kind = self.random.choice(("zip", "mbox", "files"))
        if kind == "zip":
            return [self.write(folder, kind, packed_zip(*texts))]
        if kind == "mbox":
            return [self.write(folder, kind, mbox(*(mail(self.random.choice((gzip.compress, packed_zip))(text)) for text in texts)))]
        return [self.one(folder, text) for text in texts]

    def pieces(self, texts):
        """The list in pieces of random lengths."""
        while texts:
            n = self.random.randint(1, max(1, len(texts) // 2))
            yield texts[:n]
            texts = texts[n:]

    def imported(self, rampart, texts):
        """What the state says after the reports came in this order, in some number of calls."""
        rampart.customer(DOMAINS[0])
        for call in self.pieces(texts):
            folder = self.folder / f"in-{next(self.folders)}"
            folder.mkdir()
            paths = [path for part in self.pieces(call) for path in self.several(folder, part)]
            whole = [folder] if self.random.random() < 0.3 else paths
            got = rampart.json("import", *whole)
            self.assertEqual((got["reports"]["new"] + got["reports"]["duplicate"], got["rejected"]), (len(call), []))
        rampart.customer(*DOMAINS)
        return {(kind, domain): rampart.run("export", kind, domain, "--since", "2026-09-01", "--format", form)
                for domain in DOMAINS for kind, form in (("rows", "csv"), ("rows", "jsonl"), ("daily", "csv"))}

    def test_any_order_calls_and_containers(self):
        texts = self.reports()
        wanted = self.imported(Rampart(self.folder / "state-in-order"), texts)
        self.assertGreater(wanted["rows", DOMAINS[0]].count("\n"), 30)
        for turn in range(ROUNDS):
            with self.subTest(f"order {turn} of RAMPART_SEED={SEED}"):
                self.assertEqual(self.imported(Rampart(self.folder / f"state-{turn}"), self.random.sample(texts, len(texts))), wanted)

    def test_conflict_in_every_order(self):
        fields = {"domain": DOMAINS[0], "org": "a.example", "id": "1", "begin": FIRST, "end": FIRST + 86399}
        same = self.report(**fields)
        texts = [same, same.replace(b"192.0.2.", b"198.51.100."), self.report(**fields), same + b"\n"]
        seen = set()
        for turn, order in enumerate(itertools.permutations(texts[: 3 if SANITIZED else 4])):
            rampart = Rampart(self.folder / f"state-{turn}")
            rampart.customer(DOMAINS[0])
            for number, text in enumerate(order):
                path = self.folder / f"{turn}-{number}.xml"
                path.write_bytes(text)
                rampart.json("import", path)
            seen.add(rampart.run("export", "rows", DOMAINS[0], "--since", "2026-09-01"))
        self.assertEqual(len(seen), 1)


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: MIT
"""What was refused, what was stored with flags, and whose the domains of the reports are."""
import base64, gzip, hashlib, io, json, os, pty, subprocess, zipfile

from harness import Case, main

REPORT = """<?xml version="1.0"?>
<feedback><report_metadata><org_name>{org}</org_name><email>r@{org}</email><report_id>{id}</report_id>
 <date_range><begin>{begin}</begin><end>{end}</end></date_range></report_metadata>
 <policy_published><domain>{domain}</domain><p>none</p></policy_published>
{rows}</feedback>
"""
ROW = """ <record><row><source_ip>{ip}</source_ip><count>{count}</count>
  <policy_evaluated><disposition>none</disposition><dkim>{dkim}</dkim><spf>fail</spf></policy_evaluated></row>
  <identifiers><header_from>{header_from}</header_from></identifiers><auth_results/></record>
"""
LAST = 1793404800  # 2026-10-31T00:00:00Z


def row(count=10, ip="192.0.2.1", header_from="shop.example", dkim="pass"):
    return ROW.format(ip=ip, count=count, header_from=header_from, dkim=dkim)


def report(id="1", rows=None, org="google.com", domain="shop.example", begin=LAST, end=LAST + 86399):
    return REPORT.format(id=id, org=org, domain=domain, begin=begin, end=end, rows=rows or row()).encode()


class Rejects(Case):
    def put(self, name, content):
        path = self.folder / name
        path.write_bytes(content)
        return str(path)

    def refused_list(self):
        return self.rampart.json("rejects", "list")["rejects"]

    def test_list_show_and_export(self):
        cut_off = gzip.compress(report() * 30)[:-40]
        path = self.put("cut.xml.gz", cut_off)
        got = self.rampart.json("import", path, code=1)
        self.assertEqual(got["reports"], {"new": 0, "duplicate": 0, "rejected": 1})
        self.assertEqual([(r["input"], r["member"]) for r in got["rejected"]], [(path, None)])
        (one,) = self.refused_list()
        self.assertEqual(one["sha256"], hashlib.sha256(cut_off).hexdigest())
        self.assertEqual((one["octets"], one["kept"], one["of"], one["seen"]), (len(cut_off), True, None, 1))
        self.assertEqual(self.rampart.json("rejects", "show", one["id"]), one)
        self.assertIn(one["sha256"], self.rampart.run("rejects", "show", one["id"]))
        self.assertEqual(self.rampart.raw("rejects", "export", one["id"]).stdout, cut_off)
        self.assertEqual(base64.b64decode(self.rampart.json("rejects", "export", one["id"])["base64"]), cut_off)
        out = self.folder / "out.gz"
        self.assertNotIn("base64", self.rampart.json("rejects", "export", one["id"], "-o", out))
        self.assertEqual(out.read_bytes(), cut_off)
        self.assertEqual(out.stat().st_mode & 0o777, 0o600)
        self.assertIn("no reject 99", self.rampart.refused("rejects", "show", "99"))
        self.assertIn("not the ID", self.rampart.refused("rejects", "export", "x"))

    def test_a_terminal_gets_no_raw_octets(self):
        self.rampart.json("import", self.put("x.xml", b"\x1b]52;c;AAAA\x07"), code=1)
        (one,) = self.refused_list()
        master, slave = pty.openpty()
        done = subprocess.run(self.rampart.command("rejects", "export", one["id"]), env=self.rampart.env,
                              stdin=subprocess.DEVNULL, stdout=slave, stderr=subprocess.PIPE)
        os.close(slave)
        os.close(master)
        self.assertEqual(done.returncode, 2)
        self.assertIn(b"-o FILE", done.stderr)

    def test_line_and_member(self):
        broken = report(rows="\n" * 7 + "<!DOCTYPE x>")
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.xml", report("good"))
            archive.writestr("b.xml", broken)
        path = self.put("mixed.zip", packed.getvalue())
        got = self.rampart.json("import", path, code=1)
        self.assertEqual((got["reports"]["new"], got["reports"]["rejected"]), (1, 1))
        (one,) = self.refused_list()
        self.assertEqual((one["input"], one["member"], one["of"]), (path, "b.xml", "b.xml"))
        self.assertRegex(one["reason"], r"^line 12: ")
        self.assertEqual(self.rampart.raw("rejects", "export", one["id"]).stdout, broken)

    def test_large_ones_leave_their_digest(self):
        large = b"x" * (1 << 20) + b"y"
        self.rampart.json("import", self.put("large", large), code=1)
        (one,) = self.refused_list()
        self.assertEqual((one["kept"], one["sha256"]), (False, hashlib.sha256(large).hexdigest()))
        self.assertIn("not kept", self.rampart.refused("rejects", "export", one["id"]))

    def test_retry(self):
        """From the file where it still is, else from what was kept; what is refused again stays listed."""
        there, gone = self.put("there.xml", b"<feedback>"), self.put("gone.xml", b"<feedback>")
        fixed = self.put("fixed.xml", b"<feedback>")
        self.rampart.json("import", there, gone, fixed, "-", code=1, stdin=b"unused")
        os.unlink(gone)
        self.put("fixed.xml", report())
        before = {r["input"]: r for r in self.refused_list()}
        self.assertEqual(sorted(before), sorted(["-", there, gone, fixed]))
        dry = self.rampart.json("rejects", "retry", "--dry-run", code=1)
        self.assertEqual((dry["inputs"], dry["reports"]["new"], dry["reports"]["rejected"]), (4, 1, 3))
        self.assertEqual({r["input"]: r for r in self.refused_list()}, before)
        got = self.rampart.json("rejects", "retry", code=1)
        self.assertEqual((got["inputs"], got["reports"]["new"], got["reports"]["rejected"]), (4, 1, 3))
        after = {r["input"]: r for r in self.refused_list()}
        self.assertEqual(sorted(after), sorted(["-", there, gone]))
        for input, one in after.items():
            self.assertEqual((one["id"], one["seen"], one["sha256"]), (before[input]["id"], 2, before[input]["sha256"]))

    def test_what_cannot_be_looked_at_again_stays(self):
        """The archive around a refused report is damaged meanwhile: nothing is known of the report."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("b.xml", b"<feedback>")
        path = self.put("a.zip", packed.getvalue())
        self.rampart.json("import", path, code=1)
        (before,) = self.refused_list()
        self.put("a.zip", packed.getvalue()[:30])
        self.rampart.json("rejects", "retry", code=1)
        self.assertIn(before, self.refused_list())
        self.assertEqual([r["member"] for r in self.refused_list()], [None, "b.xml"])

    def test_rejects_of_a_mailbox_are_kept(self):
        mbox = b"From x Thu Oct  1 12:00:00 2026\nFrom: a@b.example\nSubject: r\n\nnothing\n"
        self.rampart.json("import", "-", code=1, stdin=mbox)
        (one,) = self.refused_list()
        self.assertEqual((one["input"], one["member"], one["of"], one["kept"]), ("-", "message 1", "message 1", True))
        self.assertTrue(mbox.endswith(self.rampart.raw("rejects", "export", one["id"]).stdout))
        self.assertEqual(self.rampart.json("rejects", "retry", code=1)["reports"]["rejected"], 1)
        self.assertEqual(self.refused_list()[0]["member"], "message 1")


class Flags(Case):
    def feed(self, *reports, code=0):
        got = []
        for number, text in enumerate(reports):
            path = self.folder / f"{number}.xml"
            path.write_bytes(text)
            got.append(self.rampart.json("import", path, code=code))
        return got

    def test_flags_are_told_and_kept(self):
        got = self.feed(report("fine"), report("bad", rows=row(20) + row(count=0)),
                        report("swapped", rows=row(30), begin=LAST + 86399, end=LAST),
                        report("mended", rows=row(40)).replace(b"r@google.com", b"<r@google.com>"))
        self.assertEqual([g["flagged"] for g in got], [[]] + [
            [{"input": str(self.folder / f"{n}.xml"), "member": None, "flags": [flag]}]
            for n, flag in ((1, "bad-rows"), (2, "dates-swapped"), (3, "recovered"))])
        listed = self.rampart.json("rejects", "list", "--flagged")["flagged"]
        self.assertEqual({(f["report_id"], *f["flags"]) for f in listed},
                         {("bad", "bad-rows"), ("swapped", "dates-swapped"), ("mended", "recovered")})
        self.assertEqual([f["bad_rows"] for f in listed if f["report_id"] == "bad"], [1])
        text = self.rampart.run("rejects", "list", "--flagged")
        for word in ("mended", "recovered", "counted without 1 bad rows", "shop.example", "1.xml"):
            self.assertIn(word, text)
        text = self.rampart.run("import", self.folder / "2.xml")
        self.assertNotIn("flagged", text, "known already, and listed")

    def test_conflicts_and_overlaps_are_shown(self):
        self.rampart.customer("shop.example")
        got = self.feed(report("same"), report("same", rows=row(count=11)), report("same", rows=row(count=9)),
                        report("twin", rows=row(count=11), begin=LAST + 3600))
        self.assertEqual([[f["flags"] for f in g["flagged"]] for g in got], [[], [["conflict"]], [["conflict"]], []])
        flagged = self.rampart.json("domain", "show", "shop.example")["flagged"]
        self.assertEqual(sorted((f["report_id"], f["messages"], f["superseded"], f["flags"], f["same_rows_as"]) for f in flagged),
                         [("same", 9, True, ["conflict"], None), ("same", 10, True, ["conflict"], None),
                          ("same", 11, False, ["conflict", "overlap"], "twin"), ("twin", 11, False, ["overlap"], "same")])
        text = self.rampart.run("domain", "show", "shop.example")
        self.assertIn("counted, as is twin with the same rows", text)
        self.assertIn("not counted", text)
        self.assertEqual(self.rampart.json("sources", "shop.example")["messages"], 22)


class Found(Case):
    def test_unassigned(self):
        path = self.folder / "r.xml"
        path.write_bytes(report(domain="other.example", rows=row(header_from="other.example")))
        self.rampart.customer("shop.example")
        self.assertEqual(self.rampart.json("import", path)["unmanaged_domains"], {"other.example": 10})
        self.assertEqual(self.rampart.json("domain", "list", "--unassigned")["unassigned"], [
            {"domain": "other.example", "below": None, "customer": None, "messages": 10, "compliant": 10,
             "newest": "2026-10-31", "reports": 1}])
        self.assertIn("other.example", self.rampart.run("domain", "list", "--unassigned"))
        self.assertEqual([d["domain"] for d in self.rampart.json("domain", "list")["domains"]], ["shop.example"])
        self.assertEqual(len(self.rampart.json("customer", "list")["customers"]), 1, "nobody is made a customer")
        self.rampart.json("domain", "add", "acme", "other.example")
        self.assertEqual(self.rampart.json("domain", "list", "--unassigned")["unassigned"], [])
        self.assertEqual(self.rampart.json("sources", "other.example")["messages"], 10)

    def test_offered(self):
        """Names below managed domains: in their reports, and with reports (a record) of their own."""
        self.rampart.customer("shop.example", "news.shop.example")
        for number, text in enumerate((
            report("1", rows=row() + row(7, header_from="pay.shop.example") + row(2, header_from="pay.shop.example", dkim="fail")
                   + row(3, header_from="evil.example") + row(4, header_from="news.shop.example") + row(1, header_from="a b.shop.example")),
            report("2", domain="pay.shop.example", rows=row(5, header_from="pay.shop.example")),
            report("3", domain="news.shop.example", rows=row(6, header_from="x.news.shop.example")),
        )):
            (self.folder / f"{number}.xml").write_bytes(text)
            self.rampart.json("import", self.folder / f"{number}.xml")
        pay = {"domain": "pay.shop.example", "below": "shop.example", "customer": "acme", "messages": 14,
               "compliant": 12, "newest": "2026-10-31"}
        below = {"domain": "x.news.shop.example", "below": "news.shop.example", "customer": "acme", "messages": 6,
                 "compliant": 6, "newest": "2026-10-31"}
        self.assertEqual(self.rampart.json("domain", "list", "--offered")["offered"], [pay, below])
        self.assertEqual(self.rampart.json("domain", "show", "shop.example")["offered"], [pay])
        self.assertEqual(self.rampart.json("domain", "show", "news.shop.example")["offered"], [below])
        self.assertIn("85.7 %", self.rampart.run("domain", "list", "--offered"))
        self.assertIn("pay.shop.example", self.rampart.run("domain", "show", "shop.example"))
        self.assertEqual([u["below"] for u in self.rampart.json("domain", "list", "--unassigned")["unassigned"]], ["shop.example"])
        self.rampart.json("domain", "add", "acme", "pay.shop.example")
        self.assertEqual(self.rampart.json("domain", "list", "--offered")["offered"], [below])


if __name__ == "__main__":
    main()

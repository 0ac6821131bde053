# SPDX-License-Identifier: MIT
"""What an import says, with which exit code; and that what is written again is there whole or not at all."""
import os, resource, signal, subprocess

from harness import Case, main
from test_rejects import LAST, report, row

TLS = b'{"organization-name": "a.example", "report-id": "1", "policies": [], "date-range": {}}'
FAILURE = b"""From: a@reporter.example
Subject: one failed
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: message/feedback-report

Feedback-Type: auth-failure
User-Agent: x
Version: 1

--b--
"""
MANY = 3000
ROOM = 100_000  # octets that a file may grow to: less than so many rows take, more than an idle database


def small_files():
    """No file may grow beyond ROOM; without the signal, so that writing fails as on a full disk."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, ROOM))


class Import(Case):
    def put(self, name, content):
        path = self.folder / name
        path.write_bytes(content)
        return path

    def cramped(self, *args):
        return subprocess.run(self.rampart.command(*args), env=self.rampart.env, preexec_fn=small_files, restore_signals=False,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def many_rows(self):
        return "".join(row(ip=f"2001:db8::{number:x}", header_from=f"h{number}.shop.example") for number in range(MANY))

    def test_a_path_that_is_not_there(self):
        good, missing = self.put("good.xml", report()), self.folder / "missing.xml"
        got = self.rampart.json("import", missing, code=3)
        self.assertEqual((got["inputs"], got["reports"]), (1, {"new": 0, "duplicate": 0, "rejected": 1}))
        self.assertEqual(got["rejected"], [{"input": str(missing), "member": None, "reason": "No such file or directory"}])
        done = self.rampart.raw("--json", "import", missing, good)
        self.assertEqual(done.returncode, 3)
        self.assertIn(f"{missing} cannot be read: No such file or directory".encode(), done.stderr)
        self.assertIn(b'"new": 1', done.stdout, "the others are stored")
        self.assertEqual(self.rampart.json("rejects", "list")["rejects"], [], "a slip of the pen is no report that was refused")

    def test_domains_that_nobody_manages_are_named(self):
        paths = [self.put(f"{n}.xml", report(str(n), domain=domain, rows=row(count=count)))
                 for n, (domain, count) in enumerate((("few.example", 2), ("many.example", 50), ("shop.example", 9)))]
        self.rampart.customer("shop.example")
        text = self.rampart.run("import", *paths)
        self.assertRegex(text, r"(?s)not managed: many\.example, 50 messages\nnot managed: few\.example, 2 messages\n2 domains")
        self.assertNotIn("shop.example", text.replace(str(self.folder), ""))

    def test_other_kinds_are_named(self):
        paths = [self.put("tls.json", TLS), self.put("failure.eml", FAILURE), self.put("good.xml", report())]
        got = self.rampart.json("import", *paths)
        self.assertEqual((got["skipped"], got["reports"]["new"]), ({"failure": 1, "tls": 1}, 1))
        self.assertEqual([(item["input"], item["kind"]) for item in got["skipped_items"]],
                         [(str(paths[0]), "TLS report"), (str(paths[1]), "failure report")])
        text = self.rampart.run("import", *paths)
        for line in ("skipped: 1 failure report, 1 TLS report", f"skipped: {paths[0]}: TLS report", f"skipped: {paths[1]}: failure report"):
            self.assertIn(line + "\n", text)

    def test_doctor_tells_of_conflicts_and_overlaps(self):
        self.rampart.customer("shop.example")
        self.assertNotIn("reports:", self.rampart.run("doctor", code=(0, 1)))
        for number, text in enumerate((report("same"), report("same", rows=row(count=11)),
                                       report("twin", rows=row(count=11), begin=LAST + 3600))):
            self.rampart.json("import", self.put(f"{number}.xml", text))
        text = self.rampart.run("doctor", code=(0, 1))
        self.assertIn("+ reports: 2 share their ID with another of other content", text)
        self.assertIn("+ reports: 2 have the rows of another of an overlapping window", text)
        self.assertIn("rampart rejects list --flagged", text)

    def test_export_is_there_whole_or_not_at_all(self):
        self.rampart.customer("shop.example")
        self.rampart.json("import", self.put("many.xml", report(rows=self.many_rows())))
        wanted = self.rampart.run("export", "rows", "shop.example")
        self.assertGreater(len(wanted), 2 * ROOM)
        folder = self.folder / "out"
        folder.mkdir()
        out = folder / "rows.csv"
        self.rampart.run("export", "rows", "shop.example", "-o", out)
        self.assertEqual((out.read_text(), out.stat().st_mode & 0o777), (wanted, 0o600))
        out.write_text("as it was")
        done = self.cramped("export", "rows", "shop.example", "-o", out)
        self.assertEqual(done.returncode, 3)
        self.assertIn(f"{out}: the export cannot be written: File too large".encode(), done.stderr)
        self.assertEqual((out.read_text(), os.listdir(folder)), ("as it was", ["rows.csv"]))
        self.assertIn("cannot be made", self.rampart.refused("export", "daily", "shop.example", "-o", folder / "no" / "x", code=3))

    def test_retry_that_fails_forgets_nothing(self):
        path = self.put("later.xml", b"<feedback>")
        self.rampart.json("import", path, code=1)
        before = self.rampart.json("rejects", "list")
        path.write_bytes(report(rows=self.many_rows()))
        self.assertEqual(self.cramped("rejects", "retry").returncode, 3)
        self.assertEqual(self.rampart.json("rejects", "list"), before)
        self.assertEqual(self.rampart.json("rejects", "retry")["rows"], MANY)
        self.assertEqual(self.rampart.json("rejects", "list")["rejects"], [])


if __name__ == "__main__":
    main()

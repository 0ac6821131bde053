# SPDX-License-Identifier: MIT
"""Text from outside reaches no sink raw: terminal, HTML, Markdown, CSV, ticket, zone."""
import re
import xml.sax.saxutils

from harness import Case, main
import nameserver

BIDI = {*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C, 0x200B, 0x2028, 0x2029, 0xFEFF}
DAYS = 40
LAST = 1793404800  # 2026-10-31T00:00:00Z

# What XML lets through, and what it does not.
LEGAL = "\u202egnp.exe\u202c\u009b31m\u0085\u2028\n| a | b |\n$(reboot) `id` <script>alert(1)</script> \"'; DROP\u200b\ufeff"
ILLEGAL = "\x1b]52;c;AAAA\x07\x1b[2J\x00\x08\x7f"
LONG = "x" * 10000

REPORT = """<?xml version="1.0" encoding="UTF-8"?>
<feedback><report_metadata><org_name>{text}</org_name><email>{text}</email><extra_contact_info>{text}</extra_contact_info>
<report_id>{day}{text}</report_id><date_range><begin>{begin}</begin><end>{end}</end></date_range></report_metadata>
<policy_published><domain>{policy}</domain><p>none</p><sp>none</sp><pct>100</pct></policy_published>
<record><row><source_ip>198.51.100.7</source_ip><count>400</count><policy_evaluated><disposition>none</disposition>
<dkim>fail</dkim><spf>fail</spf><reason><type>local_policy</type><comment>{text}</comment></reason></policy_evaluated></row>
<identifiers><header_from>{text}.shop.example</header_from><envelope_from>{text}</envelope_from></identifiers>
<auth_results><dkim><domain>{text}</domain><selector>{text}</selector><result>fail</result><human_result>{text}</human_result></dkim>
<dkim><domain>shop.example</domain><selector>{text}</selector><result>fail</result></dkim>
<spf><domain>{text}</domain><result>softfail</result></spf></auth_results></record></feedback>
"""


class Hostile(Case):
    def clean(self, text, what):
        for number, line in enumerate(text.split("\n")):
            for char in line.lstrip("\t"):  # templates are indented
                code = ord(char)
                self.assertFalse(code < 0x20 or 0x7F <= code < 0xA0 or code in BIDI,
                                 f"{what}: U+{code:04X} in line {number + 1}: {line[:200]!r}")

    def files(self, text):
        """A month of reports about a managed domain, and one about an odd one."""
        plain, text = text, xml.sax.saxutils.escape(text)
        folder = self.folder / "reports"
        folder.mkdir(exist_ok=True)
        for day in range(DAYS):
            begin = LAST - day * 86400
            fields = {"text": text, "day": day, "begin": begin, "end": begin + 86399}
            (folder / f"{day}.xml").write_text(REPORT.format(policy="shop.example", **fields), errors="surrogateescape")
        (folder / "odd.xml").write_text(REPORT.format(policy=text + ".example", **fields), errors="surrogateescape")
        (folder / "broken \x1b[2J\u202e.xml").write_text("<feedback><report_metadata><org_name>" + plain)
        return folder

    def outputs(self):
        """Every way out, as (name, text)."""
        run = lambda *args: (" ".join(map(str, args)), self.rampart.run(*args, code=(0, 1)))
        domain, window = "shop.example", ("--days", DAYS)
        yield run("sources", domain, "--ips", "--flows", *window)
        for source in self.rampart.json("sources", domain, *window)["sources"]:
            yield run("source", "show", domain, source["source"], *window)
        yield run("simulate", domain, "--record", "v=DMARC1; p=reject", *window)
        for command in (("split", domain), ("status",), ("forecast",), ("gate", domain), ("journal",), ("rejects", "list"),
                        ("domain", "show", domain), ("ticket", "list"), ("customer", "list"), ("sender", "list")):
            yield run(*command)
        for form in "text zone nsupdate route53 cloudflare azure google terraform octodns dnscontrol".split():
            yield run("record", domain, "--format", form)
        for form in ("html", "md", "text", "json"):
            yield run("review", "acme", "--format", form)
        for form in ("md", "text", "json"):
            yield run("ticket", "show", "CHG-2026-0001", "--format", form)
        for kind in ("rows", "sources", "daily"):
            for form in ("csv", "jsonl"):
                yield run("export", kind, domain, "--format", form, *window)
        yield run("--json", "sources", domain, "--ips", "--flows", *window)
        yield run("--json", "rejects", "list")

    def everywhere(self, text):
        folder = self.files(text)
        done = self.rampart.raw("import", folder)
        self.assertIn(done.returncode, (0, 1), done.stderr)
        self.clean(done.stdout.decode() + done.stderr.decode(), "import")
        self.rampart.customer("shop.example")
        self.rampart.run("customer", "set", "acme", "--name", text, "--contact", text)
        self.rampart.run("source", "set", "shop.example", "198.51.100.7", "--owner", text, "--task",
                         text)
        self.rampart.run("source", "mark", "shop.example", "198.51.100.7", "legitimate", "--reason", text)
        self.rampart.run("ticket", "new", "shop.example", "--reason", text)
        names = []
        for name, out in self.outputs():
            self.clean(out, name)
            names.append(name)
            if "html" in name:
                self.assertNotIn("<script", out)
                self.assertRegex(out, "&(amp;)?lt;script")
            if name.startswith("export") and "csv" in name:
                self.assertIsNone(re.search(r"(^|,)\"?[=+@]", out, re.M), name)
        self.assertGreater(len(names), 30)

    def test_what_xml_lets_through(self):
        self.everywhere("=cmd|" + LEGAL)

    def test_ten_thousand_characters(self):
        self.everywhere(LEGAL + LONG)

    def test_control_characters(self):
        folder = self.files(LEGAL + ILLEGAL)
        self.rampart.customer("shop.example")
        for args in (("import", folder), ("rejects", "list"), ("--json", "rejects", "list"), ("--json", "import", folder)):
            done = self.rampart.raw(*args)
            self.assertIn(done.returncode, (0, 1), done.stderr)
            self.clean(done.stdout.decode() + done.stderr.decode(), " ".join(map(str, args)))

    def test_what_dns_answers(self):
        """A check of domains whose every answer is hostile ends, and shows nothing raw: texts, JSON, screen."""
        names = """odd-name big strings noise loop spiral alias dangling pointer-loop pointer-chain pointer-past
            short-data long-data short-string counts stray wrong-id wrong-question wrong-type wrong-peer query-back
            tcp-cut tcp-hangs tcp-truncated bad-address referral silent formerr""".split()
        self.rampart.customer(*(f"{name}.test" for name in ("escape", "signed", *names)))
        with nameserver.Hostile() as server:
            asking = ("--resolver", f"127.0.0.1:{server.port}", "--dns-port", server.port, "--dns-retries", 0)
            self.clean(self.rampart.run("check", "acme", *asking, "--dns-timeout", "0.05", "--diff", code=1), "check")
            self.assertGreater(len(server.asked), 10 * len(names))
            got = self.rampart.json("check", "acme", *asking, "--dns-timeout", "0.05", code=1)
            looks = {name: self.rampart.json("check", f"{name}.test", *asking, "--dns-timeout", "10", code=1)
                     for name in ("escape", "signed")}
        self.assertEqual(len(got["domains"]), len(names) + 2)
        for look in got["domains"]:
            self.assertNotIn("v=wrong", str(look), look["domain"])
            if look["domain"] in ("silent.test", "tcp-hangs.test"):
                self.assertEqual(look["dmarc"]["resolvers"][0]["status"], "timeout")
        said = {name: look["dmarc"]["resolvers"][0] for name, look in looks.items()}
        self.assertTrue(said["escape"]["txt"][0].startswith("v=\x1b]0;owned"), said)
        self.assertEqual([said[name]["authenticated"] for name in ("escape", "signed")], [False, True])
        keys = self.folder / "keys"
        keys.write_text("wait :dns escape.test\nwait dump\n")
        screen = self.rampart.run("--script", keys, "--size", "200x60")
        self.assertIn("_dmarc.escape.test", screen)
        self.clean(screen, "screen")

    def test_the_right_answer_is_heard(self):
        """False answers before the right one do not hide it, and a long one does not fill the screen or the state."""
        heard = ("right", "wrong-id", "wrong-question", "wrong-type", "wrong-peer", "query-back", "noise", "other-case", "stray",
                 "no-edns", "alias")
        self.rampart.customer("big.test", *(f"{name}.test" for name in heard))
        with nameserver.Hostile() as server:
            asking = ("--resolver", f"127.0.0.1:{server.port}", "--dns-port", server.port)
            for name in heard:
                patience = ("--dns-timeout", "1", "--dns-retries", 3) if name == "no-edns" else ("--dns-timeout", 10)
                with self.subTest(name):
                    look = self.rampart.json("check", f"{name}.test", *asking, *patience, code=1)
                    self.assertEqual(look["dmarc"]["resolvers"][0]["txt"], ["v=right"])
            text = self.rampart.run("check", "big.test", *asking, code=1)
            look = self.rampart.run("--json", "check", "big.test", *asking, code=1)
        self.assertTrue(4096 < max(map(len, text.splitlines())) < 4200)
        self.assertLess(len(look), 10000)


    def test_words_of_the_command_line(self):
        for args in (("gate", LEGAL), (LEGAL,), ("ticket", "show", ILLEGAL.replace("\0", "")), ("lint", LEGAL), ("import", LEGAL),
                     ("policy", "--from", LEGAL), ("--" + LEGAL, "x"), ("customer", "add", "acme", "--name", LEGAL),
                     ("lint", "v=DMARC1; p=none; x\x1b[2J=\x1b[2J"), ("lint", "v=DMARC1; p=" + LONG)):
            done = self.rampart.raw(*args)
            self.clean(done.stdout.decode() + done.stderr.decode(), args[0])


if __name__ == "__main__":
    main()

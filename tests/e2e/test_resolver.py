# SPDX-License-Identifier: MIT
"""Names of sources from a resolver that never answers, fails, or lies: it neither stalls nor fools the program."""
import struct, time

from harness import Case, main
from nameserver import TYPES, Hostile, read_name, record, reply, wire_name

ZONE = "shop.example"
LEGITIMATE = ("aligned", "spf-only", "dkim-only", "misaligned")


class Silent(Hostile):
    def answers(self, message, tcp, peer):
        self.asked.append(message)
        return []


class Failing(Hostile):
    def answers(self, message, tcp, peer):
        self.asked.append(message)
        return [reply(message, rcode=2)]


class Liar(Hostile):
    """Every address claims a name of google.com, which leads to another address."""

    def answers(self, message, tcp, peer):
        name, at = read_name(message, 12)
        self.asked.append(name)
        kind = struct.unpack_from(">H", message, at)[0]
        if kind == TYPES["PTR"]:
            return [reply(message, [record(name, "PTR", wire_name("mail-sor-f41.google.com"))])]
        if kind == TYPES["A"]:
            return [reply(message, [record(name, "A", bytes([209, 85, 220, 41]))])]
        return [reply(message)]


class Resolver(Case):
    def setUp(self):
        super().setUp()
        self.reports, self.oracle, _ = self.generate("world", "--seed", 11, "--name", ZONE, "--days", 35)
        self.rampart.json("import", self.reports)
        self.rampart.customer(ZONE)
        self.offline = self.rampart.json("sources", ZONE)

    def ask(self, server, *command, seconds=20):
        began = time.monotonic()
        got = self.rampart.json(*command, "--resolver", f"{server.address}:{server.port}", "--dns-port", server.port,
                                "--dns-timeout", "0.3", "--dns-retries", "1")
        self.assertLess(time.monotonic() - began, seconds)
        self.assertTrue(server.asked)
        return got

    def unfooled(self, server):
        with server:
            self.assertEqual(self.ask(server, "sources", ZONE), self.offline)
            self.assertEqual(self.ask(server, "split", ZONE), self.rampart.json("split", ZONE))

    def test_never_answers(self):
        self.unfooled(Silent())

    def test_servfail(self):
        self.unfooled(Failing())

    def test_an_import_does_not_wait(self):
        self.rampart.state = self.folder / "second"
        self.rampart.env["RAMPART_STATE"] = str(self.rampart.state)
        self.rampart.customer(ZONE)
        with Silent() as server:
            got = self.ask(server, "import", self.reports)
        self.assertEqual(got["reports"]["new"], self.oracle["reports"])

    def test_lies(self):
        with Liar() as server:
            table = self.ask(server, "sources", ZONE, "--flows", "--ips")
        for source in table["sources"]:
            for name in ("google", "gmail"):
                self.assertNotIn(name, (source["source"] + source["name"]).lower())
            self.assertEqual([ip["ptr"] for ip in source["ips"] if ip["ptr"]], [])
        for figure in ("messages", "compliant", "header_from"):
            self.assertEqual(table[figure], self.offline[figure])
        legitimate = [sum(t["classes"].get(c, 0) for c in LEGITIMATE) for t in (table, self.offline)]
        self.assertEqual(*legitimate)


if __name__ == "__main__":
    main()

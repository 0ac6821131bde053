# SPDX-License-Identifier: MIT
"""Whole record sets in every format, read back as the tools behind each format read them: as they appear, change and go."""
import contextlib, json, re, shlex, shutil, sqlite3, subprocess

from harness import Case, main
from knotserver import Key, Knot

ZONE = "parked.example"
CONFIG = "report-address: dmarc@msp.example\n"
SECRET = "c2VjcmV0IG9mIHRoZSB0ZXN0cywgMzIgb2N0ZXRzLi4="
ADDRESS = "127.0.1.53"
HEAD = f"""$ORIGIN {ZONE}.
$TTL 3600
@ SOA ns1 hostmaster 7 3600 600 86400 300
@ NS ns1
ns1 A {ADDRESS}
"""


def strings(text):
    """The quoted strings of a TXT record, joined."""
    return "".join(re.sub(r"\\(.)", r"\1", part) for part in re.findall(r'"((?:[^"\\]|\\.)*)"', text))


def bare(data):
    """The data of an MX whose host must be absolute, without the final dot."""
    assert data.endswith("."), data
    return data if data.endswith(" .") else data[:-1]


def value(kind, data):
    return strings(data) if kind == "TXT" else bare(data)


def absolute(name, apex):
    return apex if name in ("@", "") else f"{name}.{apex}"


def zone(text, apex):
    for line in text.splitlines():
        if line.startswith(";"):
            continue
        name, ttl, _, kind, data = line.split(" ", 4)
        yield name.rstrip("."), kind, int(ttl), value(kind, data)


def nsupdate(text, apex):
    for line in text.splitlines():
        if line.startswith("update add"):
            _, _, name, ttl, kind, data = line.split(" ", 5)
            yield name.rstrip("."), kind, int(ttl), value(kind, data)


def route53(text, apex):
    for change in json.loads(text)["Changes"]:
        if change["Action"] == "DELETE":
            continue
        record = change["ResourceRecordSet"]
        for data in record["ResourceRecords"]:
            yield record["Name"].rstrip("."), record["Type"], record["TTL"], value(record["Type"], data["Value"])


def cloudflare(text, apex):
    batch = json.loads(text)
    for record in batch["posts"] + batch["patches"]:
        data = f"{record['priority']} {record['content']}" if record["type"] == "MX" else strings(record["content"])
        yield record["name"], record["type"], record["ttl"], data


def azure(text, apex):
    ttls, added = {}, []
    for line in text.splitlines():
        words = shlex.split(line)
        kind, verb = words[4].upper(), words[5]
        get = lambda option: words[words.index(option) + 1]
        if verb == "create":
            ttls[get("--name"), kind] = int(get("--ttl"))
        elif verb == "update":
            ttls[get("--name"), kind] = int(get("--set").removeprefix("ttl="))
        elif verb == "add-record":
            data = f"{get('--preference')} {get('--exchange')}" if kind == "MX" else "".join(words[words.index("--value") + 1 :])
            added.append((get("--record-set-name"), kind, data))
    for name, kind, data in added:
        yield absolute(name, apex), kind, ttls[name, kind], data


def google(text, apex):
    for line in text.splitlines():
        words = shlex.split(line)
        options = dict(word[2:].split("=", 1) for word in words if word.startswith("--"))
        if words[3] == "delete":
            continue
        between = options["rrdatas"][1]
        for data in options["rrdatas"][3:].split(between):
            yield words[4].rstrip("."), options["type"], int(options["ttl"]), value(options["type"], data)


def terraform(text, apex):
    for kind, body in re.findall(r'resource "dns_(\w+)_record_set" "\w+" \{\n(.*?)\n\}', text, re.S):
        name = re.search(r'name += +"(.*)"', body)
        owner, ttl = absolute(name[1] if name else "@", apex), int(re.search(r"ttl += +(\d+)", body)[1])
        if kind == "mx":
            data = [bare(f"{p} {e}") for p, e in re.findall(r'preference = (\d+)\n +exchange +=\s+"(.*)"', body)]
        else:
            data = [json.loads(line.strip().rstrip(",")) for line in body.splitlines() if line.startswith('    "')]
        for one in data:
            yield owner, kind.upper(), ttl, one.replace("$${", "${").replace("%%{", "%{")


def octodns(text, apex):
    for line in text.splitlines():
        word = line.strip()
        if word.startswith("#"):
            continue
        if not line.startswith(" "):
            owner = absolute(json.loads(line.rstrip(":")), apex)
        elif word.startswith("- type:"):
            kind = word.split()[-1]
        elif word.startswith("ttl:"):
            ttl = int(word.split()[-1])
        elif word.startswith("- {"):
            exchange, preference = re.fullmatch(r'- \{exchange: "(.*)", preference: (\d+)\}', word).groups()
            yield owner, kind, ttl, bare(f"{preference} {exchange}")
        elif word.startswith("- "):
            yield owner, kind, ttl, json.loads(word[2:]).replace("\\;", ";")


def dnscontrol(text, apex):
    for kind, arguments, ttl in re.findall(r"^  (TXT|MX)\((.*), TTL\((\d+)\)\),$", text, re.M):
        words = json.loads(f"[{arguments}]")
        data = " ".join(map(str, words[1:]))
        yield absolute(words[0], apex), kind, int(ttl), bare(data) if kind == "MX" else data


READERS = (zone, nsupdate, route53, cloudflare, azure, google, terraform, octodns, dnscontrol)


def gone(name, text, apex):
    """What a format takes out: (name, type, value), or less where it names less."""
    if name == "zone":
        taken = "\n".join(line.removeprefix("; take out: ") for line in text.splitlines() if line.startswith("; take out: "))
        return {(n, k, v) for n, k, _, v in zone(taken, apex)}
    if name == "nsupdate":
        lines = [line.split(" ", 4) for line in text.splitlines()]
        deleted = {(n.rstrip("."), kind) for words in lines if words[:2] == ["update", "delete"] for n, kind in [words[2:4]]}
        old = {(w[2].rstrip("."), w[3], value(w[3], w[4])) for w in lines if w[:2] == ["prereq", "yxrrset"]}
        assert deleted == {one[:2] for one in old}, text
        return old
    if name == "route53":
        return {(r["Name"].rstrip("."), r["Type"], value(r["Type"], v["Value"])) for change in json.loads(text)["Changes"]
                if change["Action"] == "DELETE" for r in [change["ResourceRecordSet"]] for v in r["ResourceRecords"]}
    if name == "cloudflare":
        return {(d["id"].removeprefix("the id of: "),) for d in json.loads(text)["deletes"]}
    if name == "azure":
        lines = [shlex.split(line) for line in text.splitlines()]
        return {(absolute(w[w.index("--name") + 1], apex), w[4].upper()) for w in lines if w[5] == "delete"}
    if name == "google":
        lines = [shlex.split(line) for line in text.splitlines()]
        return {(w[4].rstrip("."), w[-1].removeprefix("--type=")) for w in lines if w[3] == "delete"}
    return set(re.findall(r"take out: (\S+) (\S+)$", text, re.M))


class Formats(Case):
    def setUp(self):
        super().setUp()
        (self.folder / "config.yaml").write_text(CONFIG)
        self.config = ("--config", self.folder / "config.yaml")

    def serve(self):
        """A primary that takes updates, with nothing in the zone but what it needs."""
        zones = self.folder / "zones"
        zones.mkdir()
        (zones / f"{ZONE}.zone").write_text(HEAD)
        stack = contextlib.ExitStack()
        self.addCleanup(stack.close)
        self.knot = stack.enter_context(Knot(zones, ADDRESS, keys=[Key("pusher", "hmac-sha256", SECRET, [ZONE])]))
        self.config += ("--resolver", f"{ADDRESS}:{self.knot.port}", "--dns-port", self.knot.port, "--dns-timeout", "5")

    def draft(self):
        """A ticket from what DNS serves to the parked set."""
        self.rampart.json(*self.config, "check", ZONE, code=(0, 1))
        return self.rampart.json(*self.config, "ticket", "new", ZONE)

    def turn(self, ticket):
        """Makes it ask for the end of all that it asked for."""
        with contextlib.closing(sqlite3.connect(self.rampart.state / "rampart.db")) as db, db:
            for seq, text in db.execute("SELECT seq, document FROM ticket_move WHERE ticket_id = ?", (ticket["id"],)).fetchall():
                document = json.loads(text)
                document["kind"] = "delete"
                for change in document["changes"]:
                    change.update(old=change["new"], new=[], old_known=True)
                db.execute("UPDATE ticket_move SET document = ? WHERE ticket_id = ? AND seq = ?",
                           (json.dumps(document), ticket["id"], seq))
        return self.rampart.json("ticket", "show", ticket["id"])

    def show(self, ticket, name):
        return self.rampart.run("ticket", "show", ticket["id"], "--format", name)

    def assertReadsBack(self, ticket, apex=ZONE):
        """Every format asks for exactly what the ticket does; only what is new where it names single records."""
        wanted = {(c["name"], c["type"], c["ttl"], v) for c in ticket["changes"] for v in c["new"]}
        come = {(c["name"], c["type"], c["ttl"], v) for c in ticket["changes"] for v in c["new"] if v not in c["old"]}
        ended = {(c["name"], c["type"], v) for c in ticket["changes"] if not c["new"] for v in c["old"]}
        for read in READERS:
            name = read.__name__
            with self.subTest(name):
                text = self.show(ticket, name)
                got = list(read(text, apex))
                self.assertEqual((set(got), len(got)), (come if name in ("azure", "cloudflare") else wanted,) + (len(set(got)),), text)
                taken = gone(name, text, apex)
                if ended:
                    part = {"cloudflare": slice(2, 3), "zone": slice(3), "nsupdate": slice(3), "route53": slice(3)}.get(name, slice(2))
                    self.assertEqual(taken, {one[part] for one in ended}, text)
                checker = {"terraform": ("terraform", "fmt", "-"), "dnscontrol": ("node", "--check", "-")}.get(name)
                if checker and shutil.which(checker[0]):
                    done = subprocess.run(checker, input=text, text=True, capture_output=True)
                    self.assertEqual(done.returncode, 0, done.stderr)

    def assertUpdates(self, ticket):
        """The nsupdate script does to a real primary what the ticket asks for, and nothing else."""
        before = set(self.knot.records(ZONE))
        script = f"server {ADDRESS} {self.knot.port}\nkey hmac-sha256:pusher {SECRET}\n" + self.show(ticket, "nsupdate")
        done = subprocess.run(["knsupdate"], input=script, text=True, capture_output=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""), script)
        after = {(line.split(" ")[0].rstrip("."), line.split(" ")[2], value(line.split(" ")[2], line.split(" ", 3)[3]))
                 for line in set(self.knot.records(ZONE)) - before}
        come = {(c["name"], c["type"], v) for c in ticket["changes"] for v in c["new"] if v not in c["old"]}
        self.assertEqual(after, come)
        left = len(before) + sum(len(c["new"]) - len(c["old"]) for c in ticket["changes"])
        self.assertEqual(len(self.knot.records(ZONE)), left)

    def parked(self):
        self.rampart.customer()
        self.rampart.json("domain", "add", "acme", ZONE, "--kind", "parked")

    def test_what_appears_and_goes(self):
        self.serve()
        self.parked()
        before = self.knot.records(ZONE)
        ticket = self.draft()
        self.assertEqual({(c["type"], len(c["old"]), len(c["new"])) for c in ticket["changes"]}, {("TXT", 0, 1), ("MX", 0, 1)})
        self.assertEqual(len(ticket["changes"]), 4)
        self.assertReadsBack(ticket)
        self.assertUpdates(ticket)
        ticket = self.turn(ticket)
        self.assertEqual({(len(c["old"]), len(c["new"])) for c in ticket["changes"]}, {(1, 0)})
        self.assertReadsBack(ticket)
        self.assertUpdates(ticket)
        self.assertEqual(self.knot.records(ZONE), before)

    def test_what_changes(self):
        self.serve()
        self.parked()
        self.knot.set(ZONE, "_dmarc", "TXT", '"v=DMARC1; p=none"')
        self.knot.set(ZONE, "@", "TXT", '"v=spf1 mx -all"', '"site-verification=12ab"')
        self.knot.set(ZONE, "*._domainkey", "TXT", '"v=DKIM1; k=rsa; p=AAAA"')
        self.knot.set(ZONE, "@", "MX", "10 mx.shop.example.", "20 mx2.shop.example.")
        ticket = self.draft()
        self.assertEqual(sorted((c["type"], len(c["old"]), len(c["new"])) for c in ticket["changes"]),
                         [("MX", 2, 1), ("TXT", 1, 1), ("TXT", 1, 1), ("TXT", 2, 2)])
        self.assertReadsBack(ticket)
        self.assertUpdates(ticket)

    def test_a_split(self):
        """The whole set of a stream's new subdomain."""
        reports, _, _ = self.generate("world", "--seed", 5, "--name", "shop.example", "--days", 35)
        self.rampart.json("import", reports)
        self.rampart.customer("shop.example")
        candidate = self.rampart.json(*self.config, "split", "shop.example")["candidates"][0]
        got = self.rampart.json(*self.config, "split", "accept", "shop.example", candidate["stream"], "bills")
        ticket = self.rampart.json("ticket", "show", got["ticket"])
        self.assertGreaterEqual(len(ticket["changes"]), 2)
        self.assertReadsBack(ticket, ticket["zone"])


if __name__ == "__main__":
    main()

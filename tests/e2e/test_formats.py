# SPDX-License-Identifier: MIT
"""A parked domain's whole record set in every format, read back as the tools behind each format read it."""
import json, re, shlex, shutil, subprocess

from harness import Case, main

ZONE = "parked.example"
CONFIG = "report-address: dmarc@msp.example\n"


def strings(text):
    """The quoted strings of a TXT record, joined."""
    return "".join(re.sub(r"\\(.)", r"\1", part) for part in re.findall(r'"((?:[^"\\]|\\.)*)"', text))


def value(kind, data):
    return strings(data) if kind == "TXT" else data


def absolute(name):
    return ZONE if name in ("@", "") else f"{name}.{ZONE}"


def zone(text):
    for line in text.splitlines():
        name, ttl, _, kind, data = line.split(" ", 4)
        yield name.rstrip("."), kind, int(ttl), value(kind, data)


def nsupdate(text):
    for line in text.splitlines():
        if line.startswith("update add"):
            _, _, name, ttl, kind, data = line.split(" ", 5)
            yield name.rstrip("."), kind, int(ttl), value(kind, data)


def route53(text):
    for change in json.loads(text)["Changes"]:
        record = change["ResourceRecordSet"]
        for data in record["ResourceRecords"]:
            yield record["Name"].rstrip("."), record["Type"], record["TTL"], value(record["Type"], data["Value"])


def cloudflare(text):
    for record in json.loads(text)["posts"]:
        data = f"{record['priority']} {record['content']}" if record["type"] == "MX" else strings(record["content"])
        yield record["name"], record["type"], record["ttl"], data


def azure(text):
    ttls = {}
    for line in text.splitlines():
        words = shlex.split(line)
        kind, verb = words[4].upper(), words[5]
        get = lambda option: words[words.index(option) + 1]
        if verb == "create":
            ttls[get("--name"), kind] = int(get("--ttl"))
            continue
        name = get("--record-set-name")
        data = f"{get('--preference')} {get('--exchange')}" if kind == "MX" else "".join(words[words.index("--value") + 1 :])
        yield absolute(name), kind, ttls[name, kind], data


def google(text):
    for line in text.splitlines():
        words = shlex.split(line)
        options = dict(word[2:].split("=", 1) for word in words if word.startswith("--"))
        between = options["rrdatas"][1]
        for data in options["rrdatas"][3:].split(between):
            yield words[4].rstrip("."), options["type"], int(options["ttl"]), value(options["type"], data)


def terraform(text):
    for kind, body in re.findall(r'resource "dns_(\w+)_record_set" "\w+" \{\n(.*?)\n\}', text, re.S):
        name = re.search(r'name += +"(.*)"', body)
        owner, ttl = absolute(name[1] if name else "@"), int(re.search(r"ttl += +(\d+)", body)[1])
        if kind == "mx":
            data = [f"{p} {e}" for p, e in re.findall(r'preference = (\d+)\n +exchange +=\s+"(.*)"', body)]
        else:
            data = [json.loads(line.strip().rstrip(",")) for line in body.splitlines() if line.startswith('    "')]
        for one in data:
            yield owner, kind.upper(), ttl, one.replace("$${", "${").replace("%%{", "%{")


def octodns(text):
    for line in text.splitlines():
        word = line.strip()
        if not line.startswith(" "):
            owner = absolute(json.loads(line.rstrip(":")))
        elif word.startswith("- type:"):
            kind = word.split()[-1]
        elif word.startswith("ttl:"):
            ttl = int(word.split()[-1])
        elif word.startswith("- {"):
            exchange, preference = re.fullmatch(r'- \{exchange: "(.*)", preference: (\d+)\}', word).groups()
            yield owner, kind, ttl, f"{preference} {exchange}"
        elif word.startswith("- "):
            yield owner, kind, ttl, json.loads(word[2:]).replace("\\;", ";")


def dnscontrol(text):
    for kind, arguments, ttl in re.findall(r"^  (TXT|MX)\((.*), TTL\((\d+)\)\),$", text, re.M):
        words = json.loads(f"[{arguments}]")
        yield absolute(words[0]), kind, int(ttl), " ".join(map(str, words[1:]))


class Formats(Case):
    def test_each_reads_back(self):
        config = self.folder / "config.yaml"
        config.write_text(CONFIG)
        self.rampart.customer()
        self.rampart.json("domain", "add", "acme", ZONE, "--kind", "parked")
        ticket = self.rampart.json("--config", config, "ticket", "new", ZONE)
        wanted = sorted((c["name"], c["type"], c["ttl"], v) for c in ticket["changes"] for v in c["new"])
        self.assertEqual({kind for _, kind, _, _ in wanted}, {"TXT", "MX"})
        self.assertGreaterEqual(len(wanted), 4)
        for read in (zone, nsupdate, route53, cloudflare, azure, google, terraform, octodns, dnscontrol):
            with self.subTest(read.__name__):
                text = self.rampart.run("ticket", "show", ticket["id"], "--format", read.__name__)
                self.assertEqual(sorted(read(text)), wanted, text)
                checker = {"terraform": ("terraform", "fmt", "-"), "dnscontrol": ("node", "--check", "-")}.get(read.__name__)
                if checker and shutil.which(checker[0]):
                    done = subprocess.run(checker, input=text, text=True, capture_output=True)
                    self.assertEqual(done.returncode, 0, done.stderr)


if __name__ == "__main__":
    main()

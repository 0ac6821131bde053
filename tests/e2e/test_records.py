# SPDX-License-Identifier: MIT
"""Generated records through a name server and back: byte for byte what was proposed, and lint has no error to find."""
import contextlib, os, random, subprocess

from harness import Case, main
from nameserver import TYPES, NameServer, ask, free_port

SERVER = "127.0.1.53"
SEED = int(os.environ.get("RAMPART_SEED", "1"))
DOMAINS, BATCH = 200, 50
HEAD = "$TTL 3600\n@ SOA ns1.dns.example. hostmaster.dns.example. 1 3600 600 86400 300\n@ NS ns1.dns.example.\n"
CONFIG = "report-address: dmarc@msp.example\n"
TAGS = ("sp=none", "sp=reject", "np=reject", "np=quarantine", "adkim=s", "aspf=s", "adkim=r", "fo=1", "fo=1:d:s", "fo=q", "ri=3600",
        "rf=afrf", "psd=n", "pct=50", "pct=900", "t=y", "x-team=mail", 'note="quoted \\ text"', "empty=", "z=a b  c", "sp=x", "lonely",
        "rua=mailto:a@msp.example!10m", "ruf=mailto:f@shop.example", "rua=a@no.scheme", "k=" + "y" * 300)


def quoted(text):
    """A TXT record of a zone file, its strings cut anywhere."""
    pieces, at = [], 0
    while at < len(text) or not pieces:
        n = random.randint(1, 255)
        pieces.append('"' + text[at : at + n].replace("\\", "\\\\").replace('"', '\\"') + '"')
        at += n
    return " ".join(pieces)


def present():
    """A customer's record, as found in the field; often with something wrong."""
    tags = random.sample(TAGS, random.randint(0, 6))
    hosts = [f"rua=mailto:" + ",mailto:".join(f"r{i}@d{random.randint(1, 99)}.example" for i in range(random.randint(1, 12)))]
    separator = random.choice(("; ", ";", " ; "))
    return separator.join(["v=DMARC1", "p=none"] + random.choice(([], hosts)) + tags)


class Records(Case):
    def test_200_random_records(self):
        print(f"# RAMPART_SEED={SEED}", flush=True)
        random.seed(SEED)
        port = free_port(SERVER)
        names = [f"d{i}.shop.example" for i in range(DOMAINS)]
        zones = self.folder / "zones"
        zones.mkdir()
        (zones / "dns.example.zone").write_text(f"$ORIGIN dns.example.\n{HEAD}ns1 A {SERVER}\n")
        (zones / "shop.example.zone").write_text("$ORIGIN shop.example.\n" + HEAD + "".join(
            f"_dmarc.{name}. TXT {quoted(present())}\n" for name in random.sample(names, 150)))
        (self.folder / "config.yaml").write_text(CONFIG)
        asking = ("--config", self.folder / "config.yaml", "--resolver", f"{SERVER}:{port}", "--dns-port", port)
        self.rampart.customer(*names)
        with contextlib.ExitStack() as stack:
            server = stack.enter_context(NameServer(zones, SERVER, port))
            wanted, zone = {}, ""
            for i in range(0, DOMAINS, BATCH):
                stage = random.choice(("quarantine-0", "quarantine-10", "quarantine", "reject-0", "reject"))
                ticket = self.rampart.json(*asking, "ticket", "new", *names[i : i + BATCH], "--stage", stage, "--force", "--reason", "at random")
                wanted.update((change["name"], change["new"][0]) for change in ticket["changes"])
                zone += self.rampart.run(*asking, "ticket", "show", ticket["id"], "--format", "zone")
            self.assertEqual(sorted(wanted), sorted(f"_dmarc.{name}" for name in names))

            server.write("shop.example", "$ORIGIN shop.example.\n" + HEAD + zone)
            subprocess.run(["nsd-checkzone", "shop.example", server.path("shop.example")], check=True, stdout=subprocess.DEVNULL,
                           env=dict(os.environ, PATH=os.environ["PATH"] + ":/usr/sbin:/sbin"))
            server.reload()
            for name, value in wanted.items():
                code, answers = ask(SERVER, port, name, "TXT", 5)
                texts = [self.joined(data) for owner, kind, data in answers if kind == TYPES["TXT"] and owner == name]
                self.assertEqual((code, texts), ("noerror", [value.encode()]), name)
        for value in wanted.values():
            lint = self.rampart.json("lint", value)
            self.assertEqual([f["code"] for f in lint["findings"] if f["level"] == "error"], [], value)
            self.assertIs(lint["valid"], True, value)

    def joined(self, data):
        text, at = b"", 0
        while at < len(data):
            text += data[at + 1 : at + 1 + data[at]]
            at += 1 + data[at]
        return text


if __name__ == "__main__":
    main()

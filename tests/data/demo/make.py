#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes the reports of the demo project again, one DOMAIN.mbox.gz for each domain, beside this file.

The generator of ../shared/tools plants the world; here stands which part of it each domain has, and
which policy its receivers saw when. The same input gives the same bytes.
"""
import gzip, importlib.util, pathlib, sys, tempfile

HERE = pathlib.Path(__file__).resolve().parent
GENERATOR = HERE.parents[3] / "shared" / "tools" / "gen_reports.py"

EVERYDAY = ["home", "esp", "helpdesk", "printer", "alumni-forwarder", "list", "fraud-host", "newsletter"]
FRAGILE = ["invoices", "club-forwarder", "gateway-forwarder"]

# domain, seed, messages a day, spoofing addresses a day, planted sources,
# [(last day, days, policy that receivers saw)], sources that are in order
DOMAINS = [
    ("dagdeal.example", 31, 110000, 30, EVERYDAY + ["cloud-office", "cloud-forwarder", "cloud-fraud"],
     [("2026-10-04", 23, "p=quarantine; pct=10; t=y"), ("2026-10-31", 27, "p=quarantine; pct=25; t=y")],
     ["helpdesk", "printer"]),
    ("dagdeal-nieuws.example", 32, 24000, 12, EVERYDAY, [("2026-10-31", 50, "p=none")], []),
    ("dagdeal-rekening.example", 33, 16000, 6, ["home", "printer", "alumni-forwarder", "fraud-host"] + FRAGILE,
     [("2026-10-31", 50, "p=quarantine")], ["printer"]),
    ("dagdeal-kado.example", 34, 5200, 4, ["home", "esp", "alumni-forwarder", "fraud-host"],
     [("2026-10-31", 50, "p=reject")], []),
]
REPORTERS = 8


def load():
    spec = importlib.util.spec_from_file_location("gen_reports", GENERATOR)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def mail(name, payload, org, domain, rid):
    """A report as a plain text part: the mailbox is packed as a whole."""
    return (f"From: {org} reports <noreply@reports.example>\r\nTo: dmarc@msp.example\r\n"
            f"Subject: Report Domain: {domain} Submitter: {org} Report-ID: <{rid}>\r\nMIME-Version: 1.0\r\n"
            f"Content-Type: text/xml; charset=utf-8; name=\"{name}\"\r\n\r\n").encode() + payload


def generate(module, domain, seed, volume, scatter, kept, last, days, policy, fixed):
    class World(module.World):
        def __init__(self, *args):
            super().__init__(*args)
            for source in self.sources:
                if source["name"] not in kept:
                    source["weight"] = 0

    original, module.World = module.World, World
    module.packed = lambda name, text, form, style, org, owner, rid: (name, mail(name, text, org, owner, rid))
    with tempfile.TemporaryDirectory() as out:
        sys.argv = ["gen_reports.py", "--out", out, "--seed", str(seed), "--name", domain, "--days", str(days), "--end", last,
                    "--volume", str(volume), "--scatter", str(scatter), "--reporters", str(REPORTERS), "--policy", policy,
                    "--format", "mbox", "--fixed", *fixed]
        module.main()
        text = (pathlib.Path(out) / "reports" / "reports.mbox").read_bytes()
    module.World = original
    return text


def main():
    for domain, seed, volume, scatter, kept, periods, fixed in DOMAINS:
        text = b"".join(generate(load(), domain, seed, volume, scatter, kept, *period, fixed) for period in periods)
        (HERE / f"{domain}.mbox.gz").write_bytes(gzip.compress(text, 9, mtime=0))


if __name__ == "__main__":
    main()

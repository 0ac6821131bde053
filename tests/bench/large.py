# SPDX-License-Identifier: MIT
"""Inputs larger than any in the field: one report of millions of rows, and one mailbox of gigabytes.

Each maker writes a file and returns what is in it: reports, rows, messages.
"""
import base64, gzip, itertools

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<feedback>
  <report_metadata>
    <org_name>reporter{org}.example</org_name>
    <email>dmarc@reporter{org}.example</email>
    <report_id>{id:020}</report_id>
    <date_range><begin>{begin:010}</begin><end>{end:010}</end></date_range>
  </report_metadata>
  <policy_published>
    <domain>shop1.example</domain>
    <adkim>r</adkim><aspf>r</aspf>
    <p>none</p><sp>none</sp>
    <pct>100</pct><fo>0</fo>
  </policy_published>
"""
ROW = """  <record><row><source_ip>{ip}</source_ip><count>{count}</count>
   <policy_evaluated><disposition>none</disposition><dkim>{dkim}</dkim><spf>pass</spf></policy_evaluated></row>
   <identifiers><header_from>shop1.example</header_from></identifiers>
   <auth_results><dkim><domain>shop1.example</domain><selector>s{selector}</selector><result>{dkim}</result></dkim>\
<spf><domain>shop1.example</domain><result>pass</result></spf></auth_results></record>
"""
MAIL = """From reports@reports.example Thu Oct  1 00:00:00 2026
From: reporter <noreply@reports.example>
To: dmarc@msp.example
Subject: Report Domain: shop1.example
MIME-Version: 1.0
Content-Type: {type}; name="report"
Content-Transfer-Encoding: {encoding}

"""
FIRST = 1790812800  # 2026-10-01
DAY = 86400
COUNT = 3  # messages of each row
BLOCK = 10_000  # rows that are written at a time
ROWS = 120  # of each report in the mailbox
SPELT = 16  # messages that differ; the rest are like them, with an ID of their own
PACKED = 4  # of those, so many are gzip in base64, and keep their ID


def rows(first, n):
    return "".join(ROW.format(ip=f"198.{18 + (i >> 16) % 2}.{(i >> 8) & 255}.{i & 255}", count=COUNT, selector=i % 7,
                              dkim="fail" if i % 5 == 0 else "pass") for i in range(first, first + n))


def write_report(path, n):
    """One report of n rows, gzip."""
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write(HEAD.format(org=0, id=1, begin=FIRST, end=FIRST + DAY - 1).encode())
        for first in range(0, n, BLOCK):
            file.write(rows(first, min(BLOCK, n - first)).encode())
        file.write(b"</feedback>\n")
    return dict(reports=1, rows=n, messages=n * COUNT)


def packed_mail(org):
    text = HEAD.format(org=org, id=1, begin=FIRST, end=FIRST + DAY - 1) + rows(org * ROWS, ROWS) + "</feedback>\n"
    return (MAIL.format(type="application/gzip", encoding="base64")
            + base64.encodebytes(gzip.compress(text.encode())).decode() + "\n").encode()


def plain_mail(org):
    """A mail with the places of its ID, begin and end left open."""
    text = HEAD.format(org=org, id=0, begin=0, end=0).replace("0" * 20, "%020d").replace("0" * 10, "%010d")
    return (MAIL.format(type="text/xml", encoding="8bit") + text + rows(org * ROWS, ROWS) + "</feedback>\n\n").encode()


def write_mbox(path, octets):
    """Messages of many sizes of packing until there are so many octets; each plain one is a report of its own."""
    packed = [packed_mail(org) for org in range(PACKED)]
    plain = [plain_mail(org) for org in range(PACKED, SPELT)]
    with open(path, "wb") as file:
        written = sum(map(file.write, packed))
        for number in itertools.count():
            if written >= octets:
                break
            begin = FIRST + number % 30 * DAY
            written += file.write(plain[number % len(plain)] % (number, begin, begin + DAY - 1))
    reports = PACKED + number
    return dict(reports=reports, rows=reports * ROWS, messages=reports * ROWS * COUNT)

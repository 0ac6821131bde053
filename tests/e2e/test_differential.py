# SPDX-License-Identifier: MIT
"""`policy --batch` against a second implementation: slow, obvious, and written from the RFCs alone.

RAMPART_SEED=N and RAMPART_CASES=N ask for other questions than those of every run.
"""
import collections, json, os, random, re

from harness import Case, main

SEED = int(os.environ.get("RAMPART_SEED", "1"))
CASES = int(os.environ.get("RAMPART_CASES", "20000"))

# The rules of the public suffix list that the names below touch; any other last label is one, too.
SUFFIXES = {"com", "org", "uk", "co.uk", "bank", "jp", "kawasaki.jp", "*.kawasaki.jp", "!city.kawasaki.jp", "io", "github.io"}

POLICIES = ("none", "quarantine", "reject")
WEAKER = {"reject": "quarantine", "quarantine": "none", "none": "none"}


# ---- the record (RFC 7489 6.3, RFC 9989 4.7) ----

def uri_is_valid(text):
    uri, bang, limit = text.partition("!")
    if bang:
        size = re.fullmatch(r"([0-9]+)([kmgt]?)", limit, re.I)
        if not size or int(size[1]) * 1024 ** " kmgt".index(size[2].lower() or " ") >= 2 ** 64:
            return False
    if not re.fullmatch(r"[a-z][a-z0-9+.-]*:([a-z0-9._~:/?#@$&'()*+=\[\]-]|%[0-9a-f]{2})+", uri, re.I):
        return False
    scheme, _, rest = uri.partition(":")
    return scheme.lower() != "mailto" or re.fullmatch(r"[^@]+@[^@]+", rest.split("?")[0]) is not None


def parse(txt):
    """What the record says, tag by tag, or None where it is no DMARC record."""
    tags = {}
    for number, element in enumerate(txt.split(";")):
        name, equals, value = (part.strip(" \t") for part in element.partition("="))
        name = name.lower()
        if number == 0 and (name != "v" or value != "DMARC1" or txt[0] in " \t"):
            return None
        if not equals or not name:
            continue
        if name in tags:
            return None
        tags[name] = value
    return tags


def policy_of(tags, name):
    """One of the three words, "absent" or "invalid"."""
    value = tags.get(name, "").lower()
    return "absent" if not value else value if value in POLICIES else "invalid"


def one_of(tags, name, letters, default):
    value = tags.get(name, "").lower()
    return value if value and value in letters else default


def percent(tags):
    value = tags.get("pct", "")
    return int(value) if re.fullmatch(r"[0-9]{1,3}", value) and int(value) <= 100 else 100


def has_report_address(tags):
    return any(uri_is_valid(uri.strip(" \t")) for uri in tags.get("rua", "").split(","))


# ---- names ----

def last_labels(name, n):
    return ".".join(name.split(".")[-n:])


def count_labels(name):
    return len(name.split("."))


def public_suffix_labels(name):
    labels = count_labels(name)
    for n in range(1, labels + 1):
        if "!" + last_labels(name, n) in SUFFIXES:
            return n - 1
    matching = [1]
    for n in range(1, labels + 1):
        rule = last_labels(name, n)
        if rule in SUFFIXES or (n > 1 and "*." + last_labels(name, n - 1) in SUFFIXES):
            matching.append(n)
    return max(matching)


class World:
    """What is published, and what each generation of receivers makes of it."""

    def __init__(self, published):
        self.published = published  # name -> TXT texts at _dmarc.name

    def records(self, name):
        return [tags for tags in map(parse, self.published.get(name, [])) if tags]

    def walk(self, name):
        """(names asked, the single records found on them, longest first): RFC 9989 4.10."""
        labels = count_labels(name)
        names = [name] + [last_labels(name, n) for n in range(7 if labels >= 8 else labels - 1, 0, -1)]
        asked, found = [], []
        for at in names:
            asked.append(at)
            records = self.records(at)
            if len(records) == 1:
                found.append((at, records[0]))
                if one_of(records[0], "psd", "yn", "u") != "u":
                    break
        return asked, found

    def org_domain(self, generation, name):
        if generation == "rfc7489":
            return last_labels(name, public_suffix_labels(name) + 1)
        _, found = self.walk(name)
        for at, tags in found:
            psd = one_of(tags, "psd", "yn", "u")
            if psd == "n":
                return at
            if psd == "y" and at != name:
                return last_labels(name, count_labels(at) + 1)
        return min((at for at, _ in found), key=count_labels, default=name)

    def discover_rfc7489(self, name):
        """(names asked, where the record is, its tags or None): RFC 7489 6.6.3."""
        asked, records = [name], self.records(name)
        org = self.org_domain("rfc7489", name)
        if not records and org != name:
            asked.append(org)
            records = self.records(org)
        return asked, asked[-1], records[0] if len(records) == 1 else None

    def discover_rfc9989(self, name):
        """RFC 9989 4.10.1: the domain's own record, else its organisational domain's, else the suffix's."""
        own = self.records(name)
        if len(own) == 1:
            return [name], name, own[0]
        asked, found = self.walk(name)
        org = self.org_domain("rfc9989", name)
        for at, tags in found:
            if at == org:
                return asked, at, tags
        for at, tags in found:
            if one_of(tags, "psd", "yn", "u") == "y":
                return asked, at, tags
        return asked, None, None

    def effective(self, generation, name, exists):
        discover = self.discover_rfc7489 if generation == "rfc7489" else self.discover_rfc9989
        asked, at, tags = discover(name)
        if tags is None:
            return {"applies": False}
        said = {tag: policy_of(tags, tag) for tag in ("p", "sp", "np")}
        if generation == "rfc7489":
            said["np"] = "absent"
        if said["p"] not in POLICIES or "invalid" in said.values():
            if not has_report_address(tags):
                return {"applies": False}
            return {"applies": True, "found_at": at, "tag": "p", "policy": "none", "asked": asked}
        order = ["p"] if at == name else ["sp", "p"] if exists or generation == "rfc7489" else ["np", "sp", "p"]
        tag = next(tag for tag in order if said[tag] != "absent")
        answer = {"applies": True, "found_at": at, "tag": tag, "policy": said[tag], "asked": asked}
        if generation == "rfc7489" and percent(tags) < 100 and said[tag] != "none":
            answer.update(pct=percent(tags), otherwise=WEAKER[said[tag]])
        if generation == "rfc9989" and one_of(tags, "t", "yn", "n") == "y":
            answer["policy"] = WEAKER[said[tag]]
        return answer

    def alignment(self, generation, name, auth):
        orgs = [self.org_domain(generation, n) for n in (name, auth)]
        return {"from_org": orgs[0], "auth_org": orgs[1], "relaxed": name == auth or orgs[0] == orgs[1], "strict": name == auth}


# ---- random questions ----

BASES = ("example.com", "example.co.uk", "bank", "shop.bank", "com", "uk", "co.uk", "bank.example", "example.org", "shop.example",
         "xn--bcher-kva.example", "kawasaki.jp", "a.kawasaki.jp", "b.a.kawasaki.jp", "city.kawasaki.jp", "x.city.kawasaki.jp", "a.github.io",
         "github.io")
LABELS = ("a", "b", "mail", "lists", "shop", "x", "xn--bcher-kva")
WORDS = ("none", "quarantine", "reject", "None", "REJECT")
ODD_WORDS = ("r", "", "block", "none reject", "“none”")
ADDRESSES = ("mailto:r@x.example", "r@x.example", "mailto:r@x.example!10m", "mailto:r@x.example!10q", "https://x.example/", "mailto:r", "",
             "mailto:r@x@y, mailto:s@y.example", "mailto:r@x.example!16777215t", "mailto:r@x.example!16777216t", ",,MAILTO:x@y.example?subject=z",
             "mailto:r%4@x", "mailto:r%40x@y", "mailto:@x.example", "mailto:r@", "1x:y", "x:", "mailto:a b@x.example", "mailto:ü@x.example",
             "mailto:r@x.example!", "mailto:r@x.example!!1")
TAGS = (  # name, how often, values
    ("p", 0.9, WORDS * 8 + ODD_WORDS), ("sp", 0.4, WORDS * 8 + ODD_WORDS), ("np", 0.3, WORDS * 8 + ODD_WORDS),
    ("pct", 0.4, ("0", "10", "50", "99", "100", "050", "101", "-1", "1000", "", "5%", "+5", "1 0")), ("t", 0.3, ("y", "n", "Y", "yes", "", "yn")),
    ("psd", 0.25, ("y", "n", "n", "u", "N", "yes", "")), ("adkim", 0.2, ("s", "r", "S", "strict")), ("aspf", 0.2, ("s", "r", "x")),
    ("rua", 0.6, ADDRESSES[:1] * 10 + ADDRESSES), ("ruf", 0.1, ADDRESSES), ("fo", 0.2, ("1", "0:1", "x")), ("zz", 0.1, ("1", "")), ("rf", 0.05, ("afrf",)))
NO_RECORDS = ("v=spf1 -all", "", "v=dmarc1; p=none", " v=DMARC1; p=none", "v=DMARC1", "v=DMARC1;", "p=none; v=DMARC1", "v=DMARC1\\; p=none",
              "v; v=DMARC1; p=none", ";v=DMARC1; p=none", "v=DMARC1, p=none", "v=DMARC1 p=none", "\tv=DMARC1; p=none", "v==DMARC1; p=none", "v")


class Questions:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def chance(self, p):
        return self.random.random() < p

    def name(self):
        name = self.random.choice(BASES)
        for _ in range(self.random.choice((0, 0, 1, 1, 2, 3, 6, 7, 8))):
            name = self.random.choice(LABELS) + "." + name
        return name

    def txt(self):
        choice = self.random.choice
        if self.chance(0.06):
            return choice(NO_RECORDS)
        tags = [f"{name}{choice(('=', '=', '=', ' = ', chr(9) + '='))}{choice(values)}" for name, often, values in TAGS if self.chance(often)]
        if self.chance(0.06):
            tags.append(choice(("junk", "=x", "p=none", "P=none", "rua=", "V=DMARC1", "zz=2")))
        if self.chance(0.3):
            self.random.shuffle(tags)
        if self.chance(0.1):
            tags = [tag[0].upper() + tag[1:] for tag in tags]
        version = choice(("v=DMARC1", "v=DMARC1", "v=DMARC1", "v = DMARC1", "V=DMARC1", "v=DMARC1 "))
        separator = choice(("; ", "; ", ";", " ; ", ";;", ";\t"))
        return separator.join([version, *tags]) + choice(("", ";", " ", "; "))

    def parents(self, name):
        return [last_labels(name, n) for n in range(1, count_labels(name) + 1)]

    def as_written(self, name):
        """As people type it: any case, with a final dot, in their own letters."""
        if self.chance(0.1):
            name = name.replace("xn--bcher-kva", "bücher")
        if self.chance(0.1):
            name = name.upper() if name.isascii() else name.title()
        return name + "." if self.chance(0.05) else name

    def ask(self):
        """(the line for the program, the same as values)."""
        name = self.name()
        auth = self.random.choice((self.name(), self.name(), name, "mail." + name, name.partition(".")[2] or name))
        published = {}
        places = list(dict.fromkeys([name, *self.parents(name), auth, *self.parents(auth)]))
        for place in self.random.sample(places, min(len(places), self.random.choice((0, 1, 1, 2, 3, 4, 6)))):
            published[place] = [self.txt() for _ in range(self.random.choice((1, 1, 1, 1, 1, 1, 2)))]
        exists = self.chance(0.6)
        line = {"from": self.as_written(name), "auth": self.as_written(auth), "nonexistent": not exists,
                "at": [f"{self.as_written(at)}={txt}" for at, texts in published.items() for txt in texts]}
        return line, name, auth, exists, published


class Differential(Case):
    def expected(self, name, auth, exists, published):
        world = World(published)
        answer = {generation: world.effective(generation, name, exists) for generation in ("rfc7489", "rfc9989")}
        answer["alignment"] = {generation: world.alignment(generation, name, auth) for generation in ("rfc7489", "rfc9989")}
        return answer

    def test_policy_batch(self):
        questions = Questions(SEED)
        asked = [questions.ask() for _ in range(CASES)]
        lines = "".join(json.dumps(line) + "\n" for line, *_ in asked)
        answers = [json.loads(line) for line in self.rampart.run("policy", "--batch", "-", stdin=lines.encode()).splitlines()]
        self.assertEqual(len(answers), CASES)
        wrong, seen = [], collections.Counter()
        for (line, *question), answer in zip(asked, answers):
            expected = self.expected(*question)
            seen.update(self.features(expected))
            if answer != expected:
                wrong.append(f"{json.dumps(line)}\n  expected {json.dumps(expected)}\n  answered {json.dumps(answer)}")
        self.assertFalse(wrong, f"{len(wrong)} of {CASES} (RAMPART_SEED={SEED}):\n" + "\n".join(wrong[:5]))
        for feature, share in self.FEATURES.items() if CASES >= 10000 else ():
            self.assertGreaterEqual(seen[feature], share * CASES, f"too few questions with {feature}: {seen}")

    FEATURES = {"applies": 0.3, "no DMARC": 0.1, "other policy": 0.02, "other place": 0.01, "sampled": 0.02, "np": 0.02, "long walk": 0.1,
                "aligned": 0.1, "other alignment": 0.1}

    def features(self, answer):
        old, new = answer["rfc7489"], answer["rfc9989"]
        both = old["applies"] and new["applies"]
        alignment = answer["alignment"]
        return [name for name, has in (
            ("applies", both), ("no DMARC", not old["applies"] and not new["applies"]), ("other policy", both and old["policy"] != new["policy"]),
            ("other place", both and old["found_at"] != new["found_at"]), ("sampled", "pct" in old), ("np", new.get("tag") == "np"),
            ("long walk", len(new.get("asked", ())) > 2), ("aligned", alignment["rfc9989"]["relaxed"]),
            ("other alignment", alignment["rfc7489"]["relaxed"] != alignment["rfc9989"]["relaxed"])) if has]


if __name__ == "__main__":
    main()

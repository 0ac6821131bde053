# SPDX-License-Identifier: MIT
"""The house has one direction of travel: who may include what."""
import re

from harness import Case, ROOT, main

FLOOR = {"intake", "store", "analyse", "rollout", "dns", "render", "send", "job"}
GROUND = {"model", "dmarc", "base"}
MAY = {
    "base": set(),
    "dmarc": {"base"},
    "model": {"dmarc", "base"},
    **{folder: GROUND for folder in FLOOR},
    "app": FLOOR | GROUND,
    "cli": {"app"} | GROUND,
    "tui": {"app"} | GROUND,
    "": {"cli", "tui"},  # main.c
}

# Each outside library has its place.
LIBRARIES = {
    r"sqlite3\.h": r"store/",
    r"ldns/.*": r"dns/",
    r"curl/.*": r"(intake|send)/",
    r"(n?curses(w/.*)?|term|panel|menu|form)\.h": r"tui/term_curses\.c",
    r"expat\.h": r"dmarc/report_xml[a-z_]*\.[ch]",
    r"yaml\.h": r"base/table[a-z_]*\.[ch]",
    r"gmime/.*": r"intake/",
    r"(zlib|zip)\.h": r"intake/",
    r"libpsl\.h": r"dmarc/",
    r"idn2\.h": r"base/",
}

SQL = re.compile(r'"\s*(SELECT|INSERT INTO|UPDATE \w+ SET|DELETE FROM|CREATE TABLE|PRAGMA)\b')


def sources():
    for path in sorted((ROOT / "tool").rglob("*.[ch]")):
        yield path.relative_to(ROOT / "tool"), path.read_text()


def folder(path):
    return "" if len(path.parts) == 1 else path.parts[0]


class Layers(Case):
    def test_includes_go_downwards(self):
        count = 0
        for path, text in sources():
            self.assertIn(folder(path), MAY, f"tool/{path} stands in a folder that the architecture does not name")
            for included in re.findall(r'^\s*#\s*include\s+"([^"]+)"', text, re.M):
                count += 1
                self.assertIn("/", included, f"tool/{path} includes {included} without its folder")
                self.assertTrue((ROOT / "tool" / included).exists(), f"tool/{path} includes {included}")
                to = included.split("/")[0]
                self.assertIn(to, MAY[folder(path)] | {folder(path)}, f"tool/{path} includes {included}")
        self.assertGreater(count, 100)

    def test_libraries_have_their_place(self):
        for path, text in sources():
            for included in re.findall(r"^\s*#\s*include\s+<([^>]+)>", text, re.M):
                for library, place in LIBRARIES.items():
                    if re.fullmatch(library, included):
                        self.assertRegex(str(path), "^" + place, f"tool/{path} includes <{included}>")

    def test_sql_stands_in_the_store(self):
        for path, text in sources():
            if folder(path) != "store":
                self.assertIsNone(SQL.search(text), f"tool/{path} speaks SQL")

    def test_time_comes_from_the_clock(self):
        banned = re.compile(r"\b(time|gmtime|localtime|gettimeofday|clock_gettime|g_get_real_time|g_date_time_new_now\w*)\s*\(")
        for path, text in sources():
            code = re.sub(r"/\*.*?\*/|\"(\\.|[^\"\\])*\"", "", text, flags=re.S)
            if str(path) != "base/clock.c":
                self.assertIsNone(banned.search(code), f"tool/{path} asks the system for the time")

    def test_banned_functions(self):
        banned = re.compile(r"\b(strcpy|strcat|strncpy|strncat|sprintf|vsprintf|strtok|atoi|atol|atof|gets|system|popen)\s*\(")
        for path, text in sources():
            code = re.sub(r"/\*.*?\*/|\"(\\.|[^\"\\])*\"", "", text, flags=re.S)
            found = banned.search(code)
            self.assertIsNone(found, f"tool/{path} calls {found and found.group(1)}")


if __name__ == "__main__":
    main()

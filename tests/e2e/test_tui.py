# SPDX-License-Identifier: MIT
"""The screens: on scripts of keys over a real state, and in a real terminal (tmux)."""
import contextlib, os, pathlib, re, shlex, shutil, signal, subprocess, tempfile, time

from harness import Case, DATA, main

MAIN, OTHER = "dagdeal-rekening.example", "dagdeal-kado.example"
FRAGILE = f"inv93@{MAIN}"
PATIENCE = 120  # seconds until a text must have appeared
STILL = 1  # seconds without anything to do


class Project(Case):
    """A customer with a domain whose invoices forwarders break, one at reject, one without reports."""

    def setUp(self):
        super().setUp()
        config = self.folder / "config" / "rampart" / "config.yaml"
        config.parent.mkdir(parents=True)
        config.write_text("report-address: dmarc@msp.example\n")
        self.rampart.customer(MAIN, OTHER, "bücher.example")
        self.rampart.json("domain", "set", MAIN, "--lists", "no", "--stage", "quarantine", "--since", "2026-08-17")
        self.rampart.json("domain", "set", OTHER, "--lists", "no", "--stage", "reject", "--since", "2026-06-15")
        self.rampart.json("import", *(DATA / "demo" / f"{name}.mbox.gz" for name in (MAIN, OTHER)))

    def script(self, *lines, size="80x24", code=0, options=()):
        """The screens that the script dumped, each a list of lines."""
        path = self.folder / "keys"
        path.write_text("\n".join(lines) + "\n")
        done = self.rampart.raw("--offline", *options, "--script", path, "--size", size)
        self.assertEqual(done.returncode, code, done.stderr.decode())
        self.error = done.stderr.decode()
        parts = re.split(r"^== \d+x\d+ ==\n", done.stdout.decode(), flags=re.M)
        return [part.splitlines() for part in parts[1:]]

    def screen(self, *lines, size="80x24"):
        """The last screen, as one text."""
        return "\n".join(self.script(*lines, "wait dump", size=size)[-1])

    def go_to(self, domain):
        return f"wait :domain {domain}"

    def assertShows(self, screen, *texts):
        for text in texts:
            self.assertIn(text, screen)


class Scripts(Project):
    def test_board(self):
        board = self.screen("wait")
        self.assertShows(board, "Rampart  Board", "2026-11-01", MAIN[:21], "quarantine ", "94.0 %", "q quit")
        wide = self.screen("wait", size="200x60")
        line = next(line for line in wide.splitlines() if MAIN in line)
        status = self.rampart.json("status", MAIN)["domains"][0]
        self.assertShows(line, "acme", "quarantine", f"{status['messages']:,}".replace(",", " "),
                         status["next_action"][:50])
        self.assertShows(wide, "xn--bcher-kva.example (bücher.example)", "FORECAST")

    def test_domain(self):
        screen = self.screen(self.go_to(MAIN))
        gate = self.rampart.json("gate", MAIN, code=1)
        met = sum(condition["met"] for condition in gate["conditions"])
        self.assertShows(screen, f"Board > {MAIN}", "stage 6/11: [quarantine] > reject-0",
                         f"GATE closed {met}/{len(gate['conditions'])}", "COMPLIANCE 94.0 % of 477 951", "dns_clean",
                         "RECORD _dmarc." + MAIN, "next  + v=DMARC1; p=reject; pct=0; t=y")
        self.assertTrue(re.search(r"[▁▂▃▄▅▆▇█]{10}", screen), screen)
        unmet = [condition["name"] for condition in gate["conditions"] if not condition["met"]]
        self.assertShows(screen, *(f"! {name}" for name in unmet))
        wide = self.screen(self.go_to(MAIN), size="200x60")
        self.assertShows(wide, "> quarantine      since 2026-08-17; reports show it since 2026-09-12: 50 days", "+ quarantine-50", "LAST SEEN",
                         next(c["text"] for c in gate["conditions"] if not c["met"])[:40])

    def test_closed_gate_says_why(self):
        gate = self.rampart.json("gate", MAIN, code=1)
        screen = self.screen(self.go_to(MAIN), "wait a")
        self.assertShows(screen, "advance: gate closed: " + gate["blockers"][0][:30])

    def test_sources_and_evidence(self):
        sources = self.rampart.json("sources", MAIN)
        screen = self.screen(self.go_to(MAIN), "wait o")
        self.assertShows(screen, f"{len(sources['sources'])} sources, 477 951 messages", f"▸ {MAIN}"[:24], "forward-broken")
        shown = re.findall(r"^[> ][* ](?:▸ .*|\S+ *)([+~!?]) (?:legitimate|forwarder|threat|unknown) +\S+ +([\d ]+?) +[\d.]+ %",
                           screen, re.M)
        self.assertEqual(sum(int(count.replace(" ", "")) for _, count in shown), sources["messages"])
        screen = self.screen(self.go_to(MAIN), "wait o wait :filter forward-broken", "Enter")
        self.assertShows(screen, "VERDICT, CLASS", "~ forwarder, forward-broken, by ", "named by")
        flow = self.rampart.json("source", "show", MAIN, "198.18.0.82")["flows"][0]
        screen = self.screen(self.go_to(MAIN), "wait o wait :filter 198.18.0.82", "Enter")
        self.assertShows(screen, flow["flow"], flow["reason"][:30])

    def test_mark(self):
        screen = self.screen(self.go_to(MAIN), "wait o wait :filter 198.18.0.82", "m f", "type the mail room of a customer",
                             "Enter wait Esc Esc J")
        self.assertShows(screen, "source mark", "tester")
        newest = self.rampart.json("journal", MAIN)["entries"][0]
        self.assertEqual((newest["action"], newest["reason"]), ("source mark", "the mail room of a customer"))
        source = self.rampart.json("source", "show", MAIN, "198.18.0.82")
        self.assertEqual(source["verdict"], "forwarder")

    def test_several_marks_are_one_write(self):
        screen = self.screen(self.go_to(MAIN), "wait o wait :filter 198.18", "wait * m f", "type they forward", "Enter y wait")
        count = int(re.search(r"(\d+) sources: marked forwarder; M takes it back", screen).group(1))
        self.assertGreater(count, 1)
        marks = [e for e in self.rampart.json("journal", MAIN)["entries"] if e["action"] == "source mark"]
        self.assertEqual([e["reason"] for e in marks], ["they forward"])
        self.assertShows(self.screen(self.go_to(MAIN), "wait o wait :filter 198.18", "wait * M y wait"),
                         f"{count} sources: the specialist's verdict is taken back")
        self.assertEqual(self.rampart.json("journal", MAIN)["entries"][0]["action"], "source unmark")

    def test_undo(self):
        """Each deed goes back by one of its own in the journal, the last one first."""
        screen = self.screen(self.go_to(MAIN), "wait :hold they move", "wait o wait :filter 198.18.0.82", "wait m f", "type they forward",
                             "Enter wait z y wait z y wait")
        self.assertShows(screen, f"{MAIN}: resume done")
        did = [entry["action"] for entry in self.rampart.json("journal", MAIN)["entries"]]
        self.assertEqual(did[:4], ["resume", "source unmark", "source mark", "hold"])
        self.assertFalse(self.rampart.json("domain", "show", MAIN)["held"])

    def test_simulate(self):
        screen = self.screen(self.go_to(MAIN), "wait S wait ] ] ] ] ]")
        expected = self.rampart.json("simulate", MAIN, "--stage", "reject")
        figures = re.search(r"^lost: good, rejected +0 +([\d ]+?)▲ +0 +([\d ]+?)▲ +0 +([\d ]+?)▲", screen, re.M)
        self.assertTrue(figures, screen)
        self.assertEqual([round(expected[which]["lost"]) for which in ("rfc7489", "rfc9989", "expected")],
                         [int(text.replace(" ", "")) for text in figures.groups()])
        self.assertShows(screen, "(stage reject)", f"RFC 9989 judges {100 * expected['receivers_rfc9989_share']:.1f} %")
        split = self.screen(self.go_to(MAIN), "wait S wait ] ] ] ] ] G Right")
        moved = self.rampart.json("simulate", MAIN, "--stage", "reject", "--split", f"{FRAGILE}=inv.{MAIN}")
        figure = re.search(r"^spam: good, quarant. +0 +([\d ]+?)▲", split, re.M).group(1)
        self.assertEqual(int(figure.replace(" ", "")), round(moved["rfc7489"]["spam"]))

    def test_take_over_as_next_record(self):
        """Tags that keys changed become the ticket, exactly as they are on the screen."""
        screen = self.screen(self.go_to(MAIN), "wait S wait ] ] ] ] ] G k Right T y wait t wait Enter wait")
        (ticket,) = self.rampart.json("ticket", "list", MAIN)["tickets"]
        ticket = self.rampart.json("ticket", "show", ticket["id"])
        self.assertEqual(ticket["changes"][0]["new"], ["v=DMARC1; p=reject; aspf=s; rua=mailto:dmarc@msp.example"])
        self.assertIsNone(ticket["stage"])
        self.assertShows(screen, "DNS CHANGE " + ticket["id"])

    def test_sources_at_both_generations(self):
        keys = self.go_to(MAIN), "wait S wait ] ] Tab"
        got = self.rampart.json("simulate", MAIN, "--stage", "reject-25")
        most = max(got["sources"], key=lambda s: s["quarantine"] + s["reject"])
        grouped = lambda amount: f"{amount:,.0f}".replace(",", " ")
        hits = [grouped(most[generation][policy]) for generation in ("rfc7489", "rfc9989") for policy in ("quarantine", "reject")]
        wide = self.screen(*keys, size="120x50")
        self.assertShows(wide, "(stage reject-25)", "QU. 7489")
        self.assertRegex(wide, r" +".join(hits))
        self.assertShows(self.screen(*keys), "at RFC 7489 receivers: quarantine %s, reject %s\n" % tuple(hits[:2])
                         + "at RFC 9989 receivers: quarantine %s, reject %s\n" % tuple(hits[2:]))

    def test_split(self):
        screen = self.screen(self.go_to(MAIN), "wait x")
        candidate = self.rampart.json("split", MAIN)["candidates"][0]
        lost = f"{round(candidate['loss_before']):,}".replace(",", " ")
        self.assertShows(screen, FRAGILE[:24], lost, "STEPS", candidate["evidence"][0][:40])
        self.screen(self.go_to(MAIN), "wait x wait + y")
        self.assertEqual(self.rampart.json("domain", "show", f"inv.{MAIN}")["playbook"], "stay-at-quarantine")
        undone = self.screen(self.go_to(MAIN), "wait x wait W y wait")
        self.assertShows(undone, f"inv.{MAIN}: the split is taken back", FRAGILE[:24])
        self.rampart.refused("domain", "show", f"inv.{MAIN}", code=2)
        self.assertShows(self.screen(self.go_to(MAIN), "wait x wait W"), "withdraw: no split was accepted")

    def test_ticket(self):
        screens = self.script("wait :domain bücher.example", "wait T y wait dump", "t wait Enter wait dump", "m dump s y wait dump",
                              ":approve M. Visser", "wait m p", "type done at noon", "Enter wait dump", "J wait dump")
        drafted, document, menu, sent, published, journal = ("\n".join(screen) for screen in screens)
        ticket = self.rampart.json("ticket", "list")["tickets"][0]
        self.assertShows(drafted, f"ticket {ticket['id']} drafted for", "t shows it")
        self.assertShows(document, "DNS CHANGE " + ticket["id"], "waits for us: send it", "Zone:           xn--bcher-kva.example")
        self.assertShows(menu, "s  sent: write it for the DNS team", "a  approved - not now: it is only drafted; send it first")
        self.assertShows(sent, f"{ticket['id']} is sent; written to", "waits for the customer: approve it")
        self.assertShows(published, f"{ticket['id']} is published", "waits for us: verify it")
        self.assertShows(journal, "ticket publish", "ticket send")
        self.assertEqual(ticket["state"], "published")
        self.assertTrue((self.rampart.state / "tickets" / f"{ticket['id']}.md").exists())

    def test_ticket_in_the_editor(self):
        """What is refused is kept for the next edit; a weaker record takes a reason and a yes."""
        ticket = self.rampart.json("ticket", "new", MAIN, "--stage", "quarantine")["id"]
        kept = self.rampart.state / "tickets" / f"{ticket}.edit"
        edit = lambda script: self.rampart.env.update(EDITOR=f"sed -i '/^#/!{{{script}}}'")
        edit("s/p=quarantine/p=refuse/; s/3600/300/")
        refused, = self.script("wait t wait Enter wait e", "Enter wait", ":messages", "wait dump", size="200x60")
        self.assertShows("\n".join(refused), "the new value is not publishable", "what you wrote is kept in")
        self.assertIn("p=refuse", kept.read_text())
        edit("s/p=refuse/p=quarantine; fo=1/")
        changed, = self.script("wait t wait Enter wait e", "Enter wait dump", size="200x60")
        self.assertShows("\n".join(changed), f"{ticket} is drafted; what it asks for is changed", "fo=1", "300")
        self.assertFalse(kept.exists())
        edit("s/p=quarantine/p=none/")
        asked, called_off = self.script("wait t wait Enter wait e", "type the customer wants it", "Enter dump n wait dump")
        self.assertShows("\n".join(asked), f"{ticket}: ask for it even where it is weaker?")
        self.assertTrue(kept.exists())
        edit("s/x/x/")
        self.script("wait t wait Enter wait e", "type the customer wants it", "Enter y wait")
        change, = self.rampart.json("ticket", "show", ticket)["changes"]
        self.assertRegex(change["new"][0], r"p=none; .*fo=1")
        self.assertEqual((change["ttl"], kept.exists()), (300, False))

    def test_import_runs_beside_the_screen(self):
        more = DATA / "demo" / "dagdeal.example.mbox.gz"
        screens = self.script("wait", ":add acme dagdeal.example", "wait", f":import {more}", "dump", "j j wait dump 9 dump")
        busy, done, jobs = ("\n".join(screen) for screen in screens)
        self.assertShows(busy, "1 job")
        self.assertShows(done, "new reports, 0 known, 0 rejected", "dagdeal.example ")
        self.assertShows(jobs, "import ", "done")
        self.assertNotIn("show Board", jobs)

    def test_sizes_and_resize(self):
        screens = self.script("wait", "G dump", "resize 200x60 dump", "resize 60x15 dump", "resize 39x24 dump", "resize 80x24 dump")
        row = [next((line for line in screen if line.startswith(">")), "") for screen in screens]
        self.assertTrue(row[0] and all(line.startswith(row[0][:12]) for line in (row[1], row[2], row[4])), row)
        self.assertEqual(screens[3][0], "Rampart needs 40x8, this is 39x24")
        for screen, width in zip(screens, (80, 200, 60, 39, 80)):
            self.assertTrue(all(len(line) <= width for line in screen))

    def test_monochrome_says_the_same(self):
        keys = ("wait", "dump", self.go_to(MAIN), "wait dump")
        self.assertEqual(self.script(*keys), self.script(*keys, options=("--no-color",)))

    def test_broken_scripts(self):
        self.script("wait", "nonsense", code=2)
        self.assertIn("keys:2: 'nonsense' is no key and no word of scripts", self.error)
        self.script("resize 80", code=2)
        self.assertIn("keys:1:", self.error)

    def test_errors_are_shown(self):
        screen = self.screen("wait :domain nowhere.example")
        self.assertShows(screen, "nowhere.example", "R tries again")


class Terminal:
    """A shell in a tmux of its own."""

    def __init__(self, case, size=(80, 24), **env):
        if not shutil.which("tmux"):
            case.skipTest("tmux is not installed")
        self.case = case
        self.socket = tempfile.mktemp(prefix="tmux-", dir=case.folder)
        self.env = {**case.rampart.env, **env}
        self.commands = 0
        width, height = map(str, size)
        case.addCleanup(subprocess.run, ("tmux", "-S", self.socket, "kill-server"), capture_output=True)
        self.tmux("-f", "/dev/null", "new-session", "-d", "-x", width, "-y", height, "sh")

    def tmux(self, *args):
        return subprocess.run(("tmux", "-S", self.socket, *args), env=self.env, check=True, capture_output=True,
                              text=True).stdout

    def press(self, *keys):
        self.tmux("send-keys", "-t", "0", *keys)

    def type(self, text):
        self.tmux("send-keys", "-t", "0", "-l", text)

    def resize(self, width, height):
        self.tmux("resize-window", "-x", str(width), "-y", str(height))

    def capture(self, *options):
        return self.tmux("capture-pane", "-p", "-t", "0", *options)

    def ask(self, what):
        return self.tmux("display-message", "-p", "-t", "0", what).strip()

    def wait(self, done, what):
        """Looks again until it is so; the last screen stands in the failure."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            screen = self.capture()
            if done(screen):
                return screen
            time.sleep(0.02)
        self.case.fail(f"{what} did not happen:\n{self.capture()}")

    def wait_for(self, what, value):
        """Until the terminal says so of itself: the cursor moves only after the last text was drawn."""
        self.wait(lambda _: self.ask(what) == value, f"{what} {value}")

    def until(self, *texts):
        return self.wait(lambda screen: all(text in screen for text in texts), f"{texts}")

    def gone(self, *texts):
        return self.wait(lambda screen: not any(text in screen for text in texts), f"the end of {texts}")

    def shell(self, command):
        """Runs a shell command; what it printed."""
        self.commands += 1
        end = f"end{self.commands}"
        self.type(f"clear; {command}; echo e''{end[1:]}")
        self.press("Enter")
        return self.until(end).partition(end)[0]

    def start(self, *options):
        self.modes = self.shell("stty -g")
        self.type("clear; " + shlex.join(self.case.rampart.command("--offline", *options)) + "; echo code $?")
        self.press("Enter")
        self.wait(self.is_todays_board, "today's board")

    @staticmethod
    def is_todays_board(screen):
        """All of it was drawn, and nothing is still being read."""
        return (all(text in screen for text in ("Rampart  Board", "dagdeal", "q quit")) and "as last known" not in screen
                and " job" not in screen.splitlines()[0])

    def process(self):
        """The program's id, found below the terminal's shell."""
        shell = self.ask("#{pane_pid}")
        out = subprocess.run(("ps", "-o", "pid=", "--ppid", shell), capture_output=True, text=True).stdout
        return int(out.split()[0])

    def assertRestored(self, case):
        self.wait_for("#{alternate_on} #{cursor_flag} #{keypad_flag}", "0 1 0")
        case.assertEqual(self.shell("stty -g"), self.modes)


class RealTerminal(Project):
    def test_keys_and_back(self):
        terminal = Terminal(self)
        terminal.start()
        self.assertEqual(terminal.ask("#{alternate_on}"), "1")
        terminal.until("> xn--bcher-kva")
        terminal.wait_for("#{cursor_x},#{cursor_y}", "0,2")  # rests on the selected row
        terminal.press("j")
        terminal.wait_for("#{cursor_y}", "3")
        terminal.press("Enter")
        terminal.until(f"Board > {MAIN}", "GATE closed", "next  +")
        terminal.press("D")
        terminal.until("D does nothing here; ? lists the keys")
        terminal.press("?")
        terminal.until("KEYS OF THIS SCREEN (Domain)", "go to the next stage: drafts its ticket")
        terminal.press("Escape")
        terminal.gone("KEYS OF")
        terminal.press("q")
        terminal.until("q quit")
        terminal.press("q")
        terminal.until("code 0")
        terminal.assertRestored(self)

    def test_editor(self):
        """The editor has the terminal for itself, and gives it back."""
        ticket = self.rampart.json("ticket", "new", MAIN, "--stage", "quarantine")["id"]
        editor = self.folder / "editor"
        editor.write_text('#!/bin/sh\necho editing here\nread line\nsed -i "/^#/!s/3600/$line/" "$1"\n')
        editor.chmod(0o755)
        terminal = Terminal(self, EDITOR=str(editor))
        terminal.start()
        terminal.press("t")
        terminal.until("Board > Tickets", f"> {ticket}")
        terminal.press("Enter")
        terminal.until("DOCUMENT", f"DNS CHANGE {ticket}")
        terminal.press("e")
        terminal.until("editing here")
        self.assertEqual(terminal.ask("#{alternate_on}"), "0")
        terminal.type("900")
        terminal.press("Enter")
        terminal.until("reason, if a record is weaker", "DOCUMENT")
        terminal.press("Enter")
        terminal.until("what it asks for is changed")
        self.assertEqual(self.rampart.json("ticket", "show", ticket)["changes"][0]["ttl"], 900)
        terminal.press("Q")
        terminal.until("code 0")
        terminal.assertRestored(self)

    def test_mouse_copy_and_bindings(self):
        """What the config says of the screens, on a terminal that passes the mouse and OSC 52 on."""
        config = self.folder / "config.yaml"
        config.write_text("mouse: yes\nbindings:\n  - {action: burn-down, keys: 'O'}\n")
        terminal = Terminal(self)
        terminal.tmux("set", "-s", "set-clipboard", "on")
        terminal.start("--config", config)
        screen = terminal.until("> xn--bcher-kva", MAIN[:20])
        row = next(i for i, line in enumerate(screen.splitlines(), 1) if MAIN[:20] in line)
        for button in " #":  # down and up, as tmux tells of them by default
            terminal.type(f"\x1b[M{button}*{chr(32 + row)}")
        terminal.until(f"> {MAIN[:20]}")
        terminal.press("y")
        terminal.until("the row's name")
        terminal.press("n")
        terminal.until(f"copied: {MAIN}")
        terminal.wait(lambda _: terminal.tmux("list-buffers", "-F", "#{buffer_sample}").strip() == MAIN, "the copy")
        terminal.press("O")
        terminal.until("Burn-down acme", "░ monitor", "^ today")
        terminal.press("Q")
        terminal.until("code 0")
        terminal.assertRestored(self)
        config.write_text("bindings:\n  - {action: fly, keys: 'O'}\n")
        self.assertIn("there is no action 'fly'", terminal.shell(shlex.join(self.rampart.command("--config", config))))

    def test_resize(self):
        terminal = Terminal(self)
        terminal.start()
        terminal.press("G")
        selected = lambda screen: [line for line in screen.splitlines()[3:] if line.startswith(">")]
        row, = selected(terminal.wait(selected, "the move to the last row"))
        terminal.resize(200, 60)
        terminal.until("FORECAST", row[:12])
        terminal.resize(30, 6)
        terminal.until("Rampart needs 40x8")
        terminal.resize(80, 24)
        terminal.gone("needs", "FORECAST")
        terminal.until(row)
        terminal.press("Q")
        terminal.until("code 0")

    def test_signals_give_the_terminal_back(self):
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGSEGV):
            with self.subTest(signal=number.name):
                terminal = Terminal(self)
                terminal.start()
                os.kill(terminal.process(), number)
                terminal.until("code ", "ended by a fault of its own" if number == signal.SIGSEGV else "")
                terminal.wait_for("#{alternate_on} #{cursor_flag}", "0 1")
                self.assertEqual(terminal.shell("stty -g"), terminal.modes)

    def test_suspend(self):
        terminal = Terminal(self)
        terminal.shell("set -m")
        terminal.start()
        terminal.press("C-z")
        terminal.until("Stopped")
        self.assertEqual(terminal.ask("#{alternate_on}"), "0")
        terminal.type("clear; fg")
        terminal.press("Enter")
        terminal.wait(terminal.is_todays_board, "the board again")
        terminal.press("q")
        terminal.wait_for("#{alternate_on}", "0")

    def test_paste_presses_no_key(self):
        terminal = Terminal(self)
        terminal.start()
        terminal.tmux("set-buffer", "Qq")
        terminal.tmux("paste-buffer", "-p", "-t", "0")
        terminal.until("pasted text is taken by prompts only")
        terminal.press("/")
        terminal.until("filter:")
        terminal.tmux("set-buffer", "kado\n")
        terminal.tmux("paste-buffer", "-p", "-t", "0")
        terminal.until("1 of 3: kado")
        terminal.press("Enter", "q")
        terminal.until("code 0")

    def test_no_color(self):
        terminal = Terminal(self, NO_COLOR="1")
        terminal.start()
        self.assertFalse(re.search(r"\x1b\[[0-9;]*3[0-7]m", terminal.capture("-e")))
        terminal.press("Q")
        terminal.until("code 0")
        terminal = Terminal(self, TERM="vt100")
        terminal.shell("export TERM=vt100")
        terminal.start()
        self.assertFalse(re.search(r"\x1b\[[0-9;]*3[0-7]m", terminal.capture("-e")))
        terminal.press("Q")
        terminal.until("code 0")

    def test_ascii(self):
        terminal = Terminal(self)
        terminal.shell("export LC_ALL=C")
        terminal.start()
        terminal.press("j", "Enter")
        screen = terminal.until("COMPLIANCE", "[quarantine]", "##########", "next  +")
        self.assertTrue(screen.isascii(), screen)
        terminal.press("Q")
        terminal.until("code 0")

    def test_unusable_terminals(self):
        terminal = Terminal(self)
        screen = terminal.shell("TERM=dumb " + shlex.join(self.rampart.command()) + "; echo code $?")
        self.assertIn("the terminal 'dumb' cannot show screens", screen)
        self.assertIn("code 2", screen)
        done = self.rampart.raw()
        self.assertEqual(done.returncode, 2)
        self.assertIn("the screens need a terminal", done.stderr.decode())

    def test_idle_uses_no_processor(self):
        terminal = Terminal(self)
        terminal.start()
        terminal.press("j")
        terminal.wait_for("#{cursor_y}", "3")
        process = pathlib.Path(f"/proc/{terminal.process()}")

        def used():
            """Ticks of the processor, and how often each thread was put on it or taken off."""
            ticks = (process / "stat").read_text().rpartition(")")[2].split()[11:13]
            threads = (path.read_text() for path in process.glob("task/*/status"))
            return sum(map(int, ticks)), sorted(re.findall(r"ctxt_switches:\s(\d+)", "".join(threads)))

        def rests(_):
            with contextlib.suppress(FileNotFoundError):  # a thread ended between two looks
                before = used()
                time.sleep(STILL)  # the time is what is measured
                return used() == before

        terminal.wait(rests, "a moment without any work")
        terminal.press("Q")
        terminal.until("code 0")


del Project
if __name__ == "__main__":
    main()

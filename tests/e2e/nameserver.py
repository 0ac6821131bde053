# SPDX-License-Identifier: MIT
"""Name servers for the tests: real ones (nsd) on loopback, and hostile ones.

As a program, for tests in C: prints `PORT\n` once everything answers, and ends when its stdin does.

    nameserver.py serve ADDRESS=FOLDER[+FOLDER…]…    nsd with the zones of the folders, all at one port
    nameserver.py hostile [ADDRESS]                  a server whose misbehaviour the name asked for chooses
"""
import contextlib, os, random, select, shutil, signal, socket, struct, sys, threading, time

from daemon import STARTING, Daemon

TYPES = {"A": 1, "NS": 2, "CNAME": 5, "SOA": 6, "PTR": 12, "MX": 15, "TXT": 16, "AAAA": 28}
RCODES = {0: "noerror", 1: "formerr", 2: "servfail", 3: "nxdomain", 4: "notimp", 5: "refused"}
PORTS = range(10000, 32768)  # the system takes the ports of clients from above
reserved = []  # sockets that keep our ports from the tests that run beside this one


def is_free(address, port):
    """Nobody listens there, over UDP or TCP."""
    try:
        for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
            with socket.socket(socket.AF_INET, kind) as s:
                s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, kind == socket.SOCK_STREAM)
                s.bind((address, port))
        return True
    except OSError:
        return False


def reserve(port):
    """No other test gets it while this program runs, also while a server of ours that had it starts again."""
    s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    try:
        s.bind(f"\0rampart-test-port-{port}")
    except OSError:
        s.close()
        return False
    reserved.append(s)
    return True


def free_port(*addresses):
    """A port that is free over UDP and TCP at every address, and stays ours."""
    for port in random.SystemRandom().sample(PORTS, 100):
        if reserve(port) and all(is_free(address, port) for address in addresses):
            return port
    raise RuntimeError(f"no port is free at {' '.join(addresses)}")


def wire_name(name):
    labels = [part.encode() for part in name.rstrip(".").split(".") if part]
    return b"".join(bytes([len(label)]) + label for label in labels) + b"\0"


def query(name, kind="SOA", ident=None):
    ident = random.randrange(65536) if ident is None else ident
    edns = b"\0" + struct.pack(">HHIH", 41, 4096, 0, 0)
    return struct.pack(">HHHHHH", ident, 0, 1, 0, 0, 1) + wire_name(name) + struct.pack(">HH", TYPES[kind], 1) + edns


def read_name(data, at):
    labels, after = [], None
    while data[at]:
        if data[at] >= 192:
            after = after or at + 2
            at = struct.unpack_from(">H", data, at)[0] & 0x3FFF
        else:
            labels.append(data[at + 1 : at + 1 + data[at]].decode("latin-1"))
            at += 1 + data[at]
    return ".".join(labels), after or at + 1


def ask(address, port, name, kind="SOA", patience=0.5):
    """(rcode, [(owner, type, rdata)…]) of one server, or None when it does not answer in time."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.settimeout(patience)
        s.connect((address, port))
        message = query(name, kind)
        try:
            s.send(message)
            data = s.recv(65535)
        except OSError:
            return None
    if data[:2] != message[:2]:
        return None
    at, answers = read_name(data, 12)[1] + 4, []
    for _ in range(struct.unpack_from(">H", data, 6)[0]):
        owner, at = read_name(data, at)
        rtype, _, _, size = struct.unpack_from(">HHIH", data, at)
        answers.append((owner, rtype, data[at + 10 : at + 10 + size]))
        at += 10 + size
    return RCODES.get(data[3] & 15, str(data[3] & 15)), answers


class NameServer(Daemon):
    """nsd at one address with the zones of a folder of its own, copied from `zones`: a folder with files NAME.zone, or
    several, the later ones over the earlier. `set` and `remove` change a record and raise the zone's serial; `reload` serves what changed.
    """

    program, flags = "nsd", ("-d",)

    def __init__(self, zones=(), address="127.0.1.53", port=None):
        super().__init__(address, port or free_port(address))
        self.zones = self.home / "zones"
        self.zones.mkdir()
        for folder in [zones] if isinstance(zones, (str, os.PathLike)) else zones:
            shutil.copytree(folder, self.zones, dirs_exist_ok=True)

    def path(self, zone):
        return self.zones / f"{zone}.zone"

    def write(self, zone, text):
        self.path(zone).write_text(text)

    def config(self):
        names = sorted(p.name[: -len(".zone")] for p in self.zones.glob("*.zone"))
        server = f"""server:
  ip-address: {self.address}@{self.port}
  server-count: 1
  username: ""
  chroot: ""
  database: ""
  pidfile: ""
  zonesdir: "{self.zones}"
  xfrdfile: "{self.home}/xfrd"
  xfrdir: "{self.home}"
  zonelistfile: "{self.home}/zonelist"
  logfile: "{self.home}/log"
  hide-version: yes
  rrl-ratelimit: 0
remote-control:
  control-enable: no
"""
        return server + "".join(f'zone:\n  name: "{n}"\n  zonefile: "{n}.zone"\n' for n in names)

    def answers(self):
        return ask(self.address, self.port, "ready.test") is not None

    def stop(self):
        """Ends it at once: every question is met by a closed port afterwards."""
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)  # nsd forks a child for the questions
            self.process.wait()
            until = time.monotonic() + STARTING
            while not is_free(self.address, self.port) and time.monotonic() < until:
                time.sleep(0.01)  # its child still holds the port
        self.process = None

    def reload(self):
        self.stop()
        self.start()

    def _edit(self, zone, keep, added):
        lines, text = [], self.path(zone).read_text()
        for line in text.splitlines():
            words = line.split()
            if "SOA" in words:
                at = words.index("SOA") + 3
                words[at] = str(int(words[at]) + 1)
                line = " ".join(words)
            if keep(words):
                lines.append(line)
        self.write(zone, "\n".join(lines + added) + "\n")

    def set(self, zone, name, kind, *values, ttl=""):
        """Replaces the record set of a name (relative, `@` for the apex) and type."""
        self._edit(zone, lambda words: not (words[:1] == [name] and kind in words[1:4]),
                   [f"{name} {ttl} {kind} {value}" for value in values])

    def remove(self, zone, name, kind):
        self.set(zone, name, kind)


def record(owner, kind, data, ttl=300):
    return wire_name(owner) + struct.pack(">HHIH", TYPES.get(kind, kind), 1, ttl, len(data)) + data


def text(*strings):
    return b"".join(bytes([len(s)]) + s for s in strings)


def reply(message, answers=(), rcode=0, flags=0x8400, ident=None, question=None, authority=()):
    """The answer to a query message; flags: QR and AA unless said otherwise."""
    end = read_name(message, 12)[1] + 4
    return (message[:2] if ident is None else struct.pack(">H", ident)) + struct.pack(
        ">HHHHH", flags | rcode, 1, len(answers), len(authority), 0) + (question or message[12:end]) + b"".join(answers) + b"".join(authority)


class Hostile:
    """A server over UDP and TCP; the first label without `_` of the name asked for chooses what it does (see
    `answers`)."""

    def __init__(self, address="127.0.0.1", port=None):
        self.address, self.port = address, port or free_port(address)
        self.asked = []  # (name, type, tcp?)
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind((address, self.port))
        self.elsewhere = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.elsewhere.bind((address, 0))
        self.tcp = socket.create_server((address, self.port), backlog=64)
        self.wake, self.woken = socket.socketpair()
        self.thread = threading.Thread(target=self.run, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.wake.close()
        self.thread.join()
        for s in (self.udp, self.elsewhere, self.tcp, self.woken):
            s.close()

    def run(self):
        streams = {}
        while True:
            ready, _, _ = select.select([self.udp, self.tcp, self.woken, *streams], [], [])
            if self.woken in ready:
                break
            for s in ready:
                if s is self.udp:
                    message, peer = s.recvfrom(65535)
                    for answer in self.answers(message, False, peer):
                        s.sendto(answer, peer)
                elif s is self.tcp:
                    streams[s.accept()[0]] = b""
                else:
                    streams[s] += s.recv(65535)
                    if self.stream(s, streams[s]):
                        del streams[s]
        for s in streams:
            s.close()

    def stream(self, s, came):
        """Serves one TCP connection; true when it is over."""
        if len(came) >= 2 and len(came) >= 2 + struct.unpack(">H", came[:2])[0]:
            for answer in self.answers(came[2:], True, None):
                with contextlib.suppress(OSError):
                    s.sendall(struct.pack(">H", len(answer)) + answer if len(answer) < 65536 else answer[:65535])
            name = read_name(came[2:], 12)[0].lower()
            if name.startswith("tcp-hangs"):
                return False
            s.close()
            return True
        if not came:
            s.close()
        return not came

    def answers(self, message, tcp, peer):
        name, at = read_name(message, 12)
        kind = struct.unpack_from(">H", message, at)[0]
        self.asked.append((name, kind, tcp))
        what = next((label for label in name.lower().split(".") if not label.startswith("_")), "")
        right = record(name, "TXT", text(b"v=right"))
        wrong = record(name, "TXT", text(b"v=wrong"))
        ident = struct.unpack(">H", message[:2])[0]
        cut = b"" if tcp else reply(message, flags=0x8600)

        if what == "right":
            return [reply(message, [right])]
        if what == "signed":  # AD: validated by DNSSEC
            return [reply(message, [right], flags=0x84A0)]
        if what == "wrong-id":
            return [reply(message, [wrong], ident=ident ^ 1), reply(message, [right])]
        if what == "wrong-question":
            other = wire_name("other.test") + message[at : at + 4]
            return [reply(message, [record("other.test", "TXT", text(b"v=wrong"))], question=other), reply(message, [right])]
        if what == "wrong-type":
            return [reply(message, [wrong], question=message[12:at] + struct.pack(">HH", 1, 1)), reply(message, [right])]
        if what == "wrong-peer":
            if peer:
                self.elsewhere.sendto(reply(message, [wrong]), peer)
            return [reply(message, [right])]
        if what == "query-back":
            return [message, reply(message, [right])]
        if what == "noise":
            return [b"", b"\0", os.urandom(11), os.urandom(600), message[:2] + os.urandom(700)[:700], reply(message, [right])]
        if what == "other-case":
            return [reply(message, [record(name.upper(), "TXT", text(b"v=right"))], question=wire_name(name.upper()) + message[at : at + 4])]
        if what == "stray":  # a record that nobody asked for beside the right one
            return [reply(message, [record("other.test", "TXT", text(b"v=wrong")), right])]
        if what in ("servfail", "bogus"):
            checking = not message[3] & 0x10
            return [reply(message, rcode=2) if checking or what == "servfail" else reply(message, [right])]
        if what in ("nxdomain", "refused", "notimp", "formerr"):
            soa = record("test", "SOA", wire_name("ns.test") + wire_name("mail.test") + struct.pack(">IIIII", 7, 1, 1, 1, 60), ttl=900)
            return [reply(message, rcode={"nxdomain": 3, "refused": 5, "notimp": 4, "formerr": 1}[what], authority=[soa])]
        if what == "nodata":
            return [reply(message, authority=[record("test", "SOA", wire_name("ns.test") + wire_name("mail.test") + struct.pack(">IIIII", 7, 1, 1, 1, 900), ttl=30)])]
        if what == "referral":
            return [reply(message, flags=0x8000, authority=[record("test", "NS", wire_name("ns.test"))])]
        if what == "silent":
            return []
        if what == "no-edns":  # takes no EDNS, and does not say so
            return [reply(message, [right])] if message[10:12] == b"\0\0" else []
        if what == "offer":  # the octets that the asker offers to take, by its OPT record
            offered = read_name(message, at + 4)[1]
            return [reply(message, [record(name, "TXT", text(str(struct.unpack_from(">HH", message, offered)[1]).encode()))])
                    if message[10:12] == b"\0\1" and struct.unpack_from(">H", message, offered)[0] == 41 else reply(message, rcode=1)]
        if what.startswith("records"):  # as many TXT as the name says
            return [reply(message, [record(name, "TXT", text(b"v=%d" % i)) for i in range(int(what[7:]))])] if tcp else [cut]
        if what == "big":  # one TXT of 64 KiB, in 250 strings
            return [reply(message, [record(name, "TXT", text(*[b"x" * 255] * 250))])] if tcp else [cut]
        if what == "strings":  # more strings than an octet counts
            return [reply(message, [record(name, "TXT", text(*[b"ab"] * 300)), record(name, "TXT", text(b"v=second"))])] if tcp else [cut]
        if what == "tcp-cut":
            return [struct.pack(">H", 500) * 32768] if tcp else [cut]
        if what == "tcp-hangs":
            return [] if tcp else [cut]
        if what == "tcp-truncated":
            return [reply(message, flags=0x8600)]
        if what == "loop":
            return [reply(message, [record(name, "CNAME", wire_name("loop2.test")), record("loop2.test", "CNAME", wire_name(name))])]
        if what.startswith("spiral"):  # an alias more at each question
            return [reply(message, [record(name, "CNAME", wire_name(f"spiral{len(self.asked)}.test"))])]
        if what == "alias":
            return [reply(message, [record(name, "CNAME", wire_name("right.test"))])]
        if what == "dangling":
            return [reply(message, [record(name, "CNAME", wire_name("nxdomain.test"))])]
        if what == "pointer-loop":
            return [reply(message, [b"\xc0" + bytes([at + 4]) + right[-19:]])]
        if what == "pointer-chain":  # each pointer leads to the next, back to the first
            chain = b"".join(struct.pack(">H", 0xC000 | (at + 4 + 2 * ((i + 1) % 50))) for i in range(50))
            return [reply(message, [chain])]
        if what == "pointer-past":
            return [reply(message, [b"\xff\xff" + right[-19:]])]
        if what == "short-data":
            return [reply(message, [right])[:-3]]
        if what == "long-data":  # the record claims more than the message holds
            return [reply(message, [wire_name(name) + struct.pack(">HHIH", 16, 1, 300, 60000) + b"\x07v=right"])]
        if what == "short-string":
            return [reply(message, [record(name, "TXT", b"\xffshort")])]
        if what == "counts":  # claims 65,535 answers
            whole = bytearray(reply(message, [right]))
            whole[6:8] = b"\xff\xff"
            return [bytes(whole)]
        if what == "bad-address":
            return [reply(message, [record(name, kind, b"\x7f\0\0")])]
        if what == "escape":
            return [reply(message, [record(name, "TXT", text(b"v=\x1b]0;owned\x07\0\xff\r\n\"\\"))])]
        if what == "odd-name":
            return [reply(message, [record(name, kind, bytes([8]) + b"a.b\x1b[2J\xff" + wire_name("test"))])]
        return [reply(message, rcode=3)]


def serve(places):
    pairs = [place.split("=", 1) for place in places]
    port = free_port(*(address for address, _ in pairs))
    with contextlib.ExitStack() as stack:
        for address, folders in pairs:
            stack.enter_context(NameServer(folders.split("+"), address, port))
        wait(port)


def wait(port):
    print(port, flush=True)
    sys.stdin.read()


def main():
    if sys.argv[1:2] == ["serve"] and len(sys.argv) > 2:
        serve(sys.argv[2:])
    elif sys.argv[1:2] == ["hostile"]:
        with Hostile(*sys.argv[2:3]) as server:
            wait(server.port)
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: MIT
"""Knot on loopback: primaries that take DNS updates, secondaries that transfer when they are told to.

As a program, for tests in C: prints `PORT\n` once it answers, and ends when its stdin does.

    knotserver.py ADDRESS=FOLDER NAME:ALGORITHM:SECRET:ZONE[,ZONE…]…    a primary with keys that may change zones
"""
import contextlib, os, pathlib, shutil, socket, struct, subprocess, sys, threading, time

from daemon import STARTING, Daemon
from nameserver import ask, free_port, wait

UPDATE = 5  # the opcode


class Key:
    """A key that a server knows, and the zones that it may change there."""

    def __init__(self, name, algorithm, secret, zones):
        self.name, self.algorithm, self.secret, self.zones = name, algorithm, secret, zones


class Knot(Daemon):
    """knotd at one address with the zones of a folder (files NAME.zone). With a primary it is a secondary that holds
    what it transferred at its start until `refresh`.
    """

    program = "knotd"

    def __init__(self, zones, address="127.0.1.53", port=None, keys=(), primary=None):
        super().__init__(address, port or free_port(address))
        self.keys, self.primary = keys, primary
        self.names = sorted(p.name[: -len(".zone")] for p in pathlib.Path(zones).glob("*.zone"))
        if not primary:
            for name in self.names:
                shutil.copy(pathlib.Path(zones) / f"{name}.zone", self.home)

    def config(self):
        lines = [f"server:\n  listen: {self.address}@{self.port}\n  rundir: {self.home}",
                 f"database:\n  storage: {self.home}", f"log:\n  - target: {self.home}/log\n    any: info"]
        lines += ["key:"] * bool(self.keys)
        lines += [f"  - id: {key.name}\n    algorithm: {key.algorithm}\n    secret: {key.secret}" for key in self.keys]
        if self.primary:
            lines.append(f"remote:\n  - id: primary\n    address: {self.primary.address}@{self.primary.port}")
        lines.append("acl:\n  - id: transfer\n    address: 127.0.0.0/8\n    action: transfer")
        lines += [f"  - id: update-{key.name}\n    key: {key.name}\n    action: update" for key in self.keys]
        lines.append("zone:")
        for name in self.names:
            acl = ["transfer"] + [f"update-{key.name}" for key in self.keys if name in key.zones]
            lines.append(f"  - domain: {name}\n    storage: {self.home}\n    file: {name}.zone\n    acl: [{', '.join(acl)}]"
                         + ("\n    master: primary" if self.primary else ""))
        return "\n".join(lines) + "\n"

    def answers(self):
        return all(self.serves(name) for name in self.names)

    def serves(self, name):
        answer = ask(self.address, self.port, name)
        return answer and answer[0] == "noerror" and answer[1]

    def control(self, *words):
        return subprocess.run(["knotc", "-s", self.home / "knot.sock", *words], check=True, capture_output=True, text=True,
                              env=dict(os.environ, PATH=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")).stdout

    def records(self, zone):
        """Every record of a zone but its SOA, as text: what a zone transfer gives."""
        done = subprocess.run(["kdig", f"@{self.address}", "-p", str(self.port), zone, "AXFR"], check=True,
                              capture_output=True, text=True)
        lines = [line.split(None, 4) for line in done.stdout.splitlines() if line and line[0] != ";"]
        return sorted(f"{owner} {ttl} {kind} {data}" for owner, ttl, _, kind, data in lines if kind != "SOA")

    def serial(self, zone):
        _, answers = ask(self.address, self.port, zone)
        return struct.unpack(">I", answers[0][2][-20:-16])[0]

    def set(self, zone, name, kind, *values, ttl=3600):
        """Replaces the record set of a name (relative) and type."""
        self.control("zone-begin", zone)
        with contextlib.suppress(subprocess.CalledProcessError):
            self.control("zone-unset", zone, name, kind)
        for value in values:
            self.control("zone-set", zone, name, str(ttl), kind, value)
        self.control("zone-commit", zone)

    def refresh(self, zone, serial):
        """Transfers a zone from the primary, until it has that serial."""
        self.control("zone-retransfer", zone)
        until = time.monotonic() + STARTING
        while self.serial(zone) != serial:
            if time.monotonic() > until:
                raise RuntimeError(f"{zone} stays at {self.serial(zone)}")
            time.sleep(0.02)


class Between:
    """Stands between us and a server, over TCP: hands on what is asked, and keeps what it is told to.

    hang: "all" takes connections and never answers; "update" answers questions, and swallows updates;
    "answer" hands updates on, and swallows what comes back.
    """

    def __init__(self, server, hang, address="127.0.1.58"):
        self.server, self.hang = server, hang
        self.socket = socket.create_server((address, 0))
        self.address, self.port = self.socket.getsockname()
        self.open = []
        self.taking = threading.Thread(target=self.run, daemon=True)
        self.taking.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        # The thread must be out of accept() before the descriptor's number can serve another socket.
        self.socket.shutdown(socket.SHUT_RDWR)
        self.taking.join()
        self.socket.close()
        for s in self.open:
            s.close()

    def run(self):
        while True:
            try:
                self.open.append(self.socket.accept()[0])
            except OSError:
                return
            if self.hang != "all":
                threading.Thread(target=self.hand_on, args=[self.open[-1]], daemon=True).start()

    def hand_on(self, s):
        with contextlib.suppress(OSError, struct.error):
            message = receive(s)
            update = message[2] >> 3 & 15 == UPDATE
            if update and self.hang == "update":
                return
            with socket.create_connection((self.server.address, self.server.port)) as there:
                there.sendall(struct.pack(">H", len(message)) + message)
                answer = receive(there)
            if not update:
                s.sendall(struct.pack(">H", len(answer)) + answer)


def receive(s):
    """One message with its length before it."""
    data = b""
    while len(data) < 2 or len(data) < 2 + struct.unpack(">H", data[:2])[0]:
        more = s.recv(65535)
        if not more:
            raise OSError("closed")
        data += more
    return data[2:]


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    address, folder = sys.argv[1].split("=", 1)
    keys = [Key(name, algorithm, secret, zones.split(","))
            for name, algorithm, secret, zones in (word.split(":") for word in sys.argv[2:])]
    with Knot(folder, address, keys=keys) as server:
        wait(server.port)


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: MIT
"""Unbound on loopback: a resolver that caches, and validates where it is given a root of trust. It asks the servers of
its zones and nobody else: every other name does not exist for it."""
import os, pathlib, shutil, subprocess, tempfile, time

from nameserver import STARTING, ask, free_port


class Unbound:
    """A resolver at one address. zones: {name: [(address, port)…]}, who serves each; anchors: {name: DNSKEY or DS line}."""

    def __init__(self, zones, address="127.0.1.60", port=None, anchors=None):
        self.zones, self.anchors, self.process = zones, anchors or {}, None
        self.address, self.port = address, port or free_port(address)
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="unbound-"))

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_):
        self.close()

    def config(self):
        modules = "validator iterator" if self.anchors else "iterator"
        lines = [f"""server:
  interface: {self.address}@{self.port}
  access-control: 127.0.0.0/8 allow
  do-not-query-localhost: no
  do-ip6: no
  num-threads: 1
  username: ""
  chroot: ""
  directory: "{self.home}"
  pidfile: ""
  logfile: "{self.home}/log"
  use-syslog: no
  module-config: "{modules}"
  val-log-level: 2
  local-zone: "." static"""]
        lines += [f'  local-zone: "{name}." transparent' for name in self.zones]
        lines += [f"  trust-anchor: '{line}'" for line in self.anchors.values()]
        for name, servers in self.zones.items():
            lines += [f'stub-zone:\n  name: "{name}."'] + [f"  stub-addr: {address}@{port}" for address, port in servers]
        return "\n".join(lines) + "\nremote-control:\n  control-enable: no\n"

    def start(self):
        unbound = shutil.which("unbound", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
        (self.home / "unbound.conf").write_text(self.config())
        self.process = subprocess.Popen([unbound, "-d", "-c", str(self.home / "unbound.conf")], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + STARTING
        while ask(self.address, self.port, "ready.test") is None:
            if self.process.poll() is not None or time.monotonic() > until:
                log = self.home / "log"
                raise RuntimeError("unbound does not answer: " + (log.read_text() if log.exists() else "no log"))

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait()
        self.process = None

    def forget(self):
        """Empties its cache."""
        self.stop()
        self.start()

    def close(self):
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)

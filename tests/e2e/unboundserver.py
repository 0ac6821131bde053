# SPDX-License-Identifier: MIT
"""Unbound on loopback: a resolver that caches, and validates where it is given a root of trust. It asks the servers of
its zones and nobody else: every other name does not exist for it."""
from daemon import Daemon
from nameserver import PORTS, ask, free_port


class Unbound(Daemon):
    """A resolver at one address. zones: {name: [(address, port)…]}, who serves each; anchors: {name: DNSKEY or DS line}."""

    program, flags = "unbound", ("-d",)

    def __init__(self, zones, address="127.0.1.60", port=None, anchors=None):
        super().__init__(address, port or free_port(address))
        self.zones, self.anchors = zones, anchors or {}

    def config(self):
        modules = "validator iterator" if self.anchors else "iterator"
        lines = [f"""server:
  interface: {self.address}@{self.port}
  access-control: 127.0.0.0/8 allow
  do-not-query-localhost: no
  do-ip6: no
  outgoing-port-avoid: {PORTS.start}-{PORTS.stop - 1}
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

    def answers(self):
        return ask(self.address, self.port, "ready.test") is not None

    def forget(self):
        """Empties its cache."""
        self.stop()
        self.start()

# SPDX-License-Identifier: MIT
"""A server program on loopback, for as long as a test needs it."""
import os, pathlib, shutil, subprocess, tempfile, time

STARTING = 20  # seconds that a server may take until it answers


class Daemon:
    """Runs `program` with the file that `config` gives, in a folder of its own, until it `answers`."""

    program, flags = "", ()

    def __init__(self, address, port):
        self.address, self.port, self.process = address, port, None
        self.home = pathlib.Path(tempfile.mkdtemp(prefix=f"{self.program}-"))

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_):
        self.close()

    def start(self):
        config = self.home / "config"
        config.write_text(self.config())
        program = shutil.which(self.program, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
        self.process = subprocess.Popen([program, *self.flags, "-c", str(config)], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        until = time.monotonic() + STARTING
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > until:
                log = self.home / "log"
                raise RuntimeError(f"{self.program} does not answer: " + (log.read_text() if log.exists() else "no log"))
            time.sleep(0.01)

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait()
        self.process = None

    def close(self):
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)

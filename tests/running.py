"""The whole service as its operator starts it: `signaalwijzer serve` in a process of its own, on a free port."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pyotp

SERVE = [str(Path(sys.executable).parent / "signaalwijzer"), "serve"]
READY_SECONDS = 180


class Service:
    """A running service: its address, its data folder, what it printed, and the way to stop or kill it."""

    def __init__(self, data: Path, **environ: str) -> None:
        self.data = data
        self._environ = environ
        self.printed = data.parent / f"{data.name}.out"
        self.start()

    def start(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        environ = {**os.environ, "SIGNAALWIJZER_DATA": str(self.data), "SIGNAALWIJZER_PORT": str(port), **self._environ}
        with self.printed.open("a") as out:
            self.process = subprocess.Popen(SERVE, env=environ, stdout=out, stderr=subprocess.STDOUT)
        deadline = time.monotonic() + READY_SECONDS
        while not self._ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.process.kill()
                raise AssertionError(self.printed.read_text()[-4000:])
            time.sleep(0.1)

    def _ready(self) -> bool:
        try:
            return httpx.get(f"{self.url}/health/ready", timeout=2).status_code == 200
        except httpx.TransportError:
            return False

    def kill(self) -> None:
        """As when the power fails: no goodbye."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)

    def demo_account(self) -> tuple[str, str, str]:
        """Name, password and the code of this moment, as the start-up lines give them."""
        found = [
            re.findall(rf"{word}\s+(\S+)", self.printed.read_text())[-1] for word in ("naam", "wachtwoord", "sleutel")
        ]
        return found[0], found[1], pyotp.TOTP(found[2]).now()


@contextmanager
def service(data: Path, **environ: str) -> Iterator[Service]:
    """The service until the block ends."""
    running = Service(data, **environ)
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.stop()

"""Processes of the services: start, wait for the first answer, memory, stop."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
HOST = "127.0.0.1"
READY_SECONDS = 300

Process = subprocess.Popen[bytes]


class BenchmarkError(RuntimeError):
    """Nothing can be measured; the message says where to look."""


def free_port() -> int:
    with socket.socket() as free:
        free.bind((HOST, 0))
        return int(free.getsockname()[1])


def settings(data: Path) -> dict[str, str]:
    """The environment of a service: a demo on this machine only, whatever else is set here."""
    chosen = {"DATA": str(data), "ENV": "demo", "HOST": HOST, "DATABASE_URL": "", "REDIS_URL": "", "ORGANISATIONS": ""}
    return {"SANIC_HOST": HOST, **{f"SIGNAALWIJZER_{name}": value for name, value in chosen.items()}}


def start(command: Sequence[str], out: Path, environ: Mapping[str, str], cwd: Path = ROOT) -> Process:
    """A command of this environment (`signaalwijzer`, `rasa`), whose output goes to the end of `out`."""
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    with out.open("ab") as file:
        return subprocess.Popen(
            [str(BIN / command[0]), *command[1:]],
            env={
                **os.environ,
                "RASA_TELEMETRY_ENABLED": "false",
                "PYTHONWARNINGS": "ignore",
                "PYTHONPATH": path,
                **environ,
            },
            stdout=file,
            stderr=subprocess.STDOUT,
            cwd=cwd,
        )


def run(command: Sequence[str], out: Path, environ: Mapping[str, str], cwd: Path = ROOT) -> float:
    """Runs a command to its end; the seconds it took. Raises BenchmarkError when it fails."""
    began = time.perf_counter()
    process = start(command, out, environ, cwd)
    try:
        status = process.wait()
    except BaseException:
        stop([process])
        raise
    if status:
        raise BenchmarkError(f"`{' '.join(command)}` failed; the end of its output:\n{_end(out)}")
    return time.perf_counter() - began


def wait_for(answers: Callable[[], bool], processes: Sequence[Process], out: Path) -> None:
    """Returns when `answers` does. Raises BenchmarkError when a process ends first, or after READY_SECONDS."""
    deadline = time.monotonic() + READY_SECONDS
    while not _tried(answers):
        if time.monotonic() > deadline or any(process.poll() is not None for process in processes):
            raise BenchmarkError(f"A service did not start; the end of its output:\n{_end(out)}")
        time.sleep(0.05)


def _tried(answers: Callable[[], bool]) -> bool:
    try:
        return answers()
    except (httpx.TransportError, httpx.HTTPStatusError):
        return False


def stop(processes: Sequence[Process]) -> None:
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def memory(processes: Sequence[Process]) -> list[float]:
    """Resident memory of each process with its children, in MB (10^6 bytes), as Linux counts it."""
    return [sum(map(_resident, _family(process.pid))) for process in processes]


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(member for child in children for member in _family(int(child)))]


def _resident(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) * 1024 / 1e6


def _end(out: Path) -> str:
    return "\n".join(out.read_text(errors="replace").splitlines()[-30:])

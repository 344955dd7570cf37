"""The doors on a real socket, with a small assistant of the same shape behind them: the doors are what is tested."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from fastapi import FastAPI

from channels.assembly import LISTENING, assemble
from channels.interfaces import Numbers
from channels.web.pages import PageFacts

NUMBERS = Numbers(emergency="112", advice="0800-2000", advice_name="Veilig Thuis")
FACTS = PageFacts(numbers=NUMBERS, exit_url="https://www.buienradar.nl", silence_minutes=30)


@dataclass
class Reply:
    text: str
    buttons: list[dict[str, str]] = field(default_factory=list)
    custom: dict[str, Any] = field(default_factory=dict)


class SmallAssistant:
    """Remembers what it heard per session and says it back; answers danger, and breaks when told to."""

    def __init__(self) -> None:
        self.ready = True
        self.heard: dict[str, list[str]] = {}
        self.settings: dict[str, dict[str, Any]] = {}

    async def start(self, sender: str, *, channel: str, **slots: Any) -> None:
        self.heard[sender] = []
        self.settings[sender] = {"channel": channel, **slots}

    async def known(self, sender: str) -> bool:
        return sender in self.heard

    async def forget(self, sender: str) -> None:
        self.heard.pop(sender, None)

    async def answer(self, sender: str, message: str, *, channel: str, begin: bool = True) -> list[Reply]:
        if message.startswith("breek"):
            raise KeyError(message)
        await asyncio.sleep(0.01)
        if sender not in self.heard:
            if not begin:
                raise LookupError(sender)
            await self.start(sender, channel=channel)
        self.heard[sender].append(message)
        if message.startswith("gevaar"):
            return [Reply("Bel 112.", custom={"urgency": "acute"}), Reply("Daarna verder.")]
        if message.startswith("english"):
            return [Reply("You spoke English.", custom={"language": "en"})]
        return [Reply(f"U zei: {message}", [{"title": "Ja", "payload": "/affirm"}], {"step": 1, "of": 9})]

    async def parse(self, text: str) -> dict[str, Any]:
        return {"text": text, "intent": {"name": "describe", "confidence": 0.9}}


def build(assistant: SmallAssistant, **more: Any) -> FastAPI:
    return assemble(assistant, FACTS, **more)


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """The service on a free port of this machine, until the block ends. Yields its address."""
    running = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, **LISTENING))
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 10
    while not running.started:
        assert thread.is_alive()
        assert time.monotonic() < deadline
        time.sleep(0.01)
    port = running.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        running.should_exit = True
        thread.join()

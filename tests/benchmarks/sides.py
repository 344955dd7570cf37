"""The services side by side: each begins a conversation and answers its messages."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from typing import Any, Protocol

import httpx

from bot.assistant import Assistant

Reply = dict[str, Any]
Talk = Callable[[str], list[Reply]]


class Side(Protocol):
    """One service; `begin` gives the function that says a message in a new conversation."""

    name: str

    def begin(self) -> Talk: ...


class InProcess:
    """Our assistant, called as a function."""

    name = "ours, in-process"

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._loop = asyncio.new_event_loop()

    def begin(self) -> Talk:
        sender = secrets.token_hex(16)
        self._loop.run_until_complete(self._assistant.start(sender, channel="web"))

        def says(message: str) -> list[Reply]:
            replies = self._loop.run_until_complete(self._assistant.answer(sender, message, channel="web"))
            return [{"text": reply.text, "custom": reply.custom} for reply in replies]

        return says


class OursOverHttp:
    """`signaalwijzer serve`."""

    name = "ours, HTTP"

    def __init__(self, url: str) -> None:
        self._http = httpx.Client(base_url=url, timeout=60)

    def begin(self) -> Talk:
        session = self._http.post("/webhooks/web/session", json={}).raise_for_status().json()["session"]
        return lambda message: _post(self._http, "/webhooks/web/webhook", session, message)


class StockOverHttp:
    """`rasa run` with its action server."""

    name = "stock, HTTP"

    def __init__(self, url: str) -> None:
        self._http = httpx.Client(base_url=url, timeout=60)

    def begin(self) -> Talk:
        sender = secrets.token_hex(16)
        return lambda message: _post(self._http, "/webhooks/rest/webhook", sender, message)


def _post(http: httpx.Client, path: str, sender: str, message: str) -> list[Reply]:
    replies: list[Reply] = http.post(path, json={"sender": sender, "message": message}).raise_for_status().json()
    return replies

"""What a door needs of the rest: an assistant that answers, and the two numbers that every refusal names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol


class Reply(Protocol):
    """One reply: text, buttons ({title, payload}) and `custom` (what a channel may show besides; see the contract)."""

    @property
    def text(self) -> str: ...
    @property
    def buttons(self) -> Sequence[dict[str, str]]: ...
    @property
    def custom(self) -> dict[str, Any]: ...


class Assistant(Protocol):
    """The door to the conversation, as bot.assistant.Assistant is; apart from it, so that tests need no model."""

    @property
    def ready(self) -> bool: ...
    async def start(self, sender: str, *, channel: str, **slots: Any) -> None: ...
    async def known(self, sender: str) -> bool: ...
    async def answer(self, sender: str, message: str, *, channel: str, begin: bool = True) -> Sequence[Reply]:
        """Raises LookupError, and none of its subclasses, for an unknown sender who may not `begin` a conversation."""

    async def forget(self, sender: str) -> None: ...
    async def parse(self, text: str) -> dict[str, Any]: ...


@dataclass(frozen=True)
class Numbers:
    """The phone numbers that stand on every page and in every refusal, from the counters data."""

    emergency: str
    advice: str
    advice_name: str

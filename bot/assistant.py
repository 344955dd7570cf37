"""The only door to Rasa: load the trained model, answer a message, forget a conversation.

A message goes channel → Assistant.answer → Rasa (understanding, rules) → action → counters or signals → reply.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.lock_store import InMemoryLockStore, LockStore
from rasa.core.nlg.generator import NaturalLanguageGenerator

from actions.counter import place_slot
from actions.services import services
from bot.inprocess import InProcessActions, InProcessAgent
from bot.memory import Memory
from bot.understanding.parse import describe_message
from counters.places import Place

_PAYLOAD = re.compile(r"^/(?P<intent>[a-z_]+)(?P<entities>\{.*\})?$", re.DOTALL)
_NUMBERED_CHANNELS = {"sms", "whatsapp"}


@dataclass
class Reply:
    """One reply: the text, buttons ({title, payload}) and what the channel may show besides (contract: `custom`)."""

    text: str
    buttons: list[dict[str, str]] = field(default_factory=list)
    custom: dict[str, Any] = field(default_factory=dict)


class Assistant:
    """Answers messages. Messages of one sender wait for each other; senders do not."""

    def __init__(self, agent: Agent, memory: Memory) -> None:
        self._agent = agent
        self._memory = memory
        self._intents = set(agent.domain.intents)
        self.ready = True

    @classmethod
    def load(
        cls, model: Path, memory: Memory, speech: NaturalLanguageGenerator, lock_store: LockStore | None = None
    ) -> Assistant:
        """Loads a model trained from this project. `model` is the archive. Raises rasa's ModelNotFound when it
        is not there.
        """
        agent = InProcessAgent(
            generator=speech,
            tracker_store=memory,
            lock_store=lock_store or InMemoryLockStore(),
            action_endpoint=InProcessActions(),
        )
        agent.load_model(model)
        return cls(agent, memory)

    async def start(self, sender: str, *, channel: str, place: str | None = None, **slots: Any) -> None:
        """Begin a conversation. `slots`: language, reading_level, if known; a place that is not clear is asked."""
        found = services().places.resolve(place) if place else None
        known = {"place": place_slot(found)} if isinstance(found, Place) else {}
        told = {name: value for name, value in slots.items() if value is not None}
        await self._memory.start(sender, {"channel": channel, **known, **told})

    async def known(self, sender: str) -> bool:
        """Whether this sender has a live conversation."""
        return await self._memory.exists(sender)

    async def forget(self, sender: str) -> None:
        """Wipe the conversation, whatever state it is in."""
        async with self._agent.lock_store.lock(sender):
            await self._memory.forget(sender)

    async def answer(self, sender: str, message: str, *, channel: str, begin: bool = True) -> list[Reply]:
        """The replies to one message, an answer to danger first.

        `begin`: whether an unknown sender begins a conversation; else LookupError is raised.
        """
        if not await self.known(sender):
            if not begin:
                raise LookupError("This conversation was never begun, or is forgotten.")
            await self.start(sender, channel=channel)
        output = _Collector(channel)
        text = self._payload(message) or self._chosen(sender, message, channel) or message.lstrip("/ ")
        await self._agent.handle_message(UserMessage(text, output, sender, input_channel=channel))
        if any(reply.custom.get("wiped") for reply in output.replies):
            await self.forget(sender)
        return sorted(output.replies, key=lambda reply: reply.custom.get("urgency") != "acute")

    async def parse(self, text: str) -> dict[str, Any]:
        """What the assistant understands of a text, in the contract's shape; nothing is remembered."""
        return describe_message(await self._agent.processor.parse_message(UserMessage(text.lstrip("/"))))

    def _payload(self, message: str) -> str | None:
        """The message when it is the payload of a button; a typed slash is no payload, and Rasa would log it
        as an intent.
        """
        match = _PAYLOAD.match(message.strip())
        if match is None or match["intent"] not in self._intents:
            return None
        try:
            entities = json.loads(match["entities"] or "{}")
        except ValueError:
            return None
        return message.strip() if isinstance(entities, dict) else None

    def _chosen(self, sender: str, message: str, channel: str) -> str | None:
        """The payload behind a typed button title, or behind its number on channels that show numbers."""
        typed = _plain(message)
        for number, button in enumerate(self._memory.buttons(sender), start=1):
            if typed == _plain(button["title"]) or (channel in _NUMBERED_CHANNELS and typed == str(number)):
                return button["payload"]
        return None


class _Collector(OutputChannel):
    """Keeps a turn's replies whole: Rasa's own collector tears text, buttons and custom apart."""

    def __init__(self, channel: str) -> None:
        self._channel = channel
        self.replies: list[Reply] = []

    def name(self) -> str:
        return self._channel

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        self.replies.append(Reply(message.get("text") or "", message.get("buttons") or [], message.get("custom") or {}))


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s]", " ", text).casefold().split())

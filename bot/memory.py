"""What a conversation leaves behind between two messages: one small encrypted row, gone after a silence.

Rasa's own stores keep every event as plain text, for ever, and replay them all each turn. Rules need only the slots,
the active form
and the last buttons, so that is all that is kept: the sixtieth turn costs what the first did, and no reply (a
receipt's secret
among them) nor message is stored as such. What a person told for a signal lives in slots, encrypted, until it is
sealed or forgotten.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta, timezone
from typing import Any

import sqlalchemy as sa
from nacl.secret import Aead
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from signals.database import Base, UtcTime
from signals.keys import Keys

# Forgotten after this much silence (../docs/privacy.md says why these).
RETENTION = {
    "web": timedelta(minutes=30),
    "sms": timedelta(hours=24),
    "whatsapp": timedelta(hours=24),
    "telegram": timedelta(hours=24),
}


class Conversation(Base):
    """One live conversation: a keyed hash of the sender, the encrypted rest, and when it is forgotten (UTC)."""

    __tablename__ = "conversation"

    sender = sa.Column(sa.String(64), primary_key=True)
    sealed = sa.Column(sa.LargeBinary, nullable=False)
    expires_at = sa.Column(UtcTime, nullable=False, index=True)


def _now() -> datetime:
    return datetime.now(timezone.utc)


class Memory(TrackerStore):
    """Rasa's tracker store on one table; also the door to start and forget a conversation."""

    def __init__(self, engine: sa.engine.Engine, keys: Keys, clock: Callable[[], datetime] = _now) -> None:
        super().__init__(None)
        self._engine = engine
        self._sender_key = keys.sender_key
        self._box = Aead(keys.conversation_key)
        self._clock = clock

    async def start(self, sender: str, slots: dict[str, Any]) -> None:
        """Begin a conversation with these slots; what was there under this sender is replaced."""
        row = self._row(sender, {"slots": slots, "active_loop": None, "buttons": []})
        with self._engine.begin() as connection:
            connection.execute(sa.delete(Conversation).where(Conversation.sender == row["sender"]))
            connection.execute(sa.insert(Conversation).values(row))

    async def forget(self, sender: str) -> bool:
        """Remove the conversation now. True when there was one."""
        with self._engine.begin() as connection:
            deleted = connection.execute(sa.delete(Conversation).where(Conversation.sender == self._hash(sender)))
        return bool(deleted.rowcount)

    def purge(self) -> int:
        """Remove every conversation whose time has come; how many there were."""
        with self._engine.begin() as connection:
            deleted = connection.execute(sa.delete(Conversation).where(Conversation.expires_at <= self._clock()))
        return int(deleted.rowcount)

    def buttons(self, sender: str) -> list[dict[str, str]]:
        """The buttons of the last reply, in the order shown, so that a typed title or number can stand for one."""
        kept = self._read(sender)
        return list(kept["buttons"]) if kept else []

    async def exists(self, conversation_id: str) -> bool:
        return self._read(conversation_id) is not None

    async def save(self, tracker: DialogueStateTracker) -> None:
        slots = {
            name: slot.value
            for name, slot in tracker.slots.items()
            if slot.value is not None and slot.value != slot.initial_value
        }
        kept = {"slots": slots, "active_loop": tracker.active_loop_name, "buttons": _latest_buttons(tracker)}
        row = self._row(tracker.sender_id, kept)
        # Only `start` makes a row: what was wiped while a message was answered must not come back.
        with self._engine.begin() as connection:
            connection.execute(sa.update(Conversation).where(Conversation.sender == row["sender"]).values(row))

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        kept = self._read(sender_id)
        if kept is None:
            return None
        events: list[Event] = [ActionExecuted(ACTION_SESSION_START_NAME)]
        events += [SlotSet(name, value) for name, value in kept["slots"].items()]
        if kept["active_loop"]:
            events.append(ActiveLoop(kept["active_loop"]))
        events.append(ActionExecuted(ACTION_LISTEN_NAME))
        return DialogueStateTracker.from_events(sender_id, events, self.domain.slots)

    async def keys(self) -> Iterable[str]:
        """No list of conversations can be had: senders are kept as hashes only."""
        return []

    def _hash(self, sender: str) -> str:
        return hmac.new(self._sender_key, sender.encode(), hashlib.sha256).hexdigest()

    def _read(self, sender: str) -> dict[str, Any] | None:
        key = self._hash(sender)
        query = sa.select(Conversation.sealed).where(
            Conversation.sender == key, Conversation.expires_at > self._clock()
        )
        with self._engine.execution_options(read_only=True).connect() as connection:
            sealed = connection.execute(query).scalar()
        return None if sealed is None else json.loads(self._box.decrypt(sealed, aad=key.encode()))

    def _row(self, sender: str, kept: dict[str, Any]) -> dict[str, Any]:
        key = self._hash(sender)
        sealed = self._box.encrypt(json.dumps(kept, ensure_ascii=False).encode(), aad=key.encode())
        silence = RETENTION[kept["slots"].get("channel", "web")]
        return {"sender": key, "sealed": bytes(sealed), "expires_at": self._clock() + silence}


def _latest_buttons(tracker: DialogueStateTracker) -> list[dict[str, str]]:
    buttons: list[dict[str, str]] = []
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            break
        if isinstance(event, BotUttered):
            buttons = [
                {"title": b["title"], "payload": b["payload"]} for b in event.data.get("buttons") or []
            ] + buttons
    return buttons

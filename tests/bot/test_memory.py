"""What stays of a conversation between two messages: little, encrypted, and not for long."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.memory import RETENTION, Memory
from bot.training import ROOT
from signals.database import connect, migrate
from signals.keys import Keys

MARK = "kwezelzwam"


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 12, tzinfo=timezone.utc)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def memory(tmp_path: Path, clock: Clock) -> Memory:
    engine = connect(f"sqlite:///{tmp_path / 'test.db'}")
    migrate(engine, ROOT / "bot/migrations/versions")
    memory = Memory(engine, Keys.load(tmp_path / "keys"), clock)
    memory.domain = Domain.load(str(ROOT / "bot/domain"))
    return memory


def run(coroutine: Any) -> Any:
    return asyncio.run(coroutine)


def after_a_turn(memory: Memory, sender: str = "web:1", **slots: Any) -> None:
    """Saves what a turn leaves: slots set, a message typed, a reply with a button and a secret."""
    tracker = run(memory.get_or_create_tracker(sender, append_action_listen=False))
    events = [
        ActionExecuted("action_listen"),
        UserUttered(f"{MARK} typed"),
        *(SlotSet(name, value) for name, value in slots.items()),
        BotUttered("geheim", {"buttons": [{"title": "Ja, graag", "payload": "/affirm"}], "custom": {"secret": MARK}}),
    ]
    tracker.update_with_events(events, memory.domain)
    run(memory.save(tracker))


def test_slots_and_buttons_come_back_and_nothing_else(memory: Memory) -> None:
    run(memory.start("web:1", {"channel": "web"}))
    after_a_turn(memory, told=["een verhaal"], theme="elder_abuse")
    tracker: DialogueStateTracker = run(memory.retrieve("web:1"))
    assert tracker.get_slot("told") == ["een verhaal"]
    assert tracker.get_slot("theme") == "elder_abuse"
    assert memory.buttons("web:1") == [{"title": "Ja, graag", "payload": "/affirm"}]
    assert not [event for event in tracker.events if isinstance(event, (UserUttered, BotUttered))]


def test_no_file_holds_a_word_that_was_told_or_said(memory: Memory, tmp_path: Path) -> None:
    run(memory.start("web:1", {"channel": "web"}))
    after_a_turn(memory, told=[f"{MARK} vertelt"])
    assert [file.name for file in tmp_path.rglob("*") if file.is_file() and MARK.encode() in file.read_bytes()] == []
    assert [file.name for file in tmp_path.rglob("*") if file.is_file() and b"web:1" in file.read_bytes()] == []


@pytest.mark.parametrize("channel", RETENTION)
def test_silence_makes_it_forget(memory: Memory, clock: Clock, channel: str) -> None:
    run(memory.start("sender", {"channel": channel}))
    clock.now += RETENTION[channel] - timedelta(seconds=1)
    assert run(memory.exists("sender"))
    clock.now += timedelta(seconds=1)
    assert not run(memory.exists("sender"))
    assert memory.purge() == 1


def test_each_message_begins_the_silence_anew(memory: Memory, clock: Clock) -> None:
    run(memory.start("web:1", {"channel": "web"}))
    for _ in range(3):
        clock.now += timedelta(minutes=20)
        after_a_turn(memory)
    assert run(memory.exists("web:1"))


def test_forgetting_is_at_once_and_for_this_conversation_only(memory: Memory) -> None:
    run(memory.start("web:1", {"channel": "web"}))
    run(memory.start("web:2", {"channel": "web"}))
    assert run(memory.forget("web:1"))
    assert not run(memory.exists("web:1"))
    assert run(memory.exists("web:2"))
    assert not run(memory.forget("web:1"))


def test_what_was_wiped_while_a_message_was_answered_does_not_come_back(memory: Memory) -> None:
    run(memory.start("web:1", {"channel": "web"}))
    tracker = run(memory.retrieve("web:1"))
    run(memory.forget("web:1"))
    run(memory.save(tracker))
    assert not run(memory.exists("web:1"))


def test_the_sixtieth_turn_keeps_no_more_than_the_first(memory: Memory) -> None:
    def kept() -> int:
        with memory._engine.connect() as connection:
            return len(connection.exec_driver_sql("SELECT sealed FROM conversation").scalar_one())

    run(memory.start("web:1", {"channel": "web"}))
    after_a_turn(memory, theme="elder_abuse")
    first = kept()
    for _ in range(59):
        after_a_turn(memory, theme="elder_abuse")
    assert kept() == first


def test_a_row_of_another_sender_does_not_open(memory: Memory) -> None:
    run(memory.start("web:1", {"channel": "web"}))
    run(memory.start("web:2", {"channel": "web"}))
    with memory._engine.begin() as connection:
        first = connection.exec_driver_sql("SELECT sealed FROM conversation LIMIT 1").scalar_one()
        connection.exec_driver_sql("UPDATE conversation SET sealed = ?", (first,))
    opened = [_opens(memory, sender) for sender in ("web:1", "web:2")]
    assert opened.count(True) == 1


def _opens(memory: Memory, sender: str) -> bool:
    from nacl.exceptions import CryptoError

    try:
        return bool(run(memory.exists(sender)))
    except CryptoError:
        return False

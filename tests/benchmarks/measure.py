"""Times turns: the same conversations with every side, message by message in turn, so that noise meets all alike."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from tests.benchmarks.conversations import Script
from tests.benchmarks.processes import BenchmarkError
from tests.benchmarks.sides import Reply, Side


@dataclass(frozen=True)
class Turn:
    """One message answered: by whom, in which conversation, its place in it from 1, and what came back."""

    side: str
    conversation: int
    number: int
    kind: str
    seconds: float
    text: str


def converse(sides: Sequence[Side], script: Callable[[int], Script], conversations: int) -> Iterator[Turn]:
    """The turns of as many conversations. Raises BenchmarkError when a message gets no answer."""
    for conversation in range(conversations):
        first = conversation % len(sides)
        parties = [_Party(side, script(conversation), conversation) for side in (*sides[first:], *sides[:first])]
        for number in count(1):
            turns = [turn for party in parties if (turn := party.take(number))]
            if not turns:
                break
            yield from turns


class _Party:
    """One side of one conversation."""

    def __init__(self, side: Side, script: Script, conversation: int) -> None:
        self._side = side.name
        self._says = side.begin()
        self._script = script
        self._conversation = conversation
        self._asked: str | None = None

    def take(self, number: int) -> Turn | None:
        """The next turn; None when the conversation is over."""
        try:
            kind, message = self._script.send(self._asked if number > 1 else None)
        except StopIteration:
            return None
        began = time.perf_counter()
        replies = self._says(message)
        seconds = time.perf_counter() - began
        text = "\n".join(reply["text"] for reply in replies if reply.get("text"))
        if not text:
            raise BenchmarkError(f"{self._side} gave no answer to a message of kind {kind}: there is nothing to time.")
        self._asked = _asked(replies)
        return Turn(self._side, self._conversation, number, kind, seconds, text)


def _asked(replies: Sequence[Reply]) -> str | None:
    return next((reply["custom"]["ask"] for reply in reversed(replies) if "ask" in (reply.get("custom") or {})), None)

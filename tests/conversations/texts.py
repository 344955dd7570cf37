"""Which texts of a language stand in what was said: to find a text that was left in the other language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import yaml

from bot.training import ROOT

_ROOMS = ("bot/replies", "bot/knowledge")
# Shorter pieces can stand in a text of any language.
SHORTEST = 9


def spoken_in(language: str, replies: Iterable[dict[str, Any]]) -> list[str]:
    """The pieces of this language's texts (and of no other's) in the replies: text, buttons and `custom`."""
    said = "\n".join(text for reply in replies for text in _texts({**reply, "recipient_id": ""}))
    return [piece for piece in _pieces(language) if piece in said]


@cache
def _pieces(language: str) -> frozenset[str]:
    own, others = (
        {
            piece.strip()
            for room in _ROOMS
            for folder in (ROOT / room).iterdir()
            if folder.is_dir() and (folder.name == language) is ours
            for file in folder.rglob("*.yml")
            for text in _texts(yaml.safe_load(file.read_text("utf-8")))
            for piece in re.split(r"{\w+}|\n", text)
        }
        for ours in (True, False)
    )
    return frozenset(piece for piece in own - others if len(piece) >= SHORTEST and " " in piece)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        kept = (item for name, item in value.items() if name not in {"url", "date", "payload", "counters", "language"})
        yield from (text for item in kept for text in _texts(item))
    elif isinstance(value, list):
        yield from (text for item in value for text in _texts(item))

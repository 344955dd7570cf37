"""Which texts of a language stand in what was said: to find a text that was left in the other language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.training import ROOT
from counters.directory import Directory

_SPOKEN = {"nl", "en"}
# Shorter pieces can stand in a text of any language.
SHORTEST = 9


def spoken_in(language: str, replies: Iterable[dict[str, Any]]) -> list[str]:
    """The pieces of this language's texts (and of no other's) in the replies: text, buttons and `custom`."""
    said = "\n".join(text for reply in replies for text in _texts({**reply, "recipient_id": ""}))
    return [piece for piece in _pieces(language) if piece in said]


@cache
def _pieces(language: str) -> frozenset[str]:
    own, others = (
        {piece.strip() for code in codes for text in _written_in(code) for piece in re.split(r"{\w+}|\n", text)}
        for codes in ({language}, _SPOKEN - {language})
    )
    names = {counter.name for counter in Directory.load().counters.values()}  # the same in every language
    return frozenset(piece for piece in own - others - names if len(piece) >= SHORTEST and " " in piece)


def _written_in(language: str) -> Iterator[str]:
    """Every text of the product in this language, wherever it is kept."""
    rooms = [folder for folder in ROOT.glob("*/texts") if all((folder / f"{code}.yml").exists() for code in _SPOKEN)]
    files = [*ROOT.glob(f"bot/*/{language}/**/*.yml"), *(room / f"{language}.yml" for room in rooms)]
    for file in files:
        yield from _texts(_read(file))
    for file in (file for file in ROOT.glob("counters/data/**/*.yml") if file.parent.name != "places"):
        yield from _told(_read(file), language)


def _told(value: Any, language: str) -> Iterator[str]:
    """The texts that stand beside those of the other languages, as in the counters."""
    if isinstance(value, dict) and set(value) == _SPOKEN:
        yield from _texts(value[language])
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _told(part, language)


def _read(file: Path) -> Any:
    return yaml.load(file.read_text("utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        kept = (item for name, item in value.items() if name not in {"url", "date", "payload", "language"})
        yield from (text for item in kept for text in _texts(item))
    elif isinstance(value, list):
        yield from (text for item in value for text in _texts(item))

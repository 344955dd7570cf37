"""Word lists, one folder per language: how people type, and what words tell. Reviewable without programming."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from actions.words import SPOKEN

FOLDER = Path(__file__).parent
LANGUAGES = SPOKEN
"""The languages that are understood, the first when in doubt."""


class Read(NamedTuple):
    """A message as it was read: normal forms and lemmas, word by word and of equal length, and in which language."""

    norms: list[str]
    lemmas: list[str]
    language: str = LANGUAGES[0]


@dataclass(frozen=True)
class Words:
    """What one language's files hold.

    spelling: what is typed -> the usual form (one or more words).
    lemmas: form -> lemma where the general tables are wrong or silent.
    marks: word (normal form or lemma) -> the marks it carries, such as 'not', 'past', 'now'.
    concepts: concept -> words that tell of it ('geld*': all that begin so, '*schuld': all that end so).
    phrases: a whole message -> its intent, for short answers that must never be misread.
    times: parts and patterns of regular expressions for times and ages.
    """

    spelling: dict[str, str]
    lemmas: dict[str, str]
    marks: dict[str, tuple[str, ...]]
    concepts: dict[str, list[str]]
    phrases: dict[str, str]
    times: dict[str, Any]


def spoken(code: str | None) -> str:
    """The language in which a message is read: its own, or the first of LANGUAGES when it is none of them."""
    return code if code in LANGUAGES else LANGUAGES[0]


def first(language: str) -> tuple[str, ...]:
    """The languages, `language` before the others."""
    return (language, *(code for code in LANGUAGES if code != language))


@cache
def words(language: str) -> Words:
    """The word lists of a language (ISO 639-1 code); raises FileNotFoundError when there is no folder for it."""
    marks: dict[str, tuple[str, ...]] = {}
    for mark, carriers in _read(language, "marks").items():
        for word in carriers:
            marks[word] = (*marks.get(word, ()), mark)
    return Words(
        spelling=_read(language, "spelling"),
        lemmas=_turned(_read(language, "lemmas")),
        marks=marks,
        concepts=_read(language, "concepts"),
        phrases=_turned(_read(language, "phrases")),
        times=_read(language, "times"),
    )


def _read(language: str, name: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((FOLDER / language / f"{name}.yml").read_text(encoding="utf-8"))
    return content


def _turned(lists: dict[str, list[str]]) -> dict[str, str]:
    return {item: name for name, items in lists.items() for item in items}

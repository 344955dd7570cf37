"""Word lists, one YAML file per language: how people type, and which words mark time, doubt, fiction or danger."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Words:
    """What one language's file holds.

    spelling: what is typed -> the usual form (one or more words).
    lemmas: form -> lemma where the general tables are wrong or silent.
    marks: word (normal form or lemma) -> the marks it carries, such as 'not', 'past', 'now'.
    phrases: a whole message -> its intent, for short answers that must never be misread.
    times: parts and patterns of regular expressions for times and ages.
    """

    spelling: dict[str, str]
    lemmas: dict[str, str]
    marks: dict[str, tuple[str, ...]]
    phrases: dict[str, str]
    times: dict[str, Any]


@cache
def words(language: str) -> Words:
    """The word lists of a language (ISO 639-1 code); raises FileNotFoundError when there is no file for it."""
    raw = yaml.safe_load((FOLDER / f"{language}.yml").read_text(encoding="utf-8"))
    marks: dict[str, list[str]] = {}
    for mark, carriers in raw["marks"].items():
        for word in carriers:
            marks.setdefault(word, []).append(mark)
    lemmas = {form: lemma for lemma, forms in raw["lemmas"].items() for form in forms}
    phrases = {phrase: intent for intent, known in raw["phrases"].items() for phrase in known}
    return Words(raw["spelling"], lemmas, {word: tuple(found) for word, found in marks.items()}, phrases, raw["times"])

"""The words that a message is read by: yes, no, skip, danger, a language by its name.

They stand in `data/<language>.yml`, those of danger in `data/danger_<language>.yml`, to be reviewed without reading
code. Those of every language are always heard: people mix languages, above all under pressure.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

SPOKEN = ("nl", "en")
"""The languages that the assistant speaks, by their ISO 639-1 codes; the first is spoken unless another is chosen."""

_FOLDER = Path(__file__).parent / "data"
# What stands for a list of words of its own: "<who> is outside".
_PART = re.compile(r"<(\w+)>")


@cache
def begins(kind: str) -> re.Pattern[str]:
    """Matches what begins with words of this kind."""
    return re.compile(rf"^\W*(?:{_any(kind)})\b", re.I)


@cache
def whole(kind: str, after: str | None = None) -> re.Pattern[str]:
    """Matches what is words of this kind and nothing else, save words of the kind `after` behind them."""
    tail = rf"(?:\W+(?:{_any(after)}))?" if after else ""
    return re.compile(rf"^\W*(?:{_any(kind)}){tail}\W*$", re.I)


@cache
def holds(kind: str) -> re.Pattern[str]:
    """Matches, by `search`, what has words of this kind in it."""
    return re.compile(rf"\b(?:{_any(kind)})\b", re.I)


@cache
def language_names() -> dict[str, str]:
    """The code of each language by its name, in lower case, in many languages."""
    return {name.lower(): code for code, names in _read("languages")["names"].items() for name in names}


@cache
def own_name(code: str) -> str:
    """What a language calls itself."""
    return str(_read("languages")["names"][code][0])


@cache
def language_request_words() -> frozenset[str]:
    """The words that may stand around the name of a language when someone asks for it, in lower case."""
    here = [word for language in SPOKEN for word in _read(language)["language_request"]]
    return frozenset(word.lower() for word in (*here, *_read("languages")["request"]))


def _any(kind: str) -> str:
    alternatives = "|".join(words for language in SPOKEN for words in _words(language, kind))
    return alternatives.replace("'", "['’]")


def _words(language: str, kind: str) -> list[str]:
    answers, danger = _read(language), _read(f"danger_{language}")
    words: list[str] = answers[kind] if kind in answers else danger[kind]

    def spelt(word: str) -> str:
        return _PART.sub(lambda part: f"(?:{spelt(danger['parts'][part[1]])})", word)

    return [spelt(word) for word in words]


@cache
def _read(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((_FOLDER / f"{name}.yml").read_text("utf-8"))
    return loaded

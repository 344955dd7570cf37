"""The same messages in another writing: what a hurried hand or a small keyboard makes of them.

Only changes that a program can make without changing what is said; rephrasing is not among them. Always the same ones.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from bot.evaluation.styles import shorthand

_MARKS = re.compile(r"[^\w\s'’/-]")
_LETTERS = re.compile(r"[^\W\d_]+")
_LONG = 4
"""Words of fewer letters are typed right and written in full."""
_HIT = 1 / 6
"""The share of long words that is changed; one at least."""
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_BESIDE = {key: row[max(0, at - 1) : at] + row[at + 1 : at + 2] for row in _ROWS for at, key in enumerate(row)}
_VOWELS = re.compile(r"(?<=\w)[aeiou]+(?=\w)")


def bare(text: str, language: str) -> str:
    """Without capitals and punctuation."""
    return " ".join(_MARKS.sub(" ", text.lower()).split())


def mistyped(text: str, language: str) -> str:
    """A slip of the finger in one of six long words: the key beside it, a letter twice, left out, or two swapped."""
    return _changed(text, _slip)


def shortened(text: str, language: str) -> str:
    """Every word that has a shorthand in the spelling list in that shorthand: what the lists are there for."""
    short: dict[str, str] = {}
    for brief, full in shorthand(language).items():
        if " " not in full:
            short.setdefault(full, brief)
    return _LETTERS.sub(lambda word: short.get(word[0].lower(), word[0]), text)


def without_vowels(text: str, language: str) -> str:
    """One of six long words without the vowels in it, as people shorten who follow no list."""
    return _changed(text, lambda word, _: _VOWELS.sub("", word))


CHANGES: dict[str, Callable[[str, str], str]] = {
    "no capitals, no punctuation": bare,
    "typing errors": mistyped,
    "shorthand of the spelling lists": shortened,
    "words without their vowels": without_vowels,
}
"""Name of a change -> function of a text and its language."""


def _changed(text: str, change: Callable[[str, Random], str]) -> str:
    chance = Random(text)  # noqa: S311 - the same slips each time are what is wanted
    long = [word for word in _LETTERS.finditer(text) if len(word[0]) >= _LONG]
    hit = [word for word in long if chance.random() < _HIT] or long[:1]
    for word in reversed(hit):
        text = text[: word.start()] + change(word[0], chance) + text[word.end() :]
    return text


def _slip(word: str, chance: Random) -> str:
    """One slip after the first letter."""
    at = chance.randrange(1, len(word) - 1)
    before, letter, after = word[:at], word[at], word[at + 1 :]
    beside = _BESIDE.get(letter.lower(), "")
    slips = [before + letter * 2 + after, before + after, before + after[0] + letter + after[1:]]
    return chance.choice([*slips, before + chance.choice(beside) + after] if beside else slips)

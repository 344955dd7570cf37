"""How a message was written: by rules that anyone can check, as nobody noted through which channel it came."""

from __future__ import annotations

import re
from functools import cache

from bot.understanding.words import words

_LENGTHS = ((4, "1-4 words"), (12, "5-12 words"), (30, "13-30 words"), (10_000, "more than 30 words"))
_SMS_WORDS = 12
_DICTATED_WORDS = 25
_PUNCTUATION = re.compile(r"[.,;:!?…]")
_WORD = re.compile(r"[\w'’/]+")


def length(text: str) -> str:
    """The length of a message as a group, such as '5-12 words'."""
    return next(name for most, name in _LENGTHS if len(text.split()) <= most)


def style(text: str, language: str) -> str:
    """The first that fits of: 'dictated' (25 words or more without any punctuation), 'shorthand' (a word such as 'gstr'
    or 'rn'), 'as on SMS' (at most 12 words, no capital, no full stop at the end), 'written out' (begins with a
    capital and ends with a full stop, question or exclamation mark), 'in between'.
    """
    told, text = len(text.split()), text.strip()
    if told >= _DICTATED_WORDS and not _PUNCTUATION.search(text):
        return "dictated"
    if any(word in shorthand(language) for word in _WORD.findall(text.lower())):
        return "shorthand"
    if told <= _SMS_WORDS and text == text.lower() and not text.endswith("."):
        return "as on SMS"
    return "written out" if text[:1].isupper() and text.endswith((".", "!", "?")) else "in between"


@cache
def shorthand(language: str) -> dict[str, str]:
    """The words of the spelling list that leave letters out, and what they stand for: those without a vowel and those
    less than half as long.
    """
    spelling = words(language).spelling
    return {short: full for short, full in spelling.items() if short.isalnum() and _leaves_out(short, full)}


def _leaves_out(short: str, full: str) -> bool:
    return len(short) < len(full) and (not re.search("[aeiouy]", short) or len(short) < len(full) / 2)

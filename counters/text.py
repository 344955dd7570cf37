"""Names as people type them: without capitals, accents, hyphens and apostrophes."""

from __future__ import annotations

import re
import unicodedata

WORD = re.compile(r"[^\W_]+")
SAME = {"st": "sint", "gem": "gemeente"}


def fold(word: str) -> str:
    """One word in lower case without accents: 'Súdwest' -> 'sudwest'."""
    lowered = word.lower()
    if lowered.isascii():
        return lowered
    return "".join(c for c in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(c))


def words(text: str) -> tuple[str, ...]:
    """The folded words of a text, usual abbreviations written out: "'s-Gravenhage" -> ('s', 'gravenhage')."""
    folded = (fold(word) for word in WORD.findall(text))
    return tuple(SAME.get(word, word) for word in folded)


def squash(text: str) -> str:
    """A text as one run of folded letters, to find a name however it was cut up: 'Den  Haag' -> 'denhaag'."""
    return "".join(words(text))

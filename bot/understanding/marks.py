"""Marks: what the words of a message say about time, doubt, source and who does what to whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.understanding.words import LANGUAGES, Read, first, words

_PEOPLE = ("self", "other", "kin")
_ACTS = ("harm", "threat", "hurt", "weapon")
_TIMES = ("now", "soon", "recent", "past", "if", "not", "hearsay", "fiction")
_REACH = 6  # words between a person and an act that still belong together

_CHILD, _ADULT, _ELDER = range(4, 18), range(18, 65), range(65, 111)


def age_mark(word: str) -> str | None:
    """'child', 'adult' or 'elder' for a number that can be an age, else None."""
    digits = word.removesuffix("jaar").removesuffix("jr").removesuffix("j")
    if not digits.isdecimal():
        return None
    for mark, ages in (("child", _CHILD), ("adult", _ADULT), ("elder", _ELDER)):
        if int(digits) in ages:
            return mark
    return None


class Marker:
    """Finds marks in normal forms and lemmas."""

    def __init__(self) -> None:
        self._in = {language: words(language).marks for language in LANGUAGES}

    def __call__(self, read: Read) -> list[str]:
        """Feature tokens such as 'not', 'self>harm', 'other>hurt@now'."""
        norms = read.norms
        known = [self._in[code] for code in first(read.language)]
        found = [
            next(filter(None, (_of(marks, norm, lemma) for marks in known)), ())
            for norm, lemma in zip(norms, read.lemmas, strict=True)
        ]
        present = {mark for marks in found for mark in marks}
        tokens = sorted(present)
        tokens += [f"age:{age}" for age in map(age_mark, norms) if age]
        times = [time for time in _TIMES if time in present] or ["-"]
        for pair in sorted(set(self._pairs(found))):
            tokens.append(pair)
            tokens += [f"{pair}@{time}" for time in times]
        tokens += self._shape(norms, found)
        return tokens

    @staticmethod
    def _pairs(found: Sequence[tuple[str, ...]]) -> Iterator[str]:
        """Who and what stand near each other, in their order: 'other>harm', 'harm>self'."""
        slots = [(place, m) for place, marks in enumerate(found) for m in marks if m in _PEOPLE or m in _ACTS]
        for left, (place, mark) in enumerate(slots):
            for other, second in slots[left + 1 :]:
                if other - place > _REACH:
                    break
                if (mark in _PEOPLE) != (second in _PEOPLE):
                    yield f"{mark}>{second}"

    @staticmethod
    def _shape(norms: Sequence[str], found: Sequence[tuple[str, ...]]) -> Iterator[str]:
        """How the message is built: question, exclamation, length, first word's mark."""
        if "?" in norms:
            yield "asks"
        if "!" in norms:
            yield "shouts"
        if found and found[0]:
            yield f"first:{found[0][0]}"
        yield f"long:{min(len(norms).bit_length(), 7)}"


def _of(known: Mapping[str, tuple[str, ...]], norm: str, lemma: str) -> tuple[str, ...]:
    marks = known.get(norm, ())
    return marks if norm == lemma else marks + tuple(m for m in known.get(lemma, ()) if m not in marks)

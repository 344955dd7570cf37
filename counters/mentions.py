"""Places and postcodes named inside running text, by people who type without capitals.

A name that is also an ordinary word ("best", "heel") or a first name counts only where the words around it say so;
data/ordinary_words.yml says which names those are and what each kind asks for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from counters.text import SAME, WORD, fold, words


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


PREPOSITIONS = _words("in te uit bij naar vanuit nabij vlakbij rond rondom omgeving regio")
# Before a small letter "te" makes a verb ("te leiden"), and "bij" or "naar" a visit ("bij buren").
BEFORE_SMALL_WORD = PREPOSITIONS - {"te"}
BEFORE_SMALL_COMMON = _words("in uit vanuit")
BEFORE_PERSON = _words("in te uit vanuit")
NAMING = _words("gemeente dorp dorpje plaats plaatsje stad stadje woonplaats")
POSTCODE_WORDS = _words("postcode pc postcodegebied")
TITLES = _words("meneer heer dhr mevrouw mevr mw familie fam dokter dr juf meester oom tante")
BETWEEN_TITLE_AND_NAME = _words("van de den der")
# After these a clause goes on with something else, so the name before them was whole.
AFTER_CLAUSE = _words("en of maar want die dat met waar als dus sinds al ook is zijn woont woon wonen daar")
SHORT_WORDS = _words(
    "al bv cm de en er eu ex ha he ie ik in is ja je km kg ma me mm mn nu of om op pm pp te tv uu we wo za ze zn zo"
)
NEVER_ISSUED = frozenset({"SA", "SD", "SS"})
YEARS = range(1900, 2100)
POSTCODE = re.compile(r"(?<![\w€+.,/-])([1-9]\d{3})(?:( ?)([A-Za-z]{2}))?\b(?![-.,/]\d|%)")
BREAK = re.compile(r"[.,!?;:()\n]")
# Shorter names written in one piece ("denham") are too easily something else.
LONG_ENOUGH_IN_ONE_PIECE = 6


@dataclass(frozen=True)
class Mention:
    """A place or postcode in a text: its kind, its usual spelling, and where it stands (start, end as in a slice)."""

    kind: Literal["place", "postcode4", "postcode6"]
    value: str
    start: int
    end: int


class _Text:
    """A text cut into folded words, with what stands around each."""

    def __init__(self, text: str):
        self.text = text
        found = list(WORD.finditer(text))
        self.spans = [match.span() for match in found]
        folded = [fold(match.group()) for match in found]
        self.words = [SAME.get(word, word) for word in folded]
        self.shouting = text.isupper()

    def before(self, index: int) -> str:
        """The word before this one in the same clause, else nothing."""
        if index == 0 or BREAK.search(self.text, self.spans[index - 1][1], self.spans[index][0]):
            return ""
        return self.words[index - 1]

    def ends_clause(self, stop: int) -> bool:
        """Whether the words up to `stop` end a clause."""
        if stop == len(self.words) or self.words[stop] in AFTER_CLAUSE:
            return True
        return bool(BREAK.search(self.text, self.spans[stop - 1][1], self.spans[stop][0]))

    def capital(self, stop: int) -> bool:
        """Whether the last word up to `stop` has a capital that says something."""
        return self.text[self.spans[stop - 1][0]].isupper() and not self.shouting

    def opens_sentence(self, index: int) -> bool:
        """Whether a sentence begins with this word, so that its capital says nothing."""
        return index == 0 or bool(re.search(r"[.!?\n:]", self.text[self.spans[index - 1][1] : self.spans[index][0]]))

    def surname(self, index: int) -> bool:
        """Whether the name follows a title, with or without "van" between: "meneer van Leusden"."""
        back = index - 1
        while back >= 0 and self.words[back] in BETWEEN_TITLE_AND_NAME:
            back -= 1
        return back >= 0 and self.words[back] in TITLES


def _word(text: _Text, start: int, stop: int) -> bool:
    if stop - start == len(text.words):
        return True
    if text.capital(stop):
        return not text.opens_sentence(start) or text.before(start) in PREPOSITIONS
    return text.before(start) in BEFORE_SMALL_WORD


def _common(text: _Text, start: int, stop: int) -> bool:
    if text.capital(stop):
        return text.before(start) in PREPOSITIONS
    return text.before(start) in BEFORE_SMALL_COMMON and text.ends_clause(stop)


def _person(text: _Text, start: int, _stop: int) -> bool:
    return text.before(start) in BEFORE_PERSON


def _phrase(text: _Text, start: int, stop: int) -> bool:
    return text.capital(stop) and text.before(start) in PREPOSITIONS


RULES: dict[str, Callable[[_Text, int, int], bool]] = {
    "word": _word,
    "common": _common,
    "person": _person,
    "phrase": _phrase,
    "never": lambda _text, _start, _stop: False,
}


class Mentions:
    """Finds the names and postcodes it was made with."""

    def __init__(
        self, names: Iterable[str], ordinary: Mapping[str, Iterable[str]], postcodes: Mapping[int, frozenset[str]]
    ):
        """`names` as usually spelled; `ordinary`: kind -> names; `postcodes`: the known ones, with their places."""
        self._names: dict[str, str] = {}
        self._longest: dict[str, int] = {}
        for name in names:
            parts = words(name)
            self._add(parts, name)
            if len(parts) > 1 and len("".join(parts)) >= LONG_ENOUGH_IN_ONE_PIECE:
                self._add(("".join(parts),), name)
        self._rules = {" ".join(words(name)): RULES[kind] for kind, listed in ordinary.items() for name in listed}
        self._postcodes = postcodes

    def find(self, text: str) -> list[Mention]:
        """Every mention in the text, from left to right, the longest name where several fit."""
        cut = _Text(text)
        places, starts = self._places(cut)
        return sorted([*places, *self._found_postcodes(cut, starts)], key=lambda mention: mention.start)

    def _add(self, parts: tuple[str, ...], name: str) -> None:
        self._names.setdefault(" ".join(parts), name)
        self._longest[parts[0]] = max(len(parts), self._longest.get(parts[0], 0))

    def _places(self, cut: _Text) -> tuple[list[Mention], dict[int, Mention]]:
        found: dict[int, Mention] = {}
        index = 0
        while index < len(cut.words):
            stop = self._longest_name(cut, index) if cut.words[index] in self._longest else 0
            if stop:
                start, end = cut.spans[index][0], cut.spans[stop - 1][1]
                start -= start > 0 and cut.text[start - 1] in "'’"
                found[index] = Mention("place", self._names[" ".join(cut.words[index:stop])], start, end)
            index = stop or index + 1
        return list(found.values()), found

    def _longest_name(self, cut: _Text, index: int) -> int:
        """Where the longest name that begins with this word stops; 0 when none does."""
        for length in range(self._longest[cut.words[index]], 0, -1):
            stop = index + length
            key = " ".join(cut.words[index:stop])
            if key in self._names and stop <= len(cut.words) and self._counts(cut, key, index, stop):
                return stop
        return 0

    def _counts(self, cut: _Text, key: str, start: int, stop: int) -> bool:
        if cut.before(start) in NAMING:
            return True
        if cut.surname(start):
            return False
        rule = self._rules.get(key)
        return rule is None or rule(cut, start, stop)

    def _found_postcodes(self, cut: _Text, places: dict[int, Mention]) -> Iterable[Mention]:
        if not any(character.isdigit() for character in cut.text):
            return
        starts = {span[0]: index for index, span in enumerate(cut.spans)}
        for match in POSTCODE.finditer(cut.text):
            digits, space, letters = match.groups()
            index = starts.get(match.start())
            if index is None or (index and cut.words[index - 1].isdigit()):
                continue
            if letters and self._is_six(int(digits), space, letters):
                yield Mention("postcode6", digits + letters.upper(), match.start(), match.end())
            elif letters and not space:
                continue
            elif self._is_four(cut, int(digits), index, places):
                yield Mention("postcode4", digits, match.start(), match.start() + len(digits))

    def _is_six(self, digits: int, space: str, letters: str) -> bool:
        if letters.upper() in NEVER_ISSUED:
            return False
        if letters.isupper() or not space:
            return letters.lower() not in SHORT_WORDS or not space
        return digits in self._postcodes and letters.lower() not in SHORT_WORDS

    def _is_four(self, cut: _Text, digits: int, index: int, places: dict[int, Mention]) -> bool:
        """A number of four digits is a postcode only where its neighbours say so; it may be a year, a time or money."""
        if digits not in self._postcodes:
            return False
        after = places.get(index + 1)
        if after and after.value in self._postcodes[digits]:
            return True
        before = cut.before(index)
        if before in POSTCODE_WORDS or len(cut.words) == 1:
            return True
        return digits not in YEARS and before in PREPOSITIONS and cut.ends_clause(index + 1)

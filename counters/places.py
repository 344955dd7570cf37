"""Places and postcodes of the Netherlands: what someone types, to the municipality it lies in. Asks, never guesses."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz, process

from counters.errors import DirectoryError
from counters.loading import DATA, read, read_counters
from counters.mentions import RULES, Mention, Mentions
from counters.model import Municipality
from counters.text import squash, words

POSTCODE = re.compile(r"\b([1-9]\d{3})(?:\s?[A-Za-z]{2})?\b")
# Nobody types a longer name; what is longer is searched no further.
LONGEST = 120
# Share of letters (0-100) that must agree before a name is worth asking about.
ALIKE = 75
SUGGESTIONS = 6
# An unknown postcode (a post-office box, mostly) so far from a known one may lie in the same place ...
NEXT_DOOR = 9
# ... and so far when the place is named with it.
SAME_TOWN = 99
FILLERS = frozenset(("in", "te", "uit", "bij", "gemeente", "provincie", "de", "het", "dorp", "plaats", "stad"))
PROVINCES = {
    "dr": "drenthe", "fl": "flevoland", "fr": "fryslan", "friesland": "fryslan", "gld": "gelderland", "gn": "groningen",
    "gr": "groningen", "l": "limburg", "lb": "limburg", "nb": "noordbrabant", "brabant": "noordbrabant",
    "nh": "noordholland", "o": "overijssel", "ov": "overijssel", "ut": "utrecht", "ze": "zeeland", "zh": "zuidholland",
}  # fmt: skip


@dataclass(frozen=True, order=True)
class Place:
    """A place in a municipality; `code` is the CBS code of the municipality."""

    name: str
    municipality: str
    code: str
    province: str

    @property
    def label(self) -> str:
        """The place told apart from its namesakes; `Places.resolve` leads back from it to this place."""
        return f"{self.name} (gemeente {self.municipality}, {self.province})"


@dataclass(frozen=True)
class Choices:
    """More than one place has this name or postcode, in different municipalities: ask which."""

    options: tuple[Place, ...]


@dataclass(frozen=True)
class Unknown:
    """No place has this name; `suggestions` look like it, best first, and are to be confirmed."""

    suggestions: tuple[Place, ...]


class Places:
    """Every place, municipality and four-digit postcode of the directory."""

    def __init__(
        self, rows: Sequence[tuple[Place, range]], aliases: Sequence[tuple[str, Place]], ordinary: dict[str, list[str]]
    ):
        """From places with their postcodes, other names for places, and the names that are ordinary words too."""
        self._names: dict[str, list[Place]] = {}
        self._postcodes: dict[int, list[Place]] = {}
        for place, postcodes in rows:
            for postcode in postcodes:
                self._postcodes.setdefault(postcode, []).append(place)
        names = [(place.name, place) for place, _ in rows] + list(aliases)
        for name, place in names:
            known = self._names.setdefault(squash(name), [])
            if place not in known:
                known.append(place)
        self._labels = {place.label.casefold(): place for _, place in names}
        self._known_postcodes = sorted(self._postcodes)
        self._provinces = _largest_by_province(rows)
        named = {code: frozenset(place.name for place in there) for code, there in self._postcodes.items()}
        self._mentions = Mentions((name for name, _ in names), ordinary, named)

    @classmethod
    def load(cls, data: Path = DATA) -> Places:
        """The places from their files. Raises DirectoryError naming the file and the problem."""
        _, municipalities = read_counters(data)
        rows = _rows(data, municipalities)
        ordinary = read(data / "ordinary_words.yml")
        places = cls(rows, _aliases(data, municipalities, rows), ordinary)
        for kind, names in ordinary.items():
            if kind not in RULES:
                raise DirectoryError(f"data/ordinary_words.yml: {kind} is no kind of ordinary word.")
            for name in names:
                if squash(name) not in places._names:
                    raise DirectoryError(f"data/ordinary_words.yml: {name} is no place.")
        return places

    def mentions(self, text: str) -> list[Mention]:
        """The places and postcodes named in running text, from left to right."""
        return self._mentions.find(text)

    def resolve(self, text: str) -> Place | Choices | Unknown:
        """The place that someone means by a place name, municipality or postcode of four or six characters.

        More than one possible municipality gives Choices, an unknown name gives Unknown with names that look like it;
        a name with its municipality or province ("Hengelo, Gelderland") tells namesakes apart.
        """
        text = text[:LONGEST].strip()
        if text.casefold() in self._labels:
            return self._labels[text.casefold()]
        postcode = POSTCODE.search(text)
        if postcode:
            return self._by_postcode(int(postcode[1]), words(text[: postcode.start()] + " " + text[postcode.end() :]))
        typed = words(text)
        if squash(text) in self._provinces:
            return self._by_province(squash(text))
        options = self._by_name(typed) or self._by_mentions(text)
        return _answer(options) if options else Unknown(self._alike(typed))

    def _by_postcode(self, postcode: int, rest: tuple[str, ...]) -> Place | Choices | Unknown:
        here = self._postcodes.get(postcode, [])
        told = self._by_name(rest) or self._by_mentions(" ".join(rest))
        both = [place for place in here or self._near(postcode, SAME_TOWN) if place in told]
        if both:
            return _answer(both)
        if here:
            return _answer(list(dict.fromkeys([*here, *told])))
        return Unknown(tuple(told) if rest else self._near(postcode, NEXT_DOOR)[:SUGGESTIONS])

    def _by_province(self, key: str) -> Place | Choices | Unknown:
        """A city of that name is meant (Utrecht); without one, ask for a municipality in the province."""
        cities = [place for place in self._names.get(key, []) if place.name == place.municipality]
        return _answer(cities) if cities else Unknown((*self._names.get(key, []), *self._provinces[key])[:SUGGESTIONS])

    def _by_name(self, typed: tuple[str, ...]) -> list[Place]:
        """The places whose name begins the words, as far as the other words fit their municipality and province."""
        while typed:
            for stop in range(len(typed), 0, -1):
                named = self._names.get("".join(typed[:stop]), [])
                fitting = [place for place in named if _fits(place, typed[stop:])]
                if fitting:
                    return fitting
            if typed[0] not in FILLERS:
                return []
            typed = typed[1:]
        return []

    def _by_mentions(self, text: str) -> list[Place]:
        """The places named in a whole sentence."""
        named = (self._names[squash(mention.value)] for mention in self.mentions(text) if mention.kind == "place")
        return [place for places in named for place in places]

    def _alike(self, typed: tuple[str, ...]) -> tuple[Place, ...]:
        """The places whose name looks most like the words, best first."""
        key = "".join(word for word in typed if word not in FILLERS) or "".join(typed)
        found = process.extract(key, self._names.keys(), scorer=fuzz.ratio, score_cutoff=ALIKE, limit=SUGGESTIONS)
        places = (place for name, _, _ in found for place in self._names[name])
        return tuple(dict.fromkeys(places))[:SUGGESTIONS]

    def _near(self, postcode: int, reach: int) -> tuple[Place, ...]:
        """The places of the known postcodes around an unknown one, nearest first."""
        low, high = (bisect_left(self._known_postcodes, edge) for edge in (postcode - reach, postcode + reach + 1))
        near = sorted(self._known_postcodes[low:high], key=lambda code: abs(code - postcode))
        return tuple(dict.fromkeys(place for code in near for place in self._postcodes[code]))


def _answer(options: list[Place]) -> Place | Choices:
    """The one place, the municipality when all options lie in one, else the question."""
    if len(options) == 1:
        return options[0]
    if len({place.code for place in options}) > 1:
        return Choices(tuple(sorted(options)))
    first = options[0]
    whole = next((place for place in options if place.name == place.municipality), None)
    return whole or Place(first.municipality, first.municipality, first.code, first.province)


def _fits(place: Place, rest: tuple[str, ...]) -> bool:
    """Whether all other words that were typed say where the place lies."""
    where = {*words(place.name), *words(place.municipality), *words(place.province), squash(place.province)} | FILLERS
    return all(PROVINCES.get(word, word) in where or word in where for word in rest)


def _rows(data: Path, municipalities: dict[str, Municipality]) -> list[tuple[Place, range]]:
    """Every place with each of its ranges of postcodes, from the files by province."""
    rows = []
    for path in sorted((data / "places").glob("*.yml")):
        for code, places in read(path)["municipalities"].items():
            if code not in municipalities:
                raise DirectoryError(f"places/{path.name}: municipality {code} has no Veilig Thuis.")
            municipality = municipalities[code]
            for name, spans in places.items():
                place = Place(name, municipality.name, code, municipality.province)
                rows += [(place, span) for span in _spans(str(spans), f"places/{path.name}: {name}")]
    return rows


def _spans(text: str, where: str) -> Iterator[range]:
    """Ranges of postcodes from '1011-1019 1021'."""
    for part in text.split():
        first, _, last = part.partition("-")
        if not POSTCODE.fullmatch(first) or (last and not POSTCODE.fullmatch(last)):
            raise DirectoryError(f"{where}: {part} is no range of four-digit postcodes.")
        yield range(int(first), int(last or first) + 1)


def _aliases(
    data: Path, municipalities: dict[str, Municipality], rows: list[tuple[Place, range]]
) -> list[tuple[str, Place]]:
    """Other names with the place they stand for: municipalities, their other names, short names and parts."""
    places = {(place.code, place.name): place for place, _ in rows}
    found = []
    for code, municipality in municipalities.items():
        plain = re.sub(r" \(.+\)$", "", municipality.name)
        whole = Place(municipality.name, municipality.name, code, municipality.province)
        there = [place for place in places.values() if place.code == code]
        whole = there[0] if len(there) == 1 else places.get((code, plain), whole)
        found += [(name, whole) for name in (plain, municipality.name)]
        found += [(name, places.get((code, name), whole)) for name in municipality.also_known_as]
    for code, names in read(data / "aliases.yml").items():
        for name, others in names.items():
            if (code, name) not in places:
                raise DirectoryError(f"data/aliases.yml: {name} is no place in {code}.")
            found += [(other, places[code, name]) for other in others]
    return found


def _largest_by_province(rows: Sequence[tuple[Place, range]]) -> dict[str, list[Place]]:
    """The municipalities of each province, those with most postcodes first."""
    sizes: Counter[Place] = Counter()
    for place, postcodes in rows:
        sizes[Place(place.municipality, place.municipality, place.code, place.province)] += len(postcodes)
    found: dict[str, list[Place]] = {}
    for place, _ in sizes.most_common():
        found.setdefault(squash(place.province), []).append(place)
    found["friesland"] = found["fryslan"]
    found["brabant"] = found["noordbrabant"]
    return found

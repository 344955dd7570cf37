"""The directory: every counter, and which of them fits a question best."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from counters.errors import DirectoryError, UnknownTermError
from counters.hours import AMSTERDAM
from counters.loading import DATA, build, read, read_counters, said
from counters.model import Counter, Frozen, Municipality, Reading, Said
from counters.ranking import VEILIG_THUIS, Query, Ranking, Rule
from counters.wording import DUTCH, LANGUAGES, refusal, texts


class Vocabulary(Frozen):
    """The codes of themes, roles and urgency with the words for them."""

    themes: dict[str, Said]
    roles: dict[str, Said]
    urgency: dict[str, Said]


@dataclass(frozen=True)
class Match:
    """A counter that fits, why (one sentence), and whether and when someone answers."""

    counter: Counter
    why: str
    open_now: bool | None
    opens_at: datetime | None


@dataclass(frozen=True)
class Directory:
    """All counters by id, municipalities by CBS code, the words for themes and roles, and sites to read.

    Its texts are in one `language`; `in_language` gives the same directory in another.
    """

    language: str
    counters: Mapping[str, Counter]
    municipalities: Mapping[str, Municipality]
    vocabulary: Vocabulary
    ranking: Ranking
    reading: tuple[Reading, ...]
    _languages: dict[str, Directory] = field(repr=False, compare=False)

    @classmethod
    def load(cls, data: Path = DATA) -> Directory:
        """The directory from its files, in Dutch. Raises DirectoryError: one sentence naming file and problem."""
        languages: dict[str, Directory] = {}
        for language in LANGUAGES:
            languages[language] = cls._load(data, language, languages)
        directory = languages[DUTCH]
        directory._check()
        return directory

    @classmethod
    def _load(cls, data: Path, language: str, languages: dict[str, Directory]) -> Directory:
        counters, municipalities = read_counters(data, language)
        words, points, sites = (data / name for name in ("vocabulary.yml", "ranking.yml", "reading.yml"))
        return cls(
            language,
            MappingProxyType(counters),
            MappingProxyType(municipalities),
            build(Vocabulary, said(read(words), language), words),
            build(Ranking, said(read(points), language), points),
            tuple(build(Reading, site, sites) for site in said(read(sites), language)),
            languages,
        )

    def in_language(self, language: str | None) -> Directory:
        """The same directory with its texts in this language; in its own when there are none."""
        return self._languages.get(language or self.language, self)

    def get(self, counter_id: str) -> Counter:
        """The counter with this id. Raises KeyError when there is none."""
        return self.counters[counter_id]

    def veilig_thuis(self, municipality: str) -> Counter:
        """The Veilig Thuis of a municipality (CBS code, 'GM0034'). Raises UnknownTermError for an unknown code."""
        return self.counters[self._municipality(municipality).veilig_thuis]

    def find(
        self,
        *,
        theme: str | None = None,
        role: str | None = None,
        municipality: str | None = None,
        urgency: str | None = None,
        language: str | None = None,
        at: datetime | None = None,
    ) -> list[Match]:
        """The counters that fit, best first; only those with a confirmed number, chat or site.

        `municipality` is a CBS code, `language` what the person speaks (a two-letter code): who speaks it too stands
        higher, and the texts are in it if there are any, else in those of this directory. `at` is the moment asked
        about (default now; without a time zone it is Dutch clock time). A closed counter stands first only when none
        that fits is open.
        Raises UnknownTermError for a theme, role, urgency or municipality that the directory does not know.
        """
        told = self.in_language(language)
        told._known("theme", theme, self.vocabulary.themes)
        told._known("role", role, self.vocabulary.roles)
        told._known("urgency", urgency, self.vocabulary.urgency)
        place = told._municipality(municipality) if municipality else None
        query = Query(theme, role, urgency, language, place, _dutch(at))
        scored = sorted(told._scored(query), key=lambda pair: -pair[0])
        matches = [match for _, match in scored[: self.ranking.most]]
        return _open_first(matches)

    def _scored(self, query: Query) -> list[tuple[int, Match]]:
        code = query.municipality.code if query.municipality else None
        found = []
        for counter in self.counters.values():
            if not counter.usable or not counter.serves(code) or (code and counter.id == VEILIG_THUIS):
                continue
            rules = self.ranking.rules_for(counter, query)
            if not self.ranking.fits(counter, query, rules):
                continue
            open_now = counter.open_at(query.at)
            points = self.ranking.points(counter, query, rules, open_now)
            if points >= self.ranking.least:
                opens_at = None if open_now else counter.opens_after(query.at)
                found.append((points, Match(counter, self._why(counter, query, rules), open_now, opens_at)))
        return found

    def _why(self, counter: Counter, query: Query, rules: list[Rule]) -> str:
        says = self._reason(counter, query, rules)
        if query.speaks_another and query.language in (counter.languages or ()):
            says += texts(self.language)["why"]["language"]
        return says + "."

    def _reason(self, counter: Counter, query: Query, rules: list[Rule]) -> str:
        reasons = [(rule.points, rule.why) for rule in rules if rule.why]
        if reasons:
            return max(reasons)[1]
        if counter.id in self.ranking.reasons:
            return self.ranking.reasons[counter.id]
        why: dict[str, str] = texts(self.language)["why"]
        says = why["advice"]
        if query.theme in counter.themes:
            says = why["theme"].format(theme=self.vocabulary.themes[query.theme or ""])
        if counter.area != "national" and query.municipality:
            says += why["place"].format(place=query.municipality.name)
        if query.role in counter.audience:
            says += why["role"].format(role=self.vocabulary.roles[query.role or ""])
        return says

    def _municipality(self, code: str) -> Municipality:
        try:
            return self.municipalities[code]
        except KeyError:
            raise UnknownTermError(refusal(self.language, "municipality")) from None

    def _known(self, what: str, value: str | None, allowed: Mapping[str, str]) -> None:
        if value is not None and value not in allowed:
            raise UnknownTermError(refusal(self.language, what, allowed=", ".join(allowed)))

    def _check(self) -> None:
        """What no single file can show: words and names that point nowhere."""
        for counter in self.counters.values():
            for theme in set(counter.themes) - set(self.vocabulary.themes):
                raise DirectoryError(f"{counter.id}.yml: theme {theme} is not in vocabulary.yml.")
            for role in set(counter.audience) - set(self.vocabulary.roles):
                raise DirectoryError(f"{counter.id}.yml: audience {role} is not in vocabulary.yml.")
            for code in set(counter.area if counter.area != "national" else ()) - set(self.municipalities):
                raise DirectoryError(f"{counter.id}.yml: area {code} is no municipality with a Veilig Thuis.")
        allowed: dict[str, Any] = {
            "theme": self.vocabulary.themes,
            "role": self.vocabulary.roles,
            "urgency": self.vocabulary.urgency,
        }
        for name in {*self.ranking.general, *self.ranking.reasons, *self.ranking.only_by_rule} - set(self.counters):
            raise DirectoryError(f"ranking.yml: {name} is no counter.")
        for rule in self.ranking.rules:
            if rule.counter not in self.counters:
                raise DirectoryError(f"ranking.yml: a rule names {rule.counter}, which is no counter.")
            for key, values in rule.when.items():
                if key not in allowed or set(values) - set(allowed[key]):
                    raise DirectoryError(f"ranking.yml: a rule for {rule.counter} asks for an unknown {key}.")


def _open_first(matches: list[Match]) -> list[Match]:
    """The same matches, with an open counter before a closed one that would stand first."""
    if matches and matches[0].open_now is False:
        lead = next((match for match in matches if match.open_now), matches[0])
        return [lead, *(match for match in matches if match is not lead)]
    return matches


def _dutch(at: datetime | None) -> datetime:
    if at is None:
        return datetime.now(AMSTERDAM)
    return at if at.tzinfo else at.replace(tzinfo=AMSTERDAM)

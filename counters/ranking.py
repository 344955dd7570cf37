"""The points that put one counter before another. The points themselves stand in data/ranking.yml."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pydantic import validator

from counters.model import Counter, Frozen, Municipality, Said
from counters.wording import DUTCH

VEILIG_THUIS = "veilig-thuis"


@dataclass(frozen=True)
class Query:
    """What is asked for; None where not told."""

    theme: str | None
    role: str | None
    urgency: str | None
    language: str | None
    municipality: Municipality | None
    at: datetime

    @property
    def speaks_another(self) -> bool:
        """Whether it matters which languages a counter speaks: Dutch they all do."""
        return self.language not in (None, DUTCH)


class Rule(Frozen):
    """Extra points for one counter when the question is of this kind, and the reason that people read."""

    when: dict[str, tuple[str, ...]]
    counter: str
    points: int
    why: Said | None = None

    @validator("when", pre=True)
    def _several(cls, when: dict[str, object]) -> dict[str, object]:  # noqa: N805 - pydantic hands the class
        return {key: value if isinstance(value, list) else [value] for key, value in when.items()}

    def holds(self, query: Query) -> bool:
        """Whether the question is of this kind."""
        return all(getattr(query, key) in values for key, values in self.when.items())


class Weights(Frozen):
    """Points that hold for every counter alike."""

    theme: int
    own_theme: int
    role: int
    own_role: int
    local: int
    veilig_thuis: int
    language: int
    open: int
    closed: int


class Ranking(Frozen):
    """The whole table of points."""

    weights: Weights
    few_themes: int
    least: int
    most: int
    general: dict[str, int]
    reasons: dict[str, Said]
    only_by_rule: frozenset[str]
    rules: tuple[Rule, ...]

    def rules_for(self, counter: Counter, query: Query) -> list[Rule]:
        """The rules that hold for this counter; a regional Veilig Thuis follows those of Veilig Thuis."""
        return [rule for rule in self.rules if rule.counter == kin(counter) and rule.holds(query)]

    def points(self, counter: Counter, query: Query, rules: list[Rule], open_now: bool | None) -> int:
        """The sum of all that speaks for and against this counter."""
        weights = self.weights
        speaks = {
            "theme": query.theme in counter.themes,
            "own_theme": query.theme in counter.themes and len(counter.themes) <= self.few_themes,
            "role": query.role in counter.audience,
            "own_role": counter.audience == (query.role,),
            "local": counter.area != "national",
            "veilig_thuis": kin(counter) == VEILIG_THUIS,
            "language": query.speaks_another and query.language in (counter.languages or ()),
            "open": open_now is True,
            "closed": open_now is False,
        }
        total = sum(int(getattr(weights, name)) for name, holds in speaks.items() if holds)
        if query.theme is None:
            total += self.general.get(kin(counter), 0)
        return total + sum(rule.points for rule in rules)

    def fits(self, counter: Counter, query: Query, rules: list[Rule]) -> bool:
        """Whether this counter is there for such a question at all: for the person, and for the theme or by a rule."""
        if query.role not in (None, "unknown") and query.role not in counter.audience:
            return False
        if any(rule.points > 0 for rule in rules) or kin(counter) == VEILIG_THUIS:
            return True
        if counter.id in self.only_by_rule:
            return False
        if query.theme is None:
            return counter.id in self.general or counter.area != "national"
        return query.theme in counter.themes


def kin(counter: Counter) -> str:
    """The id that the table of points knows a counter by: every regional Veilig Thuis goes as Veilig Thuis."""
    return VEILIG_THUIS if counter.id.startswith(VEILIG_THUIS) else counter.id

"""From turns to figures: percentiles, and ratios with their spread."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles

from tests.benchmarks.conversations import CONSENT, ROUND, ROUNDS
from tests.benchmarks.measure import Turn

GROUPS = 5
Summary = Callable[[Sequence[float]], float]


def p95(values: Sequence[float]) -> float:
    return quantiles(values, n=20, method="inclusive")[-1]


@dataclass(frozen=True)
class Ratio:
    """A ratio over everything, and the lowest and highest of its parts measured apart."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.2f} ({self.low:.2f} to {self.high:.2f})"


def ratio(pairs: Sequence[tuple[float, float]]) -> Ratio:
    """The median of the first divided by the second of each pair."""
    found = [one / other for one, other in pairs]
    return Ratio(median(found), min(found), max(found))


@dataclass(frozen=True)
class Turns:
    """What `measure.converse` gave."""

    turns: Sequence[Turn]

    def seconds(self, side: str, kind: str | None = None) -> list[float]:
        """All of one kind; without a kind all but consent, which is there once and hashes the receipt's secret."""
        return [
            turn.seconds
            for turn in self.turns
            if turn.side == side and (turn.kind == kind if kind else turn.kind != CONSENT)
        ]

    def kinds(self) -> list[str]:
        return list(dict.fromkeys(turn.kind for turn in self.turns))

    def compare(self, one: str, other: str, summary: Summary) -> Ratio:
        """How the two sides' summaries relate over all turns; the spread is that of groups of conversations."""
        groups = [self._group(number) for number in range(GROUPS)]
        parts = [summary(group.seconds(one)) / summary(group.seconds(other)) for group in groups if group.turns]
        return Ratio(summary(self.seconds(one)) / summary(self.seconds(other)), min(parts), max(parts))

    def alike(self, one: str, other: str) -> float:
        """The share of one side's turns whose words the other said too, in the same conversation."""
        said = {(turn.conversation, turn.text) for turn in self.turns if turn.side == other}
        own = [(turn.conversation, turn.text) in said for turn in self.turns if turn.side == one]
        return sum(own) / len(own)

    def growth(self, side: str) -> Ratio:
        """The time of a conversation's last round divided by that of its first."""
        return ratio(
            [
                (_sum(self._round(side, conversation, ROUNDS)), _sum(self._round(side, conversation, 1)))
                for conversation in sorted({turn.conversation for turn in self.turns})
            ]
        )

    def round_median(self, side: str, number: int) -> float:
        """Seconds of the middle turn of a round, 1 being the first."""
        return median(turn.seconds for turn in self._round(side, None, number))

    def _round(self, side: str, conversation: int | None, number: int) -> Iterable[Turn]:
        return [
            turn
            for turn in self.turns
            if turn.side == side
            and conversation in (None, turn.conversation)
            and (turn.number - 1) // len(ROUND) == number - 1
        ]

    def _group(self, number: int) -> Turns:
        return Turns([turn for turn in self.turns if turn.conversation % GROUPS == number])


def _sum(turns: Iterable[Turn]) -> float:
    return sum(turn.seconds for turn in turns)

"""Shares with their 95 % bounds, and the difference of two shares over the same messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

Z = 1.96
"""Standard deviations within which 95 % lies."""


@dataclass(frozen=True)
class Share:
    """So many out of so many."""

    hits: int
    of: int

    @classmethod
    def count(cls, held: Sequence[bool]) -> Share:
        """How many of these hold."""
        return cls(sum(held), len(held))

    @property
    def value(self) -> float:
        return self.hits / self.of if self.of else 0.0

    def bounds(self) -> tuple[float, float]:
        """Wilson's 95 % bounds (E. B. Wilson, 1927): honest for few messages and for shares near 0 or 1."""
        if not self.of:
            return 0.0, 1.0
        p, n = self.value, self.of
        middle, spread = p + Z * Z / (2 * n), Z * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
        return max(0.0, (middle - spread) / (1 + Z * Z / n)), min(1.0, (middle + spread) / (1 + Z * Z / n))

    def as_dict(self) -> dict[str, Any]:
        """For JSON, rounded to four digits."""
        low, high = self.bounds()
        return {"value": round(self.value, 4), "low": round(low, 4), "high": round(high, 4), "of": self.of}


def loss(before: Sequence[bool], after: Sequence[bool]) -> dict[str, Any]:
    """What was lost from `before` to `after`, the same messages in the same order, in points (hundredths).

    {'points', 'low', 'high', 'of'}; below 0 when something was won. The bounds are those of A. Agresti and Y. Min
    (2005) for pairs: half a message is added to each of the four cells, so that no change in few messages is not taken
    for certainty.
    """
    lost = sum(b and not a for b, a in zip(before, after, strict=True))
    won = sum(a and not b for b, a in zip(before, after, strict=True))
    of = len(before)
    middle = (lost - won) / (of + 2)
    spread = Z * sqrt((lost + won + 1) / (of + 2) - middle * middle) / sqrt(of + 2)
    points = 100 * (lost - won) / of if of else 0.0
    low, high = 100 * (middle - spread), 100 * (middle + spread)
    return {"points": round(points, 2), "low": round(low, 2), "high": round(high, 2), "of": of}

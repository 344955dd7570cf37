"""Where to draw the lines, by what each kind of mistake costs, on messages that the scores were not fitted to."""

from __future__ import annotations

import numpy as np

from bot.understanding.labels import INTENTS, THEMES, URGENCIES
from bot.understanding.linear import Array

MISSED_DANGER = 12.0
"""Cost of taking an acute message for less, with one false alarm on a calm message as the unit: what is only possibly
danger gets 112 in one line, and the conversation goes on (actions/safety.py)."""
ALARM_ON_URGENT = 0.2
"""Cost of calling an urgent message acute: the person gets 112 first, and then the same help."""
MISSED_THEME = 1.5
"""Cost of not naming a theme, with naming a wrong one as the unit."""
MISSED_SUICIDALITY = 6.0
ASKED_IN_VAIN = 0.5
"""Cost of asking again though the first guess was right, with acting on a wrong guess as the unit."""
ASKED_RIGHTLY = 0.2

_GRID = np.linspace(0.01, 0.99, 99)


def acute(probabilities: Array, truth: Array) -> float:
    """The probability from which a message is acute; arguments: messages x URGENCIES."""
    danger, urgent = truth[:, URGENCIES.index("acute")] == 1, truth[:, URGENCIES.index("urgent")] == 1
    weights = np.where(danger, MISSED_DANGER, np.where(urgent, ALARM_ON_URGENT, 1.0))
    return _cheapest(probabilities[:, URGENCIES.index("acute")], danger, weights)


def themes(probabilities: Array, truth: Array) -> dict[str, float]:
    """Per theme the probability from which it is named; arguments: messages x THEMES."""
    chosen = {}
    for at, theme in enumerate(THEMES):
        miss = MISSED_SUICIDALITY if theme == "suicidality" else MISSED_THEME
        present = truth[:, at] == 1
        chosen[theme] = _cheapest(probabilities[:, at], present, np.where(present, miss, 1.0))
    return chosen


def understood(probabilities: Array, truth: Array) -> float:
    """The probability of the best intent from which it is acted on; arguments: messages x INTENTS."""
    best, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == truth.argmax(axis=1)
    costs = [
        np.where(best >= limit, np.where(right, 0.0, 1.0), np.where(right, ASKED_IN_VAIN, ASKED_RIGHTLY)).mean()
        for limit in _GRID
    ]
    assert probabilities.shape[1] == len(INTENTS)
    return float(_GRID[int(np.argmin(costs))])


def _cheapest(probability: Array, present: Array, weights: Array) -> float:
    """The limit with the least weighted mistakes; the limit that the weights alone imply when nothing is present."""
    costs = [(weights * ((probability >= limit) != present)).sum() for limit in _GRID]
    lowest = np.flatnonzero(np.array(costs) <= min(costs) * 1.02)
    return float(_GRID[lowest[len(lowest) // 2]])

"""The table: figures of each contender on the same test split."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import mean
from typing import Any

import numpy as np

from bot.evaluation.shares import Share
from bot.understanding import thresholds
from bot.understanding.examples import Example
from bot.understanding.labels import ROLES, URGENCIES
from tests.benchmarks.figures import p95

ALARMS = 0.05
"""The share of calm messages that may sound like danger."""

Found = dict[str, Any]
"""What one.py wrote."""


def table(found: dict[str, Found], held: Sequence[Example], tested: Sequence[Example]) -> str:
    """A Markdown table: a row a measure, a column a contender; shares with their 95 % bounds."""
    columns = {name: _figures(one, held, tested) for name, one in found.items()}
    rows = list(next(iter(columns.values())))
    lines = [f"| | {' | '.join(columns)} |", "| --- |" + " --- |" * len(columns)]
    lines += [f"| {row} | {' | '.join(column[row] for column in columns.values())} |" for row in rows]
    return "\n".join(lines)


def _figures(found: Found, held: Sequence[Example], tested: Sequence[Example]) -> dict[str, str]:
    answers = found["test"]
    pairs = list(zip(tested, answers, strict=True))
    told = [(example, answer) for example, answer in pairs if example.labels.themes]
    figures = {"intent right": _said([e.labels.intent == a["intent"] for e, a in pairs])}
    cost = cost_limit(held, found["development"])
    figures |= {f"{name}, limit by cost": said for name, said in _danger(pairs, cost).items()}
    strict = alarm_limit(held, found["development"])
    figures |= {f"{name}, limit for {ALARMS:.0%} alarms": said for name, said in _danger(pairs, strict).items()}
    themes = answers[0]["ranking"] is not None
    figures["theme, one of the first two"] = (
        _said([bool(set(a["ranking"]) & set(e.labels.themes)) for e, a in told]) if themes else "has none"
    )
    figures["role, macro-F1"] = f"{role_f1(pairs):.3f}" if answers[0]["role"] is not None else "has none"
    each = found["seconds_each"]
    return figures | {
        "trained on": f"{found['examples']} messages",
        "training": f"{found['training']:.0f} s",
        "messages a second": f"{1 / mean(each):.0f}",
        "one message, 95th percentile": f"{1000 * p95(each):.1f} ms",
        "peak memory, training and answering": f"{found['memory']:.0f} MB",
    }


def _danger(pairs: Sequence[tuple[Example, Any]], limit: float) -> dict[str, str]:
    alarms = {True: [], False: []}  # type: dict[bool, list[bool]]
    for example, answer in pairs:
        if example.labels.urgency != "urgent":
            alarms[example.labels.urgency == "acute"].append(answer["acute"] >= limit)
    return {"acute found": _said(alarms[True]), "false alarm": _said(alarms[False])}


def cost_limit(held: Sequence[Example], answers: Sequence[Any]) -> float:
    """The probability from which a message is acute, by the costs of thresholds.py, on the development split."""
    at = URGENCIES.index("acute")
    shares, truth = np.zeros((len(held), len(URGENCIES))), np.zeros((len(held), len(URGENCIES)))
    for row, (example, answer) in enumerate(zip(held, answers, strict=True)):
        shares[row, at] = answer["acute"]
        truth[row, URGENCIES.index(example.labels.urgency)] = 1
    return thresholds.acute(shares, truth)


def alarm_limit(held: Sequence[Example], answers: Sequence[Any]) -> float:
    """The lowest probability from which at most ALARMS of the calm messages of the development split are acute."""
    calm = sorted(
        (a["acute"] for e, a in zip(held, answers, strict=True) if e.labels.urgency in ("none", "concern")),
        reverse=True,
    )
    # Just above the first calm message that must stay calm.
    return float(np.nextafter(calm[int(ALARMS * len(calm))], 2.0))


def role_f1(pairs: Sequence[tuple[Example, Any]]) -> float:
    """Mean F1 over the roles."""
    scores = []
    for role in ROLES:
        both = sum(e.labels.role == role == a["role"] for e, a in pairs)
        either = sum((e.labels.role == role) + (a["role"] == role) for e, a in pairs)
        scores.append(2 * both / either if either else 0.0)
    return mean(scores)


def _said(held: Sequence[bool]) -> str:
    share = Share.count(held)
    low, high = share.bounds()
    return f"{share.value:.3f} ({low:.3f}-{high:.3f})"

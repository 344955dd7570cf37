"""The limits and figures that methods are compared by."""

from __future__ import annotations

from typing import Any

import pytest

from bot.understanding.examples import Example, Labels
from tests.benchmarks.understanding.__main__ import BETWEEN, PAGE
from tests.benchmarks.understanding.compared import alarm_limit, cost_limit, role_f1, table


def message(urgency: str, role: str = "victim") -> Example:
    intent = "emergency" if urgency == "acute" else "describe"
    return Example("x", Labels(intent, ("stalking",), role, urgency), "", "nl")


def answer(acute: float, role: str | None = "victim") -> dict[str, Any]:
    ranking = ["stalking", "fgm"] if role else None
    return {"intent": "emergency" if acute > 0.5 else "describe", "acute": acute, "role": role, "ranking": ranking}


CALM = [message("concern") for _ in range(100)]
ALARMING = [answer(at / 100) for at in range(100)]


def test_at_the_strict_limit_no_more_than_five_of_a_hundred_calm_messages_are_alarms() -> None:
    limit = alarm_limit(CALM, ALARMING)
    assert sum(one["acute"] >= limit for one in ALARMING) == 5


def test_the_limit_by_cost_rather_alarms_than_misses() -> None:
    held = [message("acute"), *CALM[:5]]
    limit = cost_limit(held, [answer(0.5), *[answer(0.6)] * 5])
    assert limit <= 0.5


def test_roles_are_weighed_alike() -> None:
    pairs = [(message("none", "child"), answer(0, "child")), (message("none"), answer(0, "child"))]
    assert role_f1(pairs) == pytest.approx((2 / 3) / 6)


def test_a_method_without_themes_says_so_beside_one_that_has_them() -> None:
    tested = [message("acute"), message("none")]
    found = {
        name: {
            "development": ALARMING,
            "test": [answer(0.9, role), answer(0.1, role)],
            "seconds_each": [0.01, 0.01],
            "training": 12.0,
            "memory": 345.0,
            "examples": 100,
        }
        for name, role in {"ours": "victim", "stock": None}.items()
    }
    told = table(found, CALM, tested)
    assert "| theme, one of the first two | 1.000 (0.342-1.000) | has none |" in told
    assert "| messages a second | 100 | 100 |" in told


def test_the_table_has_its_place_on_the_page() -> None:
    assert len(BETWEEN.findall(PAGE.read_text("utf-8"))) == 1

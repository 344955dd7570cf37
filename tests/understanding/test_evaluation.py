"""Scores with their bounds, by label and by group."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.evaluation.asking import SHARES, first_turn
from bot.evaluation.report import table
from bot.evaluation.run import cross_validate
from bot.evaluation.scores import scores
from bot.evaluation.shares import Share, loss
from bot.evaluation.styles import style
from bot.understanding.examples import Example, Labels


def example(text: str, intent: str, urgency: str, *themes: str, role: str = "victim", voice: str = "sms") -> Example:
    return Example(text, Labels(intent, themes, role, urgency), voice, "nl")


def answer(
    intent: str, urgency: str, *themes: str, role: str = "victim", sure: float = 0.9, language: str | None = "nl"
) -> dict[str, object]:
    return {
        "intent": (intent,),
        "urgency": (urgency,),
        "themes": themes,
        "role": (role,),
        "ranking": list(themes),
        "sure": sure,
        "understood": True,
        "language": language,
        "turn": {"danger": "no", "asks": False, "intents": (intent,), "first_themes": themes[:1]},
    }


EXAMPLES = [
    example("hij staat voor de deur", "emergency", "acute", "stalking"),
    example("ze ligt op de grond", "emergency", "acute", role="bystander"),
    example("ik schrik me dood van die film", "out_of_scope", "none"),
    example("hij scheldt elke dag", "describe", "concern", "partner_violence"),
]
ANSWERS = [
    answer("emergency", "acute", "stalking"),
    answer("describe", "concern", role="bystander"),
    answer("emergency", "acute", sure=0.4),
    answer("describe", "concern", "stalking", "partner_violence"),
]


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"), [(8, 10, 0.490, 0.943), (0, 10, 0.0, 0.278), (10, 10, 0.722, 1.0), (0, 0, 0.0, 1.0)]
)
def test_bounds_are_wilsons(hits: int, of: int, low: float, high: float) -> None:
    assert Share(hits, of).bounds() == pytest.approx((low, high), abs=0.001)


def test_danger_missed_and_false_alarms_are_counted_apart() -> None:
    danger = scores(EXAMPLES, ANSWERS)["danger"]
    assert (danger["acute found"]["value"], danger["acute found"]["of"]) == (0.5, 2)
    assert (danger["false alarm, calm (none, concern)"]["value"], danger["alarm, urgent"]["of"]) == (0.5, 0)


def test_each_label_has_precision_and_recall() -> None:
    labels = scores(EXAMPLES, ANSWERS)["labels"]
    stalking = labels["themes"]["stalking"]
    assert (stalking["precision"]["value"], stalking["recall"]["value"]) == (0.5, 1.0)
    assert labels["intent"]["emergency"]["f1"] == 0.5
    assert scores(EXAMPLES, ANSWERS)["themes"]["one of first two right"]["value"] == 1.0


def test_every_group_has_its_own_danger_and_themes() -> None:
    groups = scores(EXAMPLES, ANSWERS)["groups"]
    assert (groups["role"]["victim"]["acute found"]["value"], groups["role"]["bystander"]["acute found"]["value"]) == (
        1.0,
        0.0,
    )
    assert groups["language"]["nl"]["theme"] == Share(2, 2).as_dict()
    assert set(groups) == {"language", "role", "length", "style", "voice"}


def test_the_language_counts_from_three_words() -> None:
    told = [example("ok bye", "goodbye", "none"), example("waar is dat", "find_counter", "none")]
    found = [answer("goodbye", "none", language="en"), answer("find_counter", "none", language="nl")]
    assert scores(told, found)["accuracy"]["language, 3 words or more"] == Share(1, 1).as_dict()
    unasked = [answer("goodbye", "none", language=None)] * 2
    assert "language, 3 words or more" not in scores(told, unasked)["accuracy"]


@pytest.mark.parametrize(
    ("text", "language", "written"),
    [
        ("hij staat er nu", "nl", "as on SMS"),
        ("kom gstr thuis en alles lag op de grond", "nl", "shorthand"),
        ("he is outside rn", "en", "shorthand"),
        ("Hij staat voor de deur.", "nl", "written out"),
        ("Hij staat voor de deur", "nl", "in between"),
        ("nou ja " + "en toen kwam hij weer naar binnen " * 4, "nl", "dictated"),
    ],
)
def test_how_a_message_was_written_is_seen_from_its_text(text: str, language: str, written: str) -> None:
    assert style(text, language) == written


def test_a_loss_has_bounds_even_when_nothing_changed() -> None:
    none = loss([True] * 50, [True] * 50)
    assert none["points"] == 0.0
    assert none["low"] < 0 < none["high"]
    some = loss([True] * 100, [False] * 30 + [True] * 70)
    assert some["points"] == 30.0
    assert 20 < some["low"] < 30 < some["high"] < 40


def test_misses_are_told_by_number_and_no_text_stands_in_the_report() -> None:
    report = scores(EXAMPLES, ANSWERS)
    assert [(miss["number"], miss["was"]) for miss in report["misses"]] == [(2, "acute"), (3, "none")]
    printed = table(report) + json.dumps(report)
    assert not any(example.text in printed for example in EXAMPLES)


def test_cross_validation_answers_each_example_by_a_model_that_has_not_seen_it(tmp_path: Path) -> None:
    examples = [
        example(f"{who} {what}", *labels)
        for what, labels in {
            "slaat mij nu met een stok": ("emergency", "acute", "partner_violence"),
            "vraagt waar het loket is": ("find_counter", "none"),
            "scheldt mij elke dag uit": ("describe", "concern", "partner_violence"),
            "zegt dank voor alles": ("thanks", "none"),
        }.items()
        for who in ("hij", "zij", "mijn man", "de buurman", "mijn zoon", "iemand", "mijn ex", "oma", "papa", "mama")
    ]
    answers = cross_validate(examples, examples)
    report = scores(examples, answers)
    assert report["accuracy"]["intent"]["value"] > 0.9
    assert answers == cross_validate(examples, examples)


def parsed(danger: float = 0.0, themes: tuple[tuple[str, float], ...] = (), **intents: float) -> dict[str, Any]:
    """A parse result with these probabilities; the first intent is the one that was understood."""
    ranking = [{"name": name, "confidence": confidence} for name, confidence in intents.items()]
    return {
        "text": "x",
        "intent": {"name": "emergency", "confidence": danger} if danger else ranking[0],
        "intent_ranking": ranking,
        "urgency": {"name": "acute" if danger else "concern", "confidence": danger or 0.9},
        "themes": [{"name": name, "confidence": share} for name, share in themes if share > 0.4],
        "theme_ranking": [{"name": name, "confidence": share} for name, share in themes],
    }


@pytest.mark.parametrize(
    ("told", "understood", "counted"),
    [
        (
            example("x", "privacy", "none"),
            parsed(privacy=0.9),
            {"right at once", "right at once or after one question"},
        ),
        (
            example("x", "privacy", "none"),
            parsed(nlu_fallback=1.0, describe=0.4, privacy=0.3),
            {"right at once or after one question", "asked what was meant"},
        ),
        (example("x", "wipe", "none"), parsed(nlu_fallback=1.0, describe=0.4, privacy=0.3), {"asked what was meant"}),
        (
            example("x", "describe", "concern", "fgm"),
            parsed(describe=0.9, themes=(("stalking", 0.46), ("fgm", 0.42))),
            {"right at once or after one question", "asked what was meant"},
        ),
        (example("x", "describe", "concern", "fgm"), parsed(describe=0.9, themes=(("stalking", 0.9),)), set()),
        (
            example("x", "describe", "concern"),
            parsed(danger=0.2, describe=0.9),
            {
                "right at once or after one question",
                "asked what was meant",
                "asked whether there is danger, though there is none",
            },
        ),
        (example("x", "describe", "concern"), parsed(danger=0.9, describe=0.9), set()),
        (
            example("x", "emergency", "acute"),
            parsed(danger=0.9, describe=0.9),
            {"right at once", "right at once or after one question"},
        ),
    ],
)
def test_right_at_once_and_after_one_question_are_counted(
    told: Example, understood: dict[str, Any], counted: set[str]
) -> None:
    turn = first_turn(understood)
    assert {name for name, holds in SHARES.items() if holds(told, turn)} == counted

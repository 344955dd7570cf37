"""When a question is asked about what was meant, between what, and how its answer is acted on."""

from __future__ import annotations

from typing import Any

import pytest

from actions.doubt import intent_choices, theme_choices
from actions.steering import steer

STORY = {
    "text": "hij kijkt zo raar",
    "intent": {"name": "emergency", "confidence": 0.2},
    "intent_ranking": [{"name": "emergency", "confidence": 0.2}, {"name": "describe", "confidence": 0.9}],
    "urgency": {"name": "acute", "confidence": 0.2},
    "themes": [],
}


def ranking(**likely: float) -> list[dict[str, Any]]:
    return [{"name": name, "confidence": confidence} for name, confidence in likely.items()]


@pytest.mark.parametrize(
    ("named", "likely", "choices"),
    [
        (["stalking"], {"stalking": 0.9, "partner_violence": 0.3}, []),
        (["stalking"], {"stalking": 0.46, "partner_violence": 0.42}, ["stalking", "partner_violence"]),
        (["stalking", "fgm"], {"stalking": 0.9, "fgm": 0.85}, []),
        (
            [],
            {"stalking": 0.3, "fgm": 0.2, "abandonment": 0.1, "suicidality": 0.08},
            ["stalking", "fgm", "abandonment"],
        ),
        ([], {"stalking": 0.15, "fgm": 0.1}, []),
        ([], {"stalking": 0.3, "fgm": 0.01}, []),
        ([], {}, []),
    ],
)
def test_themes_are_asked_when_they_are_close_or_none_is_sure_enough(
    named: list[str], likely: dict[str, float], choices: list[str]
) -> None:
    assert theme_choices(named, ranking(**likely)) == choices


def test_only_ways_on_can_be_chosen_and_at_most_three() -> None:
    assert intent_choices(ranking(nlu_fallback=1.0, thanks=0.3, describe=0.2, privacy=0.1)) == ["describe", "privacy"]
    assert len(intent_choices(ranking(describe=0.2, privacy=0.2, find_counter=0.1, ask_signals=0.1))) == 3
    assert intent_choices(ranking(describe=0.3, thanks=0.2)) == []


def answered(text: str, about: str = "danger", choices: tuple[str, ...] = ("yes", "no", "unsaid")) -> dict[str, Any]:
    doubt = {"about": about, "choices": list(choices), "message": STORY}
    entities = [{"entity": "settle", "value": text.split('"')[3]}] if text.startswith("/answer") else []
    intent = text[1:] if text == "/deny" else "nlu_fallback"
    typed = {"text": text, "intent": {"name": intent, "confidence": 1.0}, "entities": entities, "themes": []}
    return steer(typed, {"doubt": doubt, "theme": "stalking"}.get)


@pytest.mark.parametrize(
    ("text", "danger"),
    [("ja", "now"), ('/answer{"settle": "yes"}', "now"), ("weet ik niet", "unsaid"), ("nee", "no"), ("/deny", "no")],
)
def test_an_answer_makes_the_turn_go_as_if_the_message_had_been_clear(text: str, danger: str) -> None:
    result = answered(text)
    assert (result["text"], result["danger"]) == (STORY["text"], danger)
    assert result["intent"]["name"] == ("describe" if danger == "no" else "emergency")


def test_another_message_counts_and_what_was_told_before_is_kept() -> None:
    result = answered("mijn zus belde net")
    assert (result["text"], result["danger"], result["left"]) == ("mijn zus belde net", "no", STORY["text"])
    assert result["after_question"]


def test_what_may_be_danger_again_as_the_answer_is_a_yes() -> None:
    doubt = {"about": "danger", "choices": ["yes", "no", "unsaid"], "message": STORY}
    again = {**STORY, "text": "hij doet heel raar"}
    assert steer(again, {}.get)["danger"] == "doubt"
    assert steer(again, {"doubt": doubt}.get)["danger"] == "now"


@pytest.mark.parametrize(("about", "choice"), [("theme", "fgm"), ("role", "victim"), ("intent", "privacy")])
def test_a_chosen_meaning_is_filled_in(about: str, choice: str) -> None:
    result = answered(f'/answer{{"settle": "{choice}"}}', about, (choice, "other"))
    assert result["text"] == STORY["text"]
    assert result[about] == {"name": choice, "confidence": 1.0}
    assert result["danger"] == "no"


def test_a_button_of_an_older_question_is_no_answer_to_this_one() -> None:
    assert answered('/answer{"settle": "fgm"}')["text"].startswith("/answer")

"""How an answer is read: yes and no in many words, skipping, going back, and what is a question instead."""

from __future__ import annotations

from typing import Any

import pytest

from actions.forms import interrupts
from actions.message import LatestMessage
from actions.questions import BY_SLOT, SKIPPED, asked_of, field_named, next_question, previous_question, read_answer


def message(text: str = "", intent: str = "describe", confidence: float = 0.9, **more: Any) -> LatestMessage:
    values = {
        "urgency": "concern",
        "role": "unknown",
        "role_confidence": 0.0,
        "themes": (),
        "language": "nl",
        "entities": (),
        **more,
    }
    return LatestMessage(text=text, intent=intent, confidence=confidence, **values)


@pytest.mark.parametrize(
    "text",
    [
        "ja",
        "Ja!",
        "jaa",
        "jawel",
        "klopt",
        "ok",
        "doe maar",
        "ik geef toestemming",
        "Yes!",
        "yeah sure",
        "that’s right",
        "go ahead",
    ],
)
def test_a_yes_is_heard(text: str) -> None:
    assert message(text).says_yes()


@pytest.mark.parametrize(
    "text", ["nee", "Nee.", "neeee", "liever niet", "niet", "geen", "no", "nope", "I'd rather not", "don’t"]
)
def test_a_no_is_heard(text: str) -> None:
    assert message(text).says_no()


@pytest.mark.parametrize(
    "text",
    ["sla over", "Weet ik niet", "geen idee", "dat weet ik niet.", "-", "skip", "I don’t know", "not sure", "no idea"],
)
def test_skipping_is_heard(text: str) -> None:
    assert message(text).skips()


@pytest.mark.parametrize(
    "text", ["ik weet niet hoe lang al, maanden denk ik", "sla hem niet over", "I don't know how long, months I think"]
)
def test_a_whole_answer_is_no_skipping(text: str) -> None:
    assert not message(text).skips()


@pytest.mark.parametrize(
    ("slot", "text", "value"),
    [
        ("danger_now", "ja, hij is nu thuis", "yes"),
        ("danger_now", "nee op dit moment niet", "no"),
        ("danger_now", "blauw", None),
        ("identity", "anoniem graag", "anonymous"),
        ("identity", "alleen veilig thuis mag het weten", "confidential"),
        ("identity", "ja met mijn naam", "known"),
        ("consent", "ja", "yes"),
        ("consent", "misschien", None),
        ("danger_now", "yes he is home now", "yes"),
        ("danger_now", "not at the moment", "no"),
        ("identity", "anonymous please", "anonymous"),
        ("identity", "don't use my name", "anonymous"),
        ("identity", "only Veilig Thuis may know", "confidential"),
        ("identity", "the family may not know", "confidential"),
        ("identity", "the family can know", "known"),
        ("consent", "yes", "yes"),
        ("consent", "maybe", None),
        ("consent", "right now he is outside", None),
        ("about", "een gezin met twee jongens", "een gezin met twee jongens"),
    ],
)
def test_an_answer_gives_the_value_of_its_question(slot: str, text: str, value: str | None) -> None:
    assert read_answer(BY_SLOT[slot], message(text)) == value


def test_a_tapped_button_gives_its_own_value() -> None:
    assert read_answer(BY_SLOT["identity"], message(intent="answer", options={"option": ["known"]})) == "known"
    assert read_answer(BY_SLOT["children"], message(intent="deny")) == "no"


@pytest.mark.parametrize(
    ("heard", "interrupting"),
    [
        (message("hij slaat haar nu", "emergency", danger="now"), True),
        (message("de buurvrouw", "emergency", danger="doubt"), True),
        (message("ja", "emergency"), False),
        (message("sla over", "wipe"), False),
        (message("no thanks", "wipe"), False),
        (message("who can read this", "privacy"), True),
        (message("they read everything", "privacy"), False),
        (message("wis alles", "wipe"), True),
        (message("wie kan dit lezen?", "privacy"), True),
        (message("zij lezen alles mee", "privacy"), False),
        (message("wie kan dit lezen?", "privacy", confidence=0.3), False),
        (message("sinds maart", "describe"), False),
        (message(intent="talk_to_human"), True),
        (message(intent="affirm"), False),
    ],
)
def test_what_goes_before_the_open_question(heard: LatestMessage, interrupting: bool) -> None:
    assert interrupts(heard) is interrupting


def test_what_was_told_is_not_asked_and_what_does_not_apply_neither() -> None:
    victim = {"role": "victim", "told": ["hij sloeg mij"]}
    asked = [question.slot for question in asked_of(victim)]
    assert "observations" not in asked
    assert "relation" not in asked
    assert "reporter_name" not in asked
    assert "reporter_name" in [question.slot for question in asked_of({**victim, "identity": "known"})]


def test_the_next_question_is_the_first_without_an_answer_and_a_skipped_one_is_answered() -> None:
    slots: dict[str, Any] = {"told": ["x"], "about": SKIPPED, "where": "Almere"}
    following = next_question(slots)
    before = previous_question(slots, "since")
    assert following is not None
    assert before is not None
    assert (following.slot, before.slot) == ("since", "where")


def test_a_correction_finds_its_question_by_a_word_of_its_label() -> None:
    labels = {"where": "Adres of plaats", "since": "Sinds wanneer en hoe vaak"}
    assert field_named("het adres klopt niet", labels) == "where"
    assert field_named("iets anders", labels) is None

"""Which words are danger by themselves, which are so after what was told, and which are not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.danger import DANGER_FROM, answer, arrives, plain, says, says_danger
from actions.questions import QUESTIONS
from actions.steering import steer

TYPED: dict[str, list[str]] = yaml.safe_load((Path(__file__).parent / "danger.yml").read_text("utf-8"))
# Every state of a conversation, by its slots.
STATES: list[dict[str, Any]] = [
    {},
    {"highest_urgency": "concern", "theme": "elder_abuse", "told": ["x"]},
    {"urgency": "acute", "highest_urgency": "acute"},
    {"reading_level": "easy", "language": "en"},
    {"own_language": "tr", "language": "nl"},
    {"misses": 1},
    *(
        {"doubt": {"about": about, "choices": ["no", "victim"], "message": {"text": "x"}}}
        for about in ("danger", "theme", "role", "intent")
    ),
    *({"requested_slot": question.slot} for question in QUESTIONS),
    {"requested_slot": "place"},
    {"requested_slot": "receipt_reference"},
    {"requested_slot": "receipt_secret"},
]


def parsed(text: str, acute: float = 0.0, intent: str = "nlu_fallback") -> dict[str, Any]:
    """What the understanding gives for a message in which it finds danger with this probability."""
    found = {"name": "acute", "confidence": acute} if acute >= 0.1 else {"name": "none", "confidence": 1.0}
    name = "emergency" if acute >= 0.1 else intent
    return {
        "text": text,
        "intent": {"name": name, "confidence": 0.9},
        "intent_ranking": [{"name": name, "confidence": 0.9}, {"name": "wipe", "confidence": 0.3}],
        "urgency": found,
        "acute": acute,
        "language": {"code": "nl", "confidence": 0.9},
        "entities": [],
        "themes": [],
    }


@pytest.mark.parametrize("text", TYPED["explicit"])
def test_explicit_danger_is_danger_in_every_state_whatever_was_understood(text: str) -> None:
    assert [slots for slots in STATES if steer(parsed(text), slots.get).get("danger") != "now"] == []


@pytest.mark.parametrize("text", TYPED["harmless"])
def test_the_same_words_denied_past_or_imagined_are_not_in_the_list(text: str) -> None:
    assert not says_danger(plain(text))


@pytest.mark.parametrize("text", TYPED["here"])
def test_someone_arriving_is_danger_only_after_threat_was_told(text: str) -> None:
    assert arrives(plain(text)) is True
    assert steer(parsed(text), {"highest_urgency": "concern"}.get)["danger"] == "now"
    assert steer(parsed(text), {"theme": "stalking"}.get)["danger"] == "now"
    assert steer(parsed(text), {"theme": "parenting_stress"}.get)["danger"] == "doubt"
    assert steer(parsed(text), {}.get)["danger"] == "no"


@pytest.mark.parametrize("text", TYPED["not_here"])
def test_someone_who_is_not_here_is_no_danger_after_threat_was_told(text: str) -> None:
    assert not arrives(plain(text))
    assert steer(parsed(text), {"theme": "stalking"}.get)["danger"] == "no"


@pytest.mark.parametrize(
    "text",
    ["hij is nu weg", "ik ben veilig", "het is voorbij", "hij had geen mes", "he's gone", "it's over", "I am safe now"],
)
def test_a_short_word_that_it_is_over_is_believed_before_a_classifier(text: str) -> None:
    assert steer(parsed(text, acute=0.99), {"theme": "stalking"}.get)["danger"] == "no"
    assert steer(parsed(text, acute=0.99), {"urgency": "acute"}.get)["danger"] == "over"
    assert steer(parsed(f"{text} en help, hij heeft een mes"), {"urgency": "acute"}.get)["danger"] == "now"


@pytest.mark.parametrize(
    "text", ["hij is nog niet weg", "ik ben niet veilig", "hij is weg met de baby", "he's not gone"]
)
def test_not_over_is_not_over(text: str) -> None:
    assert not says("over", plain(text))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(
            (text, "yes")
            for text in ("ja", "ja nu", "nog steeds", "hij is er nog", "nee ik ben niet veilig", "yes he's here")
        ),
        *((text, "no") for text in ("nee", "nee hoor", "ja maar hij is nu weg", "no", "no he left")),
        *(
            (text, "unsaid")
            for text in ("weet ik niet", "dat kan ik niet zeggen", "ik kan nu niet praten", "I can't say")
        ),
        *((text, None) for text in ("mijn zus belde", "nee want hij is al jaren zo en ik weet niet wat ik moet doen")),
    ],
)
def test_an_answer_to_whether_there_is_danger(text: str, value: str | None) -> None:
    assert answer(plain(text)) == value


def test_a_told_threat_lowers_the_limits_and_an_answer_in_a_form_does_not() -> None:
    likely = DANGER_FROM - 0.1
    assert steer(parsed("hij kijkt zo", likely), {}.get)["danger"] == "doubt"
    assert steer(parsed("hij kijkt zo", likely), {"theme": "stalking"}.get)["danger"] == "now"
    assert steer(parsed("hij kijkt zo", 0.07), {}.get)["danger"] == "no"
    assert steer(parsed("hij kijkt zo", 0.07), {"theme": "stalking"}.get)["danger"] == "doubt"
    assert steer(parsed("een lange man", 0.07), {"theme": "stalking", "requested_slot": "about"}.get)["danger"] == "no"
    assert steer(parsed("haar buurvrouw", 0.2), {"requested_slot": "relation"}.get)["danger"] == "no"
    assert steer(parsed("haar buurvrouw", 0.2), {"requested_slot": "observations"}.get)["danger"] == "doubt"
    assert steer(parsed("ze kijkt nu zo raar naar mij", 0.2), {"requested_slot": "about"}.get)["danger"] == "doubt"


def test_what_is_no_danger_after_all_never_wipes_by_an_unsure_guess() -> None:
    assert steer(parsed("hij is nu weg", 0.9), {}.get)["intent"]["name"] == "describe"


@pytest.mark.parametrize(
    "text", ["mijn ex bedreigt me", "ik word geslagen door mijn man", "my husband hits me", "he threatens her"]
)
def test_a_told_threat_is_kept_though_it_was_not_understood(text: str) -> None:
    assert steer(parsed(text), {}.get)["urgency"]["name"] == "concern"

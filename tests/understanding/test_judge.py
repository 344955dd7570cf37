"""From probabilities to decisions: danger first, in doubt not understood, limits by cost."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from bot.understanding import linear, thresholds
from bot.understanding.judge import QUESTIONS, Judge
from bot.understanding.labels import INTENTS, THEMES, URGENCIES
from bot.understanding.parse import best_intent, describe_message
from bot.understanding.phrases import Phrases

LIMITS = {"acute": 0.2, "understood": 0.5, "themes": dict.fromkeys(THEMES, 0.5)}


def judge(**likely: dict[str, float]) -> dict[str, object]:
    """The answers when the model gives these labels these probabilities, and the other labels the rest."""
    return Judge(_Given(likely), LIMITS)(csr_matrix((1, 1)))  # type: ignore[arg-type]


class _Given:
    """A model whose probabilities are given: the decisions are tested apart from any training."""

    def __init__(self, likely: dict[str, dict[str, float]]) -> None:
        self._likely = likely

    def __call__(self, _: csr_matrix) -> dict[str, linear.Array]:
        given = {}
        for question in QUESTIONS:
            known = self._likely.get(question.name, {})
            rest = 0.0 if question.many else (1 - sum(known.values())) / (len(question.labels) - len(known))
            given[question.name] = np.array([[known.get(label, rest) for label in question.labels]])
        return given


def test_danger_comes_first_whatever_else_is_said() -> None:
    said = judge(intent={"thanks": 0.9}, urgency={"acute": 0.25, "none": 0.7})
    assert said["urgency"] == {"name": "acute", "confidence": 0.25}
    assert said["intent"] == {"name": "emergency", "confidence": 0.25}
    assert said["understood"]


def test_below_the_limit_it_is_no_emergency_however_likely_that_intent() -> None:
    said = judge(intent={"emergency": 0.5, "describe": 0.4}, urgency={"acute": 0.1, "concern": 0.8})
    assert said["intent"]["name"] == "describe"  # type: ignore[index]
    assert said["urgency"]["name"] == "concern"  # type: ignore[index]


def test_when_not_understood_the_dialogue_hears_so_and_the_best_intents_follow() -> None:
    said = judge(intent={"find_counter": 0.3, "privacy": 0.25}, urgency={"none": 0.9})
    ranking = [intent["name"] for intent in said["intent_ranking"]]  # type: ignore[attr-defined]
    assert ranking[:3] == ["nlu_fallback", "find_counter", "privacy"]
    assert said["intent"]["name"] == "nlu_fallback"  # type: ignore[index]
    assert not said["understood"]
    assert best_intent(said)["name"] == "find_counter"


def test_themes_above_their_limits_are_named_most_certain_first() -> None:
    said = judge(themes={"stalking": 0.6, "elder_abuse": 0.9, "fgm": 0.4})
    assert [theme["name"] for theme in said["themes"]] == ["elder_abuse", "stalking"]  # type: ignore[attr-defined]
    assert [theme["name"] for theme in said["theme_ranking"]][2] == "fgm"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("message", "intent"),
    [("ja", "affirm"), ("nee", "deny"), ("wis", "wipe"), ("stop", "wipe"), ("help", "emergency"), ("hoi", "greet"),
     ("bedankt", "thanks"), ("112", "emergency"), ("doei", "goodbye"), ("👍", "affirm")],
)  # fmt: skip
def test_short_answers_are_never_misread(message: str, intent: str) -> None:
    known = Phrases()([message, "!"] if message.isalpha() else [message])
    assert known is not None
    assert known["intent"] == {"name": intent, "confidence": 1.0}
    assert known["urgency"]["name"] == ("acute" if intent == "emergency" else "none")


def test_a_phrase_within_a_longer_message_is_no_phrase() -> None:
    assert Phrases()(["hij", "stop", "niet"]) is None


def test_a_parse_result_has_the_published_shape() -> None:
    entity = {"entity": "place", "value": "Almere", "start": 3, "end": 9, "extractor": "x"}
    said = judge(
        intent={"describe": 0.9}, role={"bystander": 0.8}, themes={"elder_abuse": 0.9}, urgency={"concern": 0.9}
    )
    parsed = {"text": "in Almere", "language": {"code": "nl", "confidence": 0.9}, "entities": [entity], **said}
    assert describe_message(parsed) == {
        "text": "in Almere",
        "language": {"code": "nl", "confidence": 0.9},
        "intent": {"name": "describe", "confidence": said["intent"]["confidence"]},  # type: ignore[index]
        "urgency": said["urgency"],
        "role": {"name": "bystander", "confidence": 0.8},
        "themes": [{"name": "elder_abuse", "confidence": 0.9}],
        "entities": [{"entity": "place", "value": "Almere", "start": 3, "end": 9}],
    }


def test_a_bare_payload_gets_what_a_message_without_signal_gets() -> None:
    bare = {"text": "/affirm", "intent": {"name": "affirm", "confidence": 1.0}, "entities": []}
    assert describe_message(bare)["urgency"]["name"] == "none"


def test_missed_danger_pulls_the_limit_down() -> None:
    rng = np.random.default_rng(0)
    danger = rng.random(4000) < 0.2
    probability = np.clip(np.where(danger, 0.6, 0.3) + rng.normal(0, 0.2, 4000), 0, 1)
    given, truth = np.zeros((4000, 4)), np.zeros((4000, 4))
    given[:, 0], truth[:, 0], truth[:, URGENCIES.index("none")] = probability, danger, ~danger
    limit = thresholds.acute(given, truth)
    missed, alarms = (danger & (probability < limit)).mean(), (~danger & (probability >= limit)).mean()
    assert limit < 0.5
    assert missed < alarms


def test_a_guess_is_acted_on_only_where_it_is_mostly_right() -> None:
    rng = np.random.default_rng(0)
    best = rng.random(4000) * 0.9 + 0.05
    right = rng.random(4000) < best  # calibrated: right as often as it says
    given, truth = np.zeros((4000, len(INTENTS))), np.zeros((4000, len(INTENTS)))
    given[:, 0], truth[np.arange(4000), np.where(right, 0, 1)] = best, 1
    assert 0.5 < thresholds.understood(given, truth) < 0.75

"""What `signaalwijzer parse` and `POST /model/parse` answer."""

from __future__ import annotations

from typing import Any

from bot.understanding.labels import FALLBACK

_ENTITY_KEYS = ("entity", "value", "start", "end")


def best_intent(parsed: dict[str, Any]) -> dict[str, Any]:
    """The most likely intent of the taxonomy, also when the dialogue got `nlu_fallback`; {"name", "confidence"}."""
    candidates = [parsed["intent"], *parsed.get("intent_ranking", [])]
    known = next((intent for intent in candidates if intent["name"] not in (FALLBACK, None)), None)
    return known or {"name": "out_of_scope", "confidence": 0.0}


def describe_message(parsed: dict[str, Any]) -> dict[str, Any]:
    """Rasa's parse result in the published shape.

    What Rasa leaves out (it makes a bare result for a payload such as "/affirm") is filled in with what a message
    without any signal gets.
    """
    intent = best_intent(parsed)
    return {
        "text": parsed["text"],
        "language": parsed.get("language", {"code": "nl", "confidence": 0.0}),
        "intent": {"name": intent["name"], "confidence": intent["confidence"]},
        "urgency": parsed.get("urgency", {"name": "none", "confidence": 0.0}),
        "role": parsed.get("role", {"name": "unknown", "confidence": 0.0}),
        "themes": parsed.get("themes", []),
        "entities": [{key: entity[key] for key in _ENTITY_KEYS} for entity in parsed["entities"]],
    }

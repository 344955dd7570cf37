"""What `signaalwijzer parse` and `POST /model/parse` answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.training import model_path
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


def load_parser(models: Path) -> Callable[[str], dict[str, Any]]:
    """Like `raw_parser`, with results in the published shape."""
    understand = raw_parser(models)
    return lambda text: describe_message(understand(text))


def raw_parser(models: Path) -> Callable[[str], dict[str, Any]]:
    """A function from a text to Rasa's parse result, with the trained model in folder `models` loaded once.

    Nothing is remembered from one text to the next. Raises rasa's ModelNotFound when there is no model.
    """
    from rasa.core.agent import Agent
    from rasa.core.channels.channel import UserMessage

    processor = Agent.load(model_path(models)).processor
    loop = asyncio.new_event_loop()

    def parse(text: str) -> dict[str, Any]:
        # A leading slash would make Rasa read the text as a button's payload.
        parsed: dict[str, Any] = loop.run_until_complete(processor.parse_message(UserMessage(text.lstrip("/"))))
        return parsed

    return parse

"""How often a first message is answered right at once, and how often only after one question."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from actions.danger import by_itself, calmed
from actions.doubt import intent_choices, theme_choices
from bot.understanding.examples import Example
from bot.understanding.labels import FALLBACK


def first_turn(parsed: dict[str, Any]) -> dict[str, Any]:
    """What the assistant makes of a conversation's first message, from Rasa's parse result.

    `danger`: as in actions/danger.py; `asks`: whether it asks what was meant; `intents`, `first_themes`: what it goes
    on with, or offers to choose from.
    """
    danger, calm = by_itself(parsed), calmed(parsed)
    intents, themes = [calm["intent"]["name"]], [theme["name"] for theme in parsed["theme_ranking"][:1]]
    unclear = intents == [FALLBACK]
    choices: list[str] = []
    if danger == "no" and unclear:
        intents = choices = intent_choices(parsed["intent_ranking"])
    elif danger == "no" and intents == ["describe"] and calm["urgency"]["name"] != "urgent":
        choices = theme_choices(parsed["themes"], parsed["theme_ranking"])
        themes = choices or themes
    asks = danger == "doubt" or unclear or bool(choices)
    return {"danger": danger, "asks": asks, "intents": tuple(intents), "first_themes": tuple(themes)}


def _right(example: Example, turn: dict[str, Any]) -> bool:
    """Whether what is gone on with, or one of the choices, is what was meant; for a story, its theme too."""
    if example.labels.urgency == "acute" or turn["danger"] == "now":
        return bool(example.labels.urgency == "acute" and turn["danger"] != "no")
    told = example.labels.intent == "describe" and example.labels.themes
    theme = not told or bool(set(turn["first_themes"]) & set(example.labels.themes))
    return example.labels.intent in turn["intents"] and theme


SHARES: dict[str, Callable[[Example, dict[str, Any]], bool]] = {
    "right at once": lambda example, turn: not turn["asks"] and _right(example, turn),
    "right at once or after one question": _right,
    "asked what was meant": lambda _, turn: bool(turn["asks"]),
    "asked whether there is danger, though there is none": lambda example, turn: (
        turn["danger"] == "doubt" and example.labels.urgency != "acute"
    ),
}
"""For a message and its first turn, whether it counts; of all messages."""

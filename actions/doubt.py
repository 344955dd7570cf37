"""In doubt, one question with at most three choices; and what was told goes on from its answer, never asked again.

The message in doubt is kept in the slot `doubt`. Its answer makes the turn go as if that message had been clear: it is
understood once more, with the answer filled in. Any other message counts by itself, and what was told before is kept.
There are never two of these questions in a row, so that there is no loop (`LatestMessage.after_question`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.danger import Slot, alarmed, answer, calmed, plain
from actions.say import phrase, say

# At most three: more cannot be taken in by someone under pressure, nor fit in one SMS.
MOST_CHOICES = 3
# Two themes closer than this are as likely to be the wrong way round as not: on the test split the first of them is
# right in four of ten, one of the two in nine of ten.
MARGIN = 0.1
# A theme as likely as this is named beside another: nothing needs choosing then.
CLEAR_THEME = 0.5
# Less likely themes are no choice worth reading; without a first one of LIKELY the whole menu serves better.
POSSIBLE = 0.05
LIKELY = 0.2
# Intents need no margin: below their own trained limit (`understood`, over one half) none is acted on, and above it the
# first is far ahead.
# The ways on that can be chosen between; other intents have nothing to go on to.
WAYS_ON = {
    "describe",
    "ask_signals",
    "find_counter",
    "forward_signal",
    "receipt_status",
    "conversation_advice",
    "privacy",
    "about_service",
    "professional_duty",
    "safety_planning",
    "perpetrator_help",
    "talk_to_human",
}
_KEPT = {
    "text",
    "language",
    "intent",
    "intent_ranking",
    "entities",
    "urgency",
    "acute",
    "role",
    "themes",
    "theme_ranking",
}

Ranking = Iterable[dict[str, Any]]


def theme_choices(named: Sequence[Any], ranking: Ranking) -> list[str]:
    """The themes to choose between, when it is not clear which: at least two, at most three; else none.

    `named`: the themes above their own limits; `ranking`: {"name", "confidence"}, most likely first.
    """
    likely = [theme for theme in ranking if theme["confidence"] >= POSSIBLE][:MOST_CHOICES]
    if len(likely) < 2 or likely[0]["confidence"] < LIKELY:
        return []
    first, second = likely[0]["confidence"], likely[1]["confidence"]
    close = first - second < MARGIN and second < CLEAR_THEME
    return [theme["name"] for theme in likely] if close or not named else []


def intent_choices(ranking: Ranking) -> list[str]:
    """The ways on to choose between, when none was sure enough: at least two, at most three; else none."""
    likely = [one["name"] for one in ranking if one["name"] in WAYS_ON and one["confidence"] >= POSSIBLE]
    return likely[:MOST_CHOICES] if len(likely) > 1 else []


def ask(
    dispatcher: CollectingDispatcher, tracker: Tracker, about: str, choices: Sequence[str], **details: Any
) -> list[dict[str, Any]]:
    """Asks which of the choices was meant; `about`: "danger", "theme", "intent" or "role"."""
    buttons = [
        {"title": phrase(tracker, f"choice_{about}_{choice}"), "payload": f'/answer{{"settle": "{choice}"}}'}
        for choice in choices
    ]
    question = "utter_danger_question" if about == "danger" else f"utter_which_{about}_meant"
    say(
        dispatcher,
        question,
        buttons=buttons,
        details={"ask": f"{about}_meant", "expects": "choice", "optional": True, **details},
    )
    message = {name: value for name, value in tracker.latest_message.items() if name in _KEPT}
    return [SlotSet("doubt", {"about": about, "choices": list(choices), "message": message})]


def settle(parsed: dict[str, Any], slot: Slot) -> dict[str, Any]:
    """The message in doubt with this answer filled in; another message as it is. `parsed` is Rasa's, of the answer;
    `slot` gives the value of a slot before it.
    """
    doubt = slot("doubt")
    if not doubt:
        yes = slot("requested_slot") == "danger_now" and _answer(parsed, "danger") == "yes"
        return alarmed(parsed, "now") if yes else parsed
    value = _answer(parsed, doubt["about"])
    message = {**parsed, **doubt["message"], "after_question": True}
    if value is None or value not in doubt["choices"]:
        story = doubt["about"] != "intent" or "describe" in doubt["choices"]
        left = doubt["message"].get("text") if story else None
        return {**parsed, "after_question": True, "left": left}
    if doubt["about"] == "danger":
        return calmed(message) if value == "no" else alarmed(message, "now" if value == "yes" else value)
    meant = {"name": value, "confidence": 1.0}
    return {**calmed(message), doubt["about"]: meant, **({"themes": [meant]} if doubt["about"] == "theme" else {})}


def _answer(parsed: dict[str, Any], about: str) -> str | None:
    text = parsed["text"]
    if not text.startswith("/"):
        return answer(plain(text)) if about == "danger" else None
    chosen = [entity["value"] for entity in parsed.get("entities") or () if entity["entity"] == "settle"]
    return chosen[0] if chosen else {"affirm": "yes", "deny": "no"}.get(parsed["intent"]["name"])

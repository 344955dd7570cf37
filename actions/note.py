"""Keeps what a message tells, so that nothing told is asked again. Runs on every message, before any rule."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.forms import active_form
from actions.language import NAMES_ASKED, language_now
from actions.message import LatestMessage
from actions.services import services
from actions.words import begins
from counters.places import Place

TELLING = {"describe", "emergency"}
URGENCY = ("none", "concern", "urgent", "acute")
# Themes whose signs are about children at home: then it is known that there are children.
CHILDREN = {"child_abuse", "parenting_stress", "complex_separation"}
# A story of more than this many characters is not helped by more; the first words weigh most.
LONGEST_STORY = 6000
BEYOND_DOUBT = 0.9


class ActionNote(Action):
    def name(self) -> str:
        return "action_note"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        message = LatestMessage.of(tracker)
        return [SlotSet(name, value) for name, value in noted(message, tracker).items()]


def noted(message: LatestMessage, tracker: Tracker) -> dict[str, Any]:
    """The slots that this message changes."""
    # What may be danger is asked; only what is danger is kept as such.
    urgency = "concern" if message.may_be_danger else message.urgency
    highest = max(urgency, tracker.get_slot("highest_urgency") or "none", key=URGENCY.index)
    slots: dict[str, Any] = {"urgency": urgency, "highest_urgency": highest, "doubt": None}
    if language := language_now(message, tracker):
        slots["language"] = language
    if role := message.option("role") or role_in(message, tracker):
        slots["role"] = role
    if theme := message.option("theme") or next(iter(message.themes), None):
        slots["theme"] = theme
    if place := place_in(message):
        slots["place"] = place
    forwarding = active_form(tracker) == "forward_form"
    telling = message.intent in TELLING and (not forwarding or message.is_danger)
    left = message.left if tracker.get_slot("requested_slot") not in NAMES_ASKED else None
    if texts := [text for text in (left, message.text if telling else None) if text]:
        slots["told"] = told_with(tracker, *texts)
    if not forwarding and message.intent in TELLING:
        slots.update(_known_answers(message, slots.get("theme")))
    slots["situation"] = situation(slots.get("role") or tracker.get_slot("role"), slots.get("theme"), tracker)
    return slots


def role_in(message: LatestMessage, tracker: Tracker) -> str | None:
    """Who a story shows its teller to be. Once known, only a story that leaves no doubt changes it."""
    if message.role == "unknown" or message.intent not in TELLING:
        return None
    known = tracker.get_slot("role")
    return message.role if known in {None, message.role} or message.role_confidence >= BEYOND_DOUBT else None


def told_with(tracker: Tracker, *texts: str) -> list[str]:
    """Everything told so far and these texts, each thing once, within a bound."""
    told = [*(tracker.get_slot("told") or [])]
    for text in texts:
        if text not in told and sum(map(len, told)) < LONGEST_STORY:
            told.append(text)
    return told


def place_in(message: LatestMessage) -> dict[str, str] | None:
    """The one place that a message names; none when it names none, or one of several of that name."""
    for value in [*message.values("postcode", "place"), *message.options.get("place", [])]:
        found = services().places.resolve(value)
        if isinstance(found, Place):
            return {
                "name": found.name,
                "municipality": found.municipality,
                "code": found.code,
                "province": found.province,
            }
    return None


def situation(role: str | None, theme: str | None, tracker: Tracker) -> str:
    """Which conversation suits best: rules choose by it."""
    if (theme or tracker.get_slot("theme")) == "suicidality":
        return "suicidality"
    return "perpetrator" if role == "perpetrator" else "other"


def _known_answers(message: LatestMessage, theme: str | None) -> dict[str, Any]:
    """Answers to later questions that the story holds already; the summary shows them, to be corrected."""
    slots: dict[str, Any] = {}
    since = [value for value in message.values("time") if begins("lasting").match(value)]
    if since:
        slots["since"] = ", ".join(since)
    if theme in CHILDREN:
        slots["children"] = "yes"
    if message.danger == "now":
        slots["danger_now"] = "yes"
    return slots

"""Danger first, at any point of any conversation."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.forms import active_form
from actions.guides import ActionPerpetrator, ActionSuicide
from actions.language import add_own_language
from actions.message import LatestMessage
from actions.recognise import ActionRecognise
from actions.say import cards, matches, say

Events = list[dict[str, Any]]
# Whom the answer speaks to; whoever did not say who they are may be in danger themselves.
DANGER_TO = {
    "bystander": "utter_danger_other",
    "professional": "utter_danger_other",
    "perpetrator": "utter_danger_perpetrator",
}


def name_112(dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
    """For what may be danger: 112 first, without turning the conversation around."""
    found = matches(tracker, urgency="acute")[:1]
    say(dispatcher, "utter_danger_maybe", details={"urgency": "acute", "counters": cards(found)})


class ActionSafety(Action):
    """112 first, then what else can be done now. A draft that was being written stays as it was."""

    def name(self) -> str:
        return "action_safety"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        message = LatestMessage.of(tracker)
        if message.may_be_danger:
            name_112(dispatcher, tracker)
            events: Events = await _otherwise(message, tracker)().run(dispatcher, tracker, domain)
            return events
        found = matches(tracker, urgency="acute")[:3]
        details = {"urgency": "acute", "counters": cards(found)}
        if tracker.get_slot("situation") == "suicidality" and "suicidality" in message.themes:
            say(dispatcher, "utter_danger_suicide", details=details)
        else:
            say(dispatcher, DANGER_TO.get(tracker.get_slot("role"), "utter_danger_self"), details=details)
        add_own_language(dispatcher, message)
        if active_form(tracker) == "forward_form":
            say(dispatcher, "utter_danger_draft_kept")
            return [SlotSet("danger_now", "yes"), SlotSet("offer", None)]
        return [SlotSet("misses", 0), SlotSet("offer", "safety_planning")]


def _otherwise(message: LatestMessage, tracker: Tracker) -> type[Action]:
    """How a message is answered further when it may be no danger after all."""
    if "suicidality" in message.themes:
        return ActionSuicide
    return ActionPerpetrator if tracker.get_slot("situation") == "perpetrator" else ActionRecognise

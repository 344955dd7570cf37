"""Danger first, at any point of any conversation."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.counter import next_steps
from actions.doubt import ask
from actions.forms import active_form
from actions.language import add_own_language
from actions.message import LatestMessage
from actions.say import cards, matches, say

Events = list[dict[str, Any]]
# Whom the answer speaks to; whoever did not say who they are may be in danger themselves.
DANGER_TO = {
    "bystander": "utter_danger_other",
    "professional": "utter_danger_other",
    "perpetrator": "utter_danger_perpetrator",
}


class ActionSafety(Action):
    """112 first, then what else can be done now. A draft that was being written stays as it was."""

    def name(self) -> str:
        return "action_safety"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        message = LatestMessage.of(tracker)
        if message.danger == "over":
            say(dispatcher, "utter_danger_over", buttons=[] if active_form(tracker) else next_steps(tracker))
            return []
        found = matches(tracker, urgency="acute")[:3]
        details = {"urgency": "acute", "counters": cards(found)}
        suicide = tracker.get_slot("situation") == "suicidality" and "suicidality" in message.themes
        # That answer says "if it is a matter of life or death": someone who thinks of suicide is not asked to prove it.
        if message.may_be_danger and not suicide:
            return ask(dispatcher, tracker, "danger", ("yes", "no", "unsaid"), **details)
        if suicide:
            say(dispatcher, "utter_danger_suicide", details=details)
        else:
            say(dispatcher, DANGER_TO.get(tracker.get_slot("role"), "utter_danger_self"), details=details)
        add_own_language(dispatcher, message)
        if active_form(tracker) == "forward_form":
            say(dispatcher, "utter_danger_draft_kept")
            return [SlotSet("danger_now", "yes")] if message.danger == "now" else []
        return [SlotSet("misses", 0)]

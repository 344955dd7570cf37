"""The conversation about the service itself: wiping, a person, not understanding, yes and no, feedback."""

from __future__ import annotations

from typing import Any

from prometheus_client import Counter
from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.doubt import ask, intent_choices
from actions.forms import leave_form
from actions.language import foreign, tell_other_language
from actions.message import LatestMessage
from actions.say import button, cards, lines, matches, phrase, say, ways_on

Events = list[dict[str, Any]]
FEEDBACK = Counter("signaalwijzer_feedback", "Answers to the question whether the service helped", ["value"])


class ActionWipe(Action):
    """Says in few, neutral words that all is gone; the assistant forgets the conversation right after."""

    def name(self) -> str:
        return "action_wipe"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        say(dispatcher, "utter_wiped", details={"wiped": True})
        told = [name for name in tracker.slots if name not in {"language", "reading_level", "channel"}]
        return [*leave_form(), *(SlotSet(name, None) for name in told)]


class ActionHuman(Action):
    """A person to talk to: who can be reached now, first."""

    def name(self) -> str:
        return "action_human"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        found = matches(tracker)[:3]
        say(dispatcher, "utter_human", counters=lines(tracker, found), details={"counters": cards(found)})
        return [SlotSet("misses", 0)]


class ActionFallback(Action):
    """Not understood: asks once with at most three choices and the number; the second time it points to people."""

    def name(self) -> str:
        return "action_fallback"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        message = LatestMessage.of(tracker)
        misses = (tracker.get_slot("misses") or 0) + 1
        if code := foreign(message.text, message.language, message.language_confidence, words=1):
            return tell_other_language(dispatcher, tracker, code)
        if misses >= 2:
            return await ActionHuman().run(dispatcher, tracker, domain)
        if not message.after_question and (ways := intent_choices(message.intent_ranking)):
            return [*ask(dispatcher, tracker, "intent", ways), SlotSet("misses", misses)]
        choices = [
            button(tracker, "role_bystander", '/pick_role{"role": "bystander"}'),
            button(tracker, "role_victim", '/pick_role{"role": "victim"}'),
            button(tracker, "counter", "/find_counter"),
        ]
        say(dispatcher, "utter_not_understood", buttons=choices, details={"counters": cards(matches(tracker)[:2])})
        return [SlotSet("misses", misses)]


class ActionYes(Action):
    """A yes without an open question."""

    def name(self) -> str:
        return "action_yes"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        say(dispatcher, "utter_how_to_go_on", buttons=ways_on(tracker))
        return []


class ActionNo(Action):
    """A no without an open question: nothing is pushed."""

    def name(self) -> str:
        return "action_no"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        say(dispatcher, "utter_no_problem", buttons=ways_on(tracker))
        return []


class ActionFeedback(Action):
    """Counts whether it helped, without the words; a complaint gets a way to a person."""

    def name(self) -> str:
        return "action_feedback"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        value = LatestMessage.of(tracker).option("helped")
        if value in {"yes", "no"}:
            FEEDBACK.labels(value).inc()
            say(dispatcher, f"utter_feedback_{value}")
            return []
        choices = [
            {"title": phrase(tracker, f"button_helped_{answer}"), "payload": f'/feedback{{"helped": "{answer}"}}'}
            for answer in ("yes", "no")
        ]
        say(dispatcher, "utter_feedback", buttons=choices)
        return []

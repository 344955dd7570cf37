"""The right counter for a place: asks the place when it is not known, never guesses it."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.forms import active_form, answered, give_way, interrupted, leave_form
from actions.message import SURE, LatestMessage
from actions.say import button, cards, lines, matches, say
from actions.services import services
from counters.places import Choices, Place, Unknown

Events = list[dict[str, Any]]
# After this many places that we do not know, the national counters are shown instead of asking on.
PATIENCE = 2
MOST_CHOICES = 5
# A longer answer tells more of the story.
MOST_WORDS = 4


def place_slot(place: Place) -> dict[str, str]:
    """A place as the conversation keeps it."""
    return {"name": place.name, "municipality": place.municipality, "code": place.code, "province": place.province}


def place_button(place: Place) -> dict[str, str]:
    """A button whose words lead back to this very place."""
    return {"title": place.label, "payload": f'/answer{{"place": "{place.label}"}}'}


def look_up(message: LatestMessage) -> Place | Choices | Unknown:
    """The place that an answer means: a tapped choice, a place named in it, or the whole answer as a name."""
    places = services().places
    if chosen := message.option("place"):
        return places.resolve(chosen)
    for value in message.values("postcode", "place"):
        if not isinstance(found := places.resolve(value), Unknown):
            return found
    return places.resolve(message.text)


def tells_more(message: LatestMessage) -> bool:
    """Whether an answer to the question for a place is more of the story."""
    return message.intent in {"describe", "emergency"} and len(message.text.split()) > MOST_WORDS


def passes_over(message: LatestMessage) -> bool:
    """Whether someone rather names no place: a no, a thank you, a goodbye."""
    return message.says_no() or (message.intent in {"thanks", "goodbye"} and message.confidence >= SURE)


class ActionAskPlace(Action):
    def name(self) -> str:
        return "action_ask_counter_form_place"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        ask_place(dispatcher, tracker, "utter_ask_place", {"ask": "place", "expects": "place", "optional": True})
        return []


def ask_place(
    dispatcher: CollectingDispatcher, tracker: Tracker, reply: str, details: dict[str, Any], *, skippable: bool = True
) -> None:
    """Asks the place, or which of several, or whether a name like it was meant."""
    message = LatestMessage.of(tracker)
    skip = [button(tracker, "skip", '/answer{"option": "skip"}')] if skippable else []
    found = look_up(message) if tracker.get_slot("hints") and answered(tracker) else None
    if isinstance(found, Choices):
        choices = [place_button(place) for place in found.options[:MOST_CHOICES]]
        say(dispatcher, "utter_which_place", buttons=[*choices, *skip], details=details)
    elif isinstance(found, Unknown):
        choices = [place_button(place) for place in found.suggestions[:3]]
        say(
            dispatcher,
            "utter_place_like" if choices else "utter_place_unknown",
            buttons=[*choices, *skip],
            details=details,
        )
    else:
        say(dispatcher, reply, buttons=skip, details=details)


class ValidateCounterForm(Action):
    def name(self) -> str:
        return "validate_counter_form"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        message = LatestMessage.of(tracker)
        if interrupted(tracker) or (answered(tracker) and tells_more(message)):
            return give_way(tracker)
        if tracker.get_slot("place"):
            return [SlotSet("hints", 0), SlotSet("requested_slot", None)]
        if not answered(tracker):
            return []
        found = look_up(message)
        if isinstance(found, Place):
            return [SlotSet("place", place_slot(found)), SlotSet("hints", 0)]
        hints = (tracker.get_slot("hints") or 0) + 1
        if message.skips() or passes_over(message) or (isinstance(found, Unknown) and hints > PATIENCE):
            return [SlotSet("place", {"skipped": True}), SlotSet("hints", 0)]
        return [SlotSet("hints", hints)]


class ActionStartCounter(Action):
    """Someone asks for a counter. Inside another form the counters are shown and that form goes on."""

    def name(self) -> str:
        return "action_start_counter"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        if active_form(tracker) in {None, "counter_form"}:
            return to_counter(dispatcher, tracker)
        found = matches(tracker)[:3]
        say(dispatcher, "utter_guide_counters", counters=lines(tracker, found), details={"counters": cards(found)})
        return []


class ActionCounter(Action):
    """The counters, once the form knows the place or that it stays unknown."""

    def name(self) -> str:
        return "action_counter"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        return show_counters(dispatcher, tracker)


def to_counter(dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
    """On to the counters: at once when the place is known, else by asking it."""
    if (tracker.get_slot("place") or {}).get("code"):
        return [*leave_form(), *show_counters(dispatcher, tracker)]
    return [FollowupAction("counter_form")]


def show_counters(dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
    """Names the counters, best first, with the reason, and what can be done next."""
    found = matches(tracker)
    place = tracker.get_slot("place") or {}
    first = found[0].counter
    say(
        dispatcher,
        "utter_counters_place" if place.get("code") else "utter_counters",
        place=place.get("municipality", ""),
        counters=lines(tracker, found[:3]),
        first=first.name,
        what_happens=first.what_happens,
        details={"counters": cards(found)},
    )
    say(dispatcher, "utter_next_step", buttons=next_steps(tracker))
    # Without a place the question may be asked again later; with one, it is known.
    return [SlotSet("misses", 0), *([] if place.get("code") else [SlotSet("place", None)])]


def next_steps(tracker: Tracker) -> list[dict[str, str]]:
    """What this person can do next: at most four ways, never only forwarding."""
    role = tracker.get_slot("role")
    own = {
        "victim": ("safety_planning", "/safety_planning"),
        "child": ("safety_planning", "/safety_planning"),
        "professional": ("professional", "/professional_duty"),
        "perpetrator": ("perpetrator", "/perpetrator_help"),
    }.get(role or "", ("advice", "/conversation_advice"))
    steps = [own, ("forward", "/forward_signal"), ("signs", "/ask_signals"), ("human", "/talk_to_human")]
    return [button(tracker, name, payload) for name, payload in steps]

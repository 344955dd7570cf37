"""Forwarding a signal: asks what is not told yet, reads the draft back, and leaves only with consent.

validate_forward_form (reads an answer) → action_ask_forward_form_<slot> (the next question) → action_forward (seals
and stores)
"""

from __future__ import annotations

import asyncio
import secrets
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.counter import ask_place, look_up, next_steps, place_slot
from actions.forms import active_form, answered, asked_now, give_way, interrupted, start_form
from actions.message import LatestMessage
from actions.note import told_with
from actions.questions import (
    BY_SLOT,
    QUESTIONS,
    SKIPPED,
    asked_of,
    field_named,
    next_question,
    previous_question,
    read_answer,
)
from actions.say import button, cards, fill, knowledge, lines, matches, phrase, say
from actions.services import services
from actions.signal import draft, organisation_of
from actions.words import holds, whole
from counters.places import Place
from signals.errors import SignalsError

Events = list[dict[str, Any]]


class ActionStartForward(Action):
    """Someone wants to pass this on: says how it goes, or that it cannot be done here now."""

    def name(self) -> str:
        return "action_start_forward"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        if active_form(tracker) == "forward_form":
            return []
        if holds("not_wanted").search(LatestMessage.of(tracker).text):
            say(dispatcher, "utter_no_problem", buttons=next_steps(tracker))
            return []
        organisation = organisation_of(tracker)
        if organisation and not services().signals.accepts(organisation):
            _say_with_counters(dispatcher, tracker, "utter_forward_closed")
            return []
        say(dispatcher, "utter_forward_start_told" if tracker.get_slot("told") else "utter_forward_start")
        return start_form("forward_form")


class ValidateForwardForm(Action):
    """Reads the answer to the open question and decides which question comes next."""

    def name(self) -> str:
        return "validate_forward_form"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        slot = asked_now(tracker)
        if slot is None:
            return _opening(tracker)
        if interrupted(tracker):
            return give_way(tracker)
        message = LatestMessage.of(tracker)
        if not answered(tracker):
            return _events({}, tracker)
        return _events(_read(message, slot, tracker), tracker)


def _opening(tracker: Tracker) -> Events:
    changes: dict[str, Any] = {"forward_stopped": None, "consent": None, "review": None}
    if not tracker.get_slot("forward_key"):
        changes["forward_key"] = secrets.token_urlsafe(24)
    return _events(changes, tracker)


def _events(changes: dict[str, Any], tracker: Tracker) -> Events:
    """The slots that change and the question that follows from them; none at the end."""
    slots = {**tracker.slots, **changes}
    ended = slots.get("forward_stopped") or slots.get("consent")
    following = None if ended else next_question(slots)
    if "requested_slot" not in changes:
        changes = {**changes, "requested_slot": following.slot if following else None}
    return [SlotSet(name, value) for name, value in changes.items()]


def _read(message: LatestMessage, slot: str, tracker: Tracker) -> dict[str, Any]:
    """What an answer changes."""
    question = BY_SLOT[slot]
    if whole("stop").match(message.text) or message.option() == "stop":
        return {"forward_stopped": "person", "hints": 0}
    if message.goes_back() and (before := previous_question(tracker.slots, slot)):
        return {
            before.slot: None,
            "hints": 0,
            "requested_slot": before.slot,
            **({"told": None} if before.slot == "observations" else {}),
        }
    if field := _field_to_correct(message, slot, tracker):
        return {
            field: None,
            "review": None,
            "hints": 0,
            "requested_slot": field,
            **({"told": None} if field == "observations" else {}),
        }
    if message.skips() and question.optional(tracker.slots):
        return {slot: SKIPPED, "hints": 0}
    if slot == "where":
        return _read_where(message, tracker)
    if slot == "review":
        return {"review": "yes", "hints": 0} if message.says_yes() else _not_understood(tracker)
    if slot == "consent" and message.says_no():
        return {"forward_stopped": "person", "hints": 0}
    value = read_answer(question, message)
    if value is None or (question.choices and value not in question.choices):
        return _aside(message, tracker)
    if slot == "observations":
        return {"observations": value, "told": told_with(tracker, message.text), "hints": 0}
    return {slot: value, "hints": 0}


def _read_where(message: LatestMessage, tracker: Tracker) -> dict[str, Any]:
    """An address or a place. The whole answer is kept as the address when it holds more than the place's name."""
    found = look_up(message)
    place = place_slot(found) if isinstance(found, Place) else tracker.get_slot("place") or None
    if not place or not place.get("code"):
        return _not_understood(tracker)
    only_name = isinstance(found, Place) and len(message.text) <= len(found.name) + 3
    changes = {
        "place": place,
        "where": place["municipality"] if only_name or message.tapped else message.text,
        "hints": 0,
    }
    organisation = services().directory.veilig_thuis(place["code"]).id
    if not services().signals.accepts(organisation):
        changes["forward_stopped"] = "closed"
    return changes


def _aside(message: LatestMessage, tracker: Tracker) -> dict[str, Any]:
    """What answers no question but tells more is kept; the question comes again."""
    if message.intent == "describe" and len(message.text.split()) > 3:
        return {"told": told_with(tracker, message.text), **_not_understood(tracker)}
    return _not_understood(tracker)


def _not_understood(tracker: Tracker) -> dict[str, Any]:
    return {"hints": (tracker.get_slot("hints") or 0) + 1}


def _field_to_correct(message: LatestMessage, slot: str, tracker: Tracker) -> str | None:
    if field := message.option("correct"):
        return field if field in BY_SLOT else None
    if (slot in {"review", "consent"} and not message.says_yes()) or holds("correct").search(message.text):
        return field_named(message.text, labels(tracker)) if message.text else None
    return None


def labels(tracker: Tracker) -> dict[str, str]:
    """The short name of each question, as the summary shows it."""
    return {question.slot: phrase(tracker, f"label_{question.slot}") for question in QUESTIONS if question.shown}


class AskForwardForm(Action):
    """Asks one question, with its number, the choices there are, and whether it can be skipped."""

    slot = ""

    def name(self) -> str:
        return f"action_ask_forward_form_{self.slot}"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        question = BY_SLOT[self.slot]
        asked = asked_of(tracker.slots)
        optional = question.optional(tracker.slots)
        details: dict[str, Any] = {"ask": self.slot, "expects": question.expects, "optional": optional}
        details |= {"step": asked.index(question) + 1, "of": len(asked)}
        if tracker.get_slot("hints") and answered(tracker) and self.slot != "where":
            say(dispatcher, f"utter_hint_{question.expects}")
        known = (tracker.get_slot("place") or {}).get("code")
        if self.slot == "where" and not known:
            ask_place(dispatcher, tracker, "utter_ask_where", details, skippable=False)
            return []
        values: dict[str, object] = {}
        if self.slot == "where":
            values["place"] = tracker.get_slot("place")["municipality"]
        if self.slot == "review":
            details["summary"] = summary(tracker)
            values["summary"] = "\n".join(f"{item['label']}: {item['value']}" for item in details["summary"])
        if self.slot == "consent":
            values["organisation"] = services().directory.get(organisation_of(tracker) or "").name
        reply = "utter_ask_address" if self.slot == "where" else f"utter_ask_{self.slot}"
        skip = [button(tracker, "skip", '/answer{"option": "skip"}')] if optional else []
        say(dispatcher, reply, buttons=skip, details=details, **values)
        return []


# Rasa's form looks for an action by the name of the slot; each is the same action with another question.
ASKING = [
    type(f"Ask{slot.title().replace('_', '')}", (AskForwardForm,), {"slot": slot, "__module__": __name__})
    for slot in BY_SLOT
]


def summary(tracker: Tracker) -> list[dict[str, str]]:
    """The draft, a line for each question, to correct one by one."""
    shown = []
    for slot, label in labels(tracker).items():
        value = "\n".join(tracker.get_slot("told") or []) if slot == "observations" else tracker.get_slot(slot)
        if value is None:
            continue
        choice = value in (BY_SLOT[slot].choices or {}) or (slot == "children" and value in {"yes", "no"})
        text = (
            phrase(tracker, "left_out") if value == SKIPPED else phrase(tracker, f"value_{value}") if choice else value
        )
        shown.append({"label": label, "value": text, "slot": slot, "payload": f'/answer{{"correct": "{slot}"}}'})
    return shown


class ActionForward(Action):
    """After consent: seals and stores the signal and gives the receipt. Without it, the draft stays."""

    def name(self) -> str:
        return "action_forward"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        if tracker.get_slot("forward_stopped") == "closed":
            _say_with_counters(dispatcher, tracker, "utter_forward_closed")
            return []
        if tracker.get_slot("consent") != "yes":
            _say_with_counters(dispatcher, tracker, "utter_forward_stopped")
            return [SlotSet("consent", None), SlotSet("review", None)]
        try:
            receipt = await asyncio.to_thread(
                services().signals.forward,
                draft(tracker),
                organisation_of(tracker) or "",
                idempotency_key=tracker.get_slot("forward_key"),
            )
        except SignalsError:
            _say_with_counters(dispatcher, tracker, "utter_forward_failed")
            return [SlotSet("consent", None), SlotSet("review", None)]
        organisation = services().directory.get(receipt.organisation)
        assessment = fill(tracker, knowledge(tracker).terms["assessment_days"].text)
        issued = {"reference": receipt.reference, "secret": receipt.secret, "url": receipt.url, "token": receipt.token}
        say(
            dispatcher,
            "utter_receipt",
            organisation=organisation.name,
            reference=receipt.reference,
            secret=receipt.secret,
            details={"receipt": issued, "organisation": organisation.name},
        )
        say(dispatcher, "utter_after_forwarding", organisation=organisation.name, assessment=assessment)
        cleared = [*BY_SLOT, "told", "seen", "forward_key", "forward_stopped", "hints"]
        return [SlotSet(slot, None) for slot in cleared]


def _say_with_counters(dispatcher: CollectingDispatcher, tracker: Tracker, reply: str) -> None:
    """A reply for when nothing was forwarded: with the phone routes beside it."""
    found = matches(tracker, urgency="concern")[:2]
    say(dispatcher, reply, counters=lines(tracker, found), details={"counters": cards(found)})

"""What every form shares: which question is open, and whether a message answers it or asks something else first."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import ActionExecutionRejected, ActiveLoop, FollowupAction, SlotSet

from actions.message import SURE, LatestMessage

# These always go before the question that is open.
ALWAYS = {"emergency", "wipe", "talk_to_human", "change_language", "easy_language"}
# These do when the message reads as a question, or came from a button.
WHEN_ASKED = {
    "about_service",
    "ask_signals",
    "conversation_advice",
    "find_counter",
    "privacy",
    "professional_duty",
    "perpetrator_help",
    "receipt_status",
    "safety_planning",
}
# A yes or no by button, a choice from a list, the question repeated: answers, not interruptions.
ANSWERS = {"answer", "affirm", "deny"}


def active_form(tracker: Tracker) -> str | None:
    """The form that is being filled in."""
    return (tracker.active_loop or {}).get("name")


def leave_form() -> list[dict[str, Any]]:
    """The events that end whatever form is open; what was answered stays."""
    return [ActiveLoop(None), SlotSet("requested_slot", None)]


def start_form(name: str) -> list[dict[str, Any]]:
    """The events that begin a form, also from within another."""
    return [*leave_form(), FollowupAction(name)]


def asked_now(tracker: Tracker) -> str | None:
    """The slot whose question is open."""
    slot = tracker.get_slot("requested_slot")
    return None if slot is None else str(slot)


def came_back(tracker: Tracker) -> bool:
    """Whether the form comes back after an interruption: then the latest message was dealt with already."""
    for event in reversed(tracker.events):
        if event["event"] == "user":
            return False
        if event["event"] == "action_execution_rejected":
            return True
    return False


def answered(tracker: Tracker) -> bool:
    """Whether the latest message answers the open question."""
    return asked_now(tracker) is not None and not came_back(tracker) and not interrupts(LatestMessage.of(tracker))


def interrupted(tracker: Tracker) -> bool:
    """Whether the latest message has to be dealt with before the open question."""
    return asked_now(tracker) is not None and not came_back(tracker) and interrupts(LatestMessage.of(tracker))


def give_way(tracker: Tracker) -> list[dict[str, Any]]:
    """Lets the rules deal with the message first; Rasa calls the form again afterwards."""
    return [ActionExecutionRejected(active_form(tracker))]


def interrupts(message: LatestMessage) -> bool:
    """Whether a message asks for something that goes before the open question."""
    if message.danger != "no":
        return True
    if message.is_plain():
        return False
    if message.intent in ALWAYS and (message.tapped or message.confidence >= SURE):
        return True
    if message.tapped:
        return message.intent not in ANSWERS
    return message.intent in WHEN_ASKED and message.confidence >= SURE and message.is_question()

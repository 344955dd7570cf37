"""What every form shares: which question is open, and whether a message answers it or asks something else first."""

from __future__ import annotations

from rasa_sdk import Tracker

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


def asked_now(tracker: Tracker) -> str | None:
    """The slot whose question is open."""
    slot = tracker.get_slot("requested_slot")
    return None if slot is None else str(slot)


def answered(tracker: Tracker) -> bool:
    """Whether the latest message answers the open question.

    False as well when the form comes back after an interruption: then the message was dealt with already.
    """
    for event in reversed(tracker.events):
        if event["event"] == "user":
            break
        if event["event"] == "action_execution_rejected":
            return False
    return not interrupts(LatestMessage.of(tracker))


def interrupts(message: LatestMessage) -> bool:
    """Whether a message asks for something that goes before the open question."""
    if message.urgency == "acute" or (message.intent in ALWAYS and (message.tapped or message.confidence >= SURE)):
        return True
    if message.tapped:
        return message.intent not in ANSWERS
    return message.intent in WHEN_ASKED and message.confidence >= SURE and message.is_question()

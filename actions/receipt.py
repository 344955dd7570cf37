"""What happened with an earlier signal: reference and secret open the status, nothing else."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.forms import active_form, answered, asked_now, give_way, interrupted, start_form
from actions.message import LatestMessage
from actions.say import bullets, button, cards, matches, phrase, say
from actions.services import services
from signals.errors import KeysError, ReceiptRefused, TryLater

Events = list[dict[str, Any]]
_REFERENCE = re.compile(r"\bsw[\s-]*(?:[0-9a-z][\s-]*){8}", re.I)
SLOTS = ("receipt_reference", "receipt_secret")


class ActionStartReceipt(Action):
    """Someone asks after an earlier signal."""

    def name(self) -> str:
        return "action_start_receipt"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        return [] if active_form(tracker) == "receipt_form" else start_form("receipt_form")


class ValidateReceiptForm(Action):
    """Takes reference and secret as typed; both at once works too."""

    def name(self) -> str:
        return "validate_receipt_form"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        message = LatestMessage.of(tracker)
        slot = asked_now(tracker)
        if interrupted(tracker):
            return give_way(tracker)
        if slot is not None and not answered(tracker):
            return []
        if slot is not None and (message.skips() or message.says_no()):
            return [SlotSet("receipt_reference", "none"), SlotSet("receipt_secret", "none")]
        reference = _REFERENCE.search(message.text)
        if reference:
            rest = (message.text[: reference.start()] + message.text[reference.end() :]).strip()
            found = {"receipt_reference": reference.group(), **({"receipt_secret": rest} if len(rest) >= 16 else {})}
        else:
            found = {slot: message.text} if slot and message.text else {}
        return [SlotSet(name, value) for name, value in found.items()]


class AskReceiptReference(Action):
    slot = "receipt_reference"

    def name(self) -> str:
        return f"action_ask_receipt_form_{self.slot}"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        details = {
            "ask": self.slot,
            "expects": "text",
            "optional": True,
            "step": SLOTS.index(self.slot) + 1,
            "of": len(SLOTS),
        }
        lost = button(tracker, "receipt_lost", '/answer{"option": "skip"}')
        say(dispatcher, f"utter_ask_{self.slot}", buttons=[lost], details=details)
        return []


class AskReceiptSecret(AskReceiptReference):
    slot = "receipt_secret"


class ActionReceiptStatus(Action):
    def name(self) -> str:
        return "action_receipt_status"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        reference, secret = (tracker.get_slot(slot) or "" for slot in SLOTS)
        found = {"counters": cards(matches(tracker)[:2])}
        if reference == "none":
            say(dispatcher, "utter_receipt_lost", details=found)
        else:
            await _tell(dispatcher, tracker, reference, secret, found)
        return [SlotSet(slot, None) for slot in SLOTS]


async def _tell(
    dispatcher: CollectingDispatcher, tracker: Tracker, reference: str, secret: str, found: dict[str, Any]
) -> None:
    again = [button(tracker, "receipt_again", "/receipt_status")]
    try:
        status = await asyncio.to_thread(
            services().signals.status, reference, secret, language=tracker.get_slot("language")
        )
    except ReceiptRefused:
        say(dispatcher, "utter_receipt_refused", buttons=again, details=found)
    except TryLater as error:
        say(dispatcher, "utter_receipt_later", minutes=max(1, -(-error.retry_after_seconds // 60)), details=found)
    except KeysError:
        say(dispatcher, "utter_receipt_closed", details=found)
    else:
        events = bullets(f"{event.at:%d-%m-%Y}: {event.text}" for event in status.events)
        contact = phrase(tracker, "receipt_contact", **status.contact) if status.contact else ""
        messages = bullets(status.messages)
        say(
            dispatcher,
            "utter_receipt_status",
            reference=status.reference,
            organisation=status.organisation_name,
            events=events,
            contact=contact,
            messages=phrase(tracker, "receipt_messages", messages=messages) if messages else "",
        )

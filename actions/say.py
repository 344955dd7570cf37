"""How actions speak: a reply by its name, and counters as cards and lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timezone
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.knowledge import WHOLE_RECORD, Knowledge
from actions.services import services
from counters.directory import Match
from counters.wording import opening


def say(
    dispatcher: CollectingDispatcher,
    reply: str,
    *,
    buttons: Sequence[dict[str, str]] = (),
    details: dict[str, Any] | None = None,
    **values: object,
) -> None:
    """Answers with a reply of bot/replies; `buttons` come after its own, `details` go into `custom`."""
    dispatcher.utter_message(response=reply, buttons=list(buttons), details=details or {}, **values)


def phrase(tracker: Tracker, name: str, /, **values: object) -> str:
    """A short text in the conversation's language."""
    return services().phrase(name, tracker.get_slot("language"), **values)


def knowledge(tracker: Tracker) -> Knowledge:
    """What is known of violence at home, in the conversation's language; in Dutch when there is none in it."""
    known = services().knowledge
    return known.get(tracker.get_slot("language") or WHOLE_RECORD, known[WHOLE_RECORD])


def fill(tracker: Tracker, text: str) -> str:
    """A text of the knowledge with its terms and numbers filled in."""
    return knowledge(tracker).fill(text, services().numbers)


def button(tracker: Tracker, name: str, payload: str) -> dict[str, str]:
    """A button whose title is the phrase `button_<name>`."""
    return {"title": phrase(tracker, f"button_{name}"), "payload": payload}


def ways_on(tracker: Tracker) -> list[dict[str, str]]:
    """Three ways to go on when no question is open."""
    return [
        button(tracker, "counter", "/find_counter"),
        button(tracker, "signs", "/ask_signals"),
        button(tracker, "human", "/talk_to_human"),
    ]


def bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def matches(tracker: Tracker, **changes: Any) -> list[Match]:
    """The counters for what is known in this conversation, best first; `changes` overrule what is known."""
    place = tracker.get_slot("place") or {}
    known = {
        "theme": tracker.get_slot("theme"),
        "role": tracker.get_slot("role"),
        "municipality": place.get("code"),
        "urgency": tracker.get_slot("urgency"),
        "language": tracker.get_slot("own_language") or tracker.get_slot("language"),
    }
    # Someone may rather speak a language in which there are no texts: then these are in the conversation's.
    told_in = services().directory.in_language(tracker.get_slot("language"))
    return told_in.find(**{**known, **changes})


def cards(found: Sequence[Match]) -> list[dict[str, Any]]:
    """Counters as the contract's `custom.counters`."""
    return [
        {
            "id": match.counter.id,
            "name": match.counter.name,
            "phone": match.counter.phone,
            "url": match.counter.url,
            "chat": match.counter.chat,
            "open_now": match.open_now,
            "opens_at": match.opens_at.isoformat() if match.opens_at else None,
            "why": match.why,
            "what_happens": match.counter.what_happens,
        }
        for match in found
    ]


def lines(tracker: Tracker, found: Sequence[Match]) -> str:
    """Counters as lines of text: name, how to reach it, whether it is open, and why this one."""
    return bullets(_line(tracker, match) for match in found)


def _line(tracker: Tracker, match: Match) -> str:
    counter = match.counter
    reach = counter.phone or counter.chat or counter.url or ""
    state = opening(match.open_now, match.opens_at, datetime.now(timezone.utc), tracker.get_slot("language"))
    return phrase(
        tracker, "counter_line", name=counter.name, reach=reach, state=f" ({state})" if state else "", why=match.why
    )

"""From what the conversation knows to the document that is forwarded."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker

from actions.questions import SKIPPED
from actions.say import phrase
from actions.services import services
from actions.words import holds
from signals.document import compose


def organisation_of(tracker: Tracker) -> str | None:
    """The Veilig Thuis organisation of the place in this conversation; None while the place is not known."""
    code = (tracker.get_slot("place") or {}).get("code")
    return services().directory.veilig_thuis(code).id if code else None


def draft(tracker: Tracker) -> dict[str, Any]:
    """The document of the draft as it was read back. Raises signals.errors.DocumentError when it cannot be
    forwarded.
    """
    slots = {name: value for name, value in tracker.slots.items() if value not in (None, SKIPPED)}
    place = slots["place"]
    told = "\n".join(slots.get("told") or [])
    since, children = slots.get("since"), slots.get("children")
    address = slots.get("where") if slots.get("where") != place["municipality"] else None
    return compose(
        language=slots.get("language", "nl"),
        channel=slots.get("channel", "web"),
        account=told,
        observations=slots.get("seen"),
        about=slots.get("about"),
        place={"municipality": place["municipality"], "code": place["code"], "address": address},
        since=since,
        frequency=since if since and holds("often").search(since) else None,
        children=phrase(tracker, f"value_{children}") if children in {"yes", "no"} else children,
        danger_now={"yes": True, "no": False}.get(slots.get("danger_now", "")),
        themes=[slots["theme"]] if "theme" in slots else None,
        urgency=slots.get("highest_urgency"),
        reporter={
            "role": slots.get("role", "unknown"),
            "relation": slots.get("relation"),
            "identity": slots["identity"],
            "name": slots.get("reporter_name"),
            "contact": slots.get("contact"),
            "safe_times": None,
        },
    )

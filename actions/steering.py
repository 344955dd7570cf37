"""What is acted on where that is not what was understood: words that our own texts tell people to type, and language.

The understanding can be unsure of these; a person who was told to type "wipe" must be able to rely on it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from actions.language import INTENT, wanted
from actions.message import DOUBT
from actions.words import whole

# Words of actions/data that are an intent by themselves, whatever was understood.
PROMISED = ("wipe", "forward_signal")


def steer(parsed: dict[str, Any], slot: Callable[[str], Any]) -> dict[str, Any]:
    """What was understood of a message (Rasa's), with another intent where that goes first; danger stays danger.

    `slot` gives the value of a slot before this message. Where a language is wanted, `wanted_language` holds its code.
    """
    urgency = parsed.get("urgency") or {}
    if urgency.get("name") == "acute" and urgency.get("confidence", 0.0) >= DOUBT:
        return parsed
    for intent in PROMISED:
        if whole(intent).match(parsed.get("text") or ""):
            return {**parsed, "intent": {"name": intent, "confidence": 1.0}}
    if code := wanted(parsed, slot):
        return {**parsed, "intent": {"name": INTENT, "confidence": 1.0}, "wanted_language": code}
    return parsed

"""What a message means in its conversation: the answer to a question of ours, danger, words that our own texts tell
people to type, a language; else what was understood.

The understanding can be unsure of these; a person who was told to type "wipe" must be able to rely on it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from actions.danger import weigh
from actions.doubt import settle
from actions.language import INTENT, wanted
from actions.message import ALARM
from actions.words import whole

# Words of actions/data that are an intent by themselves, whatever was understood.
PROMISED = ("wipe", "forward_signal")


def steer(parsed: dict[str, Any], slot: Callable[[str], Any]) -> dict[str, Any]:
    """What was understood of a message (Rasa's), as it is meant in this conversation; danger goes before all.

    `slot` gives the value of a slot before this message. Adds `danger` (actions/danger.py); `after_question` and `left`
    (actions/doubt.py); where a language is wanted, `wanted_language` holds its code.
    """
    parsed = weigh(settle(parsed, slot), slot)
    if parsed.get("danger") in ALARM:
        return parsed
    for intent in PROMISED:
        if whole(intent).match(parsed.get("text") or ""):
            return {**parsed, "intent": {"name": intent, "confidence": 1.0}}
    if code := wanted(parsed, slot):
        return {**parsed, "intent": {"name": INTENT, "confidence": 1.0}, "wanted_language": code}
    return parsed

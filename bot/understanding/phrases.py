"""Short answers that must never be misread: "ja", "stop", "help" as a whole message."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.understanding.judge import named, said
from bot.understanding.labels import EMERGENCY
from bot.understanding.words import LANGUAGES, words


class Phrases:
    """Knows the whole-message phrases of all languages."""

    def __init__(self) -> None:
        self._intents = {phrase: intent for code in LANGUAGES for phrase, intent in words(code).phrases.items()}

    def __call__(self, norms: Sequence[str]) -> dict[str, Any] | None:
        """The answers to a message whose words, given as normal forms, are a known phrase; else None."""
        told = [norm for norm in norms if any(map(str.isalnum, norm))]
        intent = self._intents.get(" ".join(told or norms))
        if intent is None:
            return None
        urgency = "acute" if intent == EMERGENCY else "none"
        acute = float(urgency == "acute")
        return said([named(intent, 1.0)], urgency=named(urgency, 1.0), acute=acute, role=named("unknown", 1.0))

"""What the latest message of a conversation says, read once from Rasa's tracker."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from rasa_sdk import Tracker

from actions.words import begins, whole

# Below this the understanding is not sure enough to act on.
SURE = 0.6
# Danger is heard already when it is unlikely, since to miss it is worst; below this it is as likely not danger.
DOUBT = 0.4


@dataclass(frozen=True)
class LatestMessage:
    """The latest message: what was typed, or which button was tapped (`options`), and what was understood."""

    text: str
    intent: str
    confidence: float
    urgency: str
    urgency_confidence: float
    role: str
    role_confidence: float
    themes: tuple[str, ...]
    language: str
    entities: tuple[dict[str, Any], ...]
    options: dict[str, list[str]] = field(default_factory=dict)
    language_confidence: float = 0.0
    # A language that is asked for, or that we do not speak (actions/language.py).
    wanted_language: str | None = None

    @classmethod
    def of(cls, tracker: Tracker) -> LatestMessage:
        """Reads the tracker's latest message; a button's payload has options and no typed text."""
        raw = tracker.latest_message
        text = raw.get("text") or ""
        tapped = text.startswith("/")
        entities = tuple(raw.get("entities") or ())
        intent = raw.get("intent") or {}
        language = raw.get("language") or {}
        options = _options(entities) if tapped else {}
        chosen = options.get("option", [None])[0] if intent.get("name") == "change_language" else None
        return cls(
            text="" if tapped else text.strip(),
            intent=intent.get("name") or "",
            confidence=float(intent.get("confidence") or 0.0),
            urgency="none" if tapped else _name(raw.get("urgency"), "none"),
            urgency_confidence=(raw.get("urgency") or {}).get("confidence", 0.0),
            role="unknown" if tapped else _name(raw.get("role"), "unknown", SURE),
            role_confidence=(raw.get("role") or {}).get("confidence", 0.0),
            themes=() if tapped else tuple(theme["name"] for theme in raw.get("themes") or ()),
            language=language.get("code", "nl"),
            entities=() if tapped else entities,
            options=options,
            language_confidence=0.0 if tapped else language.get("confidence", 0.0),
            wanted_language=raw.get("wanted_language") or chosen,
        )

    @property
    def tapped(self) -> bool:
        return not self.text

    @property
    def may_be_danger(self) -> bool:
        """Whether it may tell of danger now, but may well not: then 112 is named and the conversation goes on."""
        return self.urgency == "acute" and self.urgency_confidence < DOUBT

    @property
    def is_danger(self) -> bool:
        return self.urgency == "acute" and not self.may_be_danger

    def is_question(self) -> bool:
        """Whether it reads as a question to us rather than as an answer."""
        return "?" in self.text or bool(begins("question").match(self.text))

    def says_yes(self) -> bool:
        return self.intent == "affirm" if self.tapped else bool(begins("agrees").match(self.text))

    def says_no(self) -> bool:
        return self.intent == "deny" if self.tapped else bool(begins("refuses").match(self.text))

    def is_plain(self) -> bool:
        """Whether it is no more than yes, no, "sla over" or "terug": nothing else can be heard in that."""
        kinds = (whole("plain", "plain_after"), whole("skip"), whole("back"))
        return any(words.match(self.text) for words in kinds)

    def option(self, name: str = "option") -> str | None:
        """What was chosen by a button, None when nothing of this name was."""
        return next(iter(self.options.get(name, [])), None)

    def skips(self) -> bool:
        return self.option() == "skip" or bool(whole("skip").match(self.text))

    def goes_back(self) -> bool:
        return self.option() == "back" or bool(whole("back").match(self.text))

    def values(self, *kinds: str) -> list[str]:
        """The values of the entities of these kinds, in the order of the text."""
        return [entity["value"] for entity in self.entities if entity["entity"] in kinds]


def _name(label: dict[str, Any] | None, default: str, threshold: float = 0.0) -> str:
    label = label or {}
    return str(label["name"]) if label.get("name") and label.get("confidence", 0.0) >= threshold else default


def _options(entities: tuple[dict[str, Any], ...]) -> dict[str, list[str]]:
    options: dict[str, list[str]] = {}
    for entity in entities:
        options.setdefault(entity["entity"], []).append(str(entity["value"]))
    return options

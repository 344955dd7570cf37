"""What the latest message of a conversation says, read once from Rasa's tracker."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from rasa_sdk import Tracker

from actions.danger import by_itself
from actions.words import begins, whole

# Below this the understanding is not sure enough to act on.
SURE = 0.6
# A role less sure than this is asked, when the answer depends on it (docs/understanding.md has the figures).
SURE_ROLE = 0.5
# Whose message is answered as danger; "unsaid": could not say whether there is.
ALARM = {"now", "unsaid"}


@dataclass(frozen=True)
class LatestMessage:
    """The latest message: what was typed, or which button was tapped (`options`), and what was understood."""

    text: str
    intent: str
    confidence: float
    urgency: str
    role: str
    role_confidence: float
    themes: tuple[str, ...]
    language: str
    entities: tuple[dict[str, Any], ...]
    options: dict[str, list[str]] = field(default_factory=dict)
    language_confidence: float = 0.0
    # A language that is asked for, or that we do not speak (actions/language.py).
    wanted_language: str | None = None
    # See actions/danger.py: "now", "unsaid", "doubt", "over" or "no".
    danger: str = "no"
    # What it may be about and what it may want, most likely first.
    theme_ranking: tuple[dict[str, Any], ...] = ()
    intent_ranking: tuple[dict[str, Any], ...] = ()
    # Whether a question about what was meant came right before: then there is no second one (actions/doubt.py).
    after_question: bool = False
    # What was told before a question that this message does not answer.
    left: str | None = None

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
        danger = raw.get("danger") or by_itself(raw)
        return cls(
            text="" if tapped else text.strip(),
            intent=intent.get("name") or "",
            confidence=float(intent.get("confidence") or 0.0),
            urgency="acute" if danger in ALARM else "none" if tapped else _name(raw.get("urgency"), "none"),
            role="unknown" if tapped else _name(raw.get("role"), "unknown", SURE_ROLE),
            role_confidence=(raw.get("role") or {}).get("confidence", 0.0),
            themes=() if tapped else tuple(theme["name"] for theme in raw.get("themes") or ()),
            language=language.get("code", "nl"),
            entities=() if tapped else entities,
            options=options,
            language_confidence=0.0 if tapped else language.get("confidence", 0.0),
            wanted_language=raw.get("wanted_language") or chosen,
            danger=danger,
            theme_ranking=tuple(raw.get("theme_ranking") or ()),
            intent_ranking=tuple(raw.get("intent_ranking") or ()),
            after_question=bool(raw.get("after_question")),
            left=raw.get("left"),
        )

    @property
    def tapped(self) -> bool:
        return not self.text

    @property
    def may_be_danger(self) -> bool:
        """Whether it may tell of danger now, but may well not: then that is asked."""
        return self.danger == "doubt"

    @property
    def is_danger(self) -> bool:
        return self.danger in ALARM

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

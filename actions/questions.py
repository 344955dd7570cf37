"""The questions of the forwarding conversation, in the order of the contract, and how an answer to each is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from actions.message import LatestMessage
from actions.words import begins, holds

# Kept for a question that was skipped, so that it is not asked again.
SKIPPED = ""
Slots = Mapping[str, Any]


@dataclass(frozen=True)
class Question:
    """One question. `expects` is the contract's; `choices` are the values that a button can give, and the words that
    give them too.
    """

    slot: str
    expects: str
    required: bool = False
    choices: Mapping[str, re.Pattern[str]] | None = None
    applies: Callable[[Slots], bool] = lambda _slots: True
    shown: bool = True

    def optional(self, slots: Slots) -> bool:
        """Whether it can be skipped: with the municipality known, the address can."""
        return not self.required or (self.slot == "where" and bool((slots.get("place") or {}).get("code")))


def _about_others(slots: Slots) -> bool:
    return slots.get("role") not in {"victim", "child", "perpetrator"}


def _named(slots: Slots) -> bool:
    return slots.get("identity") not in {None, "anonymous"}


_YES_NO = {"yes": begins("clearly_agrees"), "no": begins("clearly_refuses")}
QUESTIONS = (
    Question("observations", "text", required=True, applies=lambda slots: not slots.get("told")),
    Question("about", "text"),
    Question("where", "place", required=True),
    Question("since", "text"),
    Question("children", "yes_no"),
    Question("danger_now", "yes_no", choices=_YES_NO),
    Question("relation", "text", applies=_about_others),
    Question(
        "identity",
        "choice",
        required=True,
        choices={value: holds(value) for value in ("anonymous", "confidential", "known")},
    ),
    Question("reporter_name", "text", applies=_named),
    Question("contact", "phone", applies=_named),
    Question("review", "choice", required=True, shown=False),
    Question("consent", "consent", required=True, choices=_YES_NO, shown=False),
)
BY_SLOT = {question.slot: question for question in QUESTIONS}


def asked_of(slots: Slots) -> list[Question]:
    """The questions that apply to this person, in order."""
    return [question for question in QUESTIONS if question.applies(slots) or slots.get(question.slot) is not None]


def next_question(slots: Slots) -> Question | None:
    """The first that has no answer yet; None when all are answered."""
    return next((question for question in asked_of(slots) if slots.get(question.slot) is None), None)


def previous_question(slots: Slots, current: str) -> Question | None:
    """The one before, as far as it was answered by a question of ours."""
    before = [question for question in asked_of(slots) if question.shown]
    index = next((i for i, question in enumerate(before) if question.slot == current), len(before))
    return before[index - 1] if index else None


def read_answer(question: Question, message: LatestMessage) -> str | None:
    """The value that an answer gives. None when it cannot be read as an answer to this question."""
    if option := message.option():
        return option
    if question.choices:
        for value in question.choices:
            if message.tapped and (value, message.intent) in {("yes", "affirm"), ("no", "deny")}:
                return value
        return next((value for value, words in question.choices.items() if words.search(message.text)), None)
    if message.tapped:
        return {"affirm": "yes", "deny": "no"}.get(message.intent)
    return message.text or None


def field_named(text: str, labels: Mapping[str, str]) -> str | None:
    """Which question a correction is about: the one whose label shares a word with what was typed."""
    typed = set(re.findall(r"\w{4,}", text.casefold()))
    for slot, label in labels.items():
        if typed & set(re.findall(r"\w{4,}", label.casefold())):
            return slot
    return None

"""Whether there is danger now: decided from what a message says and from the conversation that it stands in.

Words that can hardly mean anything else are always danger (`data/danger_<language>.yml`). Someone arriving, and nothing
more, is danger in a conversation that told of threat or violence. For the rest the probability that was understood is
weighed, and between the two limits the person is asked. How this is tested and reviewed: docs/safety.md.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

from actions.words import begins, holds, whole

# From here it is answered as danger; below, the person is asked. The sum behind it stands in docs/safety.md.
DANGER_FROM = 0.4
# From here, and below DANGER_FROM, the person is asked, in a conversation that told of threat or violence. In another
# the trained limit holds: what `urgency` names acute.
ASK_FROM = 0.1
# How much more often danger is meant, by the same words, once threat or violence was told: odds, not probability.
THREAT_ODDS = 2.0
# Themes that tell of no threat by someone: that somebody "is there" is no danger after these.
WITHOUT_THREAT = {"parenting_stress", "suicidality"}
# What is no danger after all is a story, unless it surely asks for something: it must not wipe by a mistake.
SURE_INTENT = 0.6
# Questions of the forms to which "ja" is an answer.
ANSWERED_BY_YES = {"children", "identity", "review", "consent"}
# A message of at most this many words that tells that it is over, tells nothing else.
SHORT = 8

# An answer of at most this many words is a name, a place, a time.
FEW = 3

Slot = Callable[[str], Any]
"""Gives the value of a slot before this message."""

_STRETCHED = re.compile(r"(.)\1{2,}")
_SENTENCE = re.compile(r"[.!?;\n]+")
_CLAUSE = re.compile(r",| maar | but ")


def weigh(parsed: dict[str, Any], slot: Slot) -> dict[str, Any]:
    """What was understood of a typed message, with its `danger`: "now", "doubt", "over" (it was, and is not any more)
    or "no". `parsed` is Rasa's. What is no danger here is understood as if that had not been thought.
    """
    if "danger" in parsed:
        return parsed
    if parsed["text"].startswith("/"):
        return alarmed(parsed, "now") if parsed["intent"]["name"] == "emergency" else parsed
    danger = _danger(parsed, slot)
    if danger in {"now", "doubt"}:
        return alarmed(parsed, danger)
    calm = calmed(parsed)
    return {**calm, "danger": "over", "intent": _named("emergency")} if danger == "over" else calm


def alarmed(parsed: dict[str, Any], danger: str) -> dict[str, Any]:
    """The same message, answered as danger (`danger`: "now", "doubt" or "unsaid")."""
    return {**parsed, "danger": danger, "urgency": _named("acute", acute(parsed)), "intent": _named("emergency")}


def calmed(parsed: dict[str, Any]) -> dict[str, Any]:
    """The same message without danger: as a story when nothing else was understood in it."""
    calm = {**parsed, "danger": "no"}
    urgency = (parsed.get("urgency") or {}).get("name", "none")
    if urgency == "acute" or (urgency == "none" and holds("threat").search(plain(parsed.get("text") or ""))):
        calm["urgency"] = _named("concern")
    if parsed["intent"].get("name") == "emergency":
        others = [one for one in parsed.get("intent_ranking") or () if one["name"] not in {"emergency", "nlu_fallback"}]
        sure = [one for one in others if one["confidence"] >= SURE_INTENT]
        calm["intent"] = sure[0] if sure else _named("describe")
    return calm


def acute(parsed: dict[str, Any]) -> float:
    """The probability that was understood for danger now."""
    urgency = parsed.get("urgency") or {}
    likely = parsed.get("acute", urgency.get("confidence", 0.0) if urgency.get("name") == "acute" else 0.0)
    return float(likely)


def by_itself(parsed: dict[str, Any]) -> str:
    """`danger` of a message that was understood without its conversation: what is likely, or may be."""
    if (parsed.get("urgency") or {}).get("name") != "acute":
        return "no"
    return "now" if acute(parsed) >= DANGER_FROM else "doubt"


def danger_asked(slot: Slot) -> bool:
    """Whether the question is open whether there is danger now."""
    return (slot("doubt") or {}).get("about") == "danger" or slot("requested_slot") == "danger_now"


def _danger(parsed: dict[str, Any], slot: Slot) -> str:
    text = plain(parsed["text"])
    if says_danger(text) or (_after_danger(slot) and answer(text) == "yes"):
        return "now"
    if whole("plain", "plain_after").match(text) or whole("skip").match(text) or whole("back").match(text):
        return "no"
    if len(text.split()) <= SHORT and says("over", text):
        return "over" if _was_danger(slot) else "no"
    told, here = _told(slot), arrives(text)
    if here is False and len(text.split()) <= SHORT:
        return "no"
    if here and told == "threat":
        return "now"
    found = _likely(parsed, slot, told)
    if here and told and found == "no":
        found = "doubt"
    # What may be danger, typed as the answer to the question whether there is, is a yes.
    return "now" if found == "doubt" and danger_asked(slot) else found


def _likely(parsed: dict[str, Any], slot: Slot, told: str | None) -> str:
    if slot("requested_slot"):
        # An answer tells how it was. A few words to a question for a fact ("haar buurvrouw") are not asked about: what
        # so few words say of now is in the lists.
        found, few = by_itself(parsed), len(parsed["text"].split()) <= FEW
        return "no" if found == "doubt" and few and slot("requested_slot") != "observations" else found
    if told != "threat":
        return by_itself(parsed)
    odds = THREAT_ODDS * acute(parsed)
    likely = odds / (1.0 - acute(parsed) + odds)
    return "now" if likely >= DANGER_FROM else "doubt" if likely >= ASK_FROM else "no"


def _told(slot: Slot) -> str | None:
    """What the conversation told before: "threat" (or violence), a "concern", or nothing."""
    highest, theme = slot("highest_urgency"), slot("theme")
    if highest in {"urgent", "acute"}:
        return "threat"
    if theme or highest == "concern":
        return "concern" if theme in WITHOUT_THREAT else "threat"
    return "concern" if slot("told") else None


def _after_danger(slot: Slot) -> bool:
    """Whether the last reply was one to danger, and no other question that a yes answers stands open."""
    return slot("urgency") == "acute" and slot("requested_slot") not in ANSWERED_BY_YES


def _was_danger(slot: Slot) -> bool:
    elsewhere = slot("requested_slot") in {None, "place"}
    return slot("urgency") == "acute" or (slot("highest_urgency") == "acute" and elsewhere)


def answer(text: str) -> str | None:
    """What a plain text answers to the question whether there is danger now: "yes", "no", "unsaid"; None when it
    says something else.
    """
    if whole("still").match(text) or arrives(text):
        return "yes"
    if whole("cannot_say").match(text) or whole("skip").match(text):
        return "unsaid"
    if len(text.split()) > SHORT:
        return None
    if says("over", text):
        return "no"
    if begins("clearly_agrees").match(text):
        return "yes"
    return "no" if begins("clearly_refuses").match(text) else None


def says_danger(text: str) -> bool:
    """Whether a plain text says danger in so many words, here and now."""
    if whole("danger_alone").match(text) or begins("danger_first").match(text):
        return True
    return says("danger", text)


def arrives(text: str) -> bool | None:
    """Whether a plain text says that someone is here or comes; False when it says that this is not so, or was."""
    if holds("stays").search(text):
        return True
    found = [not holds("not_so").search(found.group()) and real for found, real in _found("arrived", text)]
    return any(found) if found else None


def says(kind: str, text: str) -> bool:
    """Whether a plain text has words of this kind that are not denied, past or imagined by the words around them."""
    return any(real for _, real in _found(kind, text))


def _found(kind: str, text: str) -> Iterator[tuple[re.Match[str], bool]]:
    for sentence in _SENTENCE.split(text):
        for clause in (part.strip(" '\"()-:") for part in _CLAUSE.split(sentence)):
            if found := holds(kind).search(clause):
                around = f"{clause[: found.start()]} | {clause[found.end() :]}"
                imagined = holds("unreal").search(sentence.replace(found.group(), "|"))
                yield found, not imagined and not holds("not_so").search(around)


def plain(text: str) -> str:
    """Lower case, straight quotes, no accents, nothing stretched ("heeelp" is "help")."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("’", "'").replace("`", "'"))
    letters = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(_STRETCHED.sub(r"\1", letters).split())


def _named(name: str, confidence: float = 1.0) -> dict[str, Any]:
    return {"name": name, "confidence": confidence}

"""The language of a conversation: Dutch or English as the person writes, another when asked for, as far as we speak it.

Whoever writes in a language that we do not speak reads in that language, once in full, what to call and that Dutch
and English are spoken here; never an answer to words that were not understood. Danger goes before all of this.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.forms import active_form
from actions.message import SURE, LatestMessage
from actions.say import cards, matches, say, ways_on
from actions.words import SPOKEN, language_names, language_request_words, own_name

Events = list[dict[str, Any]]
INTENT = "change_language"
# How sure the language of a message must be to go on in it, and to take it for one that we do not speak.
CLEAR = 0.65
CERTAIN = 0.95
WORDS_TO_SWITCH = 2
WORDS_TO_BE_FOREIGN = 3
# An answer may hold the names of people and streets, which are in no language: then it takes more words.
WORDS_IN_AN_ANSWER = 5
WORDS_IN_A_NAME = 6
NAMES_ASKED = {"where", "place", "reporter_name", "contact", "receipt_reference", "receipt_secret"}
LONGEST_REQUEST = 9
# What has a digit in it, or is one letter, tells of no language: a code of a receipt is made of these.
_WORD = re.compile(r"\b[^\W\d_]{2,}\b")
_LATIN = re.compile(r"[a-z]", re.I)


def wanted(parsed: dict[str, Any], slot: Callable[[str], Any]) -> str | None:
    """The code of the language that a message asks for, or of the one it is in when we do not speak that.

    `parsed` is what Rasa understood; `slot` gives the value of a slot before this message.
    """
    text, home, intent = parsed.get("text") or "", slot("language") or SPOKEN[0], parsed.get("intent") or {}
    if text.startswith("/"):
        # The first word to someone whose page asked for a language that we do not speak.
        return home if home not in SPOKEN and not slot("own_language") and intent.get("name") == "greet" else None
    asked = intent.get("name") == INTENT and intent.get("confidence", 0.0) >= SURE
    requested = _requested(text, slot("requested_slot")) or (_named(text, home) if asked else None)
    return requested or _foreign_answer(parsed, slot)


def language_now(message: LatestMessage, tracker: Tracker) -> str | None:
    """The language to go on in from this message; None when it does not change."""
    if message.wanted_language:
        return message.wanted_language if message.wanted_language in SPOKEN else None
    clear = message.language in SPOKEN and message.language_confidence >= CLEAR
    enough = WORDS_IN_A_NAME if tracker.get_slot("requested_slot") in NAMES_ASKED else WORDS_TO_SWITCH
    return message.language if clear and len(_WORD.findall(message.text)) >= enough else None


def foreign(text: str, code: str, confidence: float, words: int = WORDS_TO_BE_FOREIGN) -> str | None:
    """The code of the language when it is surely one that we do not speak; in another script, one word will do."""
    enough = len(_WORD.findall(text)) >= words or not _LATIN.search(text)
    return code if text and code not in SPOKEN and confidence >= CERTAIN and enough else None


def tell_other_language(dispatcher: CollectingDispatcher, tracker: Tracker, code: str) -> Events:
    """Says in this language whom to call and what is spoken here; in few words when it was said before."""
    reply = "utter_other_language_short" if tracker.get_slot("own_language") == code else "utter_other_language"
    # What hardly sounds like danger in our languages may well be it in this one.
    urgency = {"urgency": "acute"} if LatestMessage.of(tracker).urgency == "acute" else {}
    found = matches(tracker, language=code, **urgency)[:2]
    say(dispatcher, reply, language=code, buttons=_choice(), details={**urgency, "counters": cards(found)})
    return [SlotSet("own_language", code)]


def add_own_language(dispatcher: CollectingDispatcher, message: LatestMessage) -> None:
    """After an answer to danger: the number in the language of the message, when it is one that we do not speak."""
    if code := foreign(message.text, message.language, message.language_confidence):
        say(dispatcher, "utter_other_language_short", language=code)


class ActionLanguage(Action):
    """Easier words, or another language as far as we speak it."""

    def name(self) -> str:
        return "action_language"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        message = LatestMessage.of(tracker)
        if message.intent == "easy_language":
            level = "plain" if tracker.get_slot("reading_level") == "easy" else "easy"
            say(dispatcher, f"utter_reading_level_{level}")
            return [SlotSet("reading_level", level)]
        code = message.wanted_language
        if code is not None and code not in SPOKEN:
            return tell_other_language(dispatcher, tracker, code)
        if code is None:
            say(dispatcher, "utter_which_language", buttons=_choice())
            return []
        under_way = active_form(tracker) or tracker.get_slot("role") or tracker.get_slot("told")
        say(
            dispatcher, "utter_language_set", buttons=ways_on(tracker) if under_way and not active_form(tracker) else []
        )
        if not under_way:
            say(dispatcher, "utter_welcome")
        return []


def _choice() -> list[dict[str, str]]:
    return [{"title": own_name(code), "payload": f'/{INTENT}{{"option": "{code}"}}'} for code in SPOKEN]


def _requested(text: str, question: str | None) -> str | None:
    """The language that a message asks for and does nothing else: 'english please', 'kan het in het turks?'."""
    words = [word.lower() for word in _WORD.findall(text)]
    named = [language_names()[word] for word in words if word in language_names()]
    others = {word for word in words if word not in language_names()}
    if not named or len(words) > LONGEST_REQUEST or not others <= language_request_words():
        return None
    return None if question and len(words) < WORDS_TO_SWITCH else named[-1]


def _named(text: str, home: str) -> str | None:
    """The language, other than the one spoken now, that is named in what was understood as asking for one."""
    named = [language_names().get(word.lower()) for word in _WORD.findall(text)]
    return next((code for code in named if code not in {None, home}), None)


def _foreign_answer(parsed: dict[str, Any], slot: Callable[[str], Any]) -> str | None:
    language, question = parsed.get("language") or {}, slot("requested_slot")
    words = WORDS_IN_AN_ANSWER if question else WORDS_TO_BE_FOREIGN
    words = WORDS_IN_A_NAME if question in NAMES_ASKED else words
    code = foreign(parsed.get("text") or "", language.get("code", SPOKEN[0]), language.get("confidence", 0.0), words)
    # Whoever was told and goes on in their own words answers the question: Veilig Thuis reads it as it was written.
    return None if question and slot("own_language") == code else code

"""Recognising: which signs fit which concern. It describes, it never judges."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.counter import to_counter
from actions.doubt import LIKELY, ask, theme_choices
from actions.guides import ActionPerpetrator, ActionProfessional
from actions.knowledge import Theme
from actions.message import LatestMessage
from actions.note import told_with
from actions.say import bullets, button, cards, fill, knowledge, lines, matches, phrase, say

Events = list[dict[str, Any]]
SHOWN_SIGNS = 4
# Who is not asked for a story first, but shown what they can do.
GUIDED: dict[str, type[ActionPerpetrator] | type[ActionProfessional]] = {
    "perpetrator": ActionPerpetrator,
    "professional": ActionProfessional,
}


class ActionRecognise(Action):
    """Answers a story: what it fits, signs to look for, and on to the counter for the place."""

    def name(self) -> str:
        return "action_recognise"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        message = LatestMessage.of(tracker)
        if unclear := _unclear(message, tracker):
            return [*ask(dispatcher, tracker, *unclear), SlotSet("misses", 0)]
        known = knowledge(tracker).themes
        guess = None if message.themes or not message.after_question else _guess(message, tracker)
        themes = [known[name] for name in (*message.themes[:2], guess or "") if name in known]
        explained = tracker.get_slot("explained") or []
        fresh = [theme for theme in themes if theme.id not in explained]
        if message.urgency == "urgent":
            found = matches(tracker, urgency="urgent")[:2]
            say(
                dispatcher,
                "utter_urgent",
                counters=lines(tracker, found),
                details={"urgency": "urgent", "counters": cards(found)},
            )
        if guess:
            say(dispatcher, "utter_perhaps")
        if fresh:
            _explain(dispatcher, tracker, fresh)
        elif themes or tracker.get_slot("theme"):
            say(dispatcher, "utter_heard")
        else:
            say(dispatcher, "utter_tell_more", buttons=_likely(tracker))
            return [SlotSet("misses", 0)]
        return [
            SlotSet("explained", explained + [theme.id for theme in fresh]),
            *([SlotSet("theme", guess)] if guess else []),
            SlotSet("misses", 0),
            *to_counter(dispatcher, tracker),
        ]


def _unclear(message: LatestMessage, tracker: Tracker) -> tuple[str, Sequence[str]] | None:
    """What to ask before this story can be answered, and the choices. What cannot wait is answered as it is."""
    if message.after_question or message.urgency == "urgent":
        return None
    if _guess(message, tracker) and (choices := theme_choices(message.themes, message.theme_ranking)):
        return "theme", choices
    # The answer to a story speaks to who lives it, or to who sees it.
    return ("role", ("victim", "bystander", "unknown")) if message.themes and not tracker.get_slot("role") else None


def _guess(message: LatestMessage, tracker: Tracker) -> str | None:
    """The likeliest theme, as long as the conversation has none but what this very message may tell."""
    if tracker.get_slot("explained") or tracker.get_slot("theme") not in {None, *message.themes[:1]}:
        return None
    first = next(iter(message.theme_ranking), None)
    return first["name"] if first and first["confidence"] >= LIKELY else None


def _explain(dispatcher: CollectingDispatcher, tracker: Tracker, themes: list[Theme]) -> None:
    theme = themes[0]
    about = "self" if tracker.get_slot("role") in {"victim", "child"} else "other"
    also = phrase(tracker, "also_fits", theme=themes[1].name) if len(themes) > 1 else ""
    signs = bullets(sign.text for sign in theme.signs_for(_role(tracker))[:SHOWN_SIGNS])
    say(dispatcher, f"utter_recognise_{about}", theme=theme.name, what=_what(theme, tracker), signs=signs, also=also)


def _role(tracker: Tracker) -> str:
    return tracker.get_slot("role") or "bystander"


def _what(theme: Theme, tracker: Tracker) -> str:
    easy = tracker.get_slot("reading_level") == "easy"
    return fill(tracker, theme.what_easy if easy else theme.what)


def _likely(tracker: Tracker) -> list[dict[str, str]]:
    """At most three ways to say more; a person who uses words we do not know yet is not asked to search a long menu."""
    return [
        button(tracker, f"group_{group}", f'/pick_group{{"group": "{group}"}}')
        for group in ("children", "partners", "family")
    ]


class ActionSigns(Action):
    """The signs of a theme as a list to tick; without a theme, which kind of concern it is."""

    def name(self) -> str:
        return "action_signs"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        message = LatestMessage.of(tracker)
        themes = knowledge(tracker).themes
        if group := message.option("group"):
            choices = [
                {"title": theme.name.capitalize(), "payload": f'/pick_theme{{"theme": "{theme.id}"}}'}
                for theme in themes.values()
                if theme.group == group
            ]
            say(dispatcher, "utter_which_theme", buttons=choices)
            return []
        asked = message.option("theme") or next(iter(message.themes), None) or tracker.get_slot("theme")
        if asked not in themes:
            groups = dict.fromkeys(theme.group for theme in themes.values() if theme.group != "self")
            choices = [button(tracker, f"group_{group}", f'/pick_group{{"group": "{group}"}}') for group in groups]
            say(dispatcher, "utter_which_group", buttons=choices)
            return []
        theme = themes[asked]
        checklist = [{"id": sign.id, "text": sign.text} for sign in theme.signs_for(_role(tracker))]
        details = {"checklist": checklist, "theme": theme.id}
        signs = bullets(item["text"] for item in checklist)
        say(dispatcher, "utter_signs", theme=theme.name, what=_what(theme, tracker), signs=signs, details=details)
        return [SlotSet("theme", theme.id), SlotSet("misses", 0)]


class ActionTicked(Action):
    """Signs that were ticked: what they fit, and on to the counter. They count as told."""

    def name(self) -> str:
        return "action_ticked"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        theme = knowledge(tracker).themes.get(tracker.get_slot("theme") or "")
        ticked = set(LatestMessage.of(tracker).options.get("ticked", []))
        seen = [sign for sign in theme.signs if sign.id in ticked] if theme else []
        if theme is None or not seen:
            say(dispatcher, "utter_ticked_none")
            return to_counter(dispatcher, tracker) if theme else []
        reply = "utter_ticked_red_flag" if any(sign.red_flag for sign in seen) else "utter_ticked"
        say(dispatcher, reply, theme=theme.name, signs=bullets(sign.text for sign in seen))
        told = told_with(tracker, " ".join(f"{sign.text}." for sign in seen))
        noticed = list(dict.fromkeys([*(tracker.get_slot("seen") or []), *(sign.text for sign in seen)]))
        known = {"told": told, "seen": noticed, "explained": [theme.id]}
        return [*(SlotSet(name, value) for name, value in known.items()), *to_counter(dispatcher, tracker)]


class ActionRole(Action):
    """Someone says who they are by a button: each gets their own way in."""

    def name(self) -> str:
        return "action_role"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        role = tracker.get_slot("role")
        if role in GUIDED:
            return await GUIDED[role]().run(dispatcher, tracker, domain)
        say(dispatcher, "utter_tell_self" if role in {"victim", "child"} else "utter_tell_other")
        return [SlotSet("misses", 0)]

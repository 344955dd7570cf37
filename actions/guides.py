"""Guides of bot/knowledge, a part at a time: conversation tips, safety, one's own violence, the professional's
duties, suicide.
"""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.knowledge import Guide, Section
from actions.message import LatestMessage
from actions.say import bullets, button, cards, fill, knowledge, lines, matches, say
from actions.words import holds

Events = list[dict[str, Any]]
# Buttons for this many parts at once; the rest come after a part was read.
SHOWN_PARTS = 5
_PROCEDURE = '/about_service{"guide": "procedure"}'


def show_guide(
    dispatcher: CollectingDispatcher, tracker: Tracker, guide: Guide, intent: str, extra: list[dict[str, str]]
) -> None:
    """The part that was asked for, or the guide's introduction; with buttons for the other parts."""
    part = LatestMessage.of(tracker).option("part") or ""
    section = guide.sections.get(part)
    others = [
        {"title": other.title, "payload": f'/{intent}{{"part": "{key}", "guide": "{guide.id}"}}'}
        for key, other in _from(guide, part)
    ]
    buttons = [*others[:SHOWN_PARTS], *extra]
    if section is None:
        say(dispatcher, "utter_guide", intro=fill(tracker, guide.intro), buttons=buttons)
        return
    items = bullets(fill(tracker, item) for item in section.items)
    say(
        dispatcher,
        "utter_guide_part",
        title=section.title,
        words=fill(tracker, section.text),
        items=items,
        buttons=buttons,
    )


def _from(guide: Guide, part: str) -> list[tuple[str, Section]]:
    """The parts that follow this one, then those before it."""
    parts = list(guide.sections.items())
    index = next((i for i, (key, _) in enumerate(parts) if key == part), None)
    return parts if index is None else parts[index + 1 :] + parts[:index]


class ActionSafetyPlanning(Action):
    """Options to be safer, a part at a time: never the whole list at once."""

    def name(self) -> str:
        return "action_safety_planning"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        guide = knowledge(tracker).guides["safety"]
        show_guide(dispatcher, tracker, guide, "safety_planning", [button(tracker, "counter", "/find_counter")])
        return [SlotSet("misses", 0)]


class ActionPerpetrator(Action):
    """Help for who uses violence, or fears to: no judgement, no trap."""

    def name(self) -> str:
        return "action_perpetrator"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        guide = knowledge(tracker).guides["perpetrator"]
        show_guide(dispatcher, tracker, guide, "perpetrator_help", [button(tracker, "counter", "/find_counter")])
        if not LatestMessage.of(tracker).option("part"):
            found = matches(tracker, role="perpetrator")[:2]
            say(dispatcher, "utter_guide_counters", counters=lines(tracker, found), details={"counters": cards(found)})
        return [SlotSet("role", "perpetrator"), SlotSet("misses", 0)]


class ActionProfessional(Action):
    """What did I see, what may I do, whom do I ask: the observation guide first, the reporting code behind it."""

    def name(self) -> str:
        return "action_professional"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        guides = knowledge(tracker).guides
        asked = LatestMessage.of(tracker).option("guide") or "observation"
        guide = guides.get(asked, guides["observation"])
        shelf = (("observation", "observation"), ("reporting_code", "reporting_code"), ("profiles", "family_profiles"))
        others = [
            button(tracker, name, f'/professional_duty{{"guide": "{key}"}}') for name, key in shelf if key != guide.id
        ]
        show_guide(
            dispatcher, tracker, guide, "professional_duty", [*others, button(tracker, "counter", "/find_counter")]
        )
        return [SlotSet("role", "professional"), SlotSet("misses", 0)]


class ActionAboutService(Action):
    """What this service is; and who does what and when after contact, as far as that is known."""

    def name(self) -> str:
        return "action_about_service"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        message = LatestMessage.of(tracker)
        guide = knowledge(tracker).guides["procedure"]
        if message.option("guide") or holds("next").search(message.text):
            show_guide(dispatcher, tracker, guide, "about_service", [button(tracker, "counter", "/find_counter")])
        else:
            say(dispatcher, "utter_about_service", buttons=[button(tracker, "procedure", _PROCEDURE)])
        return [SlotSet("misses", 0)]


class ActionAdvice(Action):
    """How to bring it up: the tips of the theme at hand, general ones when none is known."""

    def name(self) -> str:
        return "action_advice"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        message = LatestMessage.of(tracker)
        known = knowledge(tracker)
        theme = known.themes.get(next(iter(message.themes), None) or tracker.get_slot("theme") or "")
        buttons = [button(tracker, "counter", "/find_counter"), button(tracker, "forward", "/forward_signal")]
        if theme is None:
            tips = bullets(fill(tracker, item) for item in known.guides["talking"].sections["start"].items)
            say(dispatcher, "utter_advice_general", tips=tips, buttons=buttons)
        else:
            tips = bullets(fill(tracker, tip) for tip in theme.talk)
            say(dispatcher, "utter_advice", theme=theme.name, tips=tips, buttons=buttons)
        return [SlotSet("misses", 0)]


class ActionSuicide(Action):
    """Thoughts of suicide, one's own or someone else's: their own line comes first."""

    def name(self) -> str:
        return "action_suicide"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        found = matches(tracker, theme="suicidality")[:3]
        reply = (
            "utter_suicide_other" if tracker.get_slot("role") in {"bystander", "professional"} else "utter_suicide_self"
        )
        say(dispatcher, reply, details={"counters": cards(found)})
        return [SlotSet("misses", 0)]

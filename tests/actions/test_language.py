"""Which language a conversation goes on in, and what is done with one that we do not speak."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk import Tracker

from actions.language import language_now
from actions.message import LatestMessage
from actions.steering import steer
from actions.words import SPOKEN, language_names, own_name


def parsed(text: str, code: str = "nl", confidence: float = 0.99, **more: Any) -> dict[str, Any]:
    """What the understanding gives: by default a story in which nothing is wrong."""
    return {
        "text": text,
        "intent": {"name": "describe", "confidence": 0.9},
        "urgency": {"name": "none", "confidence": 0.9},
        "language": {"code": code, "confidence": confidence},
        "entities": [],
        **more,
    }


def heard(message: dict[str, Any], **slots: Any) -> tuple[str, str | None]:
    """The intent that is acted on, and the language that is wanted."""
    result = steer(message, slots.get)
    return result["intent"]["name"], result.get("wanted_language")


def goes_on_in(message: dict[str, Any], **slots: Any) -> str | None:
    message = steer(message, slots.get)
    tracker = Tracker("someone", slots, message, [], False, None, {}, "action_listen")
    return language_now(LatestMessage.of(tracker), tracker) or slots.get("language")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("English please", "en"),
        ("in het engels graag", "en"),
        ("can we speak English?", "en"),
        ("do you speak english", "en"),
        ("İngilizce", "en"),
        ("на английском, пожалуйста", "en"),
        ("in het nederlands graag", "nl"),
        ("switch back to Dutch please", "nl"),
        ("kan het ook in het Turks", "tr"),
        ("po polsku proszę", "pl"),
        ("ik spreek alleen arabisch", "ar"),
        ("español por favor", "es"),
        ("papiamentu", "pap"),
    ],
)
def test_a_language_is_asked_for_by_its_name_whatever_was_understood(text: str, code: str) -> None:
    assert heard(parsed(text)) == ("change_language", code)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        *[("wis", "wipe"), ("WIPE", "wipe"), ("wipe this conversation", "wipe"), ("delete everything", "wipe")],
        *[("doorgeven", "forward_signal"), ("Pass on", "forward_signal"), ("wipe the table", "describe")],
    ],
)
def test_what_our_texts_tell_people_to_type_can_be_relied_on(text: str, intent: str) -> None:
    assert heard(parsed(text)) == (intent, None)


@pytest.mark.parametrize(
    "text",
    [
        "my neighbour speaks only English and he hits her",
        "de Turkse buurman schreeuwt elke nacht",
        "ik heb engelse les gehad en toen kwam hij thuis",
        "hij is er",
    ],
)
def test_a_story_that_names_a_language_stays_a_story(text: str) -> None:
    assert heard(parsed(text)) == ("describe", None)


def test_a_first_name_that_is_a_language_too_answers_the_question_for_a_name() -> None:
    assert heard(parsed("Frans"), requested_slot="reporter_name") == ("describe", None)
    assert heard(parsed("English please"), requested_slot="reporter_name") == ("change_language", "en")


def test_what_was_understood_as_asking_for_a_language_is_read_for_the_one_not_spoken_now() -> None:
    asked = {"intent": {"name": "change_language", "confidence": 0.9}}
    text = "Kan dit terug naar het Nederlands, het staat opeens in het Engels."
    assert heard(parsed(text, **asked), language="en") == ("change_language", "nl")
    assert heard(parsed("I don't understand Dutch", "en", **asked)) == ("change_language", None)


@pytest.mark.parametrize(
    ("text", "code"),
    [("kocam beni her gün dövüyor", "tr"), ("زوجي يضربني", "ar"), ("مساعدة", "ar"), ("mein Mann schlägt mich", "de")],
)
def test_a_message_surely_in_a_language_we_do_not_speak_is_not_taken_for_anything_else(text: str, code: str) -> None:
    for intent in ("describe", "wipe", "find_counter", "nlu_fallback"):
        assert heard(parsed(text, code, intent={"name": intent, "confidence": 1.0})) == ("change_language", code)


@pytest.mark.parametrize(
    ("text", "code", "confidence"),
    [("oh my god", "pl", 0.9), ("pomocy", "pl", 0.99), ("mijn zoon Jan", "nl", 0.99), ("my husband", "en", 0.99)],
)
def test_in_doubt_a_message_is_taken_as_it_was_understood(text: str, code: str, confidence: float) -> None:
    assert heard(parsed(text, code, confidence)) == ("describe", None)


def test_danger_goes_before_the_language_unless_it_is_hardly_heard() -> None:
    text = "kocam beni şimdi öldürecek"
    certain = {"intent": {"name": "emergency", "confidence": 1.0}, "danger": "now"}
    unlikely = {**certain, "danger": "doubt"}
    assert heard(parsed(text, "tr", **certain)) == ("emergency", None)
    assert heard(parsed(text, "tr", **unlikely)) == ("change_language", "tr")


def test_names_and_streets_are_in_no_language_and_who_was_told_may_answer_in_their_own() -> None:
    assert heard(parsed("ulica Długa dwanaście w Lelystad", "pl"), requested_slot="where")[1] is None
    assert heard(parsed("Jan Kowalski i Anna", "pl"), requested_slot="about")[1] is None
    assert heard(parsed("4t7x 9kqm 2zrd w6hn", "ro"), requested_slot="receipt_secret")[1] is None
    story = parsed("mąż Anny bije ją prawie codziennie wieczorem", "pl")
    assert heard(story, requested_slot="observations")[1] == "pl"
    assert heard(story, requested_slot="observations", own_language="pl")[1] is None


@pytest.mark.parametrize(
    ("message", "before", "after"),
    [
        (parsed("my neighbour hits his kids", "en"), None, "en"),
        (parsed("yes please", "en"), "nl", "en"),
        (parsed("hij slaat haar elke dag", "nl"), "en", "nl"),
        (parsed("ok", "nl"), "en", "en"),
        (parsed("goedemorgen", "nl"), "en", "en"),
        (parsed("thank you", "en", 0.5), "nl", "nl"),
        (parsed("kocam beni dövüyor", "tr"), "nl", "nl"),
        (parsed("engels graag", "nl"), "nl", "en"),
        (parsed("I want to go on in Dutch", "en"), "en", "nl"),
        (parsed("hij slaat haar elke dag", "nl"), "tr", "nl"),
    ],
)
def test_the_language_follows_two_clear_words_or_what_was_asked(
    message: dict[str, Any], before: str | None, after: str
) -> None:
    assert goes_on_in(message, language=before) == after


@pytest.mark.parametrize("question", ["where", "reporter_name", "contact", "place"])
def test_a_name_or_an_address_changes_no_language(question: str) -> None:
    assert goes_on_in(parsed("Church Street", "en"), language="nl", requested_slot=question) == "nl"
    story = parsed("she is beaten by her husband every night", "en")
    assert goes_on_in(story, language="nl", requested_slot=question) == "en"


def test_a_page_in_a_language_we_do_not_speak_hears_that_first_and_once() -> None:
    greeting = parsed("/greet", intent={"name": "greet", "confidence": 1.0})
    assert heard(greeting, language="tr") == ("change_language", "tr")
    assert heard(greeting, language="tr", own_language="tr") == ("greet", None)
    assert heard(greeting, language="en") == ("greet", None)


def test_a_button_gives_the_language() -> None:
    entities = [{"entity": "option", "value": "en"}]
    message = parsed('/change_language{"option": "en"}', intent={"name": "change_language"}, entities=entities)
    assert goes_on_in(message, language="nl") == "en"


def test_languages_have_their_own_name_and_are_known_by_those_that_others_give_them() -> None:
    assert [own_name(code) for code in SPOKEN] == ["Nederlands", "English"]
    assert {language_names()[name] for name in ("turks", "türkçe", "turkish", "turc")} == {"tr"}

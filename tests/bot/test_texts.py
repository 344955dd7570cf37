"""The texts that people read: all there, filled from the data, and none with a number of its own."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from rasa.shared.core.domain import Domain
from rasa_sdk.executor import ActionExecutor

import actions
from actions.knowledge import PHONE_NUMBER, Knowledge
from actions.questions import field_named
from bot.speech import ReplyError, Speech
from bot.training import ROOT

REPLIES = ROOT / "bot/replies"
NUMBERS = {
    "emergency": "112",
    "veilig_thuis": "0800-2000",
    "suicide_line": "113",
    "csg": "0800-0188",
    "animal_line": "144",
}
SOURCES = "\n".join(path.read_text("utf-8") for path in (ROOT / "actions").glob("*.py"))


@pytest.fixture(scope="module")
def speech() -> Speech:
    return Speech.load(REPLIES, NUMBERS)


SPOKEN = ("nl", "en")


@pytest.fixture(scope="module")
def domain() -> Domain:
    return Domain.load(str(ROOT / "bot/domain"))


def test_every_text_that_an_action_or_a_rule_says_exists(speech: Speech, domain: Domain) -> None:
    said = set(re.findall(r'"(utter_\w+)"', SOURCES)) | {
        name for name in domain.action_names_or_texts if name.startswith("utter_")
    }
    assert sorted(said - set(speech.replies["nl"])) == []


def test_every_text_is_said_somewhere(speech: Speech, domain: Domain) -> None:
    rules = "\n".join(path.read_text("utf-8") for path in (ROOT / "bot/rules").glob("*.yml"))
    families = set(re.findall(r'f"(utter_\w+|button_|choice_|label_|value_|group_)', SOURCES))
    unsaid = [
        name
        for name in speech.replies["nl"]
        if name not in SOURCES and name not in rules and not any(name.startswith(family) for family in families)
    ]
    assert unsaid == ["utter_trouble"]  # said by the bot itself when an action fails


@pytest.mark.parametrize("language", sorted(Speech.load(REPLIES, NUMBERS).replies))
def test_no_text_holds_a_phone_number_or_an_hour(speech: Speech, language: str) -> None:
    hours = re.compile(r"\b\d{1,2}[:.]\d{2}\b|dag en nacht|day and night|24 uur|24 hours|24/7")
    for name, reply in speech.replies[language].items():
        for variant in ("text", "easy", "sms"):
            text = re.sub(r"112NL", "", reply.get(variant, ""))  # the name of an app
            assert not PHONE_NUMBER.search(text), name
            assert not hours.search(text), name


@pytest.mark.parametrize("language", SPOKEN)
def test_danger_names_112_in_its_first_sentence_in_every_variant(speech: Speech, language: str) -> None:
    for name, reply in speech.replies[language].items():
        if name.startswith("utter_danger") and name != "utter_danger_draft_kept":
            for variant in {"text", "easy", "sms"} & set(reply):
                assert "{emergency}" in reply[variant][:60], (name, variant)


@pytest.mark.parametrize("language", SPOKEN)
def test_no_text_gives_a_verdict(speech: Speech, language: str) -> None:
    verdict = re.compile(
        r"\bdit is (kinder|ouderen|mishand|huiselijk|partner)|\bu bent (slachtoffer|dader)|\bde dader\b|"
        r"\bthis is (child|elder|domestic|partner|abuse)|\byou are (a|the) (victim|perpetrator)|\bperpetrator\b",
        re.I,
    )
    for name, reply in speech.replies[language].items():
        assert not verdict.search(reply["text"]), name


def test_every_language_says_the_same_things_with_the_same_values_and_choices(speech: Speech) -> None:
    def shape(reply: dict[str, Any]) -> dict[str, Any]:
        texts = {name: text for name, text in reply.items() if isinstance(text, str)}
        values = {
            name: sorted({field for _, field, _, _ in Formatter().parse(text) if field}) for name, text in texts.items()
        }
        buttons = [button["payload"] for button in reply.get("buttons", [])]
        return {"values": values, "payloads": buttons, "custom": reply.get("custom")}

    dutch, english = ({name: shape(reply) for name, reply in speech.replies[code].items()} for code in SPOKEN)
    assert english == dutch


def test_a_language_that_is_not_spoken_says_112_first_and_where_to_ask(speech: Speech) -> None:
    others = set(speech.replies) - set(SPOKEN)
    assert others >= {"tr", "ar", "pl", "uk", "ro", "es", "fr", "so"}
    for language in others:
        assert set(speech.replies[language]) == {"utter_other_language", "utter_other_language_short"}, language
        for reply in speech.replies[language].values():
            asked = [field for _, field, _, _ in Formatter().parse(reply["text"]) if field]
            assert asked == ["emergency", "veilig_thuis"], language


def test_an_sms_fits_in_two_and_needs_no_special_letters(speech: Speech) -> None:
    for language in SPOKEN:
        for name, reply in speech.replies[language].items():
            if text := reply.get("sms"):
                assert len(text.format_map(NUMBERS)) <= 300, (language, name)
                assert text.isascii(), (language, name)


@pytest.mark.parametrize("language", SPOKEN)
def test_easy_texts_keep_to_short_sentences(speech: Speech, language: str) -> None:
    for name, reply in speech.replies[language].items():
        for sentence in re.split(r"[.!?]\s+", reply.get("easy", "")):
            assert len(sentence.split()) <= 12, (name, sentence)


def test_a_typed_answer_is_not_taken_for_a_part_to_correct_because_of_an_everyday_word(speech: Speech) -> None:
    labels = {name: speech.replies["en"][name]["text"] for name in speech.replies["en"] if name.startswith("label_")}
    for typed in (
        "that is right",
        "what happens when this was sent?",
        "I told you about them before",
        "they have this",
    ):
        assert field_named(typed, labels) is None, typed


def test_a_text_without_its_value_says_which(speech: Speech) -> None:
    with pytest.raises(ReplyError, match="reach"):
        speech.phrase("counter_line", name="x", state="", why="")


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "nl").mkdir()
    (tmp_path / "nl" / "welkom.yml").write_text("utter_welcome: {easy: alleen makkelijk}")
    with pytest.raises(ReplyError, match=r"welkom\.yml: utter_welcome"):
        Speech.load(tmp_path, NUMBERS)


def test_every_action_of_the_domain_has_code_and_every_action_with_code_is_in_the_domain(domain: Domain) -> None:
    executor = ActionExecutor()
    executor.register_package(actions.__name__)
    custom = {name for name in domain.user_actions if not name.startswith("utter_")}
    written = {name for name in executor.actions if name != "action_ask_forward_form_"}
    assert custom == written


def test_every_placeholder_of_a_text_can_be_filled() -> None:
    """A placeholder is a number of the counters or a value that some action passes by that name."""
    knowledge = Knowledge.load(ROOT / "bot/knowledge")
    passed = set(re.findall(r"\b(\w+)=", SOURCES)) | set(re.findall(r'values\["(\w+)"\]', SOURCES)) | {"name", "phone"}
    for replies in Speech.load(REPLIES, NUMBERS).replies.values():
        for name, reply in replies.items():
            texts = [reply[variant] for variant in ("text", "easy", "sms") if variant in reply]
            for text in texts:
                asked = {field for _, field, _, _ in Formatter().parse(text) if field}
                assert asked <= passed | set(knowledge.counter_ids), name

import re
from datetime import datetime, timezone
from pathlib import Path

import pytest
import yaml

import signals
from signals import wording
from signals.lifecycle import State
from signals.organisations import Organisation

FOLDER = Path(signals.__file__).parent / "texts"
TEXTS = {code: yaml.safe_load((FOLDER / f"{code}.yml").read_text()) for code in wording.LANGUAGES}
WITH_PHONE = Organisation("vt", "Veilig Thuis Flevoland", phone="0800-0000000")
WITHOUT_PHONE = Organisation("vt", "Veilig Thuis Flevoland")


@pytest.mark.parametrize("language", wording.LANGUAGES)
@pytest.mark.parametrize("organisation", [WITH_PHONE, WITHOUT_PHONE])
@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("state", list(State))
def test_every_state_has_a_text_in_which_nothing_is_left_to_fill_in(state, late, organisation, language):
    text = wording.state(state, organisation, late=late, language=language)
    assert text.endswith(".")
    assert "Veilig Thuis Flevoland" in text
    assert not re.search(r"[{}]|None", text)


@pytest.mark.parametrize(("state", "late"), [(State.FORWARDING, True), (State.FAILED, False), (State.CLOSED, False)])
def test_where_the_service_stops_or_stalls_the_text_leads_to_a_human(state, late):
    assert "Bel Veilig Thuis Flevoland: 0800-0000000." in wording.state(state, WITH_PHONE, late=late)
    assert "Bel Veilig Thuis Flevoland." in wording.state(state, WITHOUT_PHONE, late=late)
    assert "Call Veilig Thuis Flevoland: 0800-0000000." in wording.state(state, WITH_PHONE, late=late, language="en")


@pytest.mark.parametrize(
    ("state", "too_soon"),
    [
        (State.FORWARDING, ["doorgestuurd", "verstuurd", "verzonden", "ontvangen", "opgepakt", "aan het werk"]),
        (State.FORWARDING, ["passed on", "sent", "received", "working on"]),
        (State.FORWARDED, ["ontvangen", "gelezen", "opgepakt", "aan het werk", "received", "read", "working on"]),
        (State.RECEIVED, ["opgepakt", "aan het werk", "afgesloten", "working on", "closed"]),
        (State.PICKED_UP, ["afgesloten", "closed"]),
    ],
)
@pytest.mark.parametrize("language", wording.LANGUAGES)
def test_no_text_says_what_has_not_happened_yet(state, too_soon, language):
    text = wording.state(state, WITH_PHONE, language=language)
    assert not [words for words in too_soon if words in text]


def test_numbers_to_call_come_from_the_counters_never_from_the_texts():
    without_examples = re.sub(r"SW-7KQ4-M2XN|4T7X-9KQM-2ZRD-W6HN", "", yaml.safe_dump(TEXTS, allow_unicode=True))
    assert re.findall(r"\d{3,}", without_examples) == []


def test_every_language_says_the_same_things_with_the_same_values():
    def shape(said):
        if isinstance(said, dict):
            return {name: shape(part) for name, part in said.items()}
        return len(said) if isinstance(said, list) else sorted(re.findall(r"{(\w+)}", said))

    dutch, english = (shape(texts) for texts in TEXTS.values())
    assert english == dutch


@pytest.mark.parametrize(
    ("seconds", "wait"), [(1, "1 minuut"), (30, "1 minuut"), (60, "1 minuut"), (61, "2 minuten"), (3600, "60 minuten")]
)
def test_how_long_to_wait_is_said_in_words(seconds, wait):
    assert wait in wording.try_later(seconds)
    assert wait.replace("minuut", "minute").replace("minuten", "minutes") in wording.try_later(seconds, "en")


def test_a_moment_is_told_in_dutch_time_and_to_the_hour():
    assert wording.at(datetime(2026, 1, 31, 23, 5, tzinfo=timezone.utc)) == "1 februari 2026, tussen 0 en 1 uur"
    assert wording.at(datetime(2026, 7, 1, 21, 5, tzinfo=timezone.utc)) == "1 juli 2026, tussen 23 en 24 uur"


def test_a_moment_is_told_in_english_too():
    moment = datetime(2026, 1, 31, 23, 5, tzinfo=timezone.utc)
    assert wording.at(moment, "en") == "1 February 2026, between 0:00 and 1:00"


def test_a_language_without_texts_reads_dutch():
    assert wording.error("refused", "tr") == wording.error("refused", "nl") != wording.error("refused", "en")

"""The door to Rasa: what is typed is never taken for a command, and a button's words stand for the button."""

from __future__ import annotations

import logging
import subprocess
import sys
from typing import Any

import pytest

from bot.assistant import Assistant


class Buttons:
    """The memory, as far as these examples need it."""

    def __init__(self, *titles: str) -> None:
        self._buttons = [{"title": title, "payload": f"/answer{{{number}}}"} for number, title in enumerate(titles)]

    def buttons(self, _sender: str) -> list[dict[str, str]]:
        return self._buttons


def assistant(*titles: str) -> Assistant:
    made: Any = Assistant.__new__(Assistant)
    made._memory = Buttons(*titles)
    made._intents = {"affirm", "answer", "find_counter"}
    return made  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("typed", "payload"),
    [
        ("/affirm", "/affirm"),
        ('/answer{"option": "skip"}', '/answer{"option": "skip"}'),
        ("/hij slaat mij", None),
        ("/onbekend", None),
        ("/affirm{niet echt json}", None),
        ("/affirm[1]", None),
        ("hij zei /affirm", None),
    ],
)
def test_only_the_payload_of_a_button_is_a_payload(typed: str, payload: str | None) -> None:
    assert assistant()._payload(typed) == payload


def test_the_words_of_a_button_stand_for_it_however_they_are_typed() -> None:
    choices = assistant("Ja, dit klopt", "Stoppen")
    assert choices._chosen("x", "ja dit klopt!", "web") == "/answer{0}"
    assert choices._chosen("x", "ja", "web") is None


def test_a_number_stands_for_a_button_only_where_numbers_are_shown() -> None:
    choices = assistant("Ja", "Nee")
    assert choices._chosen("x", "2", "sms") == "/answer{1}"
    assert choices._chosen("x", "2", "web") is None


def test_rasa_is_told_to_be_silent_before_it_is_imported() -> None:
    script = (
        "import bot, os, structlog, logging;"
        "assert os.environ['RASA_TELEMETRY_ENABLED'] == 'false';"
        "structlog.get_logger().error('kwezelzwam', text='kwezelzwam');"
        "logging.getLogger('rasa.core').warning('kwezelzwam')"
    )
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "kwezelzwam" not in result.stdout + result.stderr
    assert logging.getLogger("rasa").level >= logging.ERROR

"""Messages written otherwise, and what that costs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.evaluation.changes import CHANGES, bare, mistyped, shortened, without_vowels
from bot.evaluation.robustness import robustness
from bot.understanding.examples import Example, Labels
from tests.understanding.test_evaluation import answer

TOLD = "Gisteren sloeg hij mij, misschien was het vandaag ook weer raak."


def test_a_bare_message_keeps_its_words() -> None:
    assert bare("Hij is er... NU! 'k durf niet", "nl") == "hij is er nu 'k durf niet"


def test_shorthand_is_that_of_the_language() -> None:
    assert shortened("misschien vandaag", "nl") != "misschien vandaag"
    assert shortened("please come tonight", "en").split()[1] == "come"
    assert shortened("misschien", "en") == "misschien"


def test_vowels_within_a_word_are_left_out() -> None:
    assert without_vowels("vader", "nl") == "vdr"


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_is_the_same_each_time_and_takes_any_text(change: Callable[[str, str], str]) -> None:
    assert change(TOLD, "nl") == change(TOLD, "nl") != TOLD
    assert change("", "nl") == ""
    assert change("12!", "nl").startswith("12")


def test_a_slip_changes_one_or_two_letters_of_a_long_word() -> None:
    for word in ("buurvrouw", "schreeuwt", "kelder", "help"):
        slipped = mistyped(word, "nl")
        assert slipped[0] == word[0]
        assert abs(len(slipped) - len(word)) <= 1


def test_what_is_no_longer_found_is_lost_and_a_new_false_alarm_too() -> None:
    acute, calm = Labels("emergency", (), "victim", "acute"), Labels("describe", (), "victim", "concern")
    examples = [Example("Hij slaat mij.", acute, "", "nl"), Example("Hij scheldt vaak.", calm, "", "nl")]
    answers = [answer("emergency", "acute"), answer("describe", "concern")]

    def turned_round(text: str) -> dict[str, object]:
        return answer("describe", "concern") if "slaat" in text else answer("emergency", "acute")

    lost = robustness(examples, answers, turned_round)["no capitals, no punctuation"]
    assert (lost["acute found"]["points"], lost["false alarm"]["points"], lost["role"]["points"]) == (100.0, 100.0, 0.0)
    assert lost["changed"]["value"] == 1.0

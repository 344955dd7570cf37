"""In doubt there is one question, with 112 first when it may be danger; what was told goes on from its answer."""

from collections.abc import Callable

import pytest

from tests.conversations.person import Person

Someone = Callable[..., Person]

# Which of these is in doubt changes with what was learned: after a worry without a threat, one of them is.
UNSURE = ["zijn scooter staat buiten", "ze zijn buiten", "they're around", "his van is outside", "daar is hij weer"]
VAGUE = [
    "er is iets met dat gezin hiernaast",
    "mijn dochter doet anders sinds ze met hem is",
    "zij mag nooit mee en krijgt geen geld",
    "hij bepaalt alles thuis en de kinderen zijn stil",
    "mijn tante is bang voor haar familie",
]


def asked(someone: Someone, about: str, messages: list[str], *before: str) -> tuple[Person, str]:
    """Someone who was asked about one of these messages what was meant; and that message."""
    for message in messages:
        person = someone()
        for said in (*before, message):
            person.says(said)
        if person.asked == f"{about}_meant":
            return person, message
    raise AssertionError(f"None of these messages was asked about ({about}).")


def in_danger_or_not(someone: Someone, *before: str) -> tuple[Person, str]:
    return asked(someone, "danger", UNSURE, '/pick_theme{"theme": "parenting_stress"}', *before)


def test_the_question_names_112_first_and_has_three_choices(someone: Someone) -> None:
    person, _ = in_danger_or_not(someone)
    assert person.is_acute
    assert person.counters[0] == "alarm-112"
    assert len(person.replies) == 1
    assert len(person.buttons) == 3


@pytest.mark.parametrize("answer", ["ja", "nog steeds", "dat kan ik niet zeggen", "help", "daar zijn ze"])
def test_a_yes_or_no_word_for_it_gets_the_answer_to_danger(someone: Someone, answer: str) -> None:
    person, _ = in_danger_or_not(someone)
    person.says(answer)
    assert person.is_acute
    assert person.asked != "danger_meant"
    assert "neighbours" in person.text or "buren" in person.text


@pytest.mark.parametrize("answer", ["nee", "no", "het is voorbij"])
def test_after_a_no_the_conversation_goes_on_and_what_was_told_is_in_the_draft(someone: Someone, answer: str) -> None:
    person, told = in_danger_or_not(someone)
    person.says(answer)
    assert not person.is_acute
    assert person.asked != "danger_meant"
    person.says("/forward_signal")
    assert person.asked == "about"
    answer_until_review(person)
    assert told in person.text
    assert {item["slot"]: item["value"] for item in person.custom("summary")}["danger_now"] == "overgeslagen"


def test_one_tap_is_enough_for_who_only_used_a_figure_of_speech(someone: Someone) -> None:
    person, _ = in_danger_or_not(someone)
    person.says(person.buttons[1]["payload"])
    assert not person.is_acute
    assert person.asked == "place"


def test_another_message_counts_and_nothing_is_lost_or_asked_again(someone: Someone) -> None:
    person, told = in_danger_or_not(someone)
    person.says("mijn moeder van 82 wordt steeds magerder en mijn broer pint van haar rekening")
    assert not person.is_acute
    assert "ouderenmishandeling" in person.text
    person.says("/forward_signal")
    answer_until_review(person)
    assert told in person.text
    assert "rekening" in person.text


def test_what_may_be_danger_twice_in_a_row_is_answered_as_danger(someone: Someone) -> None:
    person, told = in_danger_or_not(someone)
    person.says(told)
    assert person.is_acute
    assert person.asked is None


def test_in_a_form_only_that_is_asked_and_a_no_lets_the_form_go_on(someone: Someone) -> None:
    person, told = in_danger_or_not(someone, "/forward_signal")
    assert len(person.replies) == 1
    person.says("nee")
    assert person.asked == "about"
    answer_until_review(person)
    assert told in person.text


def test_in_a_form_a_yes_gets_112_and_the_form_waits_where_it_was(someone: Someone) -> None:
    person, told = in_danger_or_not(someone, "/forward_signal")
    person.says("ja")
    assert person.is_acute
    assert person.asked == "about"
    answer_until_review(person)
    draft = {item["slot"]: item["value"] for item in person.custom("summary")}
    assert told in draft["observations"]
    assert draft["danger_now"] == "ja"


def test_a_story_that_fits_several_themes_is_asked_about_once_in_plain_words(someone: Someone) -> None:
    person, told = asked(someone, "theme", VAGUE)
    assert 2 <= len(person.buttons) <= 3
    chosen = person.buttons[0]
    person.says(chosen["payload"])
    assert person.asked != "role_meant"
    assert "past bij" in person.text
    person.says("/forward_signal")
    assert person.asked == "about"
    answer_until_review(person)
    assert told in person.text


def test_who_stays_vague_gets_the_best_guess_as_a_possibility_or_a_person(someone: Someone) -> None:
    person, told = asked(someone, "theme", VAGUE)
    person.says(f"{told} hoor")
    assert person.asked != "theme_meant"
    assert "0800-2000" in person.text or "past bij" in person.text


def test_what_someone_wants_is_asked_once_and_then_a_person_is_offered(someone: Someone) -> None:
    wanted = ["is dat zo bij jullie", "wat dan met die map", "kan dat ook voor haar", "hoe dan verder met dat briefje"]
    person, _ = asked(someone, "intent", wanted)
    assert "112" in person.text
    assert len(person.buttons) <= 3
    person.says("xqzt wvrk")
    assert "mens" in person.text
    assert person.asked != "intent_meant"


def answer_until_review(person: Person) -> None:
    while person.asked != "review":
        person.says({"where": "Dronten", "identity": "anoniem"}.get(person.asked or "", "sla over"))

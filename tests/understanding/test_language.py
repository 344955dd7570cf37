"""Which language a message is in."""

import pytest

from bot.understanding.languages import Profiles, detect


@pytest.fixture(scope="module")
def profiles() -> Profiles:
    return Profiles.collect({"nl": {"politie", "buurvrouw", "mama", "papa", "app", "please"}})


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("mijn buurvrouw schreeuwt elke nacht tegen haar kinderen", "nl"),
        ("hij is er", "nl"),
        ("die man is crazy he", "nl"),
        ("mijn wife slaat me", "nl"),
        ("my neighbour screams at her kids all day", "en"),
        ("he took my phone", "en"),
        ("kocam beni dövüyor", "tr"),
        ("mąż mnie bije", "pl"),
        ("moj maz mnie bije", "pl"),
        ("sotul ma bate in fiecare zi", "ro"),
        ("mi marido me pega", "es"),
        ("mon mari me frappe", "fr"),
        ("ninkaygu wuu i garaacaa", "so"),
        ("чоловік мене б'є", "uk"),
        ("муж меня бьёт", "ru"),
        ("زوجي يضربني", "ar"),
        ("ባለቤቴ ይመታኛል", "ti"),
        ("mein Mann schlägt mich", "de"),
    ],
)
def test_three_words_tell_the_language(profiles: Profiles, text: str, code: str) -> None:
    assert detect(text, "nl", profiles)[0] == code


@pytest.mark.parametrize("home", ["nl", "en", "tr"])
@pytest.mark.parametrize("text", ["ok", "stop", "112", "?", "😂"])
def test_too_short_to_tell_is_in_the_language_of_the_conversation(profiles: Profiles, text: str, home: str) -> None:
    assert detect(text, home, profiles)[0] == home


def test_the_same_text_gets_the_same_answer_each_time(profiles: Profiles) -> None:
    again = Profiles.of(profiles.words(), profiles.likelihood)
    text = "ze zei sorry maar ik weet het niet, what now"
    assert len({detect(text, "nl", known) for known in (profiles, again, profiles)}) == 1

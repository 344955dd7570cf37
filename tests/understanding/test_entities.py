"""Places, postcodes, receipt references, times and ages in a message."""

import pytest
from rasa.shared.nlu.training_data.message import Message

from bot.understanding.entities import PlaceTimeEntityExtractor
from counters.places import Places


@pytest.fixture(scope="module")
def extractor() -> PlaceTimeEntityExtractor:
    return PlaceTimeEntityExtractor(PlaceTimeEntityExtractor.get_default_config(), Places.load())


def found(extractor: PlaceTimeEntityExtractor, text: str, language: str = "nl") -> list[tuple[str, str]]:
    [message] = extractor.process([Message({"text": text, "language": {"code": language}})])
    return [(entity["entity"], entity["value"]) for entity in message.get("entities")]


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("zij woont in Almere", [("place", "Almere")]),
        ("postcode 1315ab", [("postcode", "1315AB")]),
        ("1315 AB nummer 4", [("postcode", "1315AB")]),
        ("in 1315", [("postcode", "1315")]),
        ("SW-7KQ4-M2XN", [("receipt_reference", "SW-7KQ4-M2XN")]),
        ("mijn code is sw 7kq4 m2xn", [("receipt_reference", "SW-7KQ4-M2XN")]),
        ("sw7kq4m2xn", [("receipt_reference", "SW-7KQ4-M2XN")]),
        ("vanavond komt hij", [("time", "vanavond")]),
        ("het was gisteren om 3 uur", [("time", "gisteren om 3 uur")]),
        ("elke nacht geschreeuw", [("time", "elke nacht")]),
        ("sinds maart slaat hij", [("time", "sinds maart")]),
        ("al jaren", [("time", "al jaren")]),
        ("3 weken geleden", [("time", "3 weken geleden")]),
        ("mijn zoontje van 8 zag het", [("age", "8")]),
        ("moeder (82) valt", [("age", "82")]),
        ("ik ben 15", [("age", "15")]),
        ("onze dochter van vier", [("age", "4")]),
        ("82 jaar oud", [("age", "82")]),
        ("een kleintje van een jaar of 3", [("age", "3")]),
    ],
)
def test_is_found(extractor: PlaceTimeEntityExtractor, text: str, entities: list[tuple[str, str]]) -> None:
    assert found(extractor, text) == entities


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("she lives in Almere", [("place", "Almere")]),
        ("every night there is shouting", [("time", "every night")]),
        ("it started 3 weeks ago", [("time", "3 weeks ago")]),
        ("he comes at 7pm tonight", [("time", "at 7pm tonight")]),
        ("for years", [("time", "for years")]),
        ("I'm 15", [("age", "15")]),
        ("my daughter (14) and a 6 year old", [("age", "14"), ("age", "6")]),
        ("my mum is 82", [("age", "82")]),
        ("our son is four", [("age", "4")]),
        ("I am 5 months pregnant with 2 kids", [("time", "5 months")]),
    ],
)
def test_is_found_in_english(extractor: PlaceTimeEntityExtractor, text: str, entities: list[tuple[str, str]]) -> None:
    assert found(extractor, text, "en") == entities


@pytest.mark.parametrize(
    "text", ["ik ben 1.92", "krijg 40 oproepen", "we verloren met 9-0", "best heel wel", "swipe naar links"]
)
def test_ordinary_words_and_numbers_are_left_alone(extractor: PlaceTimeEntityExtractor, text: str) -> None:
    assert found(extractor, text) == []


def test_places_in_the_text_are_given_as_typed(extractor: PlaceTimeEntityExtractor) -> None:
    text = "Élke nacht in 1315 ab, zoontje van 8"
    [message] = extractor.process([Message({"text": text})])
    typed = [text[entity["start"] : entity["end"]] for entity in message.get("entities")]
    assert typed == ["Élke nacht", "1315 ab", "8"]

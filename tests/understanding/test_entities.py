"""Places, postcodes, receipt references, times and ages in a message."""

import pytest
from rasa.shared.nlu.training_data.message import Message

from bot.understanding.entities import PlaceTimeEntityExtractor
from counters.places import Places


@pytest.fixture(scope="module")
def extractor() -> PlaceTimeEntityExtractor:
    return PlaceTimeEntityExtractor(PlaceTimeEntityExtractor.get_default_config(), Places.load())


def found(extractor: PlaceTimeEntityExtractor, text: str) -> list[tuple[str, str]]:
    [message] = extractor.process([Message({"text": text})])
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
    "text", ["ik ben 1.92", "krijg 40 oproepen", "we verloren met 9-0", "best heel wel", "swipe naar links"]
)
def test_ordinary_words_and_numbers_are_left_alone(extractor: PlaceTimeEntityExtractor, text: str) -> None:
    assert found(extractor, text) == []


def test_places_in_the_text_are_given_as_typed(extractor: PlaceTimeEntityExtractor) -> None:
    text = "Élke nacht in 1315 ab, zoontje van 8"
    [message] = extractor.process([Message({"text": text})])
    typed = [text[entity["start"] : entity["end"]] for entity in message.get("entities")]
    assert typed == ["Élke nacht", "1315 ab", "8"]

"""Places and postcodes inside running text, without firing on ordinary words."""

import time

import pytest

from counters.places import Places


def found(places: Places, text: str) -> list[tuple[str, str]]:
    return [(mention.value, text[mention.start : mention.end]) for mention in places.mentions(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ik woon in almere en mijn buurvrouw ook", [("Almere", "almere")]),
        ("ze is 82 en woont alleen in lelystad", [("Lelystad", "lelystad")]),
        ("mijn moeder van 80 (almere haven) ligt vaak op de grond", [("Almere Haven", "almere haven")]),
        ("mijn buurvrouw in den haag wordt geslagen", [("Den Haag", "den haag")]),
        ("ik kom uit DEN BOSCH", [("Den Bosch", "DEN BOSCH")]),
        ("iets in 's-hertogenbosch", [("'s-Hertogenbosch", "'s-hertogenbosch")]),
        ("wij wonen in denhaag", [("Den Haag", "denhaag")]),
        ("mijn tante in ermelo", [("Ermelo", "ermelo")]),
        ("mijn zus uit elst", [("Elst", "elst")]),
        ("ik woon in best", [("Best", "best")]),
        ("wij wonen in Best, vlakbij Eindhoven", [("Best", "Best"), ("Eindhoven", "Eindhoven")]),
        ("de buren in bergen op zoom", [("Bergen op Zoom", "bergen op zoom")]),
        ("wij wonen in Buren.", [("Buren", "Buren")]),
        ("gemeente dieren", [("Dieren", "dieren")]),
        ("wij wonen in De Wijk", [("De Wijk", "De Wijk")]),
        ("hij woont in leiden", [("Leiden", "leiden")]),
        ("naar súdwest-fryslân", [("Súdwest-Fryslân", "súdwest-fryslân")]),
        ("van almere naar urk", [("Almere", "almere"), ("Urk", "urk")]),
        ("emmen", [("Emmen", "emmen")]),
        ("mevrouw Jansen uit Zwolle", [("Zwolle", "Zwolle")]),
    ],
)
def test_a_place_is_found(places: Places, text: str, expected: list[tuple[str, str]]) -> None:
    assert found(places, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "best wel heftig",
        "Best wel heftig allemaal",
        "BEST WEL HEFTIG",
        "in best veel gevallen gaat het mis",
        "heel erg",
        "in heel nederland",
        "ze is in echt groot gevaar",
        "ik hoor bij buren geschreeuw",
        "mijn buren schreeuwen",
        "de buren in de straat",
        "iedereen in de wijk weet het",
        "hij slaat de dieren",
        "bij hem thuis",
        "ik woon in een flat",
        "in Nederland",
        "wij kampen met problemen",
        "dat kan leiden tot ruzie",
        "om de zaak te leiden",
        "hij wil haar meppen",
        "zij leende hem geld",
        "zij opende de deur",
        "dat heb ie gezegd",
        "amen",
        "ik wil op meer hulp hopen",
        "tante erica huilt",
        "mijn zus lies",
        "meneer van leusden",
        "mevrouw Van Dongen",
        "is 't waar",
        "het is niet anders, in anderen gaat het goed",
        "",
        "🙂🙂",
    ],
)
def test_an_ordinary_word_or_a_name_is_no_place(places: Places, text: str) -> None:
    assert found(places, text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1315", [("postcode4", "1315")]),
        ("mijn postcode is 1315 AB", [("postcode6", "1315AB")]),
        ("1315ab", [("postcode6", "1315AB")]),
        ("postcode 8223", [("postcode4", "8223")]),
        ("2011 Haarlem", [("postcode4", "2011"), ("place", "Haarlem")]),
        ("het is in 1315, bij het station", [("postcode4", "1315")]),
        ("dat was in 2012", []),
        ("ik heb 1500 euro schuld", []),
        ("hij vroeg 1500 en sloeg toen", []),
        ("in 1500 gevallen", []),
        ("bel 0800-2000", []),
        ("bel 0800 2000", []),
        ("ik belde 06 1234 5678", []),
        ("om 1430 uur", []),
    ],
)
def test_a_postcode_is_told_from_a_year_money_time_or_phone(
    places: Places, text: str, expected: list[tuple[str, str]]
) -> None:
    assert [(mention.kind, mention.value) for mention in places.mentions(text)] == expected


def test_a_mentioned_place_can_be_resolved(places: Places) -> None:
    for text in ("in den bosch", "in almere haven", "uit s-gravenhage", "in hengelo", "in best"):
        (mention,) = places.mentions(text)
        assert getattr(places.resolve(mention.value), "suggestions", None) is None


def test_a_message_is_searched_in_under_half_a_millisecond(places: Places) -> None:
    text = (
        "ik maak me heel veel zorgen om mijn buren in almere, ze hebben best vaak ruzie en de kinderen huilen dan hard"
    )
    durations = []
    for _ in range(50):
        start = time.perf_counter()
        places.mentions(text)
        durations.append(time.perf_counter() - start)
    assert sorted(durations)[len(durations) // 2] < 0.0005

"""From what people type to the municipality: never a guess, always a way on."""

import re
from pathlib import Path

import pytest
import yaml

from counters.loading import DATA
from counters.places import Choices, Place, Places, Unknown


def names(places: tuple[Place, ...]) -> list[tuple[str, str]]:
    return [(place.name, place.municipality) for place in places]


def stored_postcodes() -> dict[str, set[str]]:
    """Each postcode that the files name, with the municipalities it lies in, read apart from the code under test."""
    found: dict[str, set[str]] = {}
    for path in (DATA / "places").glob("*.yml"):
        for code, there in yaml.safe_load(path.read_text())["municipalities"].items():
            for first, last in re.findall(r"(\d{4})(?:-(\d{4}))?", " ".join(there.values())):
                for postcode in range(int(first), int(last or first) + 1):
                    found.setdefault(str(postcode), set()).add(code)
    return found


def test_almere_lies_in_flevoland(places: Places) -> None:
    assert places.resolve("Almere") == Place("Almere", "Almere", "GM0034", "Flevoland")


def test_every_stored_postcode_leads_to_its_municipality_or_asks_which(places: Places) -> None:
    stored = stored_postcodes()
    assert len(stored) > 4000
    for postcode, codes in stored.items():
        found = places.resolve(postcode)
        options = found.options if isinstance(found, Choices) else (found,)
        assert {option.code for option in options} == codes, postcode
        assert isinstance(found, Choices) == (len(codes) > 1), postcode
        assert places.resolve(f"{postcode} xb") == found


def test_every_place_and_municipality_is_found_by_its_name(places: Places, directory) -> None:
    for municipality in directory.municipalities.values():
        for name in (municipality.name, *municipality.also_known_as):
            found = places.resolve(name)
            assert not isinstance(found, Unknown), name
            options = found.options if isinstance(found, Choices) else (found,)
            assert municipality.code in {option.code for option in options}, name
    for path in (DATA / "places").glob("*.yml"):
        for code, there in yaml.safe_load(path.read_text())["municipalities"].items():
            for name in there:
                found = places.resolve(name)
                if name == "Zeeland":  # also a province: asked
                    assert found.suggestions[0].code == code
                    continue
                options = found.options if isinstance(found, Choices) else (found,)
                assert code in {option.code for option in options}, name


def test_the_label_of_a_choice_leads_to_that_choice(places: Places) -> None:
    for path in (DATA / "places").glob("*.yml"):
        for there in yaml.safe_load(path.read_text())["municipalities"].values():
            for name in there:
                found = places.resolve(name)
                for option in getattr(found, "options", ()):
                    assert places.resolve(option.label) == option
                    assert places.resolve(option.label.upper()) == option


def test_hengelo_is_asked_about(places: Places) -> None:
    found = places.resolve("Hengelo")
    assert isinstance(found, Choices)
    assert names(found.options) == [("Hengelo", "Bronckhorst"), ("Hengelo", "Hengelo")]


@pytest.mark.parametrize(
    ("typed", "municipality"),
    [
        ("Hengelo, Gelderland", "Bronckhorst"),
        ("hengelo gld", "Bronckhorst"),
        ("Hengelo (Overijssel)", "Hengelo"),
        ("hengelo in de gemeente bronckhorst", "Bronckhorst"),
        ("laren noord-holland", "Laren"),
        ("7255 Hengelo", "Bronckhorst"),
        ("den haag", "'s-Gravenhage"),
        ("DEN HAAG", "'s-Gravenhage"),
        ("’s-gravenhage", "'s-Gravenhage"),
        ("s gravenhage", "'s-Gravenhage"),
        ("den bosch", "'s-Hertogenbosch"),
        ("shertogenbosch", "'s-Hertogenbosch"),
        ("sudwest fryslan", "Súdwest-Fryslân"),
        ("Tietjerksteradeel", "Tytsjerksteradiel"),
        ("heerhugowaard", "Dijk en Waard"),
        ("grave", "Land van Cuijk"),
        ("weesp", "Amsterdam"),
        ("nuenen", "Nuenen, Gerwen en Nederwetten"),
        ("almere haven", "Almere"),
        ("Noordoostpolder", "Noordoostpolder"),
        ("gemeente urk", "Urk"),
        ("in lelystad", "Lelystad"),
        ("ik woon in best", "Best"),
        ("Dorpsstraat 5, Zeist", "Zeist"),
        ("utrecht", "Utrecht"),
        ("groningen", "Groningen"),
        ("1315 AB", "Almere"),
        ("1315ab Almere", "Almere"),
        ("  8223 ", "Lelystad"),
        ("1300 AE Almere", "Almere"),  # a post-office box: the name decides
    ],
)
def test_what_people_type_is_understood(places: Places, typed: str, municipality: str) -> None:
    found = places.resolve(typed)
    assert isinstance(found, Place)
    assert found.municipality == municipality


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("almeere", "Almere"),
        ("amstedam", "Amsterdam"),
        ("lelystat", "Lelystad"),
        ("ermello", "Ermelo"),
        ("dronte", "Dronten"),
        ("swolle", "Zwolle"),
        ("s hertogenbos", "'s-Hertogenbosch"),
        ("leewarden", "Leeuwarden"),
        ("bilt", "De Bilt"),
        ("emmeloort", "Emmeloord"),
    ],
)
def test_a_spelling_mistake_is_offered_to_be_confirmed_not_guessed(places: Places, typed: str, meant: str) -> None:
    found = places.resolve(typed)
    assert isinstance(found, Unknown)
    assert found.suggestions[0].name == meant


@pytest.mark.parametrize(
    "typed", ["", "   ", "🙂", "xyzzy", "0000", "12345", "Antwerpen", "'; drop table places --", "a" * 10_000]
)
def test_what_is_no_place_here_gets_no_answer_but_is_no_error(places: Places, typed: str) -> None:
    assert isinstance(places.resolve(typed), Unknown)


def test_a_foreign_postcode_with_its_city_is_not_made_dutch(places: Places) -> None:
    assert places.resolve("2000 Antwerpen") == Unknown(())
    assert isinstance(places.resolve("3500 Hasselt"), Unknown)


def test_an_unknown_postcode_offers_the_places_next_to_it(places: Places) -> None:
    assert names(places.resolve("1300").suggestions) == [("Almere", "Almere")]


def test_a_province_asks_for_the_municipality(places: Places) -> None:
    found = places.resolve("Flevoland")
    assert isinstance(found, Unknown)
    assert {place.name for place in found.suggestions} == {
        "Almere",
        "Lelystad",
        "Noordoostpolder",
        "Zeewolde",
        "Dronten",
        "Urk",
    }


def test_places_that_lie_in_one_municipality_are_no_question(places: Places) -> None:
    assert places.resolve("Egmond").municipality == "Bergen (NH.)"
    assert places.resolve("8316 Marknesse").municipality == "Noordoostpolder"


def test_a_postcode_and_a_place_that_do_not_belong_together_are_asked_about(places: Places) -> None:
    found = places.resolve("1315 Lelystad")
    assert {option.municipality for option in found.options} == {"Almere", "Lelystad"}


def test_the_credit_for_the_places_stands_in_each_file_that_needs_it() -> None:
    for path in (DATA / "places").glob("*.yml"):
        head = Path(path).read_text().splitlines()[0:2]
        assert "GeoNames" in head[0] or "BAG" in head[0]
        assert ("CC BY 4.0" in head[0]) == ("GeoNames" in head[0])

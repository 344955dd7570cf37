"""The data of the directory as a whole: complete, confirmed, and refused when something is wrong."""

import shutil
from pathlib import Path

import pytest
import yaml

from counters.directory import Directory
from counters.errors import DirectoryError, UnknownTermError
from counters.loading import DATA
from counters.model import Counter

IDS_THAT_OTHERS_NAME = (
    "alarm-112",
    "politie",
    "veilig-thuis",
    "veilig-thuis-flevoland",
    "veilig-thuis-groningen",
    "veilig-thuis-haaglanden",
    "centrum-seksueel-geweld",
    "kindertelefoon",
    "113-zelfmoordpreventie",
    "luisterlijn",
    "lkha",
    "comensha",
)


def test_the_counters_that_others_name_are_there(directory: Directory) -> None:
    for counter_id in IDS_THAT_OTHERS_NAME:
        assert directory.get(counter_id).id == counter_id


def test_every_municipality_has_one_veilig_thuis_with_a_number(directory: Directory) -> None:
    assert len(directory.municipalities) == 342
    regions = {}
    for code in directory.municipalities:
        counter = directory.veilig_thuis(code)
        assert counter.phone == "0800-2000"
        assert counter.serves(code)
        regions[counter.id] = counter
    assert len(regions) == 25


def test_almere_has_veilig_thuis_flevoland(directory: Directory) -> None:
    assert directory.veilig_thuis("GM0034").id == "veilig-thuis-flevoland"


def test_an_unknown_municipality_is_refused_in_one_sentence(directory: Directory) -> None:
    with pytest.raises(UnknownTermError, match="CBS-code"):
        directory.veilig_thuis("GM9999")


def test_every_counter_says_what_it_is_for_what_happens_and_where_that_was_found(directory: Directory) -> None:
    for counter in directory.counters.values():
        assert counter.for_.endswith("."), counter.id
        assert counter.what_happens.endswith("."), counter.id
        assert counter.what_happens.count(". ") <= 1, counter.id
        assert counter.themes, counter.id
        assert counter.audience, counter.id
        assert counter.sources, counter.id


def texts_of(counter: Counter) -> dict[str, str | None]:
    said = {"for": counter.for_, "what_happens": counter.what_happens, "cost": counter.cost}
    notes = {f"{c.kind} {c.value} {part}": getattr(c, part) for c in counter.channels for part in ("label", "note")}
    return {**said, "anonymous_note": counter.anonymous_note, **notes}


def test_every_counter_says_the_same_things_in_english_in_other_words(directory: Directory) -> None:
    english = directory.in_language("en")
    for counter in directory.counters.values():
        dutch, other = texts_of(counter), texts_of(english.get(counter.id))
        for name, text in dutch.items():
            assert (other[name] is None) == (text is None), (counter.id, name)
            assert text is None or other[name] != text, (counter.id, name)
        assert [c.value for c in english.get(counter.id).channels] == [c.value for c in counter.channels]


def test_a_language_that_it_has_no_texts_in_leaves_the_directory_as_it_is(directory: Directory) -> None:
    assert directory.in_language("tr") is directory
    assert directory.in_language(None) is directory
    assert directory.in_language("en").in_language("nl") is directory


def test_what_is_unconfirmed_stands_in_no_other_field(directory: Directory) -> None:
    for counter in directory.counters.values():
        shown = {(channel.kind, channel.value) for channel in counter.channels}
        for kind in ("phone", "chat", "website"):
            assert (kind, counter.unconfirmed.get(kind)) not in shown, counter.id


def test_a_counter_known_only_from_memory_is_never_shown(directory: Directory) -> None:
    unfounded = [counter for counter in directory.counters.values() if counter.checked.sources == "none"]
    assert unfounded
    assert not any(counter.usable for counter in unfounded)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the data to break."""
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def change(path: Path, **fields: object) -> None:
    entry = yaml.safe_load(path.read_text())
    entry.update(fields)
    path.write_text(yaml.safe_dump(entry, allow_unicode=True))


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"channels": [{"kind": "phone", "value": "0800-20"}]}, "no phone number"),
        ({"channels": [{"kind": "phone", "value": "115"}]}, "no phone number"),
        ({"channels": [{"kind": "website", "value": "http://politie.nl"}]}, "no https address"),
        ({"channels": [{"kind": "phone", "value": "113", "hours": "vaak"}]}, "hours are"),
        ({"channels": [{"kind": "fax", "value": "1"}]}, "unexpected value"),
        ({"themes": ["burenruzie"]}, "theme burenruzie"),
        ({"audience": ["iedereen"]}, "audience iedereen"),
        ({"area": ["GM9999"]}, "area GM9999"),
        ({"sources": []}, "source"),
        ({"telefoon": "112"}, "extra fields"),
        ({"what_happens": "U belt."}, "what_happens: a text is needed in each of nl, en"),
        ({"cost": {"nl": "gratis"}}, "cost: a text is needed"),
        ({"for": {"nl": "Altijd.", "en": ""}}, "for: a text is needed"),
        ({"id": "Politie!"}, "id"),
        ({"like": "bestaat-niet"}, "like"),
    ],
)
def test_a_mistake_in_a_file_is_named_in_one_sentence(data: Path, fields: dict[str, object], problem: str) -> None:
    change(data / "national" / "politie.yml", **fields)
    with pytest.raises(DirectoryError, match=problem) as refused:
        Directory.load(data)
    assert "olitie" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_file_that_is_no_yaml_is_named(data: Path) -> None:
    (data / "national" / "politie.yml").write_text("id: [")
    with pytest.raises(DirectoryError, match=r"national/politie\.yml cannot be read"):
        Directory.load(data)


def test_two_files_with_one_id_are_refused(data: Path) -> None:
    shutil.copy(data / "national" / "politie.yml", data / "national" / "politie-2.yml")
    with pytest.raises(DirectoryError, match="already taken"):
        Directory.load(data)


def test_a_municipality_in_two_regions_is_refused(data: Path) -> None:
    utrecht = data / "veilig_thuis" / "utrecht.yml"
    entry = yaml.safe_load(utrecht.read_text())
    entry["municipalities"].append({"code": "GM0034", "name": "Almere", "province": "Flevoland"})
    utrecht.write_text(yaml.safe_dump(entry))
    with pytest.raises(DirectoryError, match="GM0034 has two"):
        Directory.load(data)


def test_a_reason_in_one_language_only_is_refused(data: Path) -> None:
    ranking = yaml.safe_load((data / "ranking.yml").read_text())
    ranking["rules"][0]["why"] = "Bij direct gevaar komt 112 eerst"
    (data / "ranking.yml").write_text(yaml.safe_dump(ranking))
    with pytest.raises(DirectoryError, match=r"rules\.0\.why: a text is needed in each of nl, en"):
        Directory.load(data)


def test_a_ranking_rule_that_names_nothing_is_refused(data: Path) -> None:
    ranking = yaml.safe_load((data / "ranking.yml").read_text())
    ranking["rules"][0]["counter"] = "alarm-113"
    (data / "ranking.yml").write_text(yaml.safe_dump(ranking))
    with pytest.raises(DirectoryError, match="alarm-113"):
        Directory.load(data)

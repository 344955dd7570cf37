"""The examples of every language: complete, clean, and apart from the test split."""

import json
from pathlib import Path

import pytest

from bot.evaluation.data import check as checked
from bot.evaluation.data import without_danger_word
from bot.training import ROOT
from bot.understanding.data_check import DataCheck, balance, check_data
from bot.understanding.examples import (
    TEST,
    Example,
    ExampleError,
    Labels,
    labelled_messages,
    read_examples,
    training_examples,
)
from bot.understanding.words import LANGUAGES

DATA = ROOT / "nlu_data"


@pytest.fixture(scope="module", params=LANGUAGES)
def check(request: pytest.FixtureRequest) -> DataCheck:
    return check_data(DATA, request.param)


def test_examples_are_labelled_and_none_is_said_twice_or_leaks_into_the_test_split(check: DataCheck) -> None:
    assert check.findings == ()


LEAST = {
    "nl": {"messages": 12_000, "intent": 200, "themes": 350, "role": 1_000, "urgency": 2_000, "voice": 200},
    "en": {"messages": 3_000, "intent": 60, "themes": 200, "role": 500, "urgency": 500, "voice": 100},
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_label_and_every_voice_has_examples_enough(language: str) -> None:
    counts = balance(training_examples(DATA / language))
    for name, least in LEAST[language].items():
        few = {label: count for label, count in counts.get(name, {}).items() if count < least}
        assert few == {}, f"{name}: fewer than {least} examples"
    assert counts["intent"].total() >= LEAST[language]["messages"]


def test_the_test_split_is_large_and_by_people_who_wrote_no_example() -> None:
    messages = labelled_messages(TEST / "nl.jsonl")
    assert len(messages) >= 1_500
    assert len({message.voice for message in messages}) >= 100


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_file_holds_one_intent_and_is_named_after_it(language: str) -> None:
    for file in (DATA / language).rglob("*.yml"):
        [intent] = {example.labels.intent for example in read_examples(file)}
        assert intent == file.relative_to(DATA / language).with_suffix("").parts[0]


def example(text: str, **labels: object) -> dict[str, object]:
    return {"text": text, "intent": "describe", "themes": [], "role": "victim", "urgency": "concern", **labels}


def write(folder: Path, training: list[dict[str, object]], test: list[dict[str, object]]) -> Path:
    (folder / "nl").mkdir()
    (folder / "test").mkdir()
    blocks = [
        {
            "intent": one["intent"],
            "examples": [{"text": one["text"], "metadata": {n: one[n] for n in ("themes", "role", "urgency")}}],
        }
        for one in training
    ]
    (folder / "nl" / "some.yml").write_text(json.dumps({"version": "3.1", "nlu": blocks}), encoding="utf-8")
    (folder / "test" / "nl.jsonl").write_text("\n".join(map(json.dumps, test)), encoding="utf-8")
    return folder


def test_the_check_finds_copies_near_copies_and_leaks(tmp_path: Path) -> None:
    said = "mijn buurman schreeuwt elke avond tegen zijn vrouw en kinderen"
    near = "Mijn buurman schreeuwt iedere avond elke avond tegen zijn vrouw en kinderen!!"
    training = [
        example(said),
        example("Mijn buurman schreeuwt elke avond tegen zijn vrouw, en kinderen"),
        example(near),
    ]
    folder = write(tmp_path, training, [example("zijn vrouw en kinderen: elke avond schreeuwt mijn buurman tegen")])
    kinds = [(found.kind, found.place) for found in check_data(folder, "nl").findings]
    assert kinds == [("duplicate", "training 2"), ("near duplicate", "training 3"), ("leak", "test 1")]


def test_a_report_tells_what_was_found_without_a_word_of_it(tmp_path: Path) -> None:
    said = "mijn buurman schreeuwt elke avond tegen zijn vrouw en kinderen"
    report, clean = checked(write(tmp_path, [example(said)], [example(said)]))
    assert not clean
    assert "leak: test 1 and training 1" in report
    assert "schreeuwt" not in report


def test_what_differs_is_no_finding(tmp_path: Path) -> None:
    report, clean = checked(write(tmp_path, [example("mijn buurman schreeuwt elke avond")], [example("oma is bang")]))
    assert clean
    assert "training: 1 messages by 1 voices" in report


def test_danger_without_a_danger_word_is_counted_among_the_acute() -> None:
    acute, calm = Labels("emergency", (), "victim", "acute"), Labels("describe", (), "victim", "concern")
    told = [
        Example("ze ligt onderaan de trap en reageert niet", acute, "", "nl"),
        Example("Hij SLAAT me nu", acute, "", "nl"),
        Example("oma is vaak alleen", calm, "", "nl"),
    ]
    # "trap" is stairs as well as a kick: a word that means both is on the list, so that the share is not flattered.
    assert (without_danger_word(told, "nl").hits, without_danger_word(told, "nl").of) == (0, 2)
    gone = [Example("hij is er", acute, "", "nl")]
    assert without_danger_word(gone, "nl").hits == 1


@pytest.mark.parametrize(
    ("labels", "complaint"),
    [
        ({"role": "neighbour"}, "unknown label neighbour"),
        ({"themes": ["violence"]}, "unknown label violence"),
        ({"urgency": "acute"}, "acute and emergency go together"),
        ({"intent": "emergency"}, "acute and emergency go together"),
    ],
)
def test_a_wrong_label_is_refused_and_its_place_told_without_its_text(
    tmp_path: Path, labels: dict[str, object], complaint: str
) -> None:
    folder = write(tmp_path, [example("hij slaat mij", **labels)], [])
    with pytest.raises(ExampleError, match=complaint) as error:
        training_examples(folder / "nl")
    assert "some.yml, example 1" in str(error.value)
    assert "slaat" not in str(error.value)

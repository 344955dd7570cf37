"""The whole graph, trained and loaded by Rasa itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.training import NAME, ROOT
from bot.understanding.parse import load_parser, raw_parser

SITUATIONS = {
    "emergency": (
        "acute",
        ["partner_violence"],
        ["slaat mij nu", "staat nu voor de deur met een mes", "wurgt haar nu"],
    ),
    "describe": (
        "concern",
        ["elder_abuse"],
        ["scheldt oma van 82 elke dag uit", "pint geld van opa", "laat oma vallen"],
    ),
    "find_counter": ("none", [], ["zoekt een loket", "vraagt een nummer om te bellen", "vraagt waar hij terecht kan"]),
    "out_of_scope": ("none", [], ["maakt huiswerk", "zoekt een recept voor soep", "vraagt naar het weer"]),
}
WHO = ("hij", "zij", "mijn man", "de buurman", "mijn zoon", "mijn ex", "papa", "mama", "mijn broer", "iemand")


def example(text: str, urgency: str, themes: list[str]) -> dict[str, Any]:
    role = "victim" if "mij" in text.split() else "bystander"
    return {"text": text, "metadata": {"themes": themes, "role": role, "urgency": urgency}}


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from rasa.model_training import train_nlu

    folder = tmp_path_factory.mktemp("training")
    config = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
    (folder / "config.yml").write_text(yaml.safe_dump({**config, "policies": []}), encoding="utf-8")
    blocks = [
        {"intent": intent, "examples": [example(f"{who} {what}", urgency, themes) for what in actions for who in WHO]}
        for intent, (urgency, themes, actions) in SITUATIONS.items()
    ]
    (folder / "data/nl").mkdir(parents=True)
    (folder / "data/nl/some.yml").write_text(yaml.safe_dump({"version": "3.1", "nlu": blocks}), encoding="utf-8")
    (folder / "data/development").mkdir()
    held = [
        {"intent": block["intent"], "text": f"{who} {one['text']}", **one["metadata"]}
        for who in ("gisteren zag ik:", "echt waar,", "luister:")
        for block in blocks
        for one in block["examples"]
    ]
    (folder / "data/development/nl.jsonl").write_text("\n".join(map(json.dumps, held)), encoding="utf-8")
    train_nlu(str(folder / "config.yml"), str(folder / "data"), str(folder), fixed_model_name=NAME)
    return folder


@pytest.fixture(scope="module")
def parse(models: Path) -> Callable[[str], dict[str, Any]]:
    return load_parser(models)


def test_a_message_gets_all_its_answers(parse: Callable[[str], dict[str, Any]]) -> None:
    told = parse("de buurman in Almere scheldt oma van 82 elke nacht uit")
    assert told["intent"]["name"] == "describe"
    assert told["urgency"]["name"] == "concern"
    assert told["role"]["name"] == "bystander"
    assert [theme["name"] for theme in told["themes"]] == ["elder_abuse"]
    assert told["language"]["code"] == "nl"
    entities = [(entity["entity"], entity["value"]) for entity in told["entities"]]
    assert entities == [("place", "Almere"), ("age", "82"), ("time", "elke nacht")]


def test_danger_becomes_an_emergency(parse: Callable[[str], dict[str, Any]]) -> None:
    told = parse("mijn ex staat nu voor de deur met een mes")
    assert (told["urgency"]["name"], told["intent"]["name"]) == ("acute", "emergency")


@pytest.mark.parametrize("text", ["", " ", "\x00\x01", "😂🔪", "<b>&", "/", "//nu", "a" * 3000, "ъъъ"], ids=repr)
def test_any_text_gets_an_answer(parse: Callable[[str], dict[str, Any]], text: str) -> None:
    assert set(parse(text)) == {"text", "language", "intent", "urgency", "role", "themes", "entities"}


def test_the_dialogue_hears_of_all_answers_too(models: Path) -> None:
    told = raw_parser(models)("qwrtp zxcvb")
    assert told["understood"] in (True, False)
    assert {"urgency", "role", "themes", "theme_ranking", "intent_ranking"} <= set(told)


def test_the_same_text_gets_the_same_answer_from_a_model_loaded_again(
    models: Path, parse: Callable[[str], dict[str, Any]]
) -> None:
    again = load_parser(models)
    for text in ("hij slaat mij", "waar kan ik terecht in Lelystad", "oma is bang"):
        assert again(text) == parse(text)

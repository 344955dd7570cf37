"""Labelled messages: the examples that train, and the test split."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.understanding.labels import INTENTS, ROLES, THEMES, URGENCIES
from bot.understanding.words import LANGUAGES

DATA = Path(__file__).resolve().parents[2] / "nlu_data"
DEVELOPMENT = DATA / "development"
TEST = DATA / "test"
"""Messages by people who wrote none of the training examples: to set limits by, and to judge by."""


class ExampleError(ValueError):
    """An example that cannot be used; the message tells where it stands and what is wrong with it."""


@dataclass(frozen=True)
class Labels:
    """What one message is labelled with."""

    intent: str
    themes: tuple[str, ...]
    role: str
    urgency: str

    @classmethod
    def read(cls, intent: str, raw: Mapping[str, Any]) -> Labels:
        """From an intent and example metadata; raises ValueError that names what is missing or unknown."""
        missing = {"themes", "role", "urgency"} - set(raw)
        if missing:
            raise ValueError(f"no {', '.join(sorted(missing))}")
        labels = cls(intent, tuple(raw["themes"]), raw["role"], raw["urgency"])
        known = ((INTENTS, (intent,)), (THEMES, labels.themes), (ROLES, (labels.role,)), (URGENCIES, (labels.urgency,)))
        unknown = [label for labels_known, given in known for label in given if label not in labels_known]
        if unknown:
            raise ValueError(f"unknown label {', '.join(map(str, unknown))}")
        if (labels.urgency == "acute") != (intent == "emergency"):
            raise ValueError("acute and emergency go together")
        return labels

    def of(self, question: str) -> tuple[str, ...]:
        """The labels given to one question ('intent', 'themes', 'role' or 'urgency')."""
        given = getattr(self, question)
        return given if isinstance(given, tuple) else (given,)


@dataclass(frozen=True)
class Example:
    """A labelled message; `voice` is the kind of person who wrote it."""

    text: str
    labels: Labels
    voice: str
    language: str


def training_examples(folder: Path) -> list[Example]:
    """The examples in the Rasa NLU files of `nlu_data` or one language's folder in it; raises ExampleError."""
    return [example for file in sorted(folder.glob("**/*.yml")) for example in read_examples(file)]


def labelled_messages(file: Path) -> list[Example]:
    """The labelled messages in a JSONL file, in the language that each names or that the file is named after.

    Raises ExampleError.
    """
    return list(_from_jsonl(file))


def read_examples(file: Path) -> Iterator[Example]:
    """The examples in one Rasa NLU file; raises ExampleError."""
    language = next((part for part in reversed(file.parts) if part in LANGUAGES), LANGUAGES[0])
    # Not Rasa's reader: it takes a hundred times as long, and here only our own files are read.
    for block in yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["nlu"]:
        for number, raw in enumerate(block["examples"], start=1):
            yield _example(
                f"{file.name}, example {number}", raw["text"], block["intent"], raw.get("metadata", {}), language
            )


def _from_jsonl(file: Path) -> Iterator[Example]:
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        where = f"{file.name}, line {number}"
        try:
            raw = json.loads(line)
            text, intent = raw["text"], raw["intent"]
        except (ValueError, KeyError, TypeError) as error:
            raise ExampleError(f"{where}: give a JSON object with text, intent, themes, role and urgency.") from error
        yield _example(where, text, intent, raw, raw.get("language") or file.stem)


def _example(where: str, text: str, intent: str, raw: Mapping[str, Any], language: str) -> Example:
    try:
        labels = Labels.read(intent, raw)
    except ValueError as error:
        raise ExampleError(f"{where}: {error}.") from error
    return Example(text.strip(), labels, raw.get("voice", ""), language)

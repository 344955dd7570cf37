"""What stands in a message word for word: places, postcodes, receipt references, times and ages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.understanding.normal import fold
from bot.understanding.tokens import language_of
from bot.understanding.words import LANGUAGES, words
from counters.places import Places

_REFERENCE = re.compile(r"\bs\s?w[\s\-_./:]*([0-9a-z]{4})[\s\-_./]*([0-9a-z]{4})\b")
_POSTCODES = {"postcode4": "postcode", "postcode6": "postcode"}

Found = tuple[str, str, int, int]
"""Entity, value, start and end (characters of the message)."""


class WhenAndHowOld:
    """Times and ages in one language."""

    def __init__(self, language: str) -> None:
        raw = words(language).times
        parts = {name: f"(?:{part})" for name, part in raw.items() if isinstance(part, str)}
        parts["age"], parts["said"] = f"(?P<age>{parts['years']})", f"(?P<age>{'|'.join(raw['numbers'])})"
        one = "(?:" + "|".join(f"(?:{_filled(pattern, parts)})" for pattern in raw["patterns"]) + r")(?!\w)"
        self._times = re.compile(rf"(?<!\w){one}(?:\s+{one})*")
        self._ages = [re.compile(rf"(?<![\w.,]){_filled(pattern, parts)}") for pattern in raw["ages"]]
        self._numbers = raw["numbers"]

    def __call__(self, text: str) -> Iterator[Found]:
        """Times and ages (in digits) in `text` (folded: lower case, no accents, each character in its place)."""
        aged: list[tuple[int, int]] = []
        for pattern in self._ages:
            for match in pattern.finditer(text):
                if not _overlap(aged, *match.span("age")):
                    aged.append(match.span())
                    yield "age", str(self._numbers.get(match["age"], match["age"])), *match.span("age")
        for match in self._times.finditer(text):
            if not _overlap(aged, *match.span()):
                yield "time", match[0], *match.span()


def references(text: str) -> Iterator[Found]:
    """Receipt references, however they are typed ('sw 7kq4 m2xn'); value as it is printed: 'SW-7KQ4-M2XN'."""
    for match in _REFERENCE.finditer(text):
        if any(char.isdigit() for char in match[1] + match[2]) or "-" in match[0]:
            yield "receipt_reference", f"SW-{match[1]}-{match[2]}".upper(), *match.span()


def _filled(pattern: str, parts: dict[str, str]) -> str:
    """`pattern` with the parts that it names in braces, and the parts that those name."""
    while names := [name for name in parts if f"{{{name}}}" in pattern]:
        for name in names:
            pattern = pattern.replace(f"{{{name}}}", parts[name])
    return pattern


def _overlap(spans: list[tuple[int, int]], start: int, end: int) -> bool:
    return any(start < other_end and other_start < end for other_start, other_end in spans)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class PlaceTimeEntityExtractor(GraphComponent, EntityExtractorMixin):
    """Adds entities `place`, `postcode`, `receipt_reference`, `time` and `age` to each message."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Nothing can be set."""
        return {}

    def __init__(self, config: dict[str, Any], places: Places) -> None:
        self._places = places
        self._when = {language: WhenAndHowOld(language) for language in LANGUAGES}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> PlaceTimeEntityExtractor:
        """An extractor with the directory's places; there is nothing to train."""
        return cls(config, Places.load())

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds what is found, in the order of the text."""
        for message in messages:
            found = sorted(self._find(message.get(TEXT), language_of(message)), key=lambda entity: entity[2])
            entities = [dict(zip(("entity", "value", "start", "end"), entity, strict=True)) for entity in found]
            message.set(ENTITIES, message.get(ENTITIES, []) + self.add_extractor_name(entities), add_to_output=True)
        return messages

    def _find(self, text: str, language: str) -> Iterator[Found]:
        folded = fold(text)
        taken = list(references(folded))
        yield from taken
        for mention in self._places.mentions(text):
            if not _overlap([(start, end) for *_, start, end in taken], mention.start, mention.end):
                taken.append((_POSTCODES.get(mention.kind, "place"), mention.value, mention.start, mention.end))
                yield taken[-1]
        for entity in self._when[language](folded):
            if not _overlap([(start, end) for *_, start, end in taken], *entity[2:]):
                yield entity

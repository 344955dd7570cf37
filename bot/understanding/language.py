"""The language of a message, decided the same way each time."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.understanding.code import digest
from bot.understanding.languages import Profiles, detect, words_in
from bot.understanding.words import LANGUAGES

_OFTEN = 3


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class LanguageDetector(GraphComponent):
    """Sets `language` = {"code", "confidence"} on each message, in its output.

    Training keeps what is needed of the languages' profiles, and adds the words people use in the examples.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`default`: the language of a new conversation; `slot`: where a chosen one stands."""
        return {"default": "nl", "slot": "language", "code": digest()}

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, profiles: Profiles | None = None
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._profiles = profiles

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LanguageDetector:
        """A detector to be trained."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LanguageDetector:
        """The trained detector."""
        with model_storage.read_from(resource) as folder:
            words = json.loads((folder / "words.json").read_text(encoding="utf-8"))
            likelihood = np.load(folder / "likelihood.npy")
        return cls(config, model_storage, resource, Profiles.of(words, likelihood))

    def train(self, training_data: TrainingData) -> Resource:
        """Collects the profiles and the examples' words."""
        seen: dict[str, Counter[str]] = {language: Counter() for language in LANGUAGES}
        for example in training_data.nlu_examples:
            seen[example.get("language")["code"]].update(set(words_in(example.get(TEXT))))
        profiles = Profiles.collect(
            {code: {word for word, times in counts.items() if times >= _OFTEN} for code, counts in seen.items()}
        )
        with self._storage.write_to(self._resource) as folder:
            (folder / "words.json").write_text(json.dumps(profiles.words(), ensure_ascii=False), encoding="utf-8")
            np.save(folder / "likelihood.npy", profiles.likelihood)
        return self._resource

    def process(self, messages: list[Message], tracker: DialogueStateTracker | None = None) -> list[Message]:
        """Detects each message's language; in doubt it is the conversation's."""
        if self._profiles is None:
            return messages
        slot = tracker.slots.get(self._config["slot"]) if tracker else None
        home = (slot.value if slot else None) or self._config["default"]
        for message in messages:
            code, confidence = detect(message.get(TEXT), home, self._profiles)
            message.set("language", {"code": code, "confidence": confidence}, add_to_output=True)
        return messages

"""Brings the rows of messages, shared by all classifiers, into Rasa's graph."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT, TEXT_TOKENS
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.understanding.code import digest
from bot.understanding.importer import HELD
from bot.understanding.tokens import read
from bot.understanding.vectors import Vectors


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class WordFeaturizer(GraphComponent):
    """Gives each message its row as a sparse sentence feature."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`code`: see digest."""
        return {"code": digest()}

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource, vectors: Vectors) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._vectors = vectors

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> WordFeaturizer:
        """A featurizer to be trained."""
        return cls(config, model_storage, resource, Vectors())

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> WordFeaturizer:
        """The trained featurizer."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, Vectors.load(folder))

    def train(self, training_data: TrainingData) -> Resource:
        """Learns the features of the examples."""
        self._vectors.fit([read(example) for example in training_data.nlu_examples if not example.get(HELD)])
        with self._storage.write_to(self._resource) as folder:
            self._vectors.save(folder)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Featurises the examples in place."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds the row to each message that has words."""
        told = [message for message in messages if message.get(TEXT_TOKENS)]
        if told:
            rows = self._vectors([read(message) for message in told])
            for at, message in enumerate(told):
                message.add_features(Features(rows[at], FEATURE_TYPE_SENTENCE, TEXT, self.__class__.__name__))
        return messages

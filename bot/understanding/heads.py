"""What a message is about: intent, themes, role and urgency."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, METADATA, METADATA_EXAMPLE, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, vstack

from bot.understanding.code import digest
from bot.understanding.examples import Labels
from bot.understanding.importer import HELD
from bot.understanding.judge import Judge, said
from bot.understanding.phrases import Phrases
from bot.understanding.tokens import read


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class SituationClassifier(GraphComponent, IntentClassifier):
    """Answers all questions from one featurisation.

    Sets on a message, in its output: `intent`, `intent_ranking`, `urgency`, `acute` (the probability of danger now),
    `role`, `themes` (above their limits, most certain first), `theme_ranking` (the most likely ones, to ask about) and
    `understood`.
    An acute message has intent `emergency` whatever else it says.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`code`: see digest."""
        return {"code": digest()}

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, judge: Judge | None = None
    ) -> None:
        self._storage = storage
        self._resource = resource
        self._phrases = Phrases()
        self._judge = judge

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SituationClassifier:
        """A classifier to be trained."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SituationClassifier:
        """The trained classifier."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, Judge.load(folder))

    def train(self, training_data: TrainingData) -> Resource:
        """Learns from the examples' intent and metadata; raises ValueError when an example lacks a label."""
        examples = [example for example in training_data.intent_examples if example.features]
        labels = [
            Labels.read(example.get(INTENT), example.get(METADATA, {}).get(METADATA_EXAMPLE, {}))
            for example in examples
        ]
        held = [example.get(HELD, False) for example in examples]
        judge = Judge.fit(vstack([_row(example) for example in examples], format="csr"), labels, held)
        with self._storage.write_to(self._resource) as folder:
            judge.save(folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets the answers on each message."""
        for message in messages:
            for name, answer in self._answers(message).items():
                message.set(name, answer, add_to_output=True)
        return messages

    def _answers(self, message: Message) -> dict[str, Any]:
        known = self._phrases(read(message).norms)
        if known is None and (self._judge is None or not message.features):
            return said([], understood=False)
        return known or self._judge(_row(message))  # type: ignore[misc]


def _row(message: Message) -> csr_matrix:
    return message.get_sparse_features(TEXT)[1].features

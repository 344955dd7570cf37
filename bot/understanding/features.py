"""One sparse row per message, shared by all classifiers: words, lemmas, pieces of words and marks."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import joblib
import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT, TEXT_TOKENS
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.understanding.marks import Marker

_FILE = "vectors.joblib"

Words = tuple[list[str], list[str]]
"""Normal forms and lemmas of one message, word by word and of equal length."""


def words_of(tokens: Sequence[Token]) -> Words:
    """The words behind tokens; a token that stands for more words ('vd') gives them all."""
    norms = [part for token in tokens for part in token.get("norm").split(" ")]
    lemmas = [part for token in tokens for part in token.lemma.split(" ")]
    return norms, lemmas


def word_features(message: Words) -> list[str]:
    """Normal forms and lemmas, one, two and (lemmas with one word between) three at a time."""
    norms, lemmas = message
    edged = ["^", *norms, "$"]
    features = norms + [f"{a} {b}" for a, b in pairwise(edged)]
    features += [f"={lemma}" for norm, lemma in zip(norms, lemmas, strict=True) if norm != lemma]
    features += [f"={a} {b}" for a, b in pairwise(lemmas)]
    features += [f"={a} _ {b}" for a, b in zip(lemmas, lemmas[2:], strict=False)]
    return features


def piece_features(message: Words) -> list[str]:
    """Pieces of two to five characters within the words, their edges marked."""
    pieces = []
    for norm in message[0]:
        edged = f" {norm} "
        for size in range(2, 6):
            pieces += [edged[at : at + size] for at in range(max(1, len(edged) - size + 1))]
    return pieces


class Vectors:
    """Turns the words of messages into rows of one sparse matrix; fitted on the training messages."""

    def __init__(self, language: str) -> None:
        self._marks = Marker(language)
        settings: dict[str, Any] = {"lowercase": False, "sublinear_tf": True, "dtype": np.float32}
        self._parts = (
            (1.0, TfidfVectorizer(analyzer=word_features, min_df=2, **settings)),
            (1.0, TfidfVectorizer(analyzer=piece_features, min_df=3, **settings)),
            (0.5, TfidfVectorizer(analyzer=self._mark_features, min_df=2, **settings)),
        )

    def _mark_features(self, message: Words) -> list[str]:
        return self._marks(*message)

    def fit(self, messages: Sequence[Words]) -> Vectors:
        """Learns which features occur and how rare they are."""
        for _, part in self._parts:
            part.fit(messages)
        return self

    def __call__(self, messages: Sequence[Words]) -> csr_matrix:
        """One row a message, float32; each part of the features has its own unit length and weight."""
        return hstack([part.transform(messages) * weight for weight, part in self._parts], format="csr")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class WordFeaturizer(GraphComponent):
    """Gives each message its row as a sparse sentence feature."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`language`: whose marks are used."""
        return {"language": "nl"}

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
        return cls(config, model_storage, resource, Vectors(config["language"]))

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
            vectors = joblib.load(folder / _FILE)
        return cls(config, model_storage, resource, vectors)

    def train(self, training_data: TrainingData) -> Resource:
        """Learns the features of the examples."""
        self._vectors.fit([words_of(example.get(TEXT_TOKENS)) for example in training_data.nlu_examples])
        with self._storage.write_to(self._resource) as folder:
            joblib.dump(self._vectors, folder / _FILE)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Featurises the examples in place."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds the row to each message that has words."""
        told = [message for message in messages if message.get(TEXT_TOKENS)]
        if told:
            rows = self._vectors([words_of(message.get(TEXT_TOKENS)) for message in told])
            for at, message in enumerate(told):
                message.add_features(Features(rows[at], FEATURE_TYPE_SENTENCE, TEXT, self.__class__.__name__))
        return messages

"""What a message is about: intent, themes, role and urgency."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, METADATA, METADATA_EXAMPLE, TEXT, TEXT_TOKENS
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, vstack

from bot.understanding import linear, thresholds
from bot.understanding.features import words_of
from bot.understanding.labels import EMERGENCY, FALLBACK, INTENTS, ROLES, THEMES, URGENCIES
from bot.understanding.words import words

QUESTIONS = (
    linear.Question("intent", INTENTS),
    linear.Question("themes", THEMES, many=True),
    linear.Question("role", ROLES),
    linear.Question("urgency", URGENCIES),
)
_RANKED = 4

Named = dict[str, Any]
"""{'name': label, 'confidence': probability}"""


def answers(example: Message) -> dict[str, list[str]]:
    """The labels of a training example, per question; raises KeyError when its metadata lacks one."""
    labels = example.get(METADATA, {})[METADATA_EXAMPLE]
    return {
        "intent": [example.get(INTENT)],
        "themes": list(labels["themes"]),
        "role": [labels["role"]],
        "urgency": [labels["urgency"]],
    }


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class SituationClassifier(GraphComponent, IntentClassifier):
    """Answers all questions from one featurisation.

    Sets on a message, in its output: `intent`, `intent_ranking`, `urgency`, `role`, `themes` (above their thresholds,
    most certain first), `theme_ranking` (the most likely ones, to ask about) and `understood`.
    An acute message has intent `emergency` whatever else it says. When not understood, the intent is `nlu_fallback`
    and stands before the best intents in `intent_ranking`, as Rasa's own FallbackClassifier does it.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`language`: whose whole-message phrases ("ja", "wis") are looked up first."""
        return {"language": "nl"}

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._storage = storage
        self._resource = resource
        self._phrases = words(config["language"]).phrases
        self._model: linear.Model | None = None
        self._limits: dict[str, Any] = {}

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
        classifier = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder, np.load(folder / "model.npz") as numbers:
            classifier._model = linear.Model.of(QUESTIONS, dict(numbers))
            classifier._limits = json.loads((folder / "limits.json").read_text(encoding="utf-8"))
        return classifier

    def train(self, training_data: TrainingData) -> Resource:
        """Learns from the examples' intent and metadata; stores weights and thresholds."""
        examples = [example for example in training_data.intent_examples if example.features]
        labels = [answers(example) for example in examples]
        truths = {question.name: question.truth([given[question.name] for given in labels]) for question in QUESTIONS}
        model, unseen = linear.fit(_rows(examples), QUESTIONS, truths)
        limits = {
            "acute": thresholds.acute(unseen["urgency"], truths["urgency"]),
            "themes": thresholds.themes(unseen["themes"], truths["themes"]),
            "understood": thresholds.understood(unseen["intent"], truths["intent"]),
        }
        with self._storage.write_to(self._resource) as folder:
            np.savez(folder / "model.npz", **model.arrays())
            (folder / "limits.json").write_text(json.dumps(limits), encoding="utf-8")
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets the answers on each message."""
        for message in messages:
            found = self._phrase(message) or self._judge(message)
            for name, answer in found.items():
                message.set(name, answer, add_to_output=True)
        return messages

    def _phrase(self, message: Message) -> dict[str, Any] | None:
        norms, _ = words_of(message.get(TEXT_TOKENS) or [])
        intent = self._phrases.get(" ".join(norm for norm in norms if norm.isalnum()))
        if intent is None:
            return None
        sure = {"name": intent, "confidence": 1.0}
        urgency = "acute" if intent == EMERGENCY else "none"
        return _said(sure, [sure], {"name": urgency, "confidence": 1.0}, {"name": "unknown", "confidence": 1.0}, [], [])

    def _judge(self, message: Message) -> dict[str, Any]:
        if not message.features or self._model is None:
            return _said(None, [], _named("none", 0.0), _named("unknown", 0.0), [], [])
        likely = {name: probabilities[0] for name, probabilities in self._model(_rows([message])).items()}
        urgency, is_acute = self._urgency(_ranked(URGENCIES, likely["urgency"]))
        intents = _ranked(INTENTS, likely["intent"])
        if is_acute:
            intent: Named | None = _named(EMERGENCY, urgency["confidence"])
            intents = [_named(EMERGENCY, urgency["confidence"])] + [i for i in intents if i["name"] != EMERGENCY]
        else:
            intents = [i for i in intents if i["name"] != EMERGENCY]
            intent = intents[0] if intents[0]["confidence"] >= self._limits["understood"] else None
        theme_ranking = _ranked(THEMES, likely["themes"])
        themes = [theme for theme in theme_ranking if theme["confidence"] >= self._limits["themes"][theme["name"]]]
        role = _ranked(ROLES, likely["role"])[0]
        return _said(intent, intents[:_RANKED], urgency, role, themes, theme_ranking[:_RANKED])

    def _urgency(self, ranking: list[Named]) -> tuple[Named, bool]:
        acute = next(urgency for urgency in ranking if urgency["name"] == "acute")
        if acute["confidence"] >= self._limits["acute"]:
            return acute, True
        return next(urgency for urgency in ranking if urgency["name"] != "acute"), False


def _rows(messages: list[Message]) -> csr_matrix:
    return vstack([message.get_sparse_features(TEXT)[1].features for message in messages], format="csr")


def _named(name: str, confidence: float) -> Named:
    return {"name": name, "confidence": round(float(confidence), 4)}


def _ranked(labels: tuple[str, ...], probabilities: linear.Array) -> list[Named]:
    return sorted(map(_named, labels, probabilities), key=lambda named: -named["confidence"])


def _said(
    intent: Named | None, ranking: list[Named], urgency: Named, role: Named, themes: list[Named], likely: list[Named]
) -> dict[str, Any]:
    """The properties of a message; `intent` None when not understood."""
    if intent is None:
        intent = _named(FALLBACK, 1.0)
        ranking = [intent, *ranking]
    return {
        INTENT: intent,
        INTENT_RANKING_KEY: ranking,
        "urgency": urgency,
        "role": role,
        "themes": themes,
        "theme_ranking": likely,
        "understood": intent["name"] != FALLBACK,
    }

"""From a message's features to its answers: intent, themes, role and urgency."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from bot.understanding import linear, thresholds
from bot.understanding.examples import Labels
from bot.understanding.labels import EMERGENCY, FALLBACK, INTENTS, ROLES, THEMES, URGENCIES

QUESTIONS = (
    linear.Question("intent", INTENTS),
    linear.Question("themes", THEMES, many=True),
    linear.Question("role", ROLES),
    linear.Question("urgency", URGENCIES),
)
_RANKED = 4
_EMERGENCY = INTENTS.index(EMERGENCY)

Named = dict[str, Any]
"""{'name': label, 'confidence': probability}"""


@dataclass
class Judge:
    """A trained model with the limits from which its probabilities are acted on.

    limits: 'acute' and 'understood' -> probability; 'themes' -> probability per theme.
    """

    model: linear.Model
    limits: dict[str, Any]

    @classmethod
    def fit(cls, rows: csr_matrix, labels: Sequence[Labels], held: Sequence[bool]) -> Judge:
        """Learns from featurised messages and their labels; probabilities and limits from those that are `held`."""
        truths = {
            question.name: question.truth([given.of(question.name) for given in labels]) for question in QUESTIONS
        }
        model, unseen = linear.fit(rows, QUESTIONS, truths, np.array(held))
        truths = {name: truth[np.array(held)] for name, truth in truths.items()}
        calm = truths["intent"][:, _EMERGENCY] == 0
        limits = {
            "acute": thresholds.acute(unseen["urgency"], truths["urgency"]),
            "themes": thresholds.themes(unseen["themes"], truths["themes"]),
            "understood": thresholds.understood(_but_emergency(unseen["intent"][calm]), truths["intent"][calm]),
        }
        return cls(model, limits)

    def save(self, folder: Path) -> None:
        """Writes weights and limits."""
        np.savez(folder / "model.npz", **self.model.arrays())
        (folder / "limits.json").write_text(json.dumps(self.limits), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Judge:
        """What `save` wrote."""
        with np.load(folder / "model.npz") as numbers:
            model = linear.Model.of(QUESTIONS, dict(numbers))
        return cls(model, json.loads((folder / "limits.json").read_text(encoding="utf-8")))

    def __call__(self, row: csr_matrix) -> dict[str, Any]:
        """The answers to one message, ready to be set on it; see `said`."""
        likely = {name: probabilities[0] for name, probabilities in self.model(row).items()}
        urgencies = _ranked(URGENCIES, likely["urgency"])
        acute = next(urgency for urgency in urgencies if urgency["name"] == "acute")
        intents = _ranked(INTENTS, _but_emergency(likely["intent"]))
        if acute["confidence"] >= self.limits["acute"]:
            # Whatever else it says, danger comes first.
            urgency, intent = acute, named(EMERGENCY, acute["confidence"])
            intents = [intent, *intents]
        else:
            urgency = next(urgency for urgency in urgencies if urgency["name"] != "acute")
            intent = intents[0]
        understood = intent["name"] == EMERGENCY or intent["confidence"] >= self.limits["understood"]
        themes = _ranked(THEMES, likely["themes"])
        return said(
            intents[:_RANKED],
            understood=understood,
            urgency=urgency,
            acute=acute["confidence"],
            role=_ranked(ROLES, likely["role"])[0],
            themes=[theme for theme in themes if theme["confidence"] >= self.limits["themes"][theme["name"]]],
            theme_ranking=themes[:_RANKED],
        )


def said(intents: list[Named], *, understood: bool = True, **answers: Any) -> dict[str, Any]:
    """The properties of a message, `intents` best first; missing answers are those of a message without a signal.
    `acute` is the probability of danger now, also when the limit was not reached.

    When not understood, the intent is `nlu_fallback` and stands before the best intents in `intent_ranking`,
    as Rasa's own FallbackClassifier does it.
    """
    ranking = intents if understood else [named(FALLBACK, 1.0), *intents]
    no_signal = {"urgency": named("none", 0.0), "acute": 0.0, "role": named("unknown", 0.0)}
    no_signal |= {"themes": [], "theme_ranking": []}
    return {"intent": ranking[0], "intent_ranking": ranking, "understood": understood, **no_signal, **answers}


def named(name: str, confidence: float) -> Named:
    """A label with its probability, rounded to what is worth showing."""
    return {"name": name, "confidence": round(float(confidence), 4)}


def _ranked(labels: tuple[str, ...], probabilities: linear.Array) -> list[Named]:
    return sorted(map(named, labels, probabilities), key=lambda label: -label["confidence"])


def _but_emergency(probabilities: linear.Array) -> linear.Array:
    """Probabilities of the intents when it is known not to be an emergency; that is for the urgency to say."""
    others = probabilities.copy()
    others[..., _EMERGENCY] = 0.0
    return np.asarray(others / np.maximum(others.sum(axis=-1, keepdims=True), 1e-9))

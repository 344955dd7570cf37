"""Linear scores and calibrated probabilities for many labels over one sparse featurisation.

Two steps. First one linear classifier per label scores the message. Then, per question (intent, themes, role, urgency),
a small logistic regression turns all scores together into probabilities: so the signs of a theme help to see the
urgency, and what it gives out is calibrated: it learns from scores of messages that the first step had not seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

Array = NDArray[Any]

SEED = 20240501
FOLDS = 5


@dataclass(frozen=True)
class Question:
    """What is asked of each message: exactly one of `labels`, or (`many`) any number of them."""

    name: str
    labels: tuple[str, ...]
    many: bool = False

    def truth(self, answers: Sequence[Sequence[str]]) -> Array:
        """0/1 matrix: messages x labels."""
        return np.array([[label in given for label in self.labels] for given in answers], dtype=np.int8)


@dataclass
class Scorer:
    """First step: the scores of all labels, `rows @ weights + bias`."""

    weights: Array
    bias: Array

    @classmethod
    def fit(cls, rows: csr_matrix, truth: Array) -> Scorer:
        """One linear support vector machine per column of `truth` (messages x labels)."""
        weights = np.zeros((rows.shape[1], truth.shape[1]), dtype=np.float32)
        bias = np.full(truth.shape[1], -1.0, dtype=np.float32)
        for at in range(truth.shape[1]):
            if truth[:, at].any() and not truth[:, at].all():
                machine = LinearSVC(C=0.5, class_weight={0: 1.0, 1: 2.0}, random_state=SEED, tol=1e-3)
                machine.fit(rows, truth[:, at])
                weights[:, at], bias[at] = machine.coef_[0], machine.intercept_[0]
        return cls(weights, bias)

    def __call__(self, rows: csr_matrix) -> Array:
        """Scores, messages x labels."""
        return np.asarray(rows @ self.weights + self.bias)


@dataclass
class Calibration:
    """Second step for one question: scores of all labels -> probabilities of its own."""

    weights: Array
    bias: Array
    many: bool

    @classmethod
    def fit(cls, scores: Array, truth: Array, many: bool) -> Calibration:
        """Learns from `scores` (messages x all labels) what `truth` (messages x own labels) is."""
        weights = np.zeros((scores.shape[1], truth.shape[1]))
        bias = np.full(truth.shape[1], -12.0)
        if many:
            for at in range(truth.shape[1]):
                if truth[:, at].any():
                    machine = LogisticRegression(C=0.3, max_iter=1000).fit(scores, truth[:, at])
                    weights[:, at], bias[at] = machine.coef_[0], machine.intercept_[0]
            return cls(weights, bias, many)
        known = np.flatnonzero(truth.any(axis=0))
        machine = LogisticRegression(C=0.3, max_iter=1000).fit(scores, truth.argmax(axis=1))
        if len(known) == 2:  # the binary case gives one row only
            weights[:, known[1]], bias[known] = machine.coef_[0], (0.0, machine.intercept_[0])
        else:
            weights[:, known], bias[known] = machine.coef_.T, machine.intercept_
        return cls(weights, bias, many)

    def __call__(self, scores: Array) -> Array:
        """Probabilities, messages x own labels."""
        logits = scores @ self.weights + self.bias
        if self.many:
            return np.asarray(1.0 / (1.0 + np.exp(-logits)))
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=1, keepdims=True))


@dataclass
class Model:
    """Scorer and calibrations of a set of questions."""

    questions: tuple[Question, ...]
    scorer: Scorer
    calibrations: dict[str, Calibration] = field(default_factory=dict)

    def __call__(self, rows: csr_matrix) -> dict[str, Array]:
        """Probabilities per question name, messages x labels."""
        scores = self.scorer(rows)
        return {name: calibration(scores) for name, calibration in self.calibrations.items()}

    def arrays(self) -> dict[str, Array]:
        """All numbers of the model by name, for `numpy.savez`."""
        numbers = {"weights": self.scorer.weights, "bias": self.scorer.bias}
        for name, calibration in self.calibrations.items():
            numbers[f"{name}.weights"], numbers[f"{name}.bias"] = calibration.weights, calibration.bias
        return numbers

    @classmethod
    def of(cls, questions: tuple[Question, ...], numbers: dict[str, Array]) -> Model:
        """The model that `arrays` was taken from."""
        calibrations = {
            question.name: Calibration(
                numbers[f"{question.name}.weights"], numbers[f"{question.name}.bias"], question.many
            )
            for question in questions
        }
        return cls(questions, Scorer(numbers["weights"], numbers["bias"]), calibrations)


def fit(rows: csr_matrix, questions: tuple[Question, ...], truths: dict[str, Array]) -> tuple[Model, dict[str, Array]]:
    """Trains a model; deterministic.

    Returns it with out-of-fold probabilities of the training messages (per question, messages x labels),
    on which thresholds can be chosen without fooling oneself.
    """
    truth = np.hstack([truths[question.name] for question in questions])
    folds = _folds(truths)
    scores = np.zeros(truth.shape)
    for held in np.unique(folds):
        scores[folds == held] = Scorer.fit(rows[folds != held], truth[folds != held])(rows[folds == held])
    unseen = {question.name: np.zeros(truths[question.name].shape) for question in questions}
    for held in np.unique(folds):
        for question in questions:
            learn, own = folds != held, truths[question.name]
            unseen[question.name][~learn] = Calibration.fit(scores[learn], own[learn], question.many)(scores[~learn])
    calibrations = {q.name: Calibration.fit(scores, truths[q.name], q.many) for q in questions}
    return Model(questions, Scorer.fit(rows, truth), calibrations), unseen


def _folds(truths: dict[str, Array]) -> Array:
    """The fold of each message, stratified by the first question's label."""
    first = next(iter(truths.values())).argmax(axis=1)
    folds = np.zeros(len(first), dtype=np.int8)
    splitter = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    for number, (_, held) in enumerate(splitter.split(np.zeros(len(first)), first)):
        folds[held] = number
    return folds

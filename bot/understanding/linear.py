"""Linear scores and calibrated probabilities for many labels over one sparse featurisation.

Two steps. First one linear classifier per label scores the message. Then, per question (intent, themes, role, urgency),
a small logistic regression turns the scores of its labels into probabilities. It learns from messages that were held
from the first step and written by other people, so what it gives out is calibrated for people it does not know.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

Array = NDArray[Any]

SEED = 20240501
FOLDS = 5
NEVER = -12.0
"""Log-odds of a label that no example has."""


@dataclass(frozen=True)
class Question:
    """What is asked of each message: exactly one of `labels`, or (`many`) any number of them."""

    name: str
    labels: tuple[str, ...]
    many: bool = False

    def truth(self, answers: Sequence[Sequence[str]]) -> Array:
        """0/1 matrix: messages x labels."""
        return np.array([[label in given for label in self.labels] for given in answers], dtype=np.int8)


def places(questions: Sequence[Question]) -> dict[str, slice]:
    """Where each question's labels stand among all labels."""
    ends = np.cumsum([len(question.labels) for question in questions])
    return {q.name: slice(end - len(q.labels), end) for q, end in zip(questions, ends, strict=True)}


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
                machine = LinearSVC(C=0.5, class_weight="balanced", random_state=SEED, tol=1e-2)
                machine.fit(rows, truth[:, at])
                weights[:, at], bias[at] = machine.coef_[0], machine.intercept_[0]
        return cls(weights, bias)

    def __call__(self, rows: csr_matrix) -> Array:
        """Scores, messages x labels."""
        return np.asarray(rows @ self.weights + self.bias)


@dataclass
class Calibration:
    """Second step for one question: `scores @ weights + bias` are the log-odds of its labels."""

    weights: Array
    bias: Array
    many: bool

    @classmethod
    def fit(cls, scores: Array, truth: Array, many: bool) -> Calibration:
        """Learns from `scores` (messages x labels) what `truth` (of the same shape) is."""
        labels = truth.shape[1]
        always, ever = truth.all(axis=0), truth.any(axis=0)
        weights, bias = np.zeros((labels, labels)), np.where(always, -NEVER, NEVER)
        if many:
            for at in np.flatnonzero(ever & ~always):
                machine = LogisticRegression(max_iter=500).fit(scores[:, [at]], truth[:, at])
                weights[at, at], bias[at] = machine.coef_[0, 0], machine.intercept_[0]
        if many or always.any():
            return cls(weights, bias, many)
        machine = LogisticRegression(max_iter=500, multi_class="multinomial").fit(scores, truth.argmax(axis=1))
        if len(machine.classes_) == 2:  # scikit-learn keeps the second one's row; the first's is its negative
            weights[:, machine.classes_] = np.vstack([-machine.coef_, machine.coef_]).T
            bias[machine.classes_] = -machine.intercept_[0], machine.intercept_[0]
        else:
            weights[:, machine.classes_], bias[machine.classes_] = machine.coef_.T, machine.intercept_
        return cls(weights, bias, many)

    def __call__(self, scores: Array) -> Array:
        """Probabilities, messages x labels."""
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
        return {name: self.calibrations[name](scores[:, own]) for name, own in places(self.questions).items()}

    def arrays(self) -> dict[str, Array]:
        """All numbers of the model by name, for `numpy.savez`."""
        # Half precision: a weight's fourth digit changes no answer, and the archive is half as large.
        numbers = {"weights": self.scorer.weights.astype(np.float16), "bias": self.scorer.bias}
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
        return cls(questions, Scorer(numbers["weights"].astype(np.float32), numbers["bias"]), calibrations)


def fit(
    rows: csr_matrix, questions: tuple[Question, ...], truths: dict[str, Array], held: Array
) -> tuple[Model, dict[str, Array]]:
    """Trains a model; deterministic.

    rows, truths: all messages; held: which of them (0/1) the scores do not learn from but the calibration does.
    Returns it with the probabilities of the held messages (per question, messages x labels), each from a calibration
    that had not seen it either, so that thresholds can be chosen on them without fooling oneself.
    """
    held = held.astype(bool)
    scorer = Scorer.fit(rows[~held], np.hstack([truths[question.name][~held] for question in questions]))
    scores = scorer(rows[held])
    folds = np.arange(len(scores)) % FOLDS
    unseen, calibrations = {}, {}
    for question in questions:
        own, given = scores[:, places(questions)[question.name]], truths[question.name][held]
        unseen[question.name] = np.zeros(given.shape)
        for fold in range(FOLDS):
            learn = folds != fold
            unseen[question.name][~learn] = Calibration.fit(own[learn], given[learn], question.many)(own[~learn])
        calibrations[question.name] = Calibration.fit(own, given, question.many)
    return Model(questions, scorer, calibrations), unseen

"""Four ways to understand a message, each trained on the same examples."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from bot.training import NAME, ROOT
from bot.understanding.examples import DEVELOPMENT, Example
from bot.understanding.judge import QUESTIONS
from bot.understanding.labels import EMERGENCY, THEMES
from bot.understanding.linear import Question
from tests.benchmarks import stock

SEED = 20240501
SPACY_EPOCHS = 5
_BAG = {"ngram_size": 1, "length": 262144, "no_output_layer": False}
_ACUTE = "acute"


@dataclass(frozen=True)
class Answer:
    """What was made of one message: `acute` a probability, `ranking` the two likeliest themes; None where it has no
    answer.
    """

    intent: str
    acute: float
    role: str | None = None
    ranking: list[str] | None = None

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


Understand = Callable[[str, str], Answer]
"""From a text and its language."""


class Ours:
    """As in the service: the whole graph of config.yml; it finds the language by itself."""

    name = "ours"

    def train(self, examples: Sequence[Example], folder: Path) -> Understand:
        config = yaml.safe_load((ROOT / "config.yml").read_text("utf-8"))
        # The importer looks for the development split beside the examples.
        (folder / "development").symlink_to(DEVELOPMENT)
        _rasa(examples, folder, {**config, "policies": []})
        return _parser(folder, self._answer)

    @staticmethod
    def _answer(parsed: dict[str, Any]) -> Answer:
        intent = _intent(parsed)
        ranking = [theme["name"] for theme in parsed["theme_ranking"][:2]]
        return Answer(intent, parsed["acute"], parsed["role"]["name"], ranking)


class StockRasa:
    """Rasa's default pipeline; one classifier of intents is all it has."""

    name = "stock Rasa (DIET)"

    def __init__(self, epochs: int) -> None:
        self._epochs = epochs

    def train(self, examples: Sequence[Example], folder: Path) -> Understand:
        config = stock.config(self._epochs)
        diet = next(part for part in config["pipeline"] if part["name"] == "DIETClassifier")
        diet["random_seed"] = SEED
        _rasa(examples, folder, {**config, "policies": []}, labels=False)
        return _parser(folder, self._answer)

    @staticmethod
    def _answer(parsed: dict[str, Any]) -> Answer:
        acute = sum(one["confidence"] for one in parsed["intent_ranking"] if one["name"] == EMERGENCY)
        return Answer(_intent(parsed), acute)


class Regression:
    """Logistic regression on words weighed by TF-IDF, scikit-learn's defaults; one model for both languages."""

    name = "logistic regression"

    def train(self, examples: Sequence[Example], folder: Path) -> Understand:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.multiclass import OneVsRestClassifier

        vectors = TfidfVectorizer()
        rows = vectors.fit_transform([example.text for example in examples])
        models = {}
        for question in QUESTIONS:
            truth = question.truth([example.labels.of(question.name) for example in examples])
            one = LogisticRegression(max_iter=1000)
            models[question.name] = (
                OneVsRestClassifier(one).fit(rows, truth) if question.many else one.fit(rows, truth.argmax(axis=1))
            )

        def likely(text: str) -> dict[str, Any]:
            row = vectors.transform([text])
            found = {}
            for question in QUESTIONS:
                model, share = models[question.name], np.zeros(len(question.labels))
                share[np.arange(len(share)) if question.many else model.classes_] = model.predict_proba(row)[0]
                found[question.name] = share
            return found

        return lambda text, language: _likeliest(likely(text))


class Spacy:
    """spaCy's text categoriser (bag of words) on a blank pipeline of each language, which it is told."""

    name = "spaCy textcat"

    def train(self, examples: Sequence[Example], folder: Path) -> Understand:
        import spacy

        spacy.util.fix_random_seed(SEED)
        languages = sorted({example.language for example in examples})
        made = {code: self._language(code, [e for e in examples if e.language == code]) for code in languages}

        def understand(text: str, language: str) -> Answer:
            tokenizer, pipes = made[language]
            doc = tokenizer(text)
            return _likeliest({name: pipe.predict([doc])[0] for name, pipe in pipes.items()})

        return understand

    def _language(self, code: str, examples: Sequence[Example]) -> tuple[Any, dict[str, Any]]:
        import spacy

        pipes = {}
        for question in QUESTIONS:
            nlp = spacy.blank(code)
            bag = {"@architectures": "spacy.TextCatBOW.v3", "exclusive_classes": not question.many, **_BAG}
            pipe = nlp.add_pipe("textcat_multilabel" if question.many else "textcat", config={"model": bag})
            for label in question.labels:
                pipe.add_label(label)
            self._fit(nlp, question, examples)
            pipes[question.name] = pipe
        return nlp.make_doc, pipes

    @staticmethod
    def _fit(nlp: Any, question: Question, examples: Sequence[Example]) -> None:
        from spacy.training import Example as Told
        from spacy.util import minibatch

        told = []
        for example in examples:
            given = example.labels.of(question.name)
            cats = {label: float(label in given) for label in question.labels}
            told.append(Told.from_dict(nlp.make_doc(example.text), {"cats": cats}))
        optimizer = nlp.initialize(lambda: told[:100])
        chance = random.Random(SEED)
        for _ in range(SPACY_EPOCHS):
            chance.shuffle(told)
            for batch in minibatch(told, 128):
                nlp.update(batch, sgd=optimizer)


def _likeliest(shares: dict[str, Any]) -> Answer:
    labels = {question.name: question.labels for question in QUESTIONS}
    best = {name: labels[name][int(share.argmax())] for name, share in shares.items()}
    ranking = [THEMES[at] for at in np.argsort(-shares["themes"], kind="stable")[:2]]
    acute = float(shares["urgency"][labels["urgency"].index(_ACUTE)])
    return Answer(best["intent"], acute, best["role"], ranking)


def _intent(parsed: dict[str, Any]) -> str:
    """The likeliest intent, also where a fallback was put before it."""
    from bot.understanding.parse import best_intent

    return str(best_intent(parsed)["name"])


def _rasa(examples: Sequence[Example], folder: Path, config: dict[str, Any], labels: bool = True) -> None:
    """Trains a model of Rasa into `folder`; without `labels` the examples carry their intents only."""
    from rasa.model_training import train_nlu

    for code in sorted({example.language for example in examples}):
        own = [example for example in examples if example.language == code]
        intents = sorted({example.labels.intent for example in own})
        blocks = [
            {"intent": intent, "examples": [_told(e, labels) for e in own if e.labels.intent == intent]}
            for intent in intents
        ]
        (folder / "data" / code).mkdir(parents=True)
        text = yaml.dump({"version": "3.1", "nlu": blocks}, Dumper=yaml.CSafeDumper, allow_unicode=True)
        (folder / "data" / code / "examples.yml").write_text(text, "utf-8")
    (folder / "config.yml").write_text(yaml.safe_dump(config, sort_keys=False), "utf-8")
    train_nlu(str(folder / "config.yml"), str(folder / "data"), str(folder), fixed_model_name=NAME)


def _told(example: Example, labels: bool) -> dict[str, Any]:
    if not labels:
        return {"text": example.text}
    own = example.labels
    told = {"themes": list(own.themes), "role": own.role, "urgency": own.urgency, "voice": example.voice}
    return {"text": example.text, "metadata": told}


def _parser(folder: Path, answer: Callable[[dict[str, Any]], Answer]) -> Understand:
    from bot.understanding.parse import raw_parser

    parse = raw_parser(folder)
    return lambda text, language: answer(parse(text))

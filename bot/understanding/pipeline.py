"""The parts of the understanding put together without Rasa: to try and to score what is trained within Rasa's graph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.understanding.examples import Example
from bot.understanding.judge import Judge, said
from bot.understanding.normal import lemma_table
from bot.understanding.phrases import Phrases
from bot.understanding.tokens import Lemmatiser, words_of
from bot.understanding.vectors import Vectors
from bot.understanding.words import LANGUAGES, Read


@dataclass
class Pipeline:
    """Answers a text as the trained assistant does, but for its entities and for its language, which it is told."""

    words: Lemmatiser
    vectors: Vectors
    judge: Judge
    phrases: Phrases

    @classmethod
    def fit(cls, examples: Sequence[Example], held: Sequence[Example]) -> Pipeline:
        """Trains on the examples; probabilities and limits are set by those that are held."""
        words = Lemmatiser({language: lemma_table(language) for language in LANGUAGES})
        told = [_read(words, example.text, example.language) for example in (*examples, *held)]
        vectors = Vectors().fit(told[: len(examples)])
        labels = [example.labels for example in (*examples, *held)]
        judge = Judge.fit(vectors(told), labels, [False] * len(examples) + [True] * len(held))
        return cls(words, vectors, judge, Phrases())

    def __call__(self, text: str, language: str) -> dict[str, Any]:
        """The answers to one text, in the shape of Rasa's parse result."""
        told = _read(self.words, text, language)
        if not told.norms:
            return said([], understood=False)
        return self.phrases(told.norms) or self.judge(self.vectors([told]))


def _read(words: Lemmatiser, text: str, language: str) -> Read:
    return words_of(words(text, language), language)

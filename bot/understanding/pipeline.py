"""The parts of the understanding put together without Rasa: to try and to score what is trained within Rasa's graph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.understanding.examples import Example
from bot.understanding.judge import Judge, said
from bot.understanding.normal import lemma_table
from bot.understanding.phrases import Phrases
from bot.understanding.tokens import Lemmatiser
from bot.understanding.vectors import Vectors, words_of


@dataclass
class Pipeline:
    """Answers a text as the trained assistant does, but for its language and entities."""

    words: Lemmatiser
    vectors: Vectors
    judge: Judge
    phrases: Phrases

    @classmethod
    def fit(cls, examples: Sequence[Example], language: str) -> Pipeline:
        """Trains on the examples."""
        words = Lemmatiser(language, lemma_table(language))
        told = [words_of(words(example.text)) for example in examples]
        vectors = Vectors(language).fit(told)
        judge = Judge.fit(vectors(told), [example.labels for example in examples])
        return cls(words, vectors, judge, Phrases(language))

    def __call__(self, text: str) -> dict[str, Any]:
        """The answers to one text, in the shape of Rasa's parse result."""
        told = words_of(self.words(text))
        if not told[0]:
            return said([], understood=False)
        return self.phrases(told[0]) or self.judge(self.vectors([told]))

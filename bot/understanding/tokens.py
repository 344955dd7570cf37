"""Words of a message, each with its normal form and lemma."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.constants import TEXT, TEXT_TOKENS
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.understanding.code import digest
from bot.understanding.normal import Normaliser, lemma_table, spacy_tokenizer
from bot.understanding.words import LANGUAGES, Read, spoken

_FILE = "lemmas.json"

Lemmas = dict[str, dict[str, str]]
"""Per language: form -> lemma."""


class Lemmatiser:
    """Tokens of a text with normal form (`data["norm"]`) and lemma, from a table of forms and lemmas per language."""

    def __init__(self, lemmas: Lemmas) -> None:
        # One tokenizer for all: what it leaves whole in English ("don't") the spelling lists take apart.
        self._tokenizer = spacy_tokenizer(LANGUAGES[0])
        self._normal = {language: Normaliser(language) for language in LANGUAGES}
        self._lemmas = lemmas

    def __call__(self, text: str, language: str) -> list[Token]:
        """Tokens of `text` in order, `start` and `end` in characters of `text`; white space is none."""
        tokens, normal, lemmas = [], self._normal[language], self._lemmas[language]
        for word in self._tokenizer(text):
            if word.is_space:
                continue
            norm = normal(word.text)
            lemma = " ".join(lemmas.get(part, part) for part in norm.split(" "))
            tokens.append(Token(word.text, word.idx, data={"norm": norm}, lemma=lemma))
        return tokens


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=True)
class WordTokenizer(Tokenizer):
    """Splits text with spaCy's rules and looks lemmas up in spaCy's tables.

    Training keeps of the table only the lemmas that the examples use: no other lemma can carry a weight,
    and the whole table would cost 0.3 s and 40 MB at every start.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`code`: see digest; the two others are Rasa's own."""
        return {"code": digest(), "intent_tokenization_flag": False, "intent_split_symbol": "_"}

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, lemmas: Lemmas) -> None:
        super().__init__(config)
        self._model_storage = model_storage
        self._resource = resource
        self._lemmatise = Lemmatiser(lemmas)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> WordTokenizer:
        """A tokenizer without lemmas, to be trained."""
        return cls(config, model_storage, resource, {language: {} for language in LANGUAGES})

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> WordTokenizer:
        """The tokenizer with the lemmas that training kept."""
        with model_storage.read_from(resource) as folder:
            lemmas = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        return cls(config, model_storage, resource, lemmas)

    def train(self, training_data: TrainingData) -> Resource:
        """Keeps the part of the tables whose lemmas occur in the examples."""
        tables = {language: lemma_table(language) for language in LANGUAGES}
        whole = Lemmatiser(tables)
        used: dict[str, set[str]] = {language: set() for language in LANGUAGES}
        for example in training_data.nlu_examples:
            language = language_of(example)
            used[language].update(part for t in whole(example.get(TEXT), language) for part in t.lemma.split(" "))
        kept = {
            language: {form: lemma for form, lemma in sorted(table.items()) if lemma in used[language]}
            for language, table in tables.items()
        }
        with self._model_storage.write_to(self._resource) as folder:
            (folder / _FILE).write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
        return self._resource

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Tokens of the message's attribute; see Lemmatiser."""
        return self._lemmatise(message.get(attribute), language_of(message))


def read(message: Message) -> Read:
    """The words of a message that went through WordTokenizer; none when it has no text."""
    return words_of(message.get(TEXT_TOKENS) or [], language_of(message))


def words_of(tokens: Sequence[Token], language: str) -> Read:
    """The words behind tokens; a token that stands for more words ('vd') gives them all."""
    norms = [part for token in tokens for part in token.get("norm").split(" ")]
    lemmas = [part for token in tokens for part in token.lemma.split(" ")]
    return Read(norms, lemmas, language)


def language_of(message: Message) -> str:
    """The language in which a message is read; see spoken."""
    return spoken((message.get("language") or {}).get("code"))

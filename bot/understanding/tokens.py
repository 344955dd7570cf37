"""Words of a message, each with its normal form and lemma."""

from __future__ import annotations

import json
from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.understanding.code import digest
from bot.understanding.normal import Normaliser, lemma_table, spacy_tokenizer

_FILE = "lemmas.json"


class Lemmatiser:
    """Tokens of a text with normal form (`data["norm"]`) and lemma, from a table of forms and lemmas."""

    def __init__(self, language: str, lemmas: dict[str, str]) -> None:
        self._tokenizer = spacy_tokenizer(language)
        self._normal = Normaliser(language)
        self.lemmas = lemmas

    def __call__(self, text: str) -> list[Token]:
        """Tokens of `text` in order, `start` and `end` in characters of `text`; white space is none."""
        tokens = []
        for word in self._tokenizer(text):
            if word.is_space:
                continue
            norm = self._normal(word.text)
            lemma = " ".join(self.lemmas.get(part, part) for part in norm.split(" "))
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
        """Language of the tables and rules; the two others are Rasa's own."""
        return {"language": "nl", "code": digest(), "intent_tokenization_flag": False, "intent_split_symbol": "_"}

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, lemmas: dict[str, str]
    ) -> None:
        super().__init__(config)
        self._model_storage = model_storage
        self._resource = resource
        self._lemmatise = Lemmatiser(config["language"], lemmas)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> WordTokenizer:
        """A tokenizer without lemmas, to be trained."""
        return cls(config, model_storage, resource, {})

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
        """Keeps the part of the table whose lemmas occur in the examples."""
        table = lemma_table(self._config["language"])
        whole = Lemmatiser(self._config["language"], table)
        texts = [example.get(TEXT) for example in training_data.nlu_examples]
        used = {lemma for text in texts for token in whole(text) for lemma in token.lemma.split(" ")}
        kept = {form: lemma for form, lemma in sorted(table.items()) if lemma in used}
        with self._model_storage.write_to(self._resource) as folder:
            (folder / _FILE).write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
        return self._resource

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Tokens of the message's attribute; see Lemmatiser."""
        return self._lemmatise(message.get(attribute))

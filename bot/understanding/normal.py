"""Normal forms: one way of writing for what people type in many ways."""

from __future__ import annotations

import gzip
import json
import re
import unicodedata
from functools import cache
from importlib import resources
from typing import Any

import spacy

from bot.understanding.words import words

_STRETCHED = re.compile(r"(.)\1{2,}")
_DOUBLED_END = re.compile(r"([aeiou])\1$")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"', "–": "-", "—": "-"})


@cache
def spacy_tokenizer(language: str) -> Any:
    """spaCy's rule tokenizer of a language, made once per process: it costs 0.6 s to build."""
    return spacy.blank(language).tokenizer


def plain(text: str) -> str:
    """Lower case, straight quotes, no accents. 'Één' -> 'een'."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.translate(_QUOTES).lower())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def fold(text: str) -> str:
    """Like `plain`, but each character stays in its place: offsets in it are offsets in `text`."""
    if text.isascii():
        return text.lower()
    return "".join(unicodedata.normalize("NFKD", char.lower())[:1] or char for char in text.translate(_QUOTES))


class Normaliser:
    """Turns a typed word into its normal form in one language."""

    def __init__(self, language: str) -> None:
        self._spelling = words(language).spelling

    def __call__(self, word: str) -> str:
        """The normal form of one typed word; it may be more than one word ('vd' -> 'van de')."""
        form = plain(word)
        if form in self._spelling:
            return self._spelling[form]
        short = _STRETCHED.sub(r"\1", form)
        if short == form:
            return form
        if short in self._spelling:
            return self._spelling[short]
        # "neeee" is "nee", "jaaa" is "ja", "stoppp" is "stop": only an e stays double at the end of a word.
        double = _STRETCHED.sub(lambda run: run[1] * 2 if run[1] in "eo" else run[1], form)
        return _DOUBLED_END.sub(lambda run: run[0] if run[1] == "e" else run[1], double)


def lemma_table(language: str) -> dict[str, str]:
    """Forms and their lemmas: spaCy's tables (200,000 entries for Dutch), and before them our own `lemmas`."""
    own = words(language).lemmas
    nouns = set(_table(f"{language}_lemma_index").get("noun", ()))
    small = spacy.blank(language).Defaults.stop_words
    table: dict[str, str] = {}
    for kind, forms in _table(f"{language}_lemma_exc").items():
        for form, lemmas in forms.items():
            # Rare verbs would swallow common words ("niet" -> "nieten", "hand" -> "handen", "week" -> "wijken").
            if kind != "verb" or _inflected(form, lemmas[0]) or not (form in nouns or form in small):
                table[form] = lemmas[0]
    table.update(_table(f"{language}_lemma_lookup"))
    for form in small:
        table.pop(form, None)
    plain_table = {plain(form): plain(lemma) for form, lemma in {**table, **own}.items()}
    return {form: lemma for form, lemma in plain_table.items() if form != lemma}


def _table(name: str) -> dict[str, Any]:
    path = resources.files("spacy_lookups_data") / "data" / f"{name}.json.gz"
    return json.loads(gzip.decompress(path.read_bytes())) if path.is_file() else {}


def _inflected(form: str, lemma: str) -> bool:
    """'staat' of 'staan', 'gaat' of 'gaan': surely the verb."""
    return form.endswith("t") and lemma.endswith("n") and form[:-1] == lemma[:-1]

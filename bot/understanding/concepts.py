"""Concepts: what words tell of, so that a word the examples lack still counts for what it means."""

from __future__ import annotations

from bot.understanding.words import LANGUAGES, Read, first, words


class Concepts:
    """Finds concepts in normal forms and lemmas."""

    def __init__(self) -> None:
        self._in = {language: _Carriers(language) for language in LANGUAGES}

    def __call__(self, read: Read) -> list[str]:
        """The concepts of each word, in order; a word that tells nothing in the message's language is looked up in
        the others: people mix them.
        """
        found: list[str] = []
        for norm, lemma in zip(read.norms, read.lemmas, strict=True):
            found += next(filter(None, (self._in[code].of(norm, lemma) for code in first(read.language))), ())
        return found


class _Carriers:
    """The words of one language that carry concepts."""

    def __init__(self, language: str) -> None:
        self._whole: dict[str, set[str]] = {}
        self._starts: dict[str, set[str]] = {}
        self._ends: dict[str, set[str]] = {}
        for concept, carriers in words(language).concepts.items():
            for word in carriers:
                kind = self._ends if word.startswith("*") else self._starts if word.endswith("*") else self._whole
                kind.setdefault(word.strip("*"), set()).add(concept)
        self._sizes = sorted({len(piece) for piece in (*self._starts, *self._ends)})

    def of(self, norm: str, lemma: str) -> list[str]:
        """The concepts of one word, given as normal form and lemma."""
        return sorted(self._of(norm) if norm == lemma else self._of(norm) | self._of(lemma))

    def _of(self, word: str) -> set[str]:
        found = set(self._whole.get(word, ()))
        for size in self._sizes:
            if word[:size] in self._starts:
                found |= self._starts[word[:size]]
            if word[-size:] in self._ends:
                found |= self._ends[word[-size:]]
        return found

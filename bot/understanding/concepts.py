"""Concepts: what words tell of, so that a word the examples lack still counts for what it means."""

from __future__ import annotations

from collections.abc import Sequence

from bot.understanding.words import words


class Concepts:
    """Finds the concepts of one language in normal forms and lemmas."""

    def __init__(self, language: str) -> None:
        self._whole: dict[str, set[str]] = {}
        self._starts: dict[str, set[str]] = {}
        self._ends: dict[str, set[str]] = {}
        for concept, carriers in words(language).concepts.items():
            for word in carriers:
                kind = self._ends if word.startswith("*") else self._starts if word.endswith("*") else self._whole
                kind.setdefault(word.strip("*"), set()).add(concept)

    def __call__(self, norms: Sequence[str], lemmas: Sequence[str]) -> list[str]:
        """The concepts of each word, in order; a word without one gives none."""
        found: list[str] = []
        for norm, lemma in zip(norms, lemmas, strict=True):
            found += sorted(self._of(norm) if norm == lemma else self._of(norm) | self._of(lemma))
        return found

    def _of(self, word: str) -> set[str]:
        found = set(self._whole.get(word, ()))
        for at in range(2, len(word) + 1):
            found.update(self._starts.get(word[:at], ()))
            found.update(self._ends.get(word[-at:], ()))
        return found

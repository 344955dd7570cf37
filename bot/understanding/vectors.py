"""One sparse row per message: words, lemmas, pieces of words, marks and concepts."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from bot.understanding.concepts import Concepts
from bot.understanding.marks import Marker
from bot.understanding.words import Read


def word_features(message: Read) -> list[str]:
    """Normal forms and lemmas, one, two and (lemmas with one word between) three at a time."""
    norms, lemmas, _ = message
    edged = ["^", *norms, "$"]
    features = norms + [f"{a} {b}" for a, b in pairwise(edged)]
    features += [f"={lemma}" for norm, lemma in zip(norms, lemmas, strict=True) if norm != lemma]
    features += [f"={a} {b}" for a, b in pairwise(lemmas)]
    features += [f"={a} _ {b}" for a, b in zip(lemmas, lemmas[2:], strict=False)]
    return features


def piece_features(message: Read) -> list[str]:
    """Pieces of two to five characters within the words, their edges marked."""
    return [piece for norm in message.norms for piece in _pieces(norm)]


def _pieces(word: str) -> list[str]:
    edged = f" {word} "
    return [edged[at : at + size] for size in range(2, 6) for at in range(max(1, len(edged) - size + 1))]


_KINDS: tuple[tuple[str, float, int], ...] = (
    ("words", 1.0, 3),
    ("pieces", 1.0, 3),
    ("marks", 0.5, 2),
    ("concepts", 0.7, 2),
)
"""Kind of feature, its weight in the row, and the least number of messages it must occur in."""


@dataclass
class Part:
    """The features of one kind: their columns, and how much each tells."""

    columns: dict[str, int]
    rarity: NDArray[Any]

    @classmethod
    def fit(cls, messages: Sequence[list[str]], least: int, first: int) -> Part:
        """Features that occur in at least `least` messages, in columns from `first`; rare ones tell more (idf)."""
        seen = Counter(feature for message in messages for feature in set(message))
        kept = sorted(feature for feature, times in seen.items() if times >= least)
        rarity = [1.0 + log((1 + len(messages)) / (1 + seen[feature])) for feature in kept]
        return cls({feature: first + at for at, feature in enumerate(kept)}, np.array(rarity, dtype=np.float32))

    def __call__(self, features: list[str], first: int) -> tuple[NDArray[Any], NDArray[Any]]:
        """Columns and values of one message's features: 1 + log(times) by rarity, of unit length."""
        known = [column for column in map(self.columns.get, features) if column is not None]
        columns, times = np.unique(np.array(known, dtype=np.int32), return_counts=True)
        values = (1.0 + np.log(times, dtype=np.float32)) * self.rarity[columns - first]
        length = float(np.sqrt(values @ values))
        return columns, values / length if length else values


class Vectors:
    """Turns the words of messages into rows of one sparse matrix; fitted on the training messages."""

    def __init__(self, parts: list[Part] | None = None) -> None:
        self._marks = Marker()
        self._concepts = Concepts()
        self.parts = parts or []

    def _features(self, message: Read) -> tuple[list[str], ...]:
        """The features of a message, in the order of _KINDS."""
        return word_features(message), piece_features(message), self._marks(message), self._concepts(message)

    def fit(self, messages: Sequence[Read]) -> Vectors:
        """Learns which features occur and how rare they are."""
        told = [self._features(message) for message in messages]
        self.parts = []
        for at, (_, _, least) in enumerate(_KINDS):
            self.parts.append(Part.fit([kinds[at] for kinds in told], least, self.width))
        return self

    @property
    def width(self) -> int:
        """Number of columns."""
        return sum(len(part.columns) for part in self.parts)

    def __call__(self, messages: Sequence[Read]) -> csr_matrix:
        """One row a message, float32; each kind of feature has its own unit length and weight."""
        columns: list[NDArray[Any]] = []
        values: list[NDArray[Any]] = []
        ends = [0]
        for message in messages:
            first = 0
            for part, (_, weight, _), features in zip(self.parts, _KINDS, self._features(message), strict=True):
                at, value = part(features, first)
                columns.append(at)
                values.append(value * weight)
                first += len(part.columns)
            ends.append(ends[-1] + sum(map(len, columns[-len(_KINDS) :])))
        shape = (len(messages), self.width)
        return csr_matrix((np.concatenate(values), np.concatenate(columns), ends), shape, dtype=np.float32)

    def save(self, folder: Path) -> None:
        """Writes what was learned."""
        names = [list(part.columns) for part in self.parts]
        (folder / "features.json").write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")
        np.save(folder / "rarity.npy", np.concatenate([part.rarity for part in self.parts]))

    @classmethod
    def load(cls, folder: Path) -> Vectors:
        """What `save` wrote."""
        rarity = np.load(folder / "rarity.npy")
        parts, first = [], 0
        for names in json.loads((folder / "features.json").read_text(encoding="utf-8")):
            after = first + len(names)
            parts.append(Part(dict(zip(names, range(first, after), strict=True)), rarity[first:after]))
            first = after
        return cls(parts)

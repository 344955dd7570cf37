"""Whether the examples can be trusted: labels, duplicates, leaks between training and test, balance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from rapidfuzz import fuzz

from bot.understanding.examples import Example, labelled_messages, training_examples
from bot.understanding.labels import INTENTS, ROLES, THEMES, URGENCIES
from bot.understanding.normal import plain

ALIKE = 92
"""Token-set ratio (rapidfuzz, 0 to 100) from which two messages of like length say the same."""
_LENGTHS = 0.6
"""A message inside one that is much longer is no duplicate."""
_SHORT = 4
"""Messages of fewer words than this ("ja graag") are duplicates only when equal."""
_UNUSUAL = 4
SPLITS = ("development", "test")


@dataclass(frozen=True)
class Finding:
    """What is wrong with an example: `kind` 'duplicate', 'near duplicate', 'leak' or 'voice in both', where, and the
    other's place.
    """

    kind: str
    place: str
    other: str


@dataclass(frozen=True)
class DataCheck:
    """The result over one language: findings, and how many examples have each label (name -> label -> count)."""

    findings: tuple[Finding, ...]
    balance: dict[str, Counter[str]]


def check_data(folder: Path, language: str) -> DataCheck:
    """Checks the examples in `folder`/`language` and the splits in `folder`/{development,test}/`language`.jsonl.

    Places are numbers, as in 'training 12': no text is shown. Raises ExampleError for wrong or missing labels.
    """
    splits = {"training": training_examples(folder / language)}
    for name in SPLITS:
        file = folder / name / f"{language}.jsonl"
        splits[name] = labelled_messages(file) if file.is_file() else []
    findings = [finding for name, split in splits.items() for finding in _repeats(name, split)]
    for one, other in combinations(splits, 2):
        findings += _leaks(one, splits[one], other, splits[other])
        findings += _shared_voices(one, splits[one], other, splits[other])
    return DataCheck(tuple(findings), balance(splits["training"]))


def balance(examples: Sequence[Example]) -> dict[str, Counter[str]]:
    """How many examples have each intent, theme, role, urgency and voice; a label that none has counts 0."""
    counts = {name: Counter(dict.fromkeys(labels, 0)) for name, labels in _ALL.items()}
    for example in examples:
        for name in _ALL:
            counts[name].update(example.labels.of(name))
    return {**counts, "voice": Counter(example.voice for example in examples)}


_ALL = {"intent": INTENTS, "themes": THEMES, "role": ROLES, "urgency": URGENCIES}


def _repeats(split: str, examples: Sequence[Example]) -> Iterator[Finding]:
    known = _Known()
    for at, example in enumerate(examples):
        key = _key(example.text)
        found = known.like(key)
        if found is not None:
            kind = "duplicate" if known.keys[found] == key else "near duplicate"
            yield Finding(kind, f"{split} {at + 1}", f"{split} {found + 1}")
        known.add(key)


def _leaks(one: str, examples: Sequence[Example], other: str, others: Sequence[Example]) -> Iterator[Finding]:
    known = _Known()
    for example in examples:
        known.add(_key(example.text))
    for at, example in enumerate(others):
        found = known.like(_key(example.text))
        # "ja" is said by everyone: short answers may stand in both.
        if found is not None and len(known.keys[found].split()) >= _SHORT:
            yield Finding("leak", f"{other} {at + 1}", f"{one} {found + 1}")


def _shared_voices(one: str, examples: Sequence[Example], other: str, others: Sequence[Example]) -> Iterator[Finding]:
    """People who wrote in both of two splits; a split without voices has no one to compare."""
    voices = {example.voice: at for at, example in reversed(list(enumerate(examples))) if example.voice}
    seen = {example.voice: at for at, example in reversed(list(enumerate(others))) if example.voice in voices}
    for voice, at in seen.items():
        yield Finding("voice in both", f"{other} {at + 1}", f"{one} {voices[voice] + 1}")


def _key(text: str) -> str:
    words = "".join(char if char.isalnum() else " " for char in plain(text)).split()
    return " ".join(words) or text


class _Known:
    """Messages to compare others with. Only those that share an unusual word are compared: all pairs would be many."""

    def __init__(self) -> None:
        self.keys: list[str] = []
        self._equal: dict[str, int] = {}
        self._with: dict[str, list[int]] = {}

    def add(self, key: str) -> None:
        """Takes one more message in."""
        at = len(self.keys)
        self.keys.append(key)
        self._equal.setdefault(key, at)
        for word in set(key.split()):
            self._with.setdefault(word, []).append(at)

    def like(self, key: str) -> int | None:
        """The place of one that says the same as `key`, if any."""
        words = set(key.split())
        if key in self._equal or len(words) < _SHORT:
            return self._equal.get(key)
        unusual = sorted((word for word in words if word in self._with), key=lambda word: len(self._with[word]))
        near = sorted({at for word in unusual[:_UNUSUAL] for at in self._with[word]})
        return next((at for at in near if self._alike(key, self.keys[at])), None)

    @staticmethod
    def _alike(one: str, other: str) -> bool:
        long_enough = len(other.split()) >= _SHORT and min(len(one), len(other)) / max(len(one), len(other)) > _LENGTHS
        return long_enough and fuzz.token_set_ratio(one, other, score_cutoff=ALIKE) >= ALIKE

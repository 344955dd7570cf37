"""`signaalwijzer data check`: what was found in the examples, and what they are made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml

from bot.evaluation.shares import Share
from bot.understanding.data_check import SPLITS, DataCheck, check_data
from bot.understanding.examples import Example, labelled_messages, training_examples
from bot.understanding.normal import plain
from bot.understanding.words import LANGUAGES

_VOICES = 10
"""How many voices are listed: those who wrote most."""


def check(folder: Path) -> tuple[str, bool]:
    """A report on all examples in `folder` (as in nlu_data), and whether nothing was found.

    Messages are named by split and number, never by their text. Raises ExampleError for wrong or missing labels.
    """
    found = {language: check_data(folder, language) for language in LANGUAGES if (folder / language).is_dir()}
    lines = [line for language, one in found.items() for line in _language(folder, language, one)]
    return "\n".join(lines), not any(one.findings for one in found.values())


def without_danger_word(examples: Sequence[Example], language: str) -> Share:
    """How many acute messages hold none of the words in danger_words.yml."""
    listed = yaml.safe_load(Path(__file__).with_name("danger_words.yml").read_text("utf-8"))[language]
    whole = {word for word in listed if not word.endswith("*")}
    starts = tuple(word.rstrip("*") for word in listed if word.endswith("*"))
    acute = [_words(example.text) for example in examples if example.labels.urgency == "acute"]
    return Share.count([not any(word in whole or word.startswith(starts) for word in words) for words in acute])


def _words(text: str) -> list[str]:
    return "".join(char if char.isalnum() else " " for char in plain(text)).split()


def _language(folder: Path, language: str, found: DataCheck) -> Iterator[str]:
    splits = {"training": training_examples(folder / language)}
    files = {name: folder / name / f"{language}.jsonl" for name in SPLITS}
    splits |= {name: labelled_messages(file) for name, file in files.items() if file.is_file()}
    yield f"{language}: {len(found.findings)} found"
    yield from (f"  {one.kind}: {one.place} and {one.other}" for one in found.findings)
    for name, examples in splits.items():
        indirect = without_danger_word(examples, language)
        voices = len({example.voice for example in examples})
        yield (
            f"  {name}: {len(examples)} messages by {voices} voices; "
            f"{indirect.of} acute, {indirect.value:.0%} without a danger word"
        )
    for question, counts in found.balance.items():
        yield f"  {question}: {_counts(counts, question)}"
    yield ""


def _counts(counts: Counter[str], question: str) -> str:
    most = counts.most_common(_VOICES if question == "voice" else None)
    listed = ", ".join(f"{label or '-'} {count}" for label, count in most)
    others = len(counts) - len(most)
    return f"{listed} and {others} others" if others else listed

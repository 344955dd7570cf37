"""One contender in a process of its own: trained, put to the development and test splits, and timed."""

from __future__ import annotations

import json
import os
import random
import resource
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.understanding.examples import DATA, DEVELOPMENT, TEST, Example, labelled_messages, training_examples
from bot.understanding.words import LANGUAGES
from tests.benchmarks.understanding.contenders import SEED, Ours, Regression, Spacy, StockRasa, Understand

NAMES = {"ours": "ours", "stock": StockRasa.name, "regression": Regression.name, "spacy": Spacy.name}
_WARMING = 20
"""Messages answered before the clock runs."""


def main(
    which: Annotated[str, typer.Argument(help="ours, stock, regression or spacy.")],
    out: Annotated[Path, typer.Argument(help="Where the answers go, as JSON.")],
    part: Annotated[int, typer.Option(help="Train on so many examples, drawn with a seed; 0: all.")] = 0,
    epochs: Annotated[int, typer.Option(help="Epochs of stock's classifier.")] = 10,
) -> None:
    """Trains and answers. Only figures are made of what it writes: it holds no text."""
    contender = {"ours": Ours, "stock": lambda: StockRasa(epochs), "regression": Regression, "spacy": Spacy}[which]()
    examples = training(part)
    with tempfile.TemporaryDirectory(prefix="signaalwijzer-compare-") as folder:
        began = time.perf_counter()
        understand = contender.train(examples, Path(folder))
        seconds = time.perf_counter() - began
        held, tested = split(DEVELOPMENT), split(TEST)
        _answers(understand, held[:_WARMING])
        found = {"development": _answers(understand, held)[0]}
        found["test"], found["seconds_each"] = _answers(understand, tested)
    # Linux counts the peak in units of 1024 bytes.
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    out.write_text(json.dumps({**found, "training": seconds, "memory": memory, "examples": len(examples)}))


def training(part: int) -> list[Example]:
    """All training examples, or a part of them drawn with a seed."""
    examples = [example for code in LANGUAGES for example in training_examples(DATA / code)]
    return random.Random(SEED).sample(examples, part) if 0 < part < len(examples) else examples


def split(folder: Path) -> list[Example]:
    """The messages of the development or the test split, all languages."""
    return [example for code in LANGUAGES for example in labelled_messages(folder / f"{code}.jsonl")]


def _answers(understand: Understand, messages: Sequence[Example]) -> tuple[list[dict[str, Any]], list[float]]:
    """The answers, and the seconds that each took."""
    answers, seconds = [], []
    for message in messages:
        began = time.perf_counter()
        answer = understand(message.text, message.language)
        seconds.append(time.perf_counter() - began)
        answers.append(answer.as_dict())
    return answers, seconds


if __name__ == "__main__":
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    typer.run(main)

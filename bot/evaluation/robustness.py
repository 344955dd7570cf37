"""What is lost when the same messages are written otherwise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from bot.evaluation.changes import CHANGES
from bot.evaluation.scores import MEASURES, Answers
from bot.evaluation.shares import Share, loss
from bot.understanding.examples import Example


def robustness(
    examples: Sequence[Example], answers: Sequence[Answers], understand: Callable[[str], Answers]
) -> dict[str, dict[str, Any]]:
    """Per change of CHANGES: `changed`, the share of messages that it alters, and per measure the loss (see `loss`).

    A false alarm is a loss when it appears. answers: those to the messages as they were written.
    """
    return {name: _lost(examples, answers, understand, change) for name, change in CHANGES.items()}


def _lost(
    examples: Sequence[Example],
    answers: Sequence[Answers],
    understand: Callable[[str], Answers],
    change: Callable[[str, str], str],
) -> dict[str, Any]:
    texts = [change(example.text, example.language) for example in examples]
    altered = [text != example.text for text, example in zip(texts, examples, strict=True)]
    now = [understand(text) if other else answer for text, other, answer in zip(texts, altered, answers, strict=True)]
    found: dict[str, Any] = {"changed": Share.count(altered).as_dict()}
    for name, (among, holds) in MEASURES.items():
        own = [at for at, example in enumerate(examples) if among(example)]
        good = name != "false alarm"
        before, after = ([holds(examples[at], given[at]) == good for at in own] for given in (answers, now))
        found[name] = loss(before, after)
    return found

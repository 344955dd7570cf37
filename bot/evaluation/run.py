"""`signaalwijzer evaluate`: puts the trained model, or models trained for it, to labelled messages."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from actions.words import SPOKEN
from bot.evaluation import asking
from bot.evaluation.report import table
from bot.evaluation.robustness import robustness
from bot.evaluation.scores import Answers, scores
from bot.understanding.examples import DATA, DEVELOPMENT, Example, labelled_messages, training_examples
from bot.understanding.parse import best_intent, raw_parser

FOLDS = 5


def evaluate(models: Path, files: Sequence[Path] = (), *, changed: bool = False, as_json: bool = False) -> str:
    """A report: of the trained model in folder `models` on the labelled messages in `files` (JSONL), or without files
    of cross-validation over the training examples.

    changed: measure too what is lost when the messages of the files are written otherwise. Misses are listed by file
    and line, never with their texts. Raises ExampleError when a message lacks labels.
    """
    examples = [example for file in files for example in labelled_messages(file)]
    if files:
        understand = _understand(models)
        answers = [understand(example.text) for example in examples]
    else:
        examples = [example for code in SPOKEN for example in training_examples(DATA / code)]
        answers = cross_validate(
            examples, [e for f in sorted(DEVELOPMENT.glob("*.jsonl")) for e in labelled_messages(f)]
        )
    report = scores(examples, answers)
    if files:
        places = list(_places(files))
        for miss in report["misses"]:
            miss["place"] = places[miss["number"] - 1]
        if changed:
            report["robustness"] = robustness(examples, answers, understand)
    return json.dumps(report, ensure_ascii=False, indent=2) if as_json else table(report)


def _understand(models: Path) -> Callable[[str], Answers]:
    parse = raw_parser(models)
    return lambda text: answers_of(parse(text))


def _places(files: Sequence[Path]) -> Iterator[str]:
    for file in files:
        yield from (f"{file.name}:{line}" for line in range(1, len(labelled_messages(file)) + 1))


def cross_validate(examples: Sequence[Example], held: Sequence[Example]) -> list[Answers]:
    """What a model trained on the others answers about each example; FOLDS trainings, deterministic.

    held: the messages by which each model's probabilities and limits are set.
    """
    from bot.understanding.pipeline import Pipeline

    answers: list[Answers] = [{}] * len(examples)
    order = np.random.RandomState(0).permutation(len(examples))
    for fold in np.array_split(order, FOLDS):
        others = [examples[at] for at in sorted(set(order) - set(fold))]
        understand = Pipeline.fit(others, held)
        for at in fold:
            answers[at] = answers_of(understand(examples[at].text, examples[at].language))
    return answers


def answers_of(parsed: dict[str, Any]) -> Answers:
    """What scores are made of, from Rasa's parse result."""
    urgency = parsed["urgency"]
    return {
        "intent": (best_intent(parsed)["name"],),
        "themes": tuple(theme["name"] for theme in parsed["themes"]),
        "role": (parsed["role"]["name"],),
        "urgency": (urgency["name"],),
        "ranking": [theme["name"] for theme in parsed["theme_ranking"]],
        "sure": urgency["confidence"],
        "understood": parsed["understood"],
        "language": parsed.get("language", {}).get("code"),
        "turn": asking.first_turn(parsed),
    }

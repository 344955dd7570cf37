"""How well messages are understood: scores with their 95 % bounds, over labelled messages or by cross-validation."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import Any

import numpy as np

from actions.words import SPOKEN
from bot import asking
from bot.understanding.examples import DATA, DEVELOPMENT, Example, labelled_messages, training_examples
from bot.understanding.labels import INTENTS, ROLES, THEMES, URGENCIES
from bot.understanding.parse import best_intent

FOLDS = 5
SHOWN = 15
"""How many confusions and misses are listed."""
_LABELS = {"intent": INTENTS, "themes": THEMES, "role": ROLES, "urgency": URGENCIES}
_LENGTHS = ((4, "1-4 words"), (12, "5-12 words"), (30, "13-30 words"), (10_000, "more words"))

Answers = dict[str, Any]
"""Per question the labels found, as in Labels; `ranking`: the likeliest themes; `sure`: probability of the urgency;
`understood`: whether the intent is sure enough to act on; `turn`: see bot/asking.py."""


@dataclass(frozen=True)
class Share:
    """So many out of so many."""

    hits: int
    of: int

    @property
    def value(self) -> float:
        return self.hits / self.of if self.of else 0.0

    def bounds(self) -> tuple[float, float]:
        """Wilson's 95 % bounds (E. B. Wilson, 1927): honest for few messages and for shares near 0 or 1."""
        if not self.of:
            return 0.0, 1.0
        z, p, n = 1.96, self.value, self.of
        middle, spread = p + z * z / (2 * n), z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return max(0.0, (middle - spread) / (1 + z * z / n)), min(1.0, (middle + spread) / (1 + z * z / n))

    def as_dict(self) -> dict[str, Any]:
        """For JSON, rounded to four digits."""
        low, high = self.bounds()
        return {"value": round(self.value, 4), "low": round(low, 4), "high": round(high, 4), "of": self.of}


def evaluate(models: Path, file: Path | None = None, *, as_json: bool = False, show_text: bool = False) -> str:
    """A report: of the trained model in folder `models` on the labelled messages in `file` (JSONL), or without a file
    of cross-validation over the training examples.

    Misses are listed by number; `show_text` shows their texts too. Raises ExampleError when a message lacks labels.
    """
    if file:
        examples = labelled_messages(file)
        answers = list(_parsed(models, examples))
    else:
        examples = [example for code in SPOKEN for example in training_examples(DATA / code)]
        answers = cross_validate(
            examples, [e for file in sorted(DEVELOPMENT.glob("*.jsonl")) for e in labelled_messages(file)]
        )
    report = scores(examples, answers)
    if show_text:
        for miss in report["misses"]:
            miss["text"] = examples[miss["number"] - 1].text
    return json.dumps(report, ensure_ascii=False, indent=2) if as_json else table(report)


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
            answers[at] = _answers(understand(examples[at].text, examples[at].language))
    return answers


def scores(examples: Sequence[Example], answers: Sequence[Answers]) -> dict[str, Any]:
    """All figures of a report, ready for JSON. Shares are {'value', 'low', 'high', 'of'}."""
    pairs = list(zip(examples, answers, strict=True))
    by_label = {name: {label: _label(pairs, name, label) for label in labels} for name, labels in _LABELS.items()}
    return {
        "messages": len(pairs),
        "danger": _danger(pairs),
        "accuracy": _accuracy(pairs),
        "questions": _questions(pairs),
        "themes": _first_themes(pairs),
        "macro_f1": {name: _macro(found) for name, found in by_label.items()},
        "labels": by_label,
        "groups": _groups(pairs),
        "confusions": _confusions(pairs),
        "misses": _misses(pairs),
    }


Pair = tuple[Example, Answers]


def _parsed(models: Path, examples: Sequence[Example]) -> Iterator[Answers]:
    from bot.understanding.parse import raw_parser

    understand = raw_parser(models)
    return (_answers(understand(example.text)) for example in examples)


def _answers(parsed: dict[str, Any]) -> Answers:
    urgency = parsed["urgency"]
    return {
        "intent": (best_intent(parsed)["name"],),
        "themes": tuple(theme["name"] for theme in parsed["themes"]),
        "role": (parsed["role"]["name"],),
        "urgency": (urgency["name"],),
        "ranking": [theme["name"] for theme in parsed["theme_ranking"]],
        "sure": urgency["confidence"],
        "understood": parsed["understood"],
        "turn": asking.first_turn(parsed),
    }


def _share(pairs: Sequence[Pair], holds: Callable[[Example, Answers], bool]) -> Share:
    return Share(sum(holds(*pair) for pair in pairs), len(pairs))


def _right(name: str) -> Callable[[Example, Answers], bool]:
    return lambda example, answer: set(example.labels.of(name)) == set(answer[name])


def _accuracy(pairs: Sequence[Pair]) -> dict[str, Any]:
    """Shares right; and how often the intent is sure enough to act on, and right when it is."""
    right = {name: _share(pairs, _right(name)) for name in ("intent", "role", "urgency")}
    understood = [pair for pair in pairs if pair[1]["understood"]]
    right["intent sure enough to act on"] = Share(len(understood), len(pairs))
    right["intent, when sure enough"] = _share(understood, _right("intent"))
    return {name: share.as_dict() for name, share in right.items()}


def _danger(pairs: Sequence[Pair]) -> dict[str, Any]:
    """Acute messages found, and alarms where there is no danger, by how calm the message is."""

    def alarm(_: Example, answer: Answers) -> bool:
        return bool(answer["urgency"] == ("acute",))

    of = {name: [pair for pair in pairs if pair[0].labels.urgency == name] for name in URGENCIES}
    unsignalled = [pair for pair in of["none"] if pair[0].labels.intent == "out_of_scope"]
    return {
        "acute found": _share(of["acute"], alarm).as_dict(),
        "false alarm, calm (none, concern)": _share(of["none"] + of["concern"], alarm).as_dict(),
        "false alarm, out of scope and figures of speech": _share(unsignalled, alarm).as_dict(),
        "alarm, urgent": _share(of["urgent"], alarm).as_dict(),
    }


def _questions(pairs: Sequence[Pair]) -> dict[str, Any]:
    turns = [(example, answer["turn"]) for example, answer in pairs]
    return {name: _share(turns, holds).as_dict() for name, holds in asking.SHARES.items()}


def _first_themes(pairs: Sequence[Pair]) -> dict[str, Any]:
    told = [pair for pair in pairs if pair[0].labels.themes]
    untold = [pair for pair in pairs if not pair[0].labels.themes]
    return {
        "first right": _share(told, lambda e, a: bool(set(a["ranking"][:1]) & set(e.labels.themes))).as_dict(),
        "one of first two right": _share(
            told, lambda e, a: bool(set(a["ranking"][:2]) & set(e.labels.themes))
        ).as_dict(),
        "theme named where there is none": _share(untold, lambda _, a: bool(a["themes"])).as_dict(),
    }


def _label(pairs: Sequence[Pair], name: str, label: str) -> dict[str, Any]:
    given = [label in example.labels.of(name) for example, _ in pairs]
    found = [label in answer[name] for _, answer in pairs]
    both = sum(g and f for g, f in zip(given, found, strict=True))
    precision, recall = Share(both, sum(found)), Share(both, sum(given))
    total = precision.value + recall.value
    f1 = 2 * precision.value * recall.value / total if total else 0.0
    return {"precision": precision.as_dict(), "recall": recall.as_dict(), "f1": round(f1, 4)}


def _macro(labels: dict[str, dict[str, Any]]) -> float:
    """Mean F1 over the labels that occur."""
    occurring = [label["f1"] for label in labels.values() if label["recall"]["of"]]
    return round(sum(occurring) / len(occurring), 4) if occurring else 0.0


def _groups(pairs: Sequence[Pair]) -> dict[str, dict[str, Any]]:
    """Shares of messages with the right intent, by voice, role and length."""
    groups: dict[str, list[Pair]] = {}
    for example, answer in pairs:
        length = next(name for most, name in _LENGTHS if len(example.text.split()) <= most)
        for group in (f"voice {example.voice}", f"role {example.labels.role}", f"length {length}"):
            groups.setdefault(group, []).append((example, answer))
    return {
        group: {name: _share(members, _right(name)).as_dict() for name in ("intent", "role", "urgency")}
        for group, members in sorted(groups.items())
    }


def _confusions(pairs: Sequence[Pair]) -> list[dict[str, Any]]:
    wrong = Counter(
        (example.labels.intent, answer["intent"][0])
        for example, answer in pairs
        if example.labels.intent != answer["intent"][0]
    )
    return [{"intent": was, "taken for": taken, "times": n} for (was, taken), n in wrong.most_common(SHOWN)]


def _misses(pairs: Sequence[Pair]) -> list[dict[str, Any]]:
    """The worst: danger missed, then the surest false alarms on calm messages; by number (line) of the message."""
    missed, alarms = [], []
    for number, (example, answer) in enumerate(pairs, start=1):
        found, given = answer["urgency"][0], example.labels.urgency
        if given == "acute" and found != "acute":
            missed.append((answer["sure"], number, found))
        elif found == "acute" and given in ("concern", "none"):
            alarms.append((answer["sure"], number, given))
    listed = [{"number": n, "was": "acute", "taken for": found} for _, n, found in sorted(missed, reverse=True)[:SHOWN]]
    return listed + [
        {"number": n, "was": given, "taken for": "acute"} for _, n, given in sorted(alarms, reverse=True)[:SHOWN]
    ]


def table(report: dict[str, Any]) -> str:
    """The report to read in a terminal."""
    lines = [f"{report['messages']} messages; shares with their 95 % bounds", "", "Danger"]
    lines += [_line(name, share) for name, share in report["danger"].items()]
    lines += ["", "Right"] + [_line(name, share) for name, share in report["accuracy"].items()]
    lines += [_line(f"theme: {name}", share) for name, share in report["themes"].items()]
    lines += ["", "First message"] + [_line(name, share) for name, share in report["questions"].items()]
    lines += ["", "Macro-F1"] + [f"  {name:<48}{value:6.3f}" for name, value in report["macro_f1"].items()]
    for name, labels in report["labels"].items():
        lines += ["", f"{name:<26}{'precision':^21}{'recall':^21}{'F1':>6}{'n':>6}"]
        lines += [
            f"  {label:<22}{_bounds(one['precision']):>21}{_bounds(one['recall']):>21}"
            f"{one['f1']:6.2f}{one['recall']['of']:6d}"
            for label, one in labels.items()
            if one["recall"]["of"]
        ]
    lines += ["", f"{'By group':<40}{'intent':>8}{'role':>8}{'urgency':>8}{'n':>6}"]
    for group, shares in report["groups"].items():
        values = "".join(f"{share['value']:8.2f}" for share in shares.values())
        lines.append(f"  {group:<38}{values}{shares['intent']['of']:6d}")
    lines += ["", "Intents taken for others"]
    lines += [f"  {one['intent']} -> {one['taken for']}: {one['times']}" for one in report["confusions"]]
    lines += ["", "Worst misses (number of the message)"]
    lines += [f"  {m['number']}: {m['was']} -> {m['taken for']} {m.get('text', '')}".rstrip() for m in report["misses"]]
    return "\n".join(lines)


def _line(name: str, share: dict[str, Any]) -> str:
    return f"  {name:<48}{_bounds(share)}  of {share['of']}"


def _bounds(share: dict[str, Any]) -> str:
    return f"{share['value']:.3f} ({share['low']:.3f}-{share['high']:.3f})"

"""All figures of a report: from labelled messages and what was answered to them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from bot.evaluation import asking
from bot.evaluation.shares import Share
from bot.evaluation.styles import length, style
from bot.understanding.examples import Example
from bot.understanding.labels import INTENTS, ROLES, THEMES, URGENCIES

SHOWN = 15
"""How many confusions and misses are listed."""
_LABELS = {"intent": INTENTS, "themes": THEMES, "role": ROLES, "urgency": URGENCIES}
_SURE_OF_LANGUAGE = 3
"""Words from which a message must tell its language by itself."""

Answers = dict[str, Any]
"""Per question the labels found, as in Labels; `ranking`: the likeliest themes; `sure`: probability of the urgency;
`understood`: whether the intent is sure enough to act on; `language`: its code, None when it was not looked for;
`turn`: see asking.py."""
Pair = tuple[Example, Answers]
Test = Callable[[Example, Answers], bool]


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


def _share(pairs: Sequence[Pair], holds: Test) -> Share:
    return Share.count([holds(*pair) for pair in pairs])


def right(name: str) -> Test:
    """Whether a question was answered with exactly the labels given."""
    return lambda example, answer: set(example.labels.of(name)) == set(answer[name])


def _alarm(_: Example, answer: Answers) -> bool:
    return bool(answer["urgency"] == ("acute",))


def _first_right(most: int) -> Test:
    return lambda example, answer: bool(set(answer["ranking"][:most]) & set(example.labels.themes))


def _with_urgency(*urgencies: str) -> Callable[[Example], bool]:
    return lambda example: example.labels.urgency in urgencies


def _every(_: Example) -> bool:
    return True


def _unsignalled(example: Example) -> bool:
    return example.labels.intent == "out_of_scope" and example.labels.urgency == "none"


ACUTE, CALM = _with_urgency("acute"), _with_urgency("none", "concern")
MEASURES: dict[str, tuple[Callable[[Example], bool], Test]] = {
    "acute found": (ACUTE, _alarm),
    "false alarm": (CALM, _alarm),
    "intent": (_every, right("intent")),
    "role": (_every, right("role")),
    "urgency": (_every, right("urgency")),
    "theme": (lambda example: bool(example.labels.themes), _first_right(2)),
}
"""What is told of every group of messages: of which messages in it, and what counts. A theme counts when it is one of
the first two."""


def _groups(pairs: Sequence[Pair]) -> dict[str, dict[str, dict[str, Any]]]:
    """Kind of group -> group -> its shares, by MEASURES, and `messages`, how many."""
    groups: dict[str, dict[str, list[Pair]]] = {}
    for example, answer in pairs:
        for kind, group in {
            "language": example.language,
            "role": example.labels.role,
            "length": length(example.text),
            "style": style(example.text, example.language),
            "voice": example.voice,
        }.items():
            groups.setdefault(kind, {}).setdefault(group, []).append((example, answer))
    return {kind: {group: _group(own) for group, own in sorted(of.items(), key=_order)} for kind, of in groups.items()}


def _order(group: tuple[str, Any]) -> tuple[int, str]:
    """By the number of words that a length begins with, then by name."""
    first = re.match(r"\d+", group[0])
    return int(first[0]) if first else 1_000, group[0]


def _group(pairs: Sequence[Pair]) -> dict[str, Any]:
    shares = {
        name: _share([pair for pair in pairs if among(pair[0])], holds).as_dict()
        for name, (among, holds) in MEASURES.items()
    }
    return {"messages": len(pairs), **shares}


def _accuracy(pairs: Sequence[Pair]) -> dict[str, Any]:
    """Shares right; how often the intent is sure enough to act on, and right when it is; the language told."""
    shares = {name: _share(pairs, right(name)) for name in ("intent", "role", "urgency")}
    understood = [pair for pair in pairs if pair[1]["understood"]]
    shares["intent sure enough to act on"] = Share(len(understood), len(pairs))
    shares["intent, when sure enough"] = _share(understood, right("intent"))
    told = [pair for pair in pairs if pair[1]["language"] and len(pair[0].text.split()) >= _SURE_OF_LANGUAGE]
    if told:
        shares["language, 3 words or more"] = _share(told, lambda e, a: bool(a["language"] == e.language))
    return {name: share.as_dict() for name, share in shares.items()}


def _danger(pairs: Sequence[Pair]) -> dict[str, Any]:
    """Acute messages found, and alarms where there is no danger, by how calm the message is."""
    of = {
        "acute found": ACUTE,
        "false alarm, calm (none, concern)": CALM,
        "false alarm, out of scope and figures of speech": _unsignalled,
        "alarm, urgent": _with_urgency("urgent"),
    }
    return {name: _share([pair for pair in pairs if among(pair[0])], _alarm).as_dict() for name, among in of.items()}


def _questions(pairs: Sequence[Pair]) -> dict[str, Any]:
    turns = [(example, answer["turn"]) for example, answer in pairs]
    return {name: _share(turns, holds).as_dict() for name, holds in asking.SHARES.items()}


def _first_themes(pairs: Sequence[Pair]) -> dict[str, Any]:
    told = [pair for pair in pairs if pair[0].labels.themes]
    untold = [pair for pair in pairs if not pair[0].labels.themes]
    return {
        "first right": _share(told, _first_right(1)).as_dict(),
        "one of first two right": _share(told, _first_right(2)).as_dict(),
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

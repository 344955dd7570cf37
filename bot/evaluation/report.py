"""A report to read in a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.evaluation.scores import MEASURES

_VOICES = 10
"""How many of the voices are listed: those whose intents are understood least."""
_WIDTH = 18


def table(report: dict[str, Any]) -> str:
    """The report of `scores`, with its robustness when that was measured."""
    return "\n".join([*_figures(report), *_labels(report), *_groups(report), *_robustness(report), *_wrong(report)])


def _figures(report: dict[str, Any]) -> Iterator[str]:
    yield from (f"{report['messages']} messages; shares with their 95 % bounds", "", "Danger")
    yield from (_line(name, share) for name, share in report["danger"].items())
    yield from ("", "Right")
    yield from (_line(name, share) for name, share in report["accuracy"].items())
    yield from (_line(f"theme: {name}", share) for name, share in report["themes"].items())
    yield from ("", "First message")
    yield from (_line(name, share) for name, share in report["questions"].items())
    yield from ("", "Macro-F1")
    yield from (f"  {name:<53}{value:6.3f}" for name, value in report["macro_f1"].items())


def _labels(report: dict[str, Any]) -> Iterator[str]:
    for name, labels in report["labels"].items():
        yield from ("", f"{name:<26}{'precision':^21}{'recall':^21}{'F1':>6}{'n':>6}")
        for label, one in labels.items():
            if one["recall"]["of"]:
                shares = f"{_bounds(one['precision']):>21}{_bounds(one['recall']):>21}"
                yield f"  {label:<22}{shares}{one['f1']:6.2f}{one['recall']['of']:6d}"


def _groups(report: dict[str, Any]) -> Iterator[str]:
    for kind, groups in report["groups"].items():
        rows = list(groups.items())
        title = f"By {kind}"
        if kind == "voice" and len(rows) > _VOICES:
            title = f"{_VOICES} of {len(rows)} voices"
            rows = sorted(rows, key=lambda row: row[1]["intent"]["high"])[:_VOICES]
        yield from ("", _row(title, MEASURES, "n"))
        for group, shares in rows:
            yield _row(f"  {group or '-'}", [_short(shares[name]) for name in MEASURES], shares["messages"])


def _robustness(report: dict[str, Any]) -> Iterator[str]:
    if "robustness" not in report:
        return
    yield from ("", _row("Points lost when written otherwise", MEASURES, "changed"))
    for change, lost in report["robustness"].items():
        cells = [f"{lost[name]['points']:.1f} {lost[name]['low']:.1f}..{lost[name]['high']:.1f}" for name in MEASURES]
        yield _row(f"  {change}", cells, f"{lost['changed']['value']:.0%}")


def _wrong(report: dict[str, Any]) -> Iterator[str]:
    yield from ("", "Intents taken for others")
    yield from (f"  {one['intent']} -> {one['taken for']}: {one['times']}" for one in report["confusions"])
    yield from ("", "Worst misses (place of the message)")
    for miss in report["misses"]:
        yield f"  {miss.get('place', miss['number'])}: {miss['was']} -> {miss['taken for']}"


def _row(title: str, cells: Any, last: Any) -> str:
    return f"{title:<36}{''.join(f'{cell:>{_WIDTH}}' for cell in cells)}{last:>9}"


def _line(name: str, share: dict[str, Any]) -> str:
    return f"  {name:<53}{_bounds(share)}  of {share['of']}"


def _bounds(share: dict[str, Any]) -> str:
    return f"{share['value']:.3f} ({share['low']:.3f}-{share['high']:.3f})"


def _short(share: dict[str, Any]) -> str:
    if not share["of"]:
        return "-"
    return f"{share['value']:.3f} {share['low']:.3f}-{share['high']:.3f}"

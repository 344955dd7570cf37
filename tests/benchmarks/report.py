"""Writes the figures down, for the terminal and for docs/benchmarks.md."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from statistics import median

from tests.benchmarks.conversations import ROUND, ROUNDS
from tests.benchmarks.figures import Turns, p95, ratio
from tests.benchmarks.sides import InProcess, OursOverHttp, StockOverHttp
from tests.benchmarks.stock import DEFAULT_EPOCHS

OURS, STOCK, INSIDE = OursOverHttp.name, StockOverHttp.name, InProcess.name
TURN_AIM = 0.5
GROWTH_AIM = 1.5


@dataclass(frozen=True)
class Results:
    """All that one run measured; seconds, and MB of resident memory by process."""

    short: Turns
    long: Turns
    starts: list[tuple[float, float]]
    memory: tuple[list[float], list[float]]
    training: tuple[float, float] | None
    epochs: int
    load: float


def report(results: Results) -> str:
    """The whole page."""
    turn, growth = results.short.compare(OURS, STOCK, p95), results.long.growth(OURS)
    return PAGE.format(
        when=date.today().isoformat(),
        machine=_machine(),
        load=f"{results.load:.1f}",
        python=platform.python_version(),
        rasa=version("rasa"),
        main=_table(["", "ours", "stock", "ours / stock"], _main(results)),
        kinds=_table(["message", "ours, in-process", "ours", "stock", "ours / stock"], _kinds(results.short)),
        conversations=len({turn.conversation for turn in results.short.turns}),
        long=len({turn.conversation for turn in results.long.turns}),
        turns=len(results.short.seconds(OURS)),
        alike=f"{results.short.alike(OURS, STOCK):.0%}",
        alike_long=f"{results.long.alike(OURS, STOCK):.0%}",
        starts=len(results.starts),
        epochs=results.epochs,
        default_epochs=DEFAULT_EPOCHS,
        rounds=ROUNDS,
        round=len(ROUND),
        turn_aim=f"{_reached(turn.value <= TURN_AIM)}: {turn.value:.2f}",
        growth_aim=f"{_reached(growth.value <= GROWTH_AIM)}: {growth.value:.2f}",
    )


def _main(results: Results) -> list[list[str]]:
    short, long = results.short, results.long
    ours, stock = short.seconds(OURS), short.seconds(STOCK)
    inside = short.seconds(INSIDE)
    rows = [
        ["one turn over HTTP, median", _ms(median(ours)), _ms(median(stock)), str(short.compare(OURS, STOCK, median))],
        ["one turn over HTTP, 95th percentile", _ms(p95(ours)), _ms(p95(stock)), str(short.compare(OURS, STOCK, p95))],
        ["one turn in-process, median", _ms(median(inside)), "", ""],
        ["one turn in-process, 95th percentile", _ms(p95(inside)), "", ""],
    ]
    for number in (1, ROUNDS // 2, ROUNDS):
        label = f"turns {(number - 1) * len(ROUND) + 1} to {number * len(ROUND)} of one conversation, median"
        rows.append([label, _ms(long.round_median(OURS, number)), _ms(long.round_median(STOCK, number)), ""])
    rows.append(["last round against the first", str(long.growth(OURS)), str(long.growth(STOCK)), ""])
    ours_start, stock_start = zip(*results.starts, strict=True)
    rows.append(["start to first answer", _s(median(ours_start)), _s(median(stock_start)), str(ratio(results.starts))])
    mine, theirs = results.memory
    parts = " + ".join(f"{part:.0f}" for part in theirs)
    rows.append(["resident memory", f"{sum(mine):.0f} MB", f"{parts} MB", f"{sum(mine) / sum(theirs):.2f}"])
    if results.training:
        one, other = results.training
        rows.append(["training", _s(one), f"{_s(other)} ({results.epochs} epochs)", f"{one / other:.2f}"])
    return rows


def _kinds(short: Turns) -> list[list[str]]:
    rows = []
    for kind in short.kinds():
        inside, ours, stock = (short.seconds(side, kind) for side in (INSIDE, OURS, STOCK))
        if stock:
            both = f"{median(ours) / median(stock):.2f}"
            rows.append([kind, *(f"{_ms(median(each))} / {_ms(p95(each))}" for each in (inside, ours, stock)), both])
    return rows


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


def _s(seconds: float) -> str:
    return f"{seconds:.1f} s"


def _reached(good: bool) -> str:
    return "reached" if good else "not reached"


def _machine() -> str:
    names = [line.partition(":")[2] for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line]
    return f"{os.cpu_count()} cores ({names[0].strip() if names else platform.machine()})"


PAGE = """# How fast it is, beside stock Rasa

Written by `make bench`, which measures both services in one run. Do not edit it by hand: change
`tests/benchmarks/report.py` and run it again.

Measured on {when}: {machine}, load {load} before it began, Python {python}, Rasa {rasa}.

{main}

Ratios: in brackets the lowest and the highest of the parts of the run, each measured apart.

- Aim: at the 95th percentile half of stock's turn or less. {turn_aim}.
- Aim: the sixtieth turn at most 1.5 times the first. {growth_aim}.

## By message

Median / 95th percentile of a turn.

{kinds}

`consent` seals and stores the signal and hashes the secret of its receipt, slowly on purpose. It comes once in a
conversation and stands apart from the turns of the first table.

## What is compared

- **Ours**: `signaalwijzer serve`, as its operator starts it; in-process is the same assistant called as a function.
- **Stock**: `rasa run` and `rasa run actions` on the same examples, domain, rules, texts and actions, with Rasa's
  default pipeline (DIET) and policies (TED), and its default store of conversations, in memory. It was trained with
  {epochs} epochs where the default is {default_epochs}: that saves time in training, not in a turn.

Ours keeps what people tell encrypted in its database; stock keeps it readable in memory, and loses it when it stops.

## How

- One person at a time: {conversations} conversations of a neighbour, with a story, a question for a counter, a place,
  the questions of a signal (at most eight) with danger among them, and consent; {turns} turns without the consent.
  Message by message each service has its turn, in another order each conversation, so that noise meets all alike.
- The sixtieth turn: {long} conversations of {rounds} times the same {round} messages.
- The default pipeline hears the intent and no theme, role, place or time. So stock goes the same way through the
  rules, asks what ours was told already, and gave {alike} of our answers word by word in the first, {alike_long} in
  the second.
- Start to first answer: {starts} times each, one after the other, from the start of the processes to the answer to
  "hallo".
- Memory: resident, after all this; of stock the server and its action server.
- Training: once each, from the command to the model.
"""

"""`make bench`: our service and stock Rasa in one run. Prints the figures and writes docs/benchmarks.md."""

from __future__ import annotations

import os
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from tests.benchmarks.conversations import neighbour, sixty_turns
from tests.benchmarks.figures import GROUPS, Turns
from tests.benchmarks.measure import converse
from tests.benchmarks.ours import Ours
from tests.benchmarks.processes import ROOT, BenchmarkError, memory
from tests.benchmarks.report import Results, report
from tests.benchmarks.sides import OursOverHttp, Side, StockOverHttp
from tests.benchmarks.stock import Stock

PAGE = ROOT / "docs/benchmarks.md"


def main(
    quick: Annotated[bool, typer.Option(help="A few turns only, to see that it works; writes no page.")] = False,
    epochs: Annotated[int, typer.Option(help="Epochs of stock's models: they cost minutes and change no turn.")] = 10,
    folder: Annotated[Path | None, typer.Option(help="Work here, with the models of the last time if any.")] = None,
) -> None:
    """Measures ours beside stock: turns, start, memory, training. About twenty minutes on two quiet cores."""
    with ExitStack() as stack:
        place = folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="signaalwijzer-bench-")))
        place.mkdir(parents=True, exist_ok=True)
        ours, stock = Ours(place.resolve()), Stock(place.resolve(), epochs)
        stack.callback(ours.stop)
        stack.callback(stock.stop)
        try:
            page = report(measure(ours, stock, times=1 if quick else 8))
        except BenchmarkError as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(1) from None
    typer.echo(page)
    if not quick:
        PAGE.write_text(page, "utf-8")


def measure(ours: Ours, stock: Stock, times: int) -> Results:
    """Trains, starts and times both; `times` scales what is repeated. Raises BenchmarkError when one does not work."""
    load = os.getloadavg()[0]
    training = _train(ours, stock)
    sides, starts = _start(ours, stock, 1 + times // 4)
    every: list[Side] = [ours.in_process(), *sides]
    list(converse(every, neighbour, 2))  # what a service makes at its first use is no turn's cost
    _tell("short conversations")
    short = Turns(list(converse(every, neighbour, GROUPS * times)))
    _tell("long conversations")
    long = Turns(list(converse(every, sixty_turns, times)))
    return Results(short, long, starts, (memory(ours.processes), memory(stock.processes)), training, stock.epochs, load)


def _train(ours: Ours, stock: Stock) -> tuple[float, float] | None:
    """The seconds that each took; None when the models are there already."""
    if ours.trained and stock.trained:
        return None
    stock.build()
    _tell("training ours")
    seconds = ours.train()
    _tell(f"training stock, {stock.epochs} epochs")
    return seconds, stock.train()


def _start(
    ours: Ours, stock: Stock, times: int
) -> tuple[tuple[OursOverHttp, StockOverHttp], list[tuple[float, float]]]:
    """Both services, running, and the seconds that each start took."""
    starts = []
    for _ in range(times):
        ours.stop()
        stock.stop()
        _tell("starting ours, then stock")
        (mine, seconds), (theirs, their_seconds) = ours.start(), stock.start()
        starts.append((seconds, their_seconds))
    return (mine, theirs), starts


def _tell(what: str) -> None:
    typer.echo(f"{what} ...", err=True)


if __name__ == "__main__":
    typer.run(main)

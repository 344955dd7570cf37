"""`make compare`: ways to understand a message on the same examples and the same test split, in one run.

Prints a table and writes it into docs/understanding.md.
"""

from __future__ import annotations

import json
import os
import platform
import re
import tempfile
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.understanding.examples import DEVELOPMENT, TEST
from tests.benchmarks import processes
from tests.benchmarks.processes import ROOT, BenchmarkError
from tests.benchmarks.stock import DEFAULT_EPOCHS
from tests.benchmarks.understanding.compared import table
from tests.benchmarks.understanding.contenders import SEED, SPACY_EPOCHS
from tests.benchmarks.understanding.one import NAMES, split

PAGE = ROOT / "docs/understanding.md"
BETWEEN = re.compile(r"(<!-- compare -->\n).*?(<!-- /compare -->)", re.DOTALL)
UNDER = """
Measured {when} in one run: {cores} cores ({machine}), Python {python}, Rasa {rasa}, spaCy {spacy},
scikit-learn {sklearn}; {tested} test messages, one at a time, in one process.
Where a column says how many examples, they were drawn from all with seed {seed}.
Stock is Rasa's default pipeline with {epochs} epochs (its default is {default_epochs});
spaCy's categoriser has {spacy_epochs}.
The development split set the limits of all; it sets our probabilities too. spaCy was told the language of each message.
"""


def main(
    part: Annotated[int, typer.Option(help="Train all on so many examples; then no page is written. 0: all.")] = 0,
    epochs: Annotated[int, typer.Option(help="Epochs of stock's classifier: they cost most of the time.")] = 8,
    stock_part: Annotated[
        int, typer.Option(help="Train stock on so many examples, and ours once more beside it.")
    ] = 2000,
) -> None:
    """Compares ours with logistic regression, spaCy and stock Rasa. Stock cannot finish with all examples here."""
    few = part or stock_part
    runs = [("ours", part), ("regression", part), ("spacy", part), ("stock", few)] + [("ours", few)] * (not part)
    with tempfile.TemporaryDirectory(prefix="signaalwijzer-compare-") as folder:
        try:
            found = dict(_run(which, own, epochs, Path(folder)) for which, own in runs)
        except BenchmarkError as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(1) from None
    held, tested = split(DEVELOPMENT), split(TEST)
    page = table(found, held, tested) + "\n" + _under(epochs, len(tested))
    typer.echo(page)
    if not part:
        text = BETWEEN.sub(lambda found: found[1] + page + found[2], PAGE.read_text("utf-8"))
        PAGE.write_text(text, "utf-8")


def _run(which: str, part: int, epochs: int, folder: Path) -> tuple[str, Any]:
    """The column's name and what was found; raises BenchmarkError when a contender fails."""
    name = NAMES[which] + (f", {part} examples" if part else "")
    typer.echo(f"{name} ...", err=True)
    out = folder / f"{which}.json"
    command = ["python", "-m", "tests.benchmarks.understanding.one", which, str(out)]
    seconds = processes.run([*command, "--part", str(part), "--epochs", str(epochs)], folder / f"{which}.out", {})
    typer.echo(f"  {seconds:.0f} s", err=True)
    return name, json.loads(out.read_text())


def _under(epochs: int, tested: int) -> str:
    return UNDER.format(
        when=date.today().isoformat(),
        cores=os.cpu_count(),
        machine=platform.machine(),
        python=platform.python_version(),
        rasa=version("rasa"),
        spacy=version("spacy"),
        sklearn=version("scikit-learn"),
        tested=tested,
        seed=SEED,
        epochs=epochs,
        default_epochs=DEFAULT_EPOCHS,
        spacy_epochs=SPACY_EPOCHS,
    )


if __name__ == "__main__":
    typer.run(main)

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
from typing import Annotated

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
scikit-learn {sklearn}; {tested} test messages, one at a time, in one process. {part}
Stock is Rasa's default pipeline with {epochs} epochs (its default is {default_epochs});
spaCy's categoriser has {spacy_epochs}.
The development split set the limits of all; it sets our probabilities too. spaCy was told the language of each message.
"""


def main(
    part: Annotated[int, typer.Option(help="Train on so many examples; then no page is written. 0: all.")] = 0,
    epochs: Annotated[int, typer.Option(help="Epochs of stock's classifier: they cost most of the time.")] = 10,
    stock_part: Annotated[int, typer.Option(help="Train stock on so many examples, drawn with a seed. 0: all.")] = 0,
) -> None:
    """Compares ours with stock Rasa, logistic regression and spaCy."""
    with tempfile.TemporaryDirectory(prefix="signaalwijzer-compare-") as folder:
        found = {}
        for which, name in NAMES.items():
            typer.echo(f"{name} ...", err=True)
            out = Path(folder) / f"{which}.json"
            own = (stock_part if which == "stock" else 0) or part
            command = ["python", "-m", "tests.benchmarks.understanding.one", which, str(out)]
            options = ["--part", str(own), "--epochs", str(epochs)]
            try:
                seconds = processes.run([*command, *options], Path(folder) / f"{which}.out", {})
            except BenchmarkError as error:
                typer.echo(str(error), err=True)
                raise typer.Exit(1) from None
            typer.echo(f"  {seconds:.0f} s", err=True)
            found[name] = json.loads(out.read_text())
    held, tested = split(DEVELOPMENT), split(TEST)
    page = table(found, held, tested) + "\n" + _under(part or stock_part, epochs, len(tested))
    typer.echo(page)
    if not part:
        text = BETWEEN.sub(lambda found: found[1] + page + found[2], PAGE.read_text("utf-8"))
        PAGE.write_text(text, "utf-8")


def _under(part: int, epochs: int, tested: int) -> str:
    return UNDER.format(
        when=date.today().isoformat(),
        cores=os.cpu_count(),
        machine=platform.machine(),
        python=platform.python_version(),
        rasa=version("rasa"),
        spacy=version("spacy"),
        sklearn=version("scikit-learn"),
        tested=tested,
        part=f"Where it says fewer, the examples were drawn with seed {SEED}."
        if part
        else "All learned from all examples.",
        epochs=epochs,
        default_epochs=DEFAULT_EPOCHS,
        spacy_epochs=SPACY_EPOCHS,
    )


if __name__ == "__main__":
    typer.run(main)

"""Trains the model when what it is made of has changed, and only then."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tqdm import tqdm

from actions.words import SPOKEN

ROOT = Path(__file__).resolve().parent.parent
# What a model is made of: the pipeline and its code, what the assistant knows of and does, and what people say.
INPUTS = (
    "config.yml",
    "bot/domain",
    "bot/rules",
    "bot/understanding",
    "nlu_data",
    "counters/places.py",
    "counters/data",
)
NAME = "signaalwijzer"


class TrainingError(RuntimeError):
    """The model could not be trained; the message says what to look at."""


def model_path(models: Path) -> Path:
    """Where the trained model lies."""
    return models / f"{NAME}.tar.gz"


def fingerprint() -> str:
    """A digest of everything that a model is made of, the library that trains it included."""
    digest = hashlib.sha256(version("rasa").encode())
    for name in INPUTS:
        path = ROOT / name
        files = sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]
        for file in files:
            if file.suffix in {".yml", ".py", ".jsonl", ".csv"} and "test" not in file.relative_to(ROOT).parts:
                digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def is_current(models: Path) -> bool:
    """Whether the model in this folder was trained from what stands here now."""
    note = models / f"{NAME}.fingerprint"
    return model_path(models).is_file() and note.is_file() and note.read_text() == fingerprint()


def train(models: Path, *, force: bool = False) -> bool:
    """Trains into `models` unless the model is current; shows a progress bar. True when it trained.

    Raises TrainingError with one sentence when the data cannot be used.
    """
    if is_current(models) and not force:
        return False
    models.mkdir(parents=True, exist_ok=True)
    made_of = fingerprint()
    from rasa.model_training import train as rasa_train

    with _progress():
        result = rasa_train(
            domain=str(ROOT / "bot/domain"),
            config=str(ROOT / "config.yml"),
            training_files=[str(ROOT / "bot/rules"), *(str(ROOT / "nlu_data" / code) for code in SPOKEN)],
            output=str(models),
            fixed_model_name=NAME,
            force_training=True,
        )
    if result.code != 0 or not result.model:
        raise TrainingError(
            "Het model kon niet worden getraind: kijk met `rasa data validate` wat er aan de gegevens schort."
        )
    (models / f"{NAME}.fingerprint").write_text(made_of)
    return True


class _Steps(logging.Handler):
    """Moves the bar on each time Rasa says that it trains or loads a component."""

    def __init__(self, bar: Any) -> None:
        super().__init__(logging.INFO)
        self._bar = bar

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        if message.startswith("Starting to train component"):
            self._bar.set_postfix_str(message.split("'")[1])
        elif message.startswith("Finished training component"):
            self._bar.update()


@contextmanager
def _progress() -> Iterator[None]:
    import yaml

    config = yaml.safe_load((ROOT / "config.yml").read_text("utf-8"))
    logger = logging.getLogger("rasa.engine.training.hooks")
    level, propagate = logger.level, logger.propagate
    with tqdm(total=len(config["pipeline"]) + len(config["policies"]), desc="Training", unit="part") as bar:
        handler = _Steps(bar)
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
        logger.propagate = False
        try:
            yield
            bar.update(bar.total - bar.n)
        finally:
            logger.removeHandler(handler)
            logger.setLevel(level)
            logger.propagate = propagate

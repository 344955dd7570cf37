"""Brings the examples into Rasa's training."""

from __future__ import annotations

import hashlib
from pathlib import Path

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import INTENT, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.understanding.examples import Example, labelled_messages, read_examples

HELD = "held"
"""Property of a message of the development split: it sets probabilities and limits; no weight learns from it."""


class Told(Message):
    """A message that is told from others by what it was made of and by which properties and features it has by now.

    Rasa asks this several times of every message at every step of training; reading all features for it took two
    thirds of the time. That features are remade when the code changes, the components' configuration sees to (`code`).
    """

    def fingerprint(self) -> str:
        """A digest in hexadecimal."""
        known: str | None = getattr(self, "_cached_fingerprint", None)
        if known is None:
            made_of = [self.get(name) for name in (TEXT, INTENT, METADATA, "language", HELD)]
            found = repr((made_of, sorted(self.data), len(self.features)))
            self._cached_fingerprint = known = hashlib.sha256(found.encode("utf-8", "replace")).hexdigest()
        return known


class ExampleImporter(RasaFileImporter):
    """Reads all as Rasa does, but for the examples: Rasa's own reader takes a minute for what takes a second here,
    and lets examples without labels through.
    """

    def get_nlu_data(self, language: str | None = "nl") -> TrainingData:
        """The examples of the training files and of the development split beside them.

        Raises ExampleError for a missing or unknown label.
        """
        files = [Path(file) for file in sorted(self._nlu_files)]
        folders = {folder for file in files for folder in file.parents if (folder / "development").is_dir()}
        beside = [split for folder in sorted(folders) for split in sorted((folder / "development").glob("*.jsonl"))]
        held = [example for file in beside for example in labelled_messages(file)]
        examples = [_message(example) for file in files for example in read_examples(file)]
        return TrainingData(examples + [_message(example, held=True) for example in held])


def _message(example: Example, held: bool = False) -> Message:
    labels = example.labels
    told = {"themes": list(labels.themes), "role": labels.role, "urgency": labels.urgency, "voice": example.voice}
    message = Told.build(example.text, labels.intent, example_metadata=told)
    message.set(HELD, held)
    message.set("language", {"code": example.language, "confidence": 1.0})
    return message

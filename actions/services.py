"""What the actions work with. The bot hands it in once at start-up; actions import nothing that stands left of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from actions.knowledge import Knowledge
from counters.directory import Directory
from counters.places import Places
from signals.service import Signals


class Phrase(Protocol):
    """Gives a short text by name, in a language, with its placeholders filled."""

    def __call__(self, phrase: str, language: str | None = None, /, **values: object) -> str: ...


@dataclass(frozen=True)
class Services:
    directory: Directory
    places: Places
    signals: Signals
    # By language.
    knowledge: Mapping[str, Knowledge]
    phrase: Phrase
    # What to read for a placeholder of a text, such as {emergency}.
    numbers: Mapping[str, str]


_current: list[Services] = []


def configure(services: Services) -> None:
    """Make these the services that actions use from now on."""
    _current[:] = [services]


def services() -> Services:
    """The services in use. Raises RuntimeError when nothing was configured."""
    if not _current:
        raise RuntimeError("Configure the actions first: actions.services.configure(...).")
    return _current[0]

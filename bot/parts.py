"""Builds what the assistant works with from the settings. The service, the command line and the tests start here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.engine import Engine

from actions.knowledge import WHOLE_RECORD, Knowledge
from actions.services import Services, configure
from bot.settings import Settings
from bot.training import ROOT, model_path
from counters.directory import Directory
from counters.places import Places
from signals.database import connect, migrate
from signals.keys import Keys
from signals.organisations import Organisation, Organisations
from signals.service import Signals

if TYPE_CHECKING:
    from bot.assistant import Assistant
    from bot.memory import Memory

# Each room keeps its own migrations; one database knows them all.
MIGRATIONS = (ROOT / "bot/migrations/versions", ROOT / "desk/migrations/versions")


@dataclass(frozen=True)
class Parts:
    """The rooms that need no model: directory, places, signals and the database below them."""

    settings: Settings
    engine: Engine
    keys: Keys
    directory: Directory
    places: Places
    knowledge: Mapping[str, Knowledge]
    signals: Signals

    @classmethod
    def open(cls, settings: Settings) -> Parts:
        """Opens (and on first use makes) the data folder, keys and tables. Raises the rooms' own one-sentence
        errors.
        """
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        engine = connect(settings.database)
        migrate(engine, *MIGRATIONS)
        keys = Keys.load(settings.data / "keys")
        directory = Directory.load()
        signals = Signals(engine, keys, organisations(settings, directory), public_url=settings.address)
        knowledge = Knowledge.every_language(ROOT / "bot/knowledge")
        return cls(settings, engine, keys, directory, Places.load(), knowledge, signals)

    @property
    def counter_ids(self) -> Mapping[str, str]:
        """The counter of the directory that each placeholder of the texts stands for; the same in every language."""
        return self.knowledge[WHOLE_RECORD].counter_ids

    @property
    def numbers(self) -> dict[str, str]:
        """What to read for {emergency}, {veilig_thuis} and the other placeholders of the texts."""
        counters = {name: self.directory.get(counter_id) for name, counter_id in self.counter_ids.items()}
        return {name: counter.phone or counter.name for name, counter in counters.items()}

    def memory(self) -> Memory:
        from bot.memory import Memory

        return Memory(self.engine, self.keys)

    def assistant(self) -> Assistant:
        """Loads the trained model: seconds and some 500 MB, so only for what talks."""
        from bot.assistant import Assistant
        from bot.speech import Speech

        speech = Speech.load(ROOT / "bot/replies", self.numbers)
        configure(Services(self.directory, self.places, self.signals, self.knowledge, speech.phrase, self.numbers))
        return Assistant.load(model_path(self.settings.models), self.memory(), speech, _lock_store(self.settings))


def organisations(settings: Settings, directory: Directory) -> Organisations:
    """The operator's organisations, or every Veilig Thuis of the directory on the embedded desk."""
    regions = sorted({municipality.veilig_thuis for municipality in directory.municipalities.values()})
    known = [Organisation(region, directory.get(region).name, phone=directory.get(region).phone) for region in regions]
    return Organisations.from_yaml(settings.organisations, known) if settings.organisations else Organisations(known)


def _lock_store(settings: Settings) -> object:
    if not settings.redis_url:
        return None
    from urllib.parse import urlparse

    from rasa.core.lock_store import RedisLockStore

    url = urlparse(settings.redis_url)
    return RedisLockStore(
        host=url.hostname, port=url.port or 6379, password=url.password, db=int(url.path.strip("/") or 1)
    )

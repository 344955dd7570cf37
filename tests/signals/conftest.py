"""A service with real keys, a real database file and an organisation's key pair; only the clock is ours."""

import asyncio
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from nacl.public import PrivateKey
from sqlalchemy.engine import Engine

from signals import document
from signals.database import connect, migrate
from signals.keys import Keys
from signals.organisations import Organisation, Organisations
from signals.outbox import Dispatcher
from signals.seal import open_signal
from signals.service import Receipt, Signals, Status

FLEVOLAND = Organisation("veilig-thuis-flevoland", "Veilig Thuis Flevoland", phone="0800-0000000")
GRONINGEN = Organisation("veilig-thuis-groningen", "Veilig Thuis Groningen")


class Clock:
    """Stands still until told otherwise."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 14, 37, 12, tzinfo=timezone.utc)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **passed: float) -> None:
        self.now += timedelta(**passed)


@dataclass
class World:
    """Everything between a reporter and an organisation; `restarted()` is the same folder in a new process."""

    folder: Path
    empty_database: Path
    url: str = ""
    private_key: PrivateKey = field(default_factory=PrivateKey.generate)
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.keys = Keys.load(self.folder / "keys")
        self.engine: Engine = connect(self.url or self._sqlite())
        organisations = Organisations([FLEVOLAND, GRONINGEN])
        self.signals = Signals(self.engine, self.keys, organisations, public_url="https://example.nl", clock=self.clock)
        self.signals.set_organisation_key(FLEVOLAND.id, bytes(self.private_key.public_key))
        self.dispatcher = Dispatcher(self.signals)

    def _sqlite(self) -> str:
        database = self.folder / "signals.sqlite"
        if not database.exists():
            shutil.copy(self.empty_database, database)
        return f"sqlite:///{database}"

    def restarted(self) -> "World":
        return replace(self)

    def draft(self, **told: Any) -> dict[str, Any]:
        usual: dict[str, Any] = {
            "language": "nl",
            "channel": "web",
            "account": "Ik hoor elke avond geschreeuw bij de buren.",
            "place": {"municipality": "Almere", "code": "GM0034", "address": "Kerkstraat 1"},
            "reporter": {"role": "bystander", "identity": "anonymous"},
        }
        return document.compose(**{**usual, **told})

    def forward(self, key: str = "a draft that nobody guesses", **told: Any) -> Receipt:
        return self.signals.forward(self.draft(**told), FLEVOLAND.id, idempotency_key=key)

    def deliver(self) -> int:
        return asyncio.run(self.dispatcher.deliver_due())

    def status(self, receipt: Receipt) -> Status:
        return self.signals.status(receipt.reference, receipt.secret)

    def states(self, receipt: Receipt) -> list[str]:
        return [event.state.value for event in self.status(receipt).events]

    def opened(self, receipt: Receipt) -> dict[str, Any]:
        return open_signal(self.signals.sealed(receipt.reference), bytes(self.private_key))

    def files(self) -> bytes:
        """All that lies on disk, keys left out."""
        return b"".join(file.read_bytes() for file in sorted(self.folder.glob("signals.sqlite*")))


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with all tables, made once: migrating takes longer than most tests."""
    file = tmp_path_factory.mktemp("empty") / "signals.sqlite"
    engine = connect(f"sqlite:///{file}")
    migrate(engine)
    engine.dispose()
    return file


@pytest.fixture
def make_world(empty_database: Path) -> Callable[[Path], World]:
    """For tests that need more than one."""
    return partial(World, empty_database=empty_database)


@pytest.fixture
def world(tmp_path: Path, make_world: Callable[[Path], World]) -> World:
    return make_world(tmp_path)

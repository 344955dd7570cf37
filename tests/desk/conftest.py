"""A desk on a real database, two organisations, and the people of these tests."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pyotp
import pytest
from sqlalchemy.engine import Engine

from desk import vault
from desk.service import Desk
from signals.database import connect, migrate
from signals.document import compose
from signals.keys import Keys
from signals.organisations import Organisation, Organisations
from signals.outbox import Dispatcher
from signals.service import Receipt, Signals

MIGRATIONS = Path(vault.__file__).parent / "migrations" / "versions"
FLEVOLAND, GRONINGEN, UTRECHT = "veilig-thuis-flevoland", "veilig-thuis-groningen", "veilig-thuis-utrecht"
PASSWORD = "een lange zin die niemand raadt"
STORY = "Mevrouw van hiernaast heeft blauwe plekken <b>en</b> huilt 's nachts."


@dataclass
class Clock:
    """A clock that tests set forward."""

    now: datetime = datetime(2026, 11, 21, 10, 5, tzinfo=timezone.utc)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Person:
    """A worker with an authenticator app."""

    name: str
    totp_secret: str
    clock: Clock
    password: str = field(default=PASSWORD)

    def code(self) -> str:
        return pyotp.TOTP(self.totp_secret).at(self.clock())

    def fresh_code(self) -> str:
        """A code that was not used yet: the app's next one."""
        self.clock.forward(seconds=31)
        return self.code()

    def sign_in(self, desk: Desk) -> str:
        return desk.sign_in(self.name, self.password, self.fresh_code())


@pytest.fixture(autouse=True)
def _quick_passwords(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2id stays, at the least it can cost, unless a test asks for `real_passwords`."""
    if "real_passwords" not in request.fixturenames:
        monkeypatch.setattr(vault, "MEMORY_KIB", 32)
        monkeypatch.setattr(vault, "PASSES", 1)


@pytest.fixture
def real_passwords() -> None:
    """Ask for it to pay the real cost of Argon2id."""


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = connect(f"sqlite:///{tmp_path / 'signals.db'}")
    migrate(engine, MIGRATIONS)
    yield engine
    engine.dispose()


@pytest.fixture
def signals(engine: Engine, tmp_path: Path, clock: Clock) -> Signals:
    names = {FLEVOLAND: "Veilig Thuis Flevoland", GRONINGEN: "Veilig Thuis Groningen", UTRECHT: "Veilig Thuis Utrecht"}
    organisations = Organisations([Organisation(id_, name) for id_, name in names.items()])
    return Signals(engine, Keys.load(tmp_path / "keys"), organisations, public_url="https://example.nl", clock=clock)


@pytest.fixture
def desk(engine: Engine, signals: Signals, clock: Clock) -> Desk:
    return Desk(engine, signals, clock=clock)


@pytest.fixture
def anna(desk: Desk, clock: Clock) -> Person:
    """The first worker of Flevoland."""
    return Person("anna", desk.add_user("Anna", [FLEVOLAND], PASSWORD).totp_secret, clock)


def draft(**more: Any) -> dict[str, Any]:
    """What a neighbour told and agreed to."""
    told = {
        "language": "nl",
        "channel": "web",
        "account": STORY,
        "place": {"municipality": "Almere", "code": "GM0034", "address": "Stationsplein 1"},
        "reporter": {"role": "bystander", "relation": "buurvrouw", "identity": "anonymous"},
        "themes": ["elder_abuse"],
        "urgency": "urgent",
        "danger_now": False,
    }
    return compose(**told | more)


def forward(signals: Signals, organisation: str = FLEVOLAND, **more: Any) -> Receipt:
    """A signal that was delivered to the desk."""
    key = f"a draft that nobody guesses {len(signals.inbox([FLEVOLAND, GRONINGEN, UTRECHT]))}"
    receipt = signals.forward(draft(**more), organisation, idempotency_key=key)
    asyncio.run(Dispatcher(signals).deliver_due())
    return receipt

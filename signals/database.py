"""The database that the rooms share: how to reach it, its transactions and its migrations."""

import os
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import DateTime, create_engine, event
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.orm import Session, declarative_base
from sqlalchemy.pool import QueuePool
from sqlalchemy.types import TypeDecorator

from signals.errors import SignalsError

Base = declarative_base()
metadata = Base.metadata

_MIGRATIONS = Path(__file__).parent / "migrations"
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON", "busy_timeout=15000")


def to_the_hour(at: datetime) -> datetime:
    """The beginning of the hour, in UTC."""
    return at.astimezone(timezone.utc).replace(minute=0, second=0, microsecond=0)


class UtcTime(TypeDecorator):
    """An aware time; stored in UTC, for SQLite keeps no zone."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Any) -> datetime | None:
        """Aware in, UTC without zone out."""
        return None if value is None else value.astimezone(timezone.utc).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, _dialect: Any) -> datetime | None:
        """Aware UTC again."""
        return None if value is None else value.replace(tzinfo=timezone.utc)


class HourTime(UtcTime):
    """A time of which nobody needs the minute: stored to the hour, so that it helps nobody to find a person by."""

    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Any) -> datetime | None:
        """Rounds down to the hour."""
        return super().process_bind_param(value and to_the_hour(value), _dialect)


def connect(url: str) -> Engine:
    """An engine for SQLite (its file is made, readable by us only) or PostgreSQL.

    Exceptions never show the values of a statement. A process that forks takes no open connection along.
    Raises SignalsError for a SQLite database in memory.
    """
    engine = _sqlite(url) if make_url(url).get_backend_name() == "sqlite" else _server(url)
    kept = weakref.ref(engine)
    os.register_at_fork(before=lambda: (known := kept()) and known.dispose())
    return engine


def _server(url: str) -> Engine:
    return create_engine(url, future=True, hide_parameters=True, pool_pre_ping=True)


def _sqlite(url: str) -> Engine:
    name = make_url(url).database
    if not name or name == ":memory:":
        raise SignalsError("A signal must outlive the process: name a file, as in sqlite:///data/signaalwijzer.sqlite.")
    file = Path(name)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.touch(mode=0o600)
    engine = create_engine(
        url,
        future=True,
        hide_parameters=True,
        # Opening a connection costs more than using it; the pool hands each to one thread at a time.
        poolclass=QueuePool,
        max_overflow=50,
        connect_args={"check_same_thread": False},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver's own transactions would begin too late; _begin_sqlite begins them.
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Any) -> None:
    # A transaction that reads and then writes fails when another wrote in between; IMMEDIATE waits its turn instead.
    mode = "DEFERRED" if connection.get_execution_options().get("read_only") else "IMMEDIATE"
    connection.exec_driver_sql(f"BEGIN {mode}")


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """One transaction: committed at the end of the block, rolled back on any exception."""
    with Session(engine, future=True, expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A transaction that only reads and waits for no writer."""
    with Session(engine.execution_options(read_only=True), future=True, expire_on_commit=False) as session:
        yield session


def migrate(engine: Engine, *more_version_locations: Path) -> None:
    """Brings every table up to date: ours, and those of the rooms whose folders of migrations are given.

    Each room has its own base revision, with the room's name as its branch label. Safe to run by several at once.
    """
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.set_main_option("path_separator", "newline")
    locations = (_MIGRATIONS / "versions", *more_version_locations)
    config.set_main_option("version_locations", "\n".join(str(location) for location in locations))
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(20001)")
        config.attributes["connection"] = connection
        command.upgrade(config, "heads")


def scrub(engine: Engine) -> None:
    """After a deletion: what SQLite's write-ahead log still holds of it goes too."""
    if engine.dialect.name == "sqlite":
        connection = engine.raw_connection()
        try:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            connection.close()

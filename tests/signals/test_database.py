import os
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, select
from sqlalchemy.exc import IntegrityError

from signals import models
from signals.database import connect, metadata, migrate, reading, writing
from signals.errors import SignalsError

OURS = {model.__tablename__ for model in vars(models).values() if hasattr(model, "__tablename__")}

ANOTHER_ROOM = """
import sqlalchemy as sa
from alembic import op

revision = "attic_0001"
down_revision = None
branch_labels = ("attic",)
depends_on = "signals_0001"


def upgrade():
    op.create_table("attic", sa.Column("reference", sa.String(16), sa.ForeignKey("signals.reference")))
"""


@pytest.fixture
def engine(tmp_path):
    return connect(f"sqlite:///{tmp_path / 'data' / 'a.sqlite'}")


def tries(reference, failures=1):
    return models.TriesRecord(reference=reference, failures=failures, rests_until=datetime.now(timezone.utc))


def test_the_migrations_make_exactly_the_tables_of_the_models(engine):
    migrate(engine)

    def ours(_object, name, kind, _reflected, _compared):
        return kind != "table" or name in OURS

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False, "include_object": ours})
        assert compare_metadata(context, metadata) == []
    assert set(inspect(engine).get_table_names()) >= OURS
    assert len(OURS) == 8


def test_migrating_again_changes_nothing_and_several_may_start_at_once(engine):
    gate = threading.Barrier(4)

    def start(_):
        gate.wait()
        migrate(engine)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(start, range(4)))
    migrate(engine)


def test_every_room_brings_its_own_migrations_even_later(engine, tmp_path):
    migrate(engine)
    versions = tmp_path / "another room" / "versions"
    versions.mkdir(parents=True)
    (versions / "0001_attic.py").write_text(ANOTHER_ROOM)
    migrate(engine, versions)
    migrate(engine, versions)
    assert "attic" in inspect(engine).get_table_names()


def test_the_file_can_be_read_by_its_owner_only(engine, tmp_path):
    migrate(engine)
    for file in (tmp_path / "data").iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


def test_the_safeguards_of_sqlite_are_on(engine):
    with engine.connect() as connection:
        found = {
            pragma: connection.exec_driver_sql(f"PRAGMA {pragma}").scalar()
            for pragma in ("journal_mode", "foreign_keys", "secure_delete", "synchronous")
        }
    assert found == {"journal_mode": "wal", "foreign_keys": 1, "secure_delete": 1, "synchronous": 2}


def test_a_child_without_its_parent_is_refused(engine):
    migrate(engine)
    with pytest.raises(IntegrityError), writing(engine) as session:
        session.add(models.MessageRecord(reference="SW-AAAA-AAAA", sealed=b"", at=tries("x").rests_until))


def test_a_transaction_that_fails_leaves_nothing(engine):
    migrate(engine)

    def stumble():
        with writing(engine) as session:
            session.add(tries("SW-AAAA-AAAA"))
            session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        stumble()
    with reading(engine) as session:
        assert session.scalars(select(models.TriesRecord)).all() == []


def test_many_that_read_and_then_write_wait_for_each_other(engine):
    migrate(engine)
    with writing(engine) as session:
        session.add(tries("SW-AAAA-AAAA", failures=0))

    def count(_):
        with writing(engine) as session:
            session.get(models.TriesRecord, "SW-AAAA-AAAA").failures += 1

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(count, range(80)))
    with reading(engine) as session:
        assert session.get(models.TriesRecord, "SW-AAAA-AAAA").failures == 80


def test_a_reader_does_not_wait_for_a_writer(engine):
    migrate(engine)
    with writing(engine) as writer:
        writer.add(tries("SW-AAAA-AAAA"))
        writer.flush()
        with reading(engine) as reader:
            assert reader.scalars(select(models.TriesRecord)).all() == []


def test_a_fork_takes_no_open_connection_along(engine, tmp_path):
    migrate(engine)
    with reading(engine) as session:
        session.scalars(select(models.TriesRecord)).all()
    assert engine.pool.checkedin() == 1

    child = os.fork()
    if child == 0:
        opened = [os.readlink(link) for link in Path("/proc/self/fd").iterdir() if link.is_symlink()]
        os._exit(1 if any("a.sqlite" in name for name in opened) else 0)
    assert os.waitpid(child, 0)[1] == 0
    with writing(engine) as session:
        session.add(tries("SW-AAAA-AAAA"))


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_a_database_that_forgets_is_refused(url):
    with pytest.raises(SignalsError, match="name a file"):
        connect(url)

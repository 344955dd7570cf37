"""The tables."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.engine import Engine

from desk import models
from signals.database import metadata, migrate
from tests.desk.conftest import MIGRATIONS


def test_the_migrations_make_exactly_the_tables_of_the_models(engine: Engine) -> None:
    def ours(_object: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
        return kind != "table" or (name or "").startswith("desk_")

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": ours})
        assert compare_metadata(context, metadata) == []
    assert models.AuditRecord.__tablename__ in metadata.tables


def test_migrating_again_changes_nothing(engine: Engine) -> None:
    migrate(engine, MIGRATIONS)

"""Accounts, organisations' keys, sessions and the audit log."""

import sqlalchemy as sa
from alembic import op

revision = "desk_0001"
down_revision = None
branch_labels = ("desk",)
depends_on = None


def upgrade() -> None:
    """Makes the tables, and the row that the audit log ends in."""
    _accounts()
    _sessions()
    _audit()


def _accounts() -> None:
    op.create_table(
        "desk_workers",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(64), nullable=False, unique=True),
        sa.Column("salt", sa.LargeBinary(16), nullable=False),
        sa.Column("public_key", sa.LargeBinary(32), nullable=False),
        sa.Column("box", sa.LargeBinary, nullable=False),
        sa.Column("last_step", sa.Integer, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "desk_keys",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("organisation", sa.String(80), nullable=False, index=True),
        sa.Column("key_id", sa.String(16), nullable=False, unique=True),
        sa.Column("public_key", sa.LargeBinary(32), nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "desk_shares",
        sa.Column("worker_id", sa.Integer, sa.ForeignKey("desk_workers.id", ondelete="CASCADE"), primary_key=True),
        sa.Column(
            "organisation_key_id", sa.Integer, sa.ForeignKey("desk_keys.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )


def _sessions() -> None:
    op.create_table(
        "desk_sessions",
        sa.Column("token_hash", sa.LargeBinary(32), primary_key=True),
        sa.Column("worker_id", sa.Integer, sa.ForeignKey("desk_workers.id", ondelete="CASCADE"), nullable=False),
        sa.Column("box", sa.LargeBinary, nullable=False),
        sa.Column("started_at", sa.DateTime, nullable=False),
        sa.Column("seen_at", sa.DateTime, nullable=False),
    )


def _audit() -> None:
    op.create_table(
        "desk_audit",
        sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("worker", sa.String(64), nullable=False),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("organisation", sa.String(80), nullable=False, index=True),
        sa.Column("about", sa.String(64), nullable=False, index=True),
        sa.Column("mac", sa.LargeBinary(32), nullable=False),
    )
    head = op.create_table(
        "desk_audit_head",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("mac", sa.LargeBinary(32), nullable=False),
    )
    # The first entry follows nothing; writers wait for each other at this row.
    op.bulk_insert(head, [{"id": 1, "sequence": 0, "mac": b""}])


def downgrade() -> None:
    """Removes the room's tables."""
    tables = ("audit_head", "audit", "sessions", "shares", "keys", "workers")
    for table in tables:
        op.drop_table(f"desk_{table}")

"""The tables of signals, receipts, outbox and inbox."""

import sqlalchemy as sa
from alembic import op

revision = "signals_0001"
down_revision = None
branch_labels = ("signals",)
depends_on = None


def _reference(**options: object) -> sa.Column:
    return sa.Column("reference", sa.String(16), sa.ForeignKey("signals.reference", ondelete="CASCADE"), **options)


def upgrade() -> None:
    """Makes them."""
    _make_signals()
    _make_receipts()
    _make_boxes()
    op.create_table(
        "organisation_keys",
        sa.Column("organisation", sa.String(80), primary_key=True),
        sa.Column("public_key", sa.LargeBinary(32), nullable=False),
        sa.Column("set_at", sa.DateTime, nullable=False),
    )


def _make_signals() -> None:
    op.create_table(
        "signals",
        sa.Column("reference", sa.String(16), primary_key=True),
        sa.Column("organisation", sa.String(80), nullable=False, index=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("idempotency", sa.LargeBinary(32), nullable=False, unique=True),
        sa.Column("consented_at", sa.DateTime, nullable=False),
        sa.Column("changed_at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "signal_events",
        sa.Column("id", sa.Integer, primary_key=True),
        _reference(nullable=False, index=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "signal_messages",
        sa.Column("id", sa.Integer, primary_key=True),
        _reference(nullable=False, index=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
    )


def _make_receipts() -> None:
    op.create_table(
        "receipts",
        _reference(primary_key=True),
        sa.Column("salt", sa.LargeBinary(16), nullable=False),
        sa.Column("verifier", sa.LargeBinary(32), nullable=False),
        sa.Column("public_key", sa.LargeBinary(32), nullable=False),
        sa.Column("contact", sa.LargeBinary),
        sa.Column("last_used_at", sa.DateTime),
    )
    op.create_table(
        "receipt_tries",
        sa.Column("reference", sa.String(16), primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("rests_until", sa.DateTime, nullable=False),
    )


def _make_boxes() -> None:
    op.create_table(
        "outbox",
        _reference(primary_key=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("key_id", sa.String(16), nullable=False),
        sa.Column("delivery_id", sa.String(36), nullable=False, unique=True),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("next_try_at", sa.DateTime, index=True),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("claimed_by", sa.String(36)),
        sa.Column("claimed_until", sa.DateTime),
        sa.Column("last_failure", sa.String(80)),
        sa.Column("alarmed_at", sa.DateTime),
    )
    op.create_table(
        "inbox",
        _reference(primary_key=True),
        sa.Column("sealed", sa.LargeBinary),
        sa.Column("key_id", sa.String(16), nullable=False),
        sa.Column("delivered_at", sa.DateTime, nullable=False),
    )


def downgrade() -> None:
    """Removes them, with everything in them."""
    for table in ("organisation_keys", "inbox", "outbox", "receipt_tries", "receipts", "signal_messages"):
        op.drop_table(table)
    op.drop_table("signal_events")
    op.drop_table("signals")

"""What is kept how long. What was not delivered is never touched."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from signals import tries
from signals.lifecycle import State
from signals.models import InboxRecord, SignalRecord


@dataclass(frozen=True)
class Retention:
    """Days after closing: first the sealed content goes, later the receipt."""

    content_days: int = 90
    receipt_days: int = 365


@dataclass(frozen=True)
class Purged:
    """How many contents, receipts and tallies of wrong tries were removed."""

    contents: int
    receipts: int
    tries: int


def purge(session: Session, rules: Retention, now: datetime) -> Purged:
    """Applies the rules as of `now`."""
    content = select(SignalRecord.reference).where(*_closed(now, rules.content_days))
    emptied = (
        update(InboxRecord)
        .where(InboxRecord.sealed.is_not(None), InboxRecord.reference.in_(content))
        .values(sealed=None)
        .execution_options(synchronize_session=False)
    )
    removed = delete(SignalRecord).where(*_closed(now, rules.receipt_days)).execution_options(synchronize_session=False)
    contents = session.execute(emptied).rowcount
    return Purged(contents, session.execute(removed).rowcount, tries.forget(session, now))


def _closed(now: datetime, days: int) -> tuple[object, object]:
    return SignalRecord.state == State.CLOSED.value, SignalRecord.changed_at <= now - timedelta(days=days)

"""How often a receipt may be tried: five times freely, then after a rest that doubles up to an hour.

Tallies stand in the database, so that a restart forgives nothing; they are kept for references that do not exist too,
so that nobody learns which do. There is no lock for ever: the reporter can always wait.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from signals.errors import TryLater
from signals.models import TriesRecord

_FREE = 5
_FIRST_REST = timedelta(seconds=30)
_LONGEST_REST = timedelta(hours=1)
_FORGOTTEN_AFTER = timedelta(days=1)


def begin(session: Session, reference: str, now: datetime) -> None:
    """Counts a try as failed before its secret is looked at: a hundred at once are a hundred tries.

    Raises TryLater while the reference rests; that does not count.
    """
    record = _record(session, reference, now)
    if record.rests_until > now:
        raise TryLater(ceil((record.rests_until - now).total_seconds()))
    record.failures += 1
    record.rests_until = now + _rest(record.failures)


def clear(session: Session, reference: str) -> None:
    """The secret was right: earlier mistakes are forgiven."""
    session.execute(delete(TriesRecord).where(TriesRecord.reference == reference))


def forget(session: Session, now: datetime) -> int:
    """Removes tallies of which the last try is a day old; says how many."""
    old = delete(TriesRecord).where(TriesRecord.rests_until < now - _FORGOTTEN_AFTER)
    return int(session.execute(old).rowcount)


def _rest(failures: int) -> timedelta:
    if failures < _FREE:
        return timedelta()
    doubled = _FIRST_REST * int(2 ** min(failures - _FREE, 16))
    return min(_LONGEST_REST, doubled)


def _record(session: Session, reference: str, now: datetime) -> TriesRecord:
    query = select(TriesRecord).filter_by(reference=reference).with_for_update()
    record: TriesRecord | None = session.scalars(query).one_or_none()
    if record is None:
        with suppress(IntegrityError), session.begin_nested():  # another first try may come in between
            session.add(TriesRecord(reference=reference, failures=0, rests_until=now))
        record = session.scalars(query).one()
    return record

"""The audit log: who did what to which signal or account, and when; never anything of its content.

Each entry carries a keyed hash over itself and the entry before it, and the head row one over the last entry. The key
(the pepper) lies outside the database: who can write to the database alone cannot edit, remove, add or reorder unseen.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from hmac import compare_digest
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from desk.models import AuditHeadRecord, AuditRecord, WorkerRecord

_HEAD = 1
_BEFORE_THE_FIRST = bytes(32)


class Action(str, Enum):
    """What is written down."""

    ACCOUNT_ADDED = "account_added"
    MEMBER_ADDED = "member_added"
    SIGNED_IN = "signed_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    SIGNED_OUT = "signed_out"
    OPENED = "opened"
    RECEIVED = "received"
    PICKED_UP = "picked_up"
    MESSAGE_SENT = "message_sent"
    CLOSED = "closed"
    NOT_DONE = "not_done"
    REFUSED = "refused"


@dataclass(frozen=True)
class Entry:
    """One line of the log: `at` in UTC, `about` the reference of a signal or the name of an account.

    `worker` is empty for someone without an account: the operator, or a name that does not exist.
    """

    sequence: int
    at: datetime
    worker: str
    action: Action
    organisation: str
    about: str


@dataclass(frozen=True)
class Check:
    """The outcome of `AuditLog.verify`: how many entries hold, and the first number that does not, or None."""

    entries: int
    broken_at: int | None

    @property
    def intact(self) -> bool:
        """Whether the whole log holds."""
        return self.broken_at is None


class AuditLog:
    """Adds to the log, reads it and checks it, inside the caller's transaction.

    `tag(purpose, value)` gives the keyed hash: 32 bytes.
    """

    def __init__(self, tag: Callable[[str, str], bytes]) -> None:
        self._tag = tag

    def record(
        self, db: Session, at: datetime, worker: str, action: Action, *, organisation: str = "", about: str = ""
    ) -> None:
        """Adds one entry. It is there when, and only when, the caller's transaction is committed."""
        head = db.get(AuditHeadRecord, _HEAD, with_for_update=True)
        last = db.get(AuditRecord, head.sequence)
        entry = Entry(head.sequence + 1, at, worker, action, organisation, about)
        mac = self._mac(entry, last.mac if last else _BEFORE_THE_FIRST)
        db.add(AuditRecord(**vars(entry) | {"action": action.value}, mac=mac))
        head.sequence, head.mac = entry.sequence, self._head_mac(entry.sequence, mac)

    def entries(self, db: Session, organisations: Iterable[str], worker: str, limit: int = 200) -> list[Entry]:
        """The newest entries about these organisations' signals, and about this worker."""
        visible = or_(AuditRecord.organisation.in_(tuple(organisations)), AuditRecord.worker == worker)
        query = select(AuditRecord).where(visible).order_by(AuditRecord.sequence.desc()).limit(limit)
        return [_entry(record) for record in db.scalars(query)]

    def history(self, db: Session, reference: str) -> list[Entry]:
        """All entries about one signal, oldest first."""
        query = select(AuditRecord).where(AuditRecord.about == reference).order_by(AuditRecord.sequence)
        return [_entry(record) for record in db.scalars(query)]

    def verify(self, db: Session) -> Check:
        """Checks every entry from the first to the head."""
        head = db.get(AuditHeadRecord, _HEAD)
        previous, count = _BEFORE_THE_FIRST, 0
        for record in db.scalars(select(AuditRecord).order_by(AuditRecord.sequence).execution_options(yield_per=500)):
            expected = self._mac_or_none(record, previous)
            if record.sequence != count + 1 or expected is None or not compare_digest(record.mac, expected):
                return Check(count, count + 1)
            previous, count = record.mac, count + 1
        return Check(count, None if self._ends_at(db, head, count, previous) else count + 1)

    def _ends_at(self, db: Session, head: Any, count: int, mac: bytes) -> bool:
        if count == 0:
            # Making an account is written down: where accounts are, an empty log has been emptied.
            return head is not None and head.sequence == 0 and not db.scalar(select(func.count(WorkerRecord.id)))
        return head is not None and compare_digest(head.mac, self._head_mac(count, mac))

    def _mac_or_none(self, record: Any, previous: bytes) -> bytes | None:
        try:
            return self._mac(_entry(record), previous)
        except ValueError:  # an action that does not exist
            return None

    def _mac(self, entry: Entry, previous: bytes) -> bytes:
        parts = [entry.sequence, entry.at.isoformat(), entry.worker, entry.action.value]
        parts += [entry.organisation, entry.about, previous.hex()]
        return self._tag("desk-audit", json.dumps(parts))

    def _head_mac(self, sequence: int, mac: bytes) -> bytes:
        return self._tag("desk-audit-head", json.dumps([sequence, mac.hex()]))


def _entry(record: Any) -> Entry:
    action = Action(record.action)
    return Entry(record.sequence, record.at, record.worker, action, record.organisation, record.about)

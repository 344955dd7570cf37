"""Signed-in workers.

The table knows a token by its hash only. The worker's private key stays in the memory of this process, in a box that
only the token opens: neither the database nor the memory alone opens a signal, and a restart signs everyone out.
"""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

from nacl.secret import SecretBox
from sqlalchemy import delete, or_, select
from sqlalchemy.engine import Engine

from desk.errors import SignedOut
from desk.keyring import Worker
from desk.models import SessionRecord, WorkerRecord
from signals.database import writing

IDLE = timedelta(minutes=15)
LONGEST = timedelta(hours=8)


class Sessions:
    """Starts, finds and ends sessions."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock
        self._boxes: dict[bytes, bytes] = {}

    def start(self, worker: Worker) -> str:
        """A new session; the token that comes out is for the worker's browser only."""
        token, now, held = new_token(), self._clock(), set(self._boxes)
        with writing(self._engine) as db:
            db.execute(delete(SessionRecord).where(_over(now)))
            db.add(SessionRecord(token_hash=_hash(token), worker_id=worker.id, started_at=now, seen_at=now))
            db.flush()
            alive = set(db.scalars(select(SessionRecord.token_hash)))
        for hashed in held - alive:
            self._boxes.pop(hashed, None)
        self._boxes[_hash(token)] = bytes(_box(token).encrypt(worker.private_key))
        return token

    def find(self, token: str) -> Worker:
        """Who this token belongs to; being asked counts as activity. Raises SignedOut."""
        hashed, now = _hash(token), self._clock()
        with writing(self._engine) as db:
            db.execute(delete(SessionRecord).where(SessionRecord.token_hash == hashed, _over(now)))
            record = db.get(SessionRecord, hashed)
            if record is not None:
                record.seen_at = now
                worker = db.get(WorkerRecord, record.worker_id)
        if record is None:
            self._boxes.pop(hashed, None)
            raise SignedOut
        if hashed not in self._boxes:
            raise SignedOut
        return Worker(worker.id, worker.name, _box(token).decrypt(self._boxes[hashed]))

    def end(self, token: str) -> None:
        """Forgets a session and its key."""
        self._boxes.pop(_hash(token), None)
        with writing(self._engine) as db:
            db.execute(delete(SessionRecord).where(SessionRecord.token_hash == _hash(token)))


def new_token() -> str:
    """256 random bits, safe in a cookie."""
    return secrets.token_urlsafe(32)


def csrf_token(token: str) -> str:
    """What a form carries: it follows from the cookie's token, and does not give it away."""
    return _derive(token, b"desk-form").hex()


def _over(now: datetime) -> Any:
    return or_(SessionRecord.seen_at <= now - IDLE, SessionRecord.started_at <= now - LONGEST)


def _hash(token: str) -> bytes:
    return _derive(token, b"desk-session")


def _box(token: str) -> SecretBox:
    return SecretBox(_derive(token, b"desk-key"))


def _derive(token: str, purpose: bytes) -> bytes:
    # A token holds 256 random bits: one fast hash is enough.
    return blake2b(token.encode(errors="surrogatepass"), person=purpose, digest_size=32).digest()

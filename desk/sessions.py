"""Signed-in workers, in the database: any process of the service knows them all, and keeps nothing itself.

A session's row knows its token by a hash only. The worker's private key lies in it in a box that opens with the token
and the service's pepper together: a dump of the database opens nothing, not even with a cookie beside it.
"""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox
from sqlalchemy import delete, or_
from sqlalchemy.engine import Engine

from desk.errors import SignedOut
from desk.keyring import Worker
from desk.models import SessionRecord, WorkerRecord
from signals.database import writing

IDLE = timedelta(minutes=15)
LONGEST = timedelta(hours=8)


class Sessions:
    """Starts, finds and ends sessions; `tag(purpose, value)` gives the hash that only the pepper's holder can make."""

    def __init__(self, engine: Engine, tag: Callable[[str, str], bytes], clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._tag = tag
        self._clock = clock

    def start(self, worker: Worker) -> str:
        """A new session; the token that comes out is for the worker's browser only. Raises KeysMissing."""
        token, now = new_token(), self._clock()
        box = bytes(self._box(token).encrypt(worker.private_key))
        with writing(self._engine) as db:
            db.execute(delete(SessionRecord).where(_over(now)))
            db.add(SessionRecord(token_hash=_hash(token), worker_id=worker.id, box=box, started_at=now, seen_at=now))
        return token

    def find(self, token: str) -> Worker:
        """Who this token belongs to; being asked counts as activity. Raises SignedOut, KeysMissing."""
        hashed, now = _hash(token), self._clock()
        with writing(self._engine) as db:
            db.execute(delete(SessionRecord).where(SessionRecord.token_hash == hashed, _over(now)))
            record = db.get(SessionRecord, hashed)
            if record is not None:
                record.seen_at = now
                worker, box = db.get(WorkerRecord, record.worker_id), record.box
        if record is None:
            raise SignedOut
        try:
            return Worker(worker.id, worker.name, self._box(token).decrypt(box))
        except CryptoError:  # made under another pepper
            raise SignedOut from None

    def end(self, token: str) -> None:
        """Forgets a session and its key."""
        with writing(self._engine) as db:
            db.execute(delete(SessionRecord).where(SessionRecord.token_hash == _hash(token)))

    def _box(self, token: str) -> SecretBox:
        return SecretBox(self._tag("desk-session", token))


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


def _derive(token: str, purpose: bytes) -> bytes:
    # A token holds 256 random bits: one fast hash is enough.
    return blake2b(token.encode(errors="surrogatepass"), person=purpose, digest_size=32).digest()

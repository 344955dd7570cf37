"""The organisations' key pairs, and which workers hold them. Holding an organisation's key is what membership means."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from nacl.public import PrivateKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from desk import vault
from desk.errors import AuthorityNeeded
from desk.models import OrganisationKeyRecord, ShareRecord
from signals.seal import key_id
from signals.service import Signals


@dataclass(frozen=True, repr=False)
class Worker:
    """A worker who showed their password: `private_key` opens the keys that were shared with them."""

    id: int
    name: str
    private_key: bytes


class Keyring:
    """Makes, shares and hands out the organisations' keys, inside the caller's transaction."""

    def __init__(self, signals: Signals, clock: Callable[[], datetime]) -> None:
        self._signals = signals
        self._clock = clock

    def admit(self, db: Session, worker_id: int, public_key: bytes, organisation: str, by: Worker | None) -> None:
        """Makes a worker a member: with a new key pair for the first one, else with those that `by` holds.

        Raises AuthorityNeeded when there are keys and `by` does not hold them all.
        """
        keys = _keys_of(db, organisation)
        pairs = self._held(db, keys, by) if keys else [self._new_pair(db, organisation)]
        for key, private_key in pairs:
            sealed = vault.share(private_key, public_key)
            db.add(ShareRecord(worker_id=worker_id, organisation_key_id=key.id, sealed=sealed))
        db.flush()

    def organisations_of(self, db: Session, worker_id: int) -> frozenset[str]:
        """The ids of the organisations that a worker is a member of."""
        query = select(OrganisationKeyRecord.organisation).join(
            ShareRecord, ShareRecord.organisation_key_id == OrganisationKeyRecord.id
        )
        return frozenset(db.scalars(query.where(ShareRecord.worker_id == worker_id)))

    def has_keys(self, db: Session, organisation: str) -> bool:
        """Whether an organisation has a worker, whose authority the next one needs."""
        return bool(_keys_of(db, organisation))

    def private_key(self, db: Session, worker: Worker, named: str) -> bytes | None:
        """The organisation's private key (32 bytes) with this key id, if it was shared with this worker."""
        query = select(ShareRecord.sealed).join(
            OrganisationKeyRecord, ShareRecord.organisation_key_id == OrganisationKeyRecord.id
        )
        sealed = db.scalar(query.where(ShareRecord.worker_id == worker.id, OrganisationKeyRecord.key_id == named))
        return sealed and vault.take(sealed, worker.private_key)

    def unpublished(self, db: Session) -> dict[str, bytes]:
        """The newest public key, by organisation, of those that signals has no usable key of."""
        columns = OrganisationKeyRecord.organisation, OrganisationKeyRecord.public_key
        newest: dict[str, bytes] = dict(db.execute(select(*columns).order_by(OrganisationKeyRecord.id)).all())
        known = {organisation.id for organisation in self._signals.organisations}
        return {id_: key for id_, key in newest.items() if id_ in known and not self._signals.accepts(id_)}

    def _held(self, db: Session, keys: list[Any], by: Worker | None) -> list[tuple[Any, bytes]]:
        held = [(key, self.private_key(db, by, key.key_id)) for key in keys] if by else []
        pairs = [(key, private_key) for key, private_key in held if private_key]
        if len(pairs) < len(keys):
            raise AuthorityNeeded
        return pairs

    def _new_pair(self, db: Session, organisation: str) -> tuple[Any, bytes]:
        private_key = bytes(PrivateKey.generate())
        public_key = vault.public_half(private_key)
        key = OrganisationKeyRecord(
            organisation=organisation, key_id=key_id(public_key), public_key=public_key, created_at=self._clock()
        )
        db.add(key)
        db.flush()
        return key, private_key


def _keys_of(db: Session, organisation: str) -> list[Any]:
    query = select(OrganisationKeyRecord).where(OrganisationKeyRecord.organisation == organisation)
    return list(db.scalars(query.order_by(OrganisationKeyRecord.id)))

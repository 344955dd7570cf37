"""`Signals`: the one door to a signal's life, from consent to the last word on its receipt.

All methods are synchronous and short (at most some tens of milliseconds); call them from async code with
`asyncio.to_thread`.

The way of a signal: `forward` seals and stores it → `outbox.Dispatcher` → `transports` → the desk reads `inbox` and
`sealed`, and reports with `advance` → the reporter reads `status`.
"""

import hmac
import secrets
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from signals import document as documents
from signals import lifecycle, messages, receipts, retention, statuses, tries
from signals.database import reading, scrub, writing
from signals.errors import (
    ChangeRefused,
    ForwardingClosed,
    KeysError,
    OrganisationError,
    ReceiptRefused,
    SealError,
    UnknownReference,
)
from signals.keys import Keys
from signals.lifecycle import State
from signals.models import (
    EventRecord,
    InboxRecord,
    MessageRecord,
    OrganisationKeyRecord,
    OutboxRecord,
    ReceiptRecord,
    SignalRecord,
)
from signals.organisations import Organisations
from signals.receipts import Receipt
from signals.retention import Purged, Retention
from signals.seal import SealedSignal, key_id, seal
from signals.statuses import Event, Status

__all__ = ["Event", "Purged", "Receipt", "SealedSignal", "SignalRow", "Signals", "State", "Status", "Waiting"]

_SHORTEST_IDEMPOTENCY_KEY = 16
_COLLISIONS = 3


@dataclass(frozen=True)
class SignalRow:
    """A line of the desk's inbox; times in UTC, to the hour. `readable` is False when the content has been purged."""

    reference: str
    organisation: str
    state: State
    received_at: datetime
    changed_at: datetime
    readable: bool


@dataclass(frozen=True)
class Waiting:
    """How many signals are not delivered yet, and how many of them for more than fifteen minutes."""

    total: int
    late: int


def utc_now() -> datetime:
    """The time, aware, in UTC."""
    return datetime.now(timezone.utc)


class Signals:
    """Forwarding, receipts, and the organisations' side of both.

    `keys` may be None (missing or damaged): forwarding is then closed and receipts answer KeysError.
    `public_url` stands before `/receipt` on receipts, e.g. `https://example.nl`.
    """

    def __init__(
        self,
        engine: Engine,
        keys: Keys | None,
        organisations: Organisations,
        *,
        public_url: str = "",
        rules: Retention = Retention(),  # noqa: B008 - it is frozen
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self.engine = engine
        self.keys = keys
        self.organisations = organisations
        self.clock = clock
        self._public_url = public_url.rstrip("/")
        self._rules = rules

    # -- forwarding

    def accepts(self, organisation_id: str) -> bool:
        """Whether a signal can be sealed for this organisation now."""
        return self.keys is not None and self._public_key(organisation_id) is not None

    def set_organisation_key(self, organisation_id: str, public_key: bytes) -> None:
        """From now on signals for this organisation are sealed to `public_key` (32 bytes X25519).

        Raises OrganisationError when the organisation is unknown or the key unusable.
        """
        if self.organisations.get(organisation_id) is None:
            raise OrganisationError("This organisation is not in the list of organisations.")
        try:
            seal({}, public_key)
        except SealError as error:
            raise OrganisationError(str(error)) from None
        record = OrganisationKeyRecord(organisation=organisation_id, public_key=public_key, set_at=self.clock())
        with writing(self.engine) as session:
            session.merge(record)

    def forward(self, document: Mapping[str, Any], organisation_id: str, *, idempotency_key: str) -> Receipt:
        """Seals the draft that the reporter consented to, and stores signal, outbox row and receipt at once.

        The same `idempotency_key` gives the same receipt again, secret included, and never a second signal: use one
        for each draft, with at least 16 characters that nobody can guess.
        Raises ForwardingClosed and DocumentError.
        """
        if len(idempotency_key) < _SHORTEST_IDEMPOTENCY_KEY:
            raise ValueError(f"An idempotency key has at least {_SHORTEST_IDEMPOTENCY_KEY} characters.")
        if self.keys is None:
            raise ForwardingClosed("The service has no keys: put the key folder back, and offer the phone till then.")
        for left in reversed(range(_COLLISIONS)):
            if receipt := self._find(self.keys, idempotency_key):
                return receipt
            try:
                return self._store(self.keys, document, organisation_id, idempotency_key)
            except IntegrityError:
                # This draft was stored at the same moment, or the reference exists: looking again tells which.
                if not left:
                    raise
        raise AssertionError("unreachable")

    # -- the reporter's side

    def status(self, reference: str, secret: str, *, language: str | None = None) -> Status:
        """What happened with a signal; both parts as a person types them, the answer in their language (default
        Dutch).

        Unknown references and wrong secrets do the same work and get the same answer.
        Raises ReceiptRefused (its subclass Mistyped for a typing mistake), TryLater, KeysError.
        """
        reference, secret = receipts.read_reference(reference), receipts.read_secret(secret)
        if self.keys is None:
            raise KeysError("The service has no keys: put the key folder back.")
        with writing(self.engine) as session:
            tries.begin(session, reference, self.clock())
        with reading(self.engine) as session:
            record = session.get(ReceiptRecord, reference)
        salt = record.salt if record else self.keys.tag("receipt decoy", reference)[: receipts.SALT_BYTES]
        verifier = record.verifier if record else self.keys.tag("receipt decoy", reference)
        derived = receipts.derive(self.keys, reference, secret, salt)
        if not hmac.compare_digest(derived.verifier, verifier):
            raise ReceiptRefused("This reference and this secret do not belong together.")
        with writing(self.engine) as session:
            tries.clear(session, reference)
            return statuses.read(session, reference, derived.private_key, self.organisations, self.clock(), language)

    # -- the organisations' side

    def inbox(self, organisation_ids: Iterable[str]) -> list[SignalRow]:
        """The signals that were delivered to the desks of these organisations, newest first."""
        wanted = SignalRecord.organisation.in_(list(organisation_ids))
        query = (
            select(SignalRecord, InboxRecord.delivered_at, InboxRecord.sealed.is_not(None))
            .join(InboxRecord, InboxRecord.reference == SignalRecord.reference)
            .where(wanted)
            .order_by(InboxRecord.delivered_at.desc(), SignalRecord.reference)
        )
        with reading(self.engine) as session:
            return [
                SignalRow(
                    signal.reference,
                    signal.organisation,
                    State(signal.state),
                    received_at,
                    signal.changed_at,
                    readable,
                )
                for signal, received_at, readable in session.execute(query)
            ]

    def sealed(self, reference: str) -> SealedSignal:
        """The sealed signal of a delivered reference; `seal.open_signal` opens it.

        Raises UnknownReference, also when its content has been purged.
        """
        with reading(self.engine) as session:
            signal, inbox = session.get(SignalRecord, reference), session.get(InboxRecord, reference)
            if signal is None or inbox is None or inbox.sealed is None:
                raise UnknownReference("There is no signal to open with this reference.")
            return SealedSignal(reference, signal.organisation, inbox.sealed, signal.sha256, inbox.key_id)

    def advance(
        self,
        reference: str,
        state: State | str,
        *,
        contact: Mapping[str, str] | None = None,
        message: str | None = None,
    ) -> None:
        """The organisation moves a signal on; naming the state that it already has changes no state.

        `contact` (`{"name", "phone"?}`) and `message` are sealed to the receipt: only its secret opens them.
        Raises UnknownReference, ChangeRefused, DocumentError; then nothing has changed.
        """
        new = State(state)
        if new not in lifecycle.BY_ORGANISATION:
            raise ChangeRefused(f"An organisation does not report '{new.value}'.")
        with writing(self.engine) as session:
            signal, receipt = _locked(session, reference)
            if signal.state != new.value:
                lifecycle.change(session, signal, new, self.clock())
            if contact is not None:
                receipt.contact = messages.seal_contact(receipt, contact)
            if message is not None:
                self._write(session, receipt, message)

    def message(self, reference: str, text: str) -> None:
        """A message to the reporter without a change of state. Raises UnknownReference, DocumentError."""
        with writing(self.engine) as session:
            self._write(session, _locked(session, reference)[1], text)

    # -- the operator's side

    def waiting(self) -> Waiting:
        """How many signals wait for delivery."""
        late = OutboxRecord.created_at <= self.clock() - lifecycle.LATE_AFTER
        with reading(self.engine) as session:
            total = session.scalar(select(func.count()).select_from(OutboxRecord))
            return Waiting(total, session.scalar(select(func.count()).select_from(OutboxRecord).where(late)))

    def purge(self, now: datetime | None = None) -> Purged:
        """Applies the retention rules; never touches what is not delivered."""
        with writing(self.engine) as session:
            purged = retention.purge(session, self._rules, now or self.clock())
        scrub(self.engine)
        return purged

    # -- inside

    def _public_key(self, organisation_id: str) -> bytes | None:
        organisation = self.organisations.get(organisation_id)
        if organisation is None:
            return None
        if organisation.public_key is not None:
            return organisation.public_key
        with reading(self.engine) as session:
            record = session.get(OrganisationKeyRecord, organisation_id)
            return record and bytes(record.public_key)

    def _find(self, keys: Keys, idempotency_key: str) -> Receipt | None:
        query = select(SignalRecord).where(SignalRecord.idempotency == keys.tag("idempotency", idempotency_key))
        with reading(self.engine) as session:
            signal = session.scalars(query).one_or_none()
        return signal and self._receipt(keys, signal, idempotency_key)

    def _store(self, keys: Keys, draft: Mapping[str, Any], organisation_id: str, idempotency_key: str) -> Receipt:
        public_key = self._public_key(organisation_id)
        if public_key is None:
            raise ForwardingClosed("This organisation has no key to seal to: offer the phone.")
        reference, salt, now = receipts.new_reference(), secrets.token_bytes(receipts.SALT_BYTES), self.clock()
        ciphertext, digest = seal(documents.complete(draft, reference, organisation_id), public_key)
        secret = receipts.read_secret(receipts.secret_for(keys, idempotency_key))
        derived = receipts.derive(keys, reference, secret, salt)
        signal = SignalRecord(
            reference=reference,
            organisation=organisation_id,
            state=State.FORWARDING.value,
            sha256=digest,
            idempotency=keys.tag("idempotency", idempotency_key),
            consented_at=now,
            changed_at=now,
        )
        with writing(self.engine) as session:
            session.add(signal)
            session.flush()
            session.add(EventRecord(reference=reference, state=signal.state, at=now))
            session.add(
                ReceiptRecord(
                    reference=reference,
                    salt=salt,
                    verifier=derived.verifier,
                    public_key=bytes(derived.private_key.public_key),
                )
            )
            session.add(
                OutboxRecord(
                    reference=reference,
                    sealed=ciphertext,
                    key_id=key_id(public_key),
                    delivery_id=str(uuid.uuid4()),
                    created_at=now,
                    next_try_at=now,
                    attempts=0,
                )
            )
        return self._receipt(keys, signal, idempotency_key)

    def _receipt(self, keys: Keys, signal: SignalRecord, idempotency_key: str) -> Receipt:
        claims = receipts.claims(signal.reference, signal.organisation, signal.consented_at, signal.sha256)
        return Receipt(
            reference=signal.reference,
            secret=receipts.secret_for(keys, idempotency_key),
            url=f"{self._public_url}/receipt",
            token=receipts.sign(claims, keys),
            organisation=signal.organisation,
        )

    def _write(self, session: Session, receipt: ReceiptRecord, text: str) -> None:
        sealed = messages.seal_message(receipt, text)
        session.add(MessageRecord(reference=receipt.reference, sealed=sealed, at=self.clock()))


def _locked(session: Session, reference: str) -> tuple[SignalRecord, ReceiptRecord]:
    signal = session.get(SignalRecord, reference, with_for_update=True)
    if signal is None:
        raise UnknownReference("There is no signal with this reference.")
    return signal, session.get(ReceiptRecord, reference)

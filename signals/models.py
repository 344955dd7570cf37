"""The tables of this room. What a person told stands in `sealed` columns only."""

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, String

from signals.database import Base, HourTime, UtcTime


def _reference(**options: object) -> Column:
    return Column(String(16), ForeignKey("signals.reference", ondelete="CASCADE"), **options)


class SignalRecord(Base):
    """What stays readable of a signal."""

    __tablename__ = "signals"

    reference = Column(String(16), primary_key=True)
    organisation = Column(String(80), nullable=False, index=True)
    state = Column(String(16), nullable=False)
    sha256 = Column(String(64), nullable=False)
    # A keyed hash: the key of a draft must not lead from the database to a conversation.
    idempotency = Column(LargeBinary(32), nullable=False, unique=True)
    consented_at = Column(HourTime, nullable=False)
    changed_at = Column(HourTime, nullable=False)


class EventRecord(Base):
    """A step in a signal's life; only ever added."""

    __tablename__ = "signal_events"

    id = Column(Integer, primary_key=True)
    reference = _reference(nullable=False, index=True)
    state = Column(String(16), nullable=False)
    at = Column(HourTime, nullable=False)


class MessageRecord(Base):
    """Words from the organisation to the reporter, sealed to the receipt's key."""

    __tablename__ = "signal_messages"

    id = Column(Integer, primary_key=True)
    reference = _reference(nullable=False, index=True)
    sealed = Column(LargeBinary, nullable=False)
    at = Column(HourTime, nullable=False)


class ReceiptRecord(Base):
    """What checks a secret and seals to it; see `receipts.derive`."""

    __tablename__ = "receipts"

    reference = _reference(primary_key=True)
    salt = Column(LargeBinary(16), nullable=False)
    verifier = Column(LargeBinary(32), nullable=False)
    public_key = Column(LargeBinary(32), nullable=False)
    contact = Column(LargeBinary)
    last_used_at = Column(HourTime)


class TriesRecord(Base):
    """Wrong tries, for references that exist and that do not: hence no foreign key."""

    __tablename__ = "receipt_tries"

    reference = Column(String(16), primary_key=True)
    failures = Column(Integer, nullable=False)
    rests_until = Column(UtcTime, nullable=False)


class OutboxRecord(Base):
    """A sealed signal on its way; the row goes when it is delivered. Retries need the minute."""

    __tablename__ = "outbox"

    reference = _reference(primary_key=True)
    sealed = Column(LargeBinary, nullable=False)
    key_id = Column(String(16), nullable=False)
    delivery_id = Column(String(36), nullable=False, unique=True)
    created_at = Column(UtcTime, nullable=False)
    # None: the organisation refused it, nobody tries again.
    next_try_at = Column(UtcTime, index=True)
    attempts = Column(Integer, nullable=False)
    claimed_by = Column(String(36))
    claimed_until = Column(UtcTime)
    # The kind of the last failure (a class name), never its text.
    last_failure = Column(String(80))
    alarmed_at = Column(UtcTime)


class InboxRecord(Base):
    """A sealed signal at the embedded desk; `sealed` becomes None when the retention rules say so."""

    __tablename__ = "inbox"

    reference = _reference(primary_key=True)
    sealed = Column(LargeBinary)
    key_id = Column(String(16), nullable=False)
    delivered_at = Column(HourTime, nullable=False)


class OrganisationKeyRecord(Base):
    """The public key that an organisation's desk made."""

    __tablename__ = "organisation_keys"

    organisation = Column(String(80), primary_key=True)
    public_key = Column(LargeBinary(32), nullable=False)
    set_at = Column(HourTime, nullable=False)

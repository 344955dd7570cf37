"""The tables of this room. Nothing in them opens a signal: secrets are sealed to a password, a worker or a token."""

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, String

from signals.database import Base, UtcTime


class WorkerRecord(Base):
    """Someone who may sign in; see `vault.LockedWorker` for salt, public_key and box."""

    __tablename__ = "desk_workers"

    id = Column(Integer, primary_key=True)
    name = Column(String(64), nullable=False, unique=True)
    salt = Column(LargeBinary(16), nullable=False)
    public_key = Column(LargeBinary(32), nullable=False)
    box = Column(LargeBinary, nullable=False)
    # The time step of the last code that was used: that one and older ones are refused.
    last_step = Column(Integer, nullable=False, default=0)
    created_at = Column(UtcTime, nullable=False)


class OrganisationKeyRecord(Base):
    """A key pair that signals are sealed to; the newest of an organisation is the one in use."""

    __tablename__ = "desk_keys"

    id = Column(Integer, primary_key=True)
    organisation = Column(String(80), nullable=False, index=True)
    # signals.seal.key_id of the public key: names the key in a sealed signal.
    key_id = Column(String(16), nullable=False, unique=True)
    public_key = Column(LargeBinary(32), nullable=False)
    created_at = Column(UtcTime, nullable=False)


class ShareRecord(Base):
    """An organisation's private key, sealed to one of its workers: this is what membership means."""

    __tablename__ = "desk_shares"

    worker_id = Column(Integer, ForeignKey("desk_workers.id", ondelete="CASCADE"), primary_key=True)
    organisation_key_id = Column(Integer, ForeignKey("desk_keys.id", ondelete="CASCADE"), primary_key=True)
    sealed = Column(LargeBinary, nullable=False)


class SessionRecord(Base):
    """A signed-in worker; the token itself is known to the browser only. See `sessions` for box."""

    __tablename__ = "desk_sessions"

    token_hash = Column(LargeBinary(32), primary_key=True)
    worker_id = Column(Integer, ForeignKey("desk_workers.id", ondelete="CASCADE"), nullable=False)
    box = Column(LargeBinary, nullable=False)
    started_at = Column(UtcTime, nullable=False)
    seen_at = Column(UtcTime, nullable=False)


class AuditRecord(Base):
    """Who did what to which signal or account; only ever added. `mac` covers the entry and the one before it."""

    __tablename__ = "desk_audit"

    sequence = Column(Integer, primary_key=True, autoincrement=False)
    at = Column(UtcTime, nullable=False)
    worker = Column(String(64), nullable=False)
    action = Column(String(32), nullable=False)
    organisation = Column(String(80), nullable=False, index=True)
    # The reference of a signal, or the name of an account.
    about = Column(String(64), nullable=False, index=True)
    mac = Column(LargeBinary(32), nullable=False)


class AuditHeadRecord(Base):
    """The one row that says where the log ends: it shows a cut-off end, and makes writers wait for each other."""

    __tablename__ = "desk_audit_head"

    id = Column(Integer, primary_key=True, autoincrement=False)
    sequence = Column(Integer, nullable=False)
    mac = Column(LargeBinary(32), nullable=False)

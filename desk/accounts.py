"""Workers' accounts: making them, and checking who signs in."""

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from desk import totp, vault
from desk.audit import Action, AuditLog
from desk.errors import AccountError, SignInRefused, TryLater
from desk.keyring import Keyring, Worker
from desk.models import WorkerRecord
from signals import tries
from signals.database import reading, writing
from signals.errors import TryLater as SignalsTryLater
from signals.service import Signals

SHORTEST_PASSWORD = 12
LONGEST_NAME = 64
# Only desk.demo makes this account, and only in demo mode it may sign in.
DEMO_NAME = "demo"


@dataclass(frozen=True, repr=False)
class Enrolment:
    """What a new worker puts in an authenticator app: the secret in base32, or the same as an otpauth:// address."""

    totp_secret: str
    totp_uri: str


class Accounts:
    """Makes accounts and checks sign-ins; `tag(purpose, value)` gives the keyed hash that hides a typed name."""

    def __init__(
        self,
        engine: Engine,
        signals: Signals,
        audit: AuditLog,
        tag: Callable[[str, str], bytes],
        clock: Callable[[], datetime],
    ) -> None:
        self.keyring = Keyring(signals, clock)
        self._engine = engine
        self._signals = signals
        self._audit = audit
        self._tag = tag
        self._clock = clock

    def add(
        self,
        name: str,
        organisation_ids: Iterable[str],
        password: str,
        *,
        by: Worker | None = None,
        totp_secret: str | None = None,
    ) -> Enrolment:
        """Makes an account that opens the signals of these organisations; all of it or nothing.

        `by` is a worker of each organisation that has one already. Raises AccountError, AuthorityNeeded.
        """
        name, organisations = _usable_name(name), self._usable(organisation_ids)
        _check_new_password(name, password)
        secrets = vault.new_secrets(totp_secret)
        locked = vault.lock(secrets, password)
        try:
            with writing(self._engine) as db:
                record = WorkerRecord(name=name, **vars(locked), last_step=0, created_at=self._clock())
                db.add(record)
                db.flush()
                self._record(db, by, Action.ACCOUNT_ADDED, name)
                self._admit(db, record, organisations, by)
        except IntegrityError:
            raise AccountError("Er is al een account met deze naam. Kies een andere naam.") from None
        self.publish_keys()
        return Enrolment(secrets.totp_secret, totp.uri(secrets.totp_secret, name))

    def join(self, name: str, organisation_ids: Iterable[str], *, by: Worker | None = None) -> None:
        """Makes an existing worker a member of more organisations. Raises AccountError, AuthorityNeeded."""
        organisations = self._usable(organisation_ids)
        with writing(self._engine) as db:
            record = db.scalar(select(WorkerRecord).where(WorkerRecord.name == fold(name)))
            if record is None:
                raise AccountError("Er is geen account met deze naam.")
            self._admit(db, record, organisations, by)
        self.publish_keys()

    def exists(self, name: str) -> bool:
        """Whether there is an account with this name."""
        with reading(self._engine) as db:
            return db.scalar(select(WorkerRecord.id).where(WorkerRecord.name == fold(name))) is not None

    def has_worker(self, organisation_id: str) -> bool:
        """Whether an organisation has a worker, whose authority the next one needs."""
        with reading(self._engine) as db:
            return self.keyring.has_keys(db, organisation_id)

    def publish_keys(self) -> None:
        """Gives signals the public key of each organisation that it has none of.

        The two rooms commit apart: done at start-up too, this repairs what an interruption in between left undone.
        """
        with reading(self._engine) as db:
            unpublished = self.keyring.unpublished(db)
        for organisation, public_key in unpublished.items():
            self._signals.set_organisation_key(organisation, public_key)

    def check_password(self, name: str, password: str) -> Worker:
        """A worker by password alone, for someone at the command line. Raises SignInRefused, TryLater."""
        name = fold(name)
        self._begin_try(name)
        found, secrets = self._unlock(name, password)
        if secrets is None:
            raise SignInRefused
        with writing(self._engine) as db:
            tries.clear(db, self._hidden(name))
        return Worker(found.id, name, secrets.private_key)

    def check(self, name: str, password: str, code: str) -> Worker:
        """A worker by name, password and code; unknown and wrong take the same work and get the same answer.

        Raises SignInRefused, TryLater.
        """
        name = fold(name)
        self._begin_try(name)
        found, secrets = self._unlock(name, password)
        shown = secrets or vault.new_secrets()
        step = totp.matching_step(shown.totp_secret, code, self._clock())
        with writing(self._engine) as db:
            right = bool(secrets and step and _use_step(db, found.id, step))
            if right:
                tries.clear(db, self._hidden(name))
            action = Action.SIGNED_IN if right else Action.SIGN_IN_REFUSED
            self._audit.record(db, self._clock(), name if found else "", action)
        if not right:
            raise SignInRefused
        return Worker(found.id, name, shown.private_key)

    def _begin_try(self, name: str) -> None:
        """Counts the try before its outcome is known, for names that exist and that do not alike. Raises TryLater."""
        try:
            with writing(self._engine) as db:
                tries.begin(db, self._hidden(name), self._clock())
        except SignalsTryLater as error:
            raise TryLater(error.retry_after_seconds) from None

    def _hidden(self, name: str) -> str:
        # Someone may type a password in the field of the name: it must not be readable in the database.
        return self._tag("desk-tries", name).hex()[:16]

    def _unlock(self, name: str, password: str) -> tuple[Any, vault.WorkerSecrets | None]:
        columns = WorkerRecord.id, WorkerRecord.salt, WorkerRecord.public_key, WorkerRecord.box
        with reading(self._engine) as db:
            found = db.execute(select(*columns).where(WorkerRecord.name == name)).first()
        locked = vault.LockedWorker(found.salt, found.public_key, found.box) if found else vault.decoy()
        try:
            return found, vault.unlock(locked, password)
        except SignInRefused:
            return found, None

    def _usable(self, organisation_ids: Iterable[str]) -> list[str]:
        wanted = list(dict.fromkeys(organisation_ids))
        if not wanted:
            raise AccountError("Noem ten minste één organisatie.")
        for wanted_id in wanted:
            organisation = self._signals.organisations.get(wanted_id)
            if organisation is None:
                raise AccountError(f"Er is geen organisatie '{wanted_id}'.")
            if organisation.transport != "desk":
                raise AccountError(f"Organisatie '{wanted_id}' krijgt haar signalen niet op dit bureau.")
        return wanted

    def _admit(self, db: Session, record: Any, organisations: list[str], by: Worker | None) -> None:
        members = self.keyring.organisations_of(db, record.id)
        for organisation in organisations:
            if organisation not in members:
                self.keyring.admit(db, record.id, record.public_key, organisation, by)
                self._record(db, by, Action.MEMBER_ADDED, record.name, organisation)

    def _record(self, db: Session, by: Worker | None, action: Action, about: str, organisation: str = "") -> None:
        who = by.name if by else ""
        self._audit.record(db, self._clock(), who, action, organisation=organisation, about=about)


def fold(name: str) -> str:
    """A name as it is stored: without capitals, and without what cannot be seen."""
    return "".join(c for c in unicodedata.normalize("NFC", name).casefold() if c.isprintable()).strip()


def _usable_name(name: str) -> str:
    folded = fold(name)
    if not 2 <= len(folded) <= LONGEST_NAME:
        raise AccountError(f"Kies een naam van 2 tot {LONGEST_NAME} tekens.")
    return folded


def _check_new_password(name: str, password: str) -> None:
    if len(password) < SHORTEST_PASSWORD or password.casefold() == name:
        raise AccountError(f"Kies een wachtwoord van ten minste {SHORTEST_PASSWORD} tekens, anders dan de naam.")


def _use_step(db: Session, worker_id: int, step: int) -> bool:
    """Marks a code as used; False when it, or a later one, was used before."""
    newer = update(WorkerRecord).where(WorkerRecord.id == worker_id, WorkerRecord.last_step < step)
    return bool(db.execute(newer.values(last_step=step)).rowcount)

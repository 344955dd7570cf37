"""`Desk`: the one door to the Veilig Thuis side, from an account to the last step of a signal.

All methods are synchronous; making an account and signing in take some tenths of a second (Argon2id). Every step with
a signal is written in the audit log before it is done: what happened without a trace cannot be.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import phonenumbers
from sqlalchemy.engine import Engine

from desk.accounts import DEMO_NAME, Accounts, Enrolment, fold
from desk.audit import Action, AuditLog, Check, Entry
from desk.errors import AccountError, DeskError, Incomplete, KeysMissing, NoSuchSignal, NotPossible, Unreadable
from desk.keyring import Worker
from desk.sessions import Sessions, csrf_token
from signals.database import reading, writing
from signals.document import clean
from signals.errors import ChangeRefused, SealError, SignalsError, UnknownReference
from signals.lifecycle import ALLOWED, State
from signals.seal import open_signal
from signals.service import SignalRow, Signals, utc_now

LONGEST_NAME = 100
LONGEST_MESSAGE = 2000
_ORDER = {state: place for place, state in enumerate((State.FORWARDED, State.RECEIVED, State.PICKED_UP, State.CLOSED))}


@dataclass(frozen=True, repr=False)
class Session:
    """A signed-in worker, their organisations, and the CSRF token of their forms."""

    worker: Worker
    organisations: frozenset[str]
    csrf: str


@dataclass(frozen=True, repr=False)
class OpenSignal:
    """A signal's line in the inbox, its plain document (None once purged), and what was done with it."""

    row: SignalRow
    document: dict[str, Any] | None
    history: list[Entry]

    def may_become(self, state: str) -> bool:
        """Whether the next step may be this state."""
        return State(state) in ALLOWED[self.row.state]


class Desk:
    """Accounts, sessions, the inbox and its steps, and the audit log; the database must have its tables."""

    def __init__(self, engine: Engine, signals: Signals, *, clock: Callable[[], datetime] = utc_now) -> None:
        self.signals = signals
        self.clock = clock
        self._engine = engine
        self._audit = AuditLog(self._tag)
        self.accounts = Accounts(engine, signals, self._audit, self._tag, clock)
        self._sessions = Sessions(engine, self._tag, clock)
        self.accounts.publish_keys()

    def add_user(
        self, name: str, organisation_ids: Iterable[str], password: str, *, by: Worker | None = None
    ) -> Enrolment:
        """Makes an account; see `Accounts.add`. `by` comes from `accounts.check_password`."""
        if fold(name) == DEMO_NAME:
            raise AccountError(f"De naam '{DEMO_NAME}' is voor het demo-account. Kies een andere naam.")
        return self.accounts.add(name, organisation_ids, password, by=by)

    def sign_in(self, name: str, password: str, code: str) -> str:
        """A session's token, for the worker's browser only. Raises SignInRefused, TryLater."""
        return self._sessions.start(self.accounts.check(name, password, code))

    def session(self, token: str) -> Session:
        """Who is signed in with this token; being asked counts as activity. Raises SignedOut."""
        worker = self._sessions.find(token)
        with reading(self._engine) as db:
            organisations = self.accounts.keyring.organisations_of(db, worker.id)
        return Session(worker, organisations, csrf_token(token))

    def sign_out(self, token: str) -> None:
        """Ends a session. Raises SignedOut when there is none."""
        worker = self._sessions.find(token)
        self._sessions.end(token)
        with writing(self._engine) as db:
            self._audit.record(db, self.clock(), worker.name, Action.SIGNED_OUT)

    def inbox(self, session: Session) -> list[SignalRow]:
        """The signals of the worker's organisations: what waits for a first answer first, the oldest on top."""
        rows = self.signals.inbox(session.organisations)
        return sorted(rows, key=lambda row: (_ORDER[row.state], row.received_at, row.reference))

    def open(self, session: Session, reference: str) -> OpenSignal:
        """Decrypts a signal for this session; the plain text is stored nowhere. Raises NoSuchSignal, Unreadable."""
        row = self._row(session, reference)
        self._record(session, row, Action.OPENED)
        document = self._decrypt(session, reference) if row.readable else None
        with reading(self._engine) as db:
            return OpenSignal(row, document, self._audit.history(db, reference))

    def receive(self, session: Session, reference: str) -> None:
        """Confirms that the organisation has the signal. Raises NoSuchSignal, NotPossible."""
        self._advance(session, reference, Action.RECEIVED, State.RECEIVED)

    def pick_up(self, session: Session, reference: str, name: str, phone: str) -> None:
        """A professional takes it on; name and phone number go to the reporter.

        Raises Incomplete, NoSuchSignal, NotPossible.
        """
        contact = {"name": _filled(name, "Vul de naam van de contactpersoon in", LONGEST_NAME), "phone": _phone(phone)}
        self._advance(session, reference, Action.PICKED_UP, State.PICKED_UP, contact=contact)

    def message(self, session: Session, reference: str, text: str) -> None:
        """Words to the reporter, whatever the state. Raises Incomplete, NoSuchSignal."""
        words = _filled(text, "Vul een bericht in", LONGEST_MESSAGE)
        row = self._row(session, reference)
        self._do(session, row, Action.MESSAGE_SENT, lambda: self.signals.message(reference, words))

    def close(self, session: Session, reference: str) -> None:
        """The organisation is done with the signal. Raises NoSuchSignal, NotPossible."""
        self._advance(session, reference, Action.CLOSED, State.CLOSED)

    def log(self, session: Session) -> tuple[list[Entry], Check]:
        """The newest entries that this worker may see, and the check of the whole log."""
        with reading(self._engine) as db:
            return self._audit.entries(db, session.organisations, session.worker.name), self._audit.verify(db)

    def verify(self) -> Check:
        """Checks the whole audit log."""
        with reading(self._engine) as db:
            return self._audit.verify(db)

    def _row(self, session: Session, reference: str) -> SignalRow:
        rows = self.signals.inbox(session.organisations)
        found = next((row for row in rows if row.reference == reference), None)
        if found is None:
            self._record_refusal(session, reference)
            raise NoSuchSignal
        return found

    def _record_refusal(self, session: Session, reference: str) -> None:
        try:
            organisation = self.signals.sealed(reference).organisation
        except UnknownReference:
            return
        with writing(self._engine) as db:
            who = session.worker.name
            self._audit.record(db, self.clock(), who, Action.REFUSED, organisation=organisation, about=reference)

    def _decrypt(self, session: Session, reference: str) -> dict[str, Any]:
        sealed = self.signals.sealed(reference)
        with reading(self._engine) as db:
            private_key = self.accounts.keyring.private_key(db, session.worker, sealed.key_id)
        if private_key is None:
            raise Unreadable
        try:
            return open_signal(sealed, private_key)
        except SealError:
            raise Unreadable from None

    def _advance(
        self, session: Session, reference: str, action: Action, state: State, contact: dict[str, str] | None = None
    ) -> None:
        row = self._row(session, reference)
        if state not in ALLOWED[row.state]:
            raise NotPossible
        self._do(session, row, action, lambda: self.signals.advance(reference, state, contact=contact))

    def _do(self, session: Session, row: SignalRow, action: Action, step: Callable[[], None]) -> None:
        self._record(session, row, action)
        try:
            step()
        except SignalsError as error:
            self._record(session, row, Action.NOT_DONE)
            refusal = NotPossible if isinstance(error, ChangeRefused | UnknownReference) else DeskError
            raise refusal from None

    def _record(self, session: Session, row: SignalRow, action: Action) -> None:
        with writing(self._engine) as db:
            self._audit.record(
                db, self.clock(), session.worker.name, action, organisation=row.organisation, about=row.reference
            )

    def _tag(self, purpose: str, value: str) -> bytes:
        if self.signals.keys is None:
            raise KeysMissing
        return self.signals.keys.tag(purpose, value)


def _filled(text: str, please: str, longest: int) -> str:
    words = clean(text.replace("\r\n", "\n"))
    if not 0 < len(words) <= longest:
        raise Incomplete(f"{please}, van ten hoogste {longest} tekens.")
    return words


def _phone(typed: str) -> str:
    """A telephone number as people in the Netherlands write it."""
    try:
        number = phonenumbers.parse(typed, "NL")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        raise Incomplete("Vul een telefoonnummer in waarop de melder u kan bellen, met netnummer.")
    inland = phonenumbers.PhoneNumberFormat.NATIONAL
    abroad = phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, inland if number.country_code == 31 else abroad)

"""`Signals`: the one door to a signal's life, from consent to the last word on its receipt.

All methods are synchronous and short (at most some tens of milliseconds); call them from async code with
`asyncio.to_thread`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from sqlalchemy.engine import Engine

from signals.keys import Keys
from signals.lifecycle import State
from signals.organisations import Organisations
from signals.receipts import Receipt
from signals.seal import SealedSignal


@dataclass(frozen=True)
class Event:
    """A step on the receipt; `at` is in UTC, to the hour."""

    state: State
    at: datetime
    text: str


@dataclass(frozen=True)
class Status:
    """What reference and secret open: never anything of the signal itself.

    `contact` is `{"name", "phone"}`; `last_used_at` is the use before this one (UTC, to the hour).
    """

    reference: str
    organisation: str
    organisation_name: str
    events: list[Event]
    messages: list[str]
    contact: dict[str, str] | None
    last_used_at: datetime | None


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
class Purged:
    """How many contents, receipts and tallies of wrong tries were removed."""

    contents: int
    receipts: int
    tries: int


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
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self.engine = engine
        self.keys = keys
        self.organisations = organisations
        self.public_url = public_url
        self.clock = clock

    def accepts(self, organisation_id: str) -> bool:
        """Whether a signal can be sealed for this organisation now."""
        raise NotImplementedError

    def set_organisation_key(self, organisation_id: str, public_key: bytes) -> None:
        """From now on signals for this organisation are sealed to `public_key` (32 bytes X25519).

        Raises OrganisationError when the organisation is unknown or the key unusable.
        """
        raise NotImplementedError

    def forward(self, document: Mapping[str, Any], organisation_id: str, *, idempotency_key: str) -> Receipt:
        """Seals the draft that the reporter consented to, and stores signal, outbox row and receipt at once.

        The same `idempotency_key` gives the same receipt again, secret included, and never a second signal: use one
        for each draft, with at least 16 characters that nobody can guess.
        Raises ForwardingClosed and DocumentError.
        """
        raise NotImplementedError

    def status(self, reference: str, secret: str) -> Status:
        """What happened with a signal; both parts as a person types them.

        Raises ReceiptRefused (its subclass Mistyped for a typing mistake), TryLater, KeysError.
        """
        raise NotImplementedError

    def inbox(self, organisation_ids: Iterable[str]) -> list[SignalRow]:
        """The signals that were delivered to the desks of these organisations, newest first."""
        raise NotImplementedError

    def sealed(self, reference: str) -> SealedSignal:
        """The sealed signal of a delivered reference; `seal.open_signal` opens it. Raises UnknownReference."""
        raise NotImplementedError

    def advance(
        self,
        reference: str,
        state: State | str,
        *,
        contact: Mapping[str, str] | None = None,
        message: str | None = None,
    ) -> None:
        """The organisation moves a signal on; naming the state that it already has changes no state.

        `contact` (`{"name", "phone"}`) and `message` are sealed to the receipt: only its secret opens them.
        Raises UnknownReference, ChangeRefused.
        """
        raise NotImplementedError

    def message(self, reference: str, text: str) -> None:
        """A message to the reporter without a change of state. Raises UnknownReference."""
        raise NotImplementedError

    def waiting(self) -> Waiting:
        """How many signals wait for delivery."""
        raise NotImplementedError

    def purge(self, now: datetime | None = None) -> Purged:
        """Applies the retention rules; never touches what is not delivered."""
        raise NotImplementedError

"""The ways a sealed signal can go. So far one: the desk that is part of this service."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from signals.models import InboxRecord
from signals.seal import SealedSignal


class DeliveryRefused(Exception):  # noqa: N818 - it is an answer of the other side
    """The other side will never take this signal: trying again makes no sense."""


@dataclass(frozen=True)
class Parcel:
    """What is delivered. `delivery_id` stays the same at every try, so that the other side can tell a repeat."""

    sealed: SealedSignal
    delivery_id: str
    claim: str


class Transport(Protocol):
    """A way to an organisation. The same parcel may come twice, when the answer to the first was lost."""

    async def deliver(self, parcel: Parcel) -> None:
        """Brings the parcel to the other side, and returns only when that has it.

        Raises DeliveryRefused when it never will; any other exception means: try again.
        """

    def keep(self, session: Session, parcel: Parcel, now: datetime) -> None:
        """Writes what must be kept here, in the transaction that makes the signal 'forwarded'."""


class DeskTransport:
    """The embedded desk: nothing has to travel, so that the transaction alone is the delivery."""

    async def deliver(self, parcel: Parcel) -> None:
        """Nothing leaves the service."""

    def keep(self, session: Session, parcel: Parcel, now: datetime) -> None:
        """Puts the signal in the desk's inbox."""
        sealed = parcel.sealed
        session.add(
            InboxRecord(reference=sealed.reference, sealed=sealed.ciphertext, key_id=sealed.key_id, delivered_at=now)
        )


KINDS: dict[str, Transport] = {"desk": DeskTransport()}

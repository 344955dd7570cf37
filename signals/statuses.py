"""What a receipt shows: the steps so far, and what the organisation wrote."""

from dataclasses import dataclass
from datetime import datetime

from nacl.public import PrivateKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from signals import messages, wording
from signals.lifecycle import LATE_AFTER, State
from signals.models import EventRecord, MessageRecord, OutboxRecord, ReceiptRecord, SignalRecord
from signals.organisations import Organisation, Organisations


@dataclass(frozen=True)
class Event:
    """A step on the receipt; `at` is in UTC, to the hour."""

    state: State
    at: datetime
    text: str


@dataclass(frozen=True)
class Status:
    """What reference and secret open: never anything of the signal itself.

    `contact` is `{"name", "phone"?}`; `last_used_at` is the use before this one (UTC, to the hour).
    """

    reference: str
    organisation: str
    organisation_name: str
    events: list[Event]
    messages: list[str]
    contact: dict[str, str] | None
    last_used_at: datetime | None


def read(
    session: Session,
    reference: str,
    private_key: PrivateKey,
    organisations: Organisations,
    now: datetime,
    language: str | None,
) -> Status:
    """The status of a reference that exists, its texts in this language; notes this use.

    Raises SealError on a forged message.
    """
    signal = session.get(SignalRecord, reference)
    receipt = session.get(ReceiptRecord, reference)
    organisation = organisations.get(signal.organisation) or Organisation(signal.organisation, signal.organisation)
    last_used_at, receipt.last_used_at = receipt.last_used_at, now
    events = session.scalars(select(EventRecord).filter_by(reference=reference).order_by(EventRecord.id))
    written = session.scalars(select(MessageRecord).filter_by(reference=reference).order_by(MessageRecord.id))
    late = _is_late(session, reference, now)
    return Status(
        reference=reference,
        organisation=organisation.id,
        organisation_name=organisation.name,
        events=[_event(event, organisation, late, language) for event in events],
        messages=[messages.open_message(message.sealed, reference, private_key) for message in written],
        contact=receipt.contact and messages.open_contact(receipt.contact, reference, private_key),
        last_used_at=last_used_at,
    )


def _event(event: EventRecord, organisation: Organisation, late: bool, language: str | None) -> Event:
    state = State(event.state)
    return Event(state, event.at, wording.state(state, organisation, late=late, language=language))


def _is_late(session: Session, reference: str, now: datetime) -> bool:
    """Asked of the clock at every reading: it must be true also when the dispatcher itself has died."""
    created_at = session.scalar(select(OutboxRecord.created_at).filter_by(reference=reference))
    return created_at is not None and created_at <= now - LATE_AFTER

"""The states of a signal, and which may follow which.

What each state says to the reporter stands in `texts/`, in each language.
"""

from datetime import datetime, timedelta
from enum import Enum

from sqlalchemy.orm import Session

from signals.errors import ChangeRefused
from signals.models import EventRecord, SignalRecord


class State(str, Enum):
    """Where a signal is; the values are those of the API."""

    FORWARDING = "forwarding"
    FORWARDED = "forwarded"
    RECEIVED = "received"
    PICKED_UP = "picked_up"
    CLOSED = "closed"
    FAILED = "failed"


# An organisation may skip a step (pick up at once, close a double one), never go back. What is final stays final.
ALLOWED: dict[State, frozenset[State]] = {
    State.FORWARDING: frozenset({State.FORWARDED, State.FAILED}),
    State.FORWARDED: frozenset({State.RECEIVED, State.PICKED_UP, State.CLOSED}),
    State.RECEIVED: frozenset({State.PICKED_UP, State.CLOSED}),
    State.PICKED_UP: frozenset({State.CLOSED}),
    State.CLOSED: frozenset(),
    State.FAILED: frozenset(),
}

# What an organisation reports itself; the rest follows from delivery.
BY_ORGANISATION = frozenset({State.RECEIVED, State.PICKED_UP, State.CLOSED})

# From then on the receipt says that delivery is late and whom to call.
LATE_AFTER = timedelta(minutes=15)


def check_change(old: State, new: State) -> None:
    """Raises ChangeRefused unless `new` may follow `old`."""
    if new not in ALLOWED[old]:
        raise ChangeRefused(f"A signal that is '{old.value}' cannot become '{new.value}'.")


def change(session: Session, signal: SignalRecord, new: State, at: datetime) -> None:
    """Moves the signal on and writes down when. Raises ChangeRefused."""
    check_change(State(signal.state), new)
    signal.state, signal.changed_at = new.value, at
    session.add(EventRecord(reference=signal.reference, state=new.value, at=at))

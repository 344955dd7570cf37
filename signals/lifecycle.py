"""The states of a signal, and which may follow which.

What each state says to the reporter stands in `texts/nl.yml`.
"""

from enum import Enum

from signals.errors import ChangeRefused


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


def check_change(old: State, new: State) -> None:
    """Raises ChangeRefused unless `new` may follow `old`."""
    if new not in ALLOWED[old]:
        raise ChangeRefused(f"A signal that is '{old.value}' cannot become '{new.value}'.")

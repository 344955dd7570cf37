"""Sessions: how long they last, and that nothing at rest opens a signal."""

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Engine

from desk.errors import SignedOut
from desk.service import Desk
from signals.service import Signals
from tests.desk.conftest import GRONINGEN, PASSWORD, Clock, Person


def test_activity_keeps_a_session_up_to_eight_hours(desk: Desk, anna: Person, clock: Clock) -> None:
    token = anna.sign_in(desk)
    for _ in range(47):
        clock.forward(minutes=10)
        assert desk.session(token).worker.name == "anna"
    clock.forward(minutes=10)
    with pytest.raises(SignedOut):
        desk.session(token)


def test_fifteen_minutes_of_silence_end_a_session(desk: Desk, anna: Person, clock: Clock, engine: Engine) -> None:
    token = anna.sign_in(desk)
    clock.forward(minutes=14, seconds=59)
    desk.session(token)
    clock.forward(minutes=15)
    for _ in range(2):
        with pytest.raises(SignedOut):
            desk.session(token)
    with engine.begin() as connection:
        assert connection.execute(text("SELECT count(*) FROM desk_sessions")).scalar() == 0


def test_signing_out_ends_this_session_only(desk: Desk, anna: Person) -> None:
    first, second = anna.sign_in(desk), anna.sign_in(desk)
    desk.sign_out(first)
    with pytest.raises(SignedOut):
        desk.session(first)
    assert desk.session(second).worker.name == "anna"


def test_someone_else_signing_in_ends_nobodys_session(desk: Desk, anna: Person, clock: Clock) -> None:
    gerda = Person("gerda", desk.add_user("Gerda", [GRONINGEN], PASSWORD).totp_secret, clock)
    tokens = {person.name: person.sign_in(desk) for person in (anna, gerda)}
    assert {name: desk.session(token).worker.name for name, token in tokens.items()} == {
        "anna": "anna",
        "gerda": "gerda",
    }


@pytest.mark.parametrize("token", ["", "guess", "é\udc80", "x" * 100_000])
def test_a_guessed_token_is_nobody(desk: Desk, anna: Person, token: str) -> None:
    anna.sign_in(desk)
    with pytest.raises(SignedOut):
        desk.session(token)


def test_the_key_lives_in_the_process_that_made_the_session(
    desk: Desk, anna: Person, engine: Engine, signals: Signals, clock: Clock
) -> None:
    token = anna.sign_in(desk)
    with pytest.raises(SignedOut):
        Desk(engine, signals, clock=clock).session(token)
    assert desk.session(token).worker.name == "anna"


def test_the_key_in_memory_lies_in_a_box_that_only_the_token_opens(desk: Desk, anna: Person) -> None:
    token = anna.sign_in(desk)
    private_key = desk.session(token).worker.private_key
    memory = repr(vars(desk._sessions)).encode()
    assert repr(private_key)[2:-1].encode() not in memory
    assert token.encode() not in memory
    assert token not in repr(desk.session(token)) + repr(desk.session(token).worker)

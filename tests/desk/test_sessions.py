"""Sessions: how long they last, and that nothing at rest opens a signal."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Engine

from desk.errors import KeysMissing, SignedOut
from desk.service import Desk
from signals.database import connect
from signals.keys import Keys
from signals.service import Signals
from tests.desk.conftest import GRONINGEN, PASSWORD, Clock, Person, forward


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


def test_processes_on_one_database_share_a_session_until_it_ends(
    desk: Desk, anna: Person, engine: Engine, signals: Signals, clock: Clock
) -> None:
    other = Desk(engine, signals, clock=clock)
    reference = forward(signals).reference
    token = anna.sign_in(desk)
    assert other.open(other.session(token), reference).document
    clock.forward(minutes=14)
    other.session(token)
    clock.forward(minutes=14)
    assert desk.session(token).worker.name == "anna"
    other.sign_out(token)
    with pytest.raises(SignedOut):
        desk.session(token)


def test_a_dump_opens_nothing_with_a_cookie_beside_it_but_without_the_keys_folder(
    desk: Desk, anna: Person, engine: Engine, signals: Signals, clock: Clock, tmp_path: Path
) -> None:
    token = anna.sign_in(desk)
    dump = tmp_path / "stolen.db"
    with closing(sqlite3.connect(tmp_path / "signals.db")) as live, closing(sqlite3.connect(dump)) as copy:
        live.backup(copy)

    def desk_on_the_dump(keys: Keys | None) -> Desk:
        stolen = connect(f"sqlite:///{dump}")
        return Desk(stolen, Signals(stolen, keys, signals.organisations, clock=clock), clock=clock)

    with pytest.raises(SignedOut):
        desk_on_the_dump(Keys.load(tmp_path / "keys of their own")).session(token)
    with pytest.raises(KeysMissing):
        desk_on_the_dump(None).session(token)
    private_key = desk_on_the_dump(signals.keys).session(token).worker.private_key
    assert private_key == desk.session(token).worker.private_key, "the dump is whole: only the keys were missing"
    assert private_key not in dump.read_bytes()


def test_a_process_keeps_nothing_of_a_session(desk: Desk, anna: Person) -> None:
    def held() -> dict[str, str]:
        return {name: repr(value) for name, value in vars(desk._sessions).items() if name != "_clock"}

    before = held()
    session = desk.session(token := anna.sign_in(desk))
    assert held() == before
    assert token not in repr(session) + repr(session.worker)

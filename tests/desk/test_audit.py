"""The audit log: everything done is in it, and who changes it is found out."""

from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Engine

from desk.errors import NoSuchSignal, NotPossible, SignInRefused
from desk.service import Desk
from signals.service import Signals
from tests.desk.conftest import FLEVOLAND, GRONINGEN, PASSWORD, Clock, Person, forward

Tamper = Callable[..., None]


@pytest.fixture
def tamper(engine: Engine) -> Tamper:
    """Someone who can write to the database, but has no key."""

    def run(*statements: str) -> None:
        with engine.begin() as connection:
            for statement in statements:
                connection.execute(text(statement))

    return run


@pytest.fixture
def worked(desk: Desk, anna: Person, signals: Signals) -> str:
    """A reference that was opened, confirmed and picked up."""
    reference = forward(signals).reference
    session = desk.session(anna.sign_in(desk))
    desk.open(session, reference)
    desk.receive(session, reference)
    desk.pick_up(session, reference, "Anna de Wit", "036 123 45 67")
    return reference


def test_a_days_work_is_written_down_in_order_without_content(desk: Desk, anna: Person, worked: str) -> None:
    session = desk.session(anna.sign_in(desk))
    desk.message(session, worked, "Ik bel u morgen.")
    desk.close(session, worked)
    entries, check = desk.log(session)
    done = [(entry.worker, entry.action.value, entry.about) for entry in reversed(entries)]
    assert done == [
        ("", "member_added", "anna"),
        ("anna", "signed_in", ""),
        ("anna", "opened", worked),
        ("anna", "received", worked),
        ("anna", "picked_up", worked),
        ("anna", "signed_in", ""),
        ("anna", "message_sent", worked),
        ("anna", "closed", worked),
    ]
    assert check.intact


def test_a_refused_sign_in_is_written_down_without_what_was_typed(desk: Desk, anna: Person, engine: Engine) -> None:
    for name in ("anna", "geheimwachtwoord"):
        with pytest.raises(SignInRefused):
            desk.sign_in(name, "not the password", "000000")
    with engine.begin() as connection:
        rows = connection.execute(text("SELECT worker FROM desk_audit WHERE action = 'sign_in_refused'")).all()
    assert [row.worker for row in rows] == ["anna", ""]


def test_a_worker_sees_no_entries_of_another_organisation(desk: Desk, worked: str, clock: Clock) -> None:
    gerda = Person("gerda", desk.add_user("Gerda", [GRONINGEN], PASSWORD).totp_secret, clock)
    entries, _ = desk.log(desk.session(gerda.sign_in(desk)))
    assert {entry.about for entry in entries} == {"gerda", ""}
    assert {entry.organisation for entry in entries} == {GRONINGEN, ""}


def test_opening_another_organisations_signal_is_refused_and_written_down(
    desk: Desk, worked: str, clock: Clock, anna: Person
) -> None:
    gerda = Person("gerda", desk.add_user("Gerda", [GRONINGEN], PASSWORD).totp_secret, clock)
    session = desk.session(gerda.sign_in(desk))
    for step in (desk.open, desk.receive, desk.close):
        with pytest.raises(NoSuchSignal):
            step(session, worked)
    entries, _ = desk.log(desk.session(anna.sign_in(desk)))
    refused = [entry for entry in entries if entry.action.value == "refused"]
    assert {(entry.worker, entry.about, entry.organisation) for entry in refused} == {("gerda", worked, FLEVOLAND)}
    assert len(refused) == 3


def test_a_step_that_fails_halfway_is_written_down_as_not_done(
    desk: Desk, anna: Person, signals: Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference, session = forward(signals).reference, desk.session(anna.sign_in(desk))
    seen = signals.inbox([FLEVOLAND])
    signals.advance(reference, "closed")  # a colleague was quicker, between this worker's look and step
    monkeypatch.setattr(signals, "inbox", lambda _: seen)
    with pytest.raises(NotPossible):
        desk.receive(session, reference)
    assert [entry.action.value for entry in desk.log(session)[0][:2]] == ["not_done", "received"]


def test_an_untouched_log_holds_before_and_after_the_first_account(desk: Desk) -> None:
    assert (desk.verify().intact, desk.verify().entries) == (True, 0)
    desk.add_user("Anna", [FLEVOLAND], PASSWORD)
    assert (desk.verify().intact, desk.verify().entries) == (True, 2)


@pytest.mark.parametrize(
    "change",
    [
        "at = '2026-11-21 09:00:00.000000'",
        "worker = 'bas'",
        "action = 'closed'",
        "action = 'nonsense'",
        f"organisation = '{GRONINGEN}'",
        "about = 'SW-0000-0000'",
        "mac = x'00'",
        "mac = zeroblob(32)",
    ],
)
def test_an_edit_is_found(desk: Desk, worked: str, tamper: Tamper, change: str) -> None:
    tamper(f"UPDATE desk_audit SET {change} WHERE sequence = 4")
    assert desk.verify().broken_at == 4


@pytest.mark.parametrize("gone", [1, 4])
def test_a_removal_is_found(desk: Desk, worked: str, tamper: Tamper, gone: int) -> None:
    tamper(f"DELETE FROM desk_audit WHERE sequence = {gone}")
    assert desk.verify().broken_at == gone


def test_a_removal_with_new_numbers_is_found(desk: Desk, worked: str, tamper: Tamper) -> None:
    tamper(
        "DELETE FROM desk_audit WHERE sequence = 4", "UPDATE desk_audit SET sequence = sequence - 1 WHERE sequence > 4"
    )
    assert desk.verify().broken_at == 4


def test_a_reordering_is_found(desk: Desk, worked: str, tamper: Tamper) -> None:
    numbers = {4: 99, 5: 4, 99: 5}
    tamper(*(f"UPDATE desk_audit SET sequence = {new} WHERE sequence = {old}" for old, new in numbers.items()))
    assert desk.verify().broken_at == 4


def test_a_cut_off_end_is_found_even_with_the_head_set_back(desk: Desk, worked: str, tamper: Tamper) -> None:
    last = desk.verify().entries
    tamper(f"DELETE FROM desk_audit WHERE sequence = {last}")
    assert desk.verify().broken_at == last
    tamper(
        f"UPDATE desk_audit_head SET sequence = {last - 1}, "
        f"mac = (SELECT mac FROM desk_audit WHERE sequence = {last - 1})"
    )
    assert desk.verify().broken_at == last


@pytest.mark.parametrize("head", ["DELETE FROM desk_audit_head", "UPDATE desk_audit_head SET sequence = 0, mac = x''"])
def test_an_emptied_log_is_found(desk: Desk, worked: str, tamper: Tamper, head: str) -> None:
    tamper("DELETE FROM desk_audit", head)
    assert not desk.verify().intact


def test_a_copied_entry_at_the_end_is_found(desk: Desk, worked: str, tamper: Tamper) -> None:
    last = desk.verify().entries
    columns = "at, worker, action, organisation, about, mac"
    tamper(f"INSERT INTO desk_audit SELECT {last + 1}, {columns} FROM desk_audit WHERE sequence = {last}")
    assert desk.verify().broken_at == last + 1

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from signals import receipts, tries
from signals.database import reading, writing
from signals.errors import DocumentError, KeysError, Mistyped, ReceiptRefused, SealError, TryLater, UnknownReference
from signals.models import MessageRecord, ReceiptRecord, TriesRecord
from signals.service import Signals

WRONG = "0000-0000-0000-0000"


def refused(world, reference, secret=WRONG):
    with pytest.raises(ReceiptRefused) as answer:
        world.signals.status(reference, secret)
    return str(answer.value)


def rest(world, reference, secret=WRONG):
    with pytest.raises(TryLater) as answer:
        world.signals.status(reference, secret)
    return answer.value.retry_after_seconds


def test_the_receipt_follows_the_signal_to_its_end(world):
    receipt = world.forward()
    world.deliver()
    world.signals.advance(receipt.reference, "received")
    world.clock.forward(hours=5)
    world.signals.advance(receipt.reference, "picked_up", contact={"name": "Anna de Wit", "phone": "036-0000000"})
    world.signals.message(receipt.reference, "Ik bel u morgen.")
    world.signals.advance(receipt.reference, "closed", message="Dank u wel.")

    status = world.status(receipt)

    assert [event.state for event in status.events] == ["forwarding", "forwarded", "received", "picked_up", "closed"]
    assert [event.at.hour for event in status.events] == [14, 14, 14, 19, 19]
    assert {(event.at.minute, event.at.second) for event in status.events} == {(0, 0)}
    assert status.organisation_name == "Veilig Thuis Flevoland"
    assert status.contact == {"name": "Anna de Wit", "phone": "036-0000000"}
    assert status.messages == ["Ik bel u morgen.", "Dank u wel."]


def test_no_text_says_more_than_what_has_happened(world):
    receipt = world.forward()
    waiting = world.status(receipt).events[-1].text
    world.deliver()
    delivered = world.status(receipt).events[-1].text

    assert not any(word in waiting for word in ("doorgestuurd", "verstuurd", "ontvangen"))
    assert "doorgestuurd" in delivered
    assert "ontvangen" not in delivered


def test_after_fifteen_minutes_the_receipt_says_it_is_late_and_whom_to_call_even_when_the_dispatcher_is_dead(world):
    receipt = world.forward()
    world.clock.forward(minutes=14, seconds=59)
    assert "0800-0000000" not in world.status(receipt).events[0].text
    world.clock.forward(seconds=1)

    late = world.status(receipt).events[0].text
    assert "Bel Veilig Thuis Flevoland: 0800-0000000." in late
    assert "nog niet" in late

    world.deliver()
    assert "0800-0000000" not in "".join(event.text for event in world.status(receipt).events)


def test_the_status_shows_the_use_before_this_one(world):
    receipt = world.forward()
    assert world.status(receipt).last_used_at is None
    first_use = world.clock()
    world.clock.forward(days=2)

    assert world.status(receipt).last_used_at == first_use.replace(minute=0, second=0)
    assert world.status(receipt).last_used_at == world.clock().replace(minute=0, second=0)


def test_a_wrong_try_is_no_use(world):
    receipt = world.forward()
    refused(world, receipt.reference)
    assert world.status(receipt).last_used_at is None


def test_a_receipt_never_gives_back_what_was_told(world):
    receipt = world.forward(account="Het geheim van de buurvrouw", about="mevrouw Pietersen")
    world.deliver()
    world.signals.advance(receipt.reference, "received", message="Dank u wel.")
    shown = repr(world.status(receipt))
    assert not any(told in shown for told in ("buurvrouw", "Pietersen", "Kerkstraat"))


def test_unknown_reference_and_wrong_secret_get_the_same_answer_and_the_same_rests(world):
    known, unknown = world.forward().reference, receipts.new_reference()

    assert {refused(world, reference) for reference in [known] * 5 + [unknown] * 5} == {
        "This reference and this secret do not belong together."
    }
    assert rest(world, known) == rest(world, unknown) == 30
    world.clock.forward(seconds=30)
    refused(world, known), refused(world, unknown)
    assert rest(world, known) == rest(world, unknown) == 60


def test_unknown_reference_and_wrong_secret_do_the_same_work(world, monkeypatch):
    done = []
    derive = receipts.derive
    monkeypatch.setattr(receipts, "derive", lambda *given: done.append(given[1]) or derive(*given))
    known, unknown = world.forward().reference, receipts.new_reference()
    done.clear()

    refused(world, known), refused(world, unknown)
    assert done == [known, unknown]
    with reading(world.engine) as session:
        assert [record.failures for record in session.scalars(select(TriesRecord))] == [1, 1]


def test_the_right_secret_has_to_wait_too_and_is_never_locked_out(world):
    receipt = world.forward()
    for _ in range(5):
        refused(world, receipt.reference)

    assert rest(world, receipt.reference, receipt.secret) == 30
    world.clock.forward(seconds=29)
    assert rest(world, receipt.reference, receipt.secret) == 1
    world.clock.forward(seconds=1)
    assert world.states(receipt) == ["forwarding"]


def test_the_right_secret_forgives_earlier_mistakes(world):
    receipt = world.forward()
    for _ in range(3):
        for _ in range(4):
            refused(world, receipt.reference)
        assert world.status(receipt)


def test_a_restart_forgives_nothing(world):
    receipt = world.forward()
    for _ in range(5):
        refused(world, receipt.reference)
    assert rest(world.restarted(), receipt.reference, receipt.secret) == 30


def test_guesses_at_once_are_counted_before_they_are_looked_at(world):
    reference = world.forward().reference

    def guess(_):
        try:
            world.signals.status(reference, WRONG)
        except TryLater:
            return "later"
        except ReceiptRefused:
            return "refused"

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(guess, range(24)))
    assert answers.count("refused") == 5
    assert answers.count("later") == 19


def test_in_a_week_nobody_can_guess_two_hundred_times(world):
    end, guesses, rests = world.clock() + timedelta(days=7), 0, []
    while world.clock() < end:
        try:
            with writing(world.engine) as session:
                tries.begin(session, "SW-AAAA-AAAA", world.clock())
            guesses += 1
        except TryLater as wait:
            rests.append(wait.retry_after_seconds)
            world.clock.forward(seconds=wait.retry_after_seconds)
    assert 150 < guesses < 200
    assert rests[:9] == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]
    assert max(rests) == 3600


@pytest.mark.parametrize(
    ("reference", "secret", "part"),
    [("SW-AAAA-AAAB", WRONG, "reference"), ("", WRONG, "reference"), (None, "123", "secret"), (None, "", "secret")],
)
def test_a_typing_mistake_is_named_and_not_counted(world, reference, secret, part):
    receipt = world.forward()
    for _ in range(9):
        with pytest.raises(Mistyped) as mistyped:
            world.signals.status(receipt.reference if reference is None else reference, secret)
        assert mistyped.value.part == part
    assert world.status(receipt)


def test_a_receipt_swapped_in_the_database_does_not_open(world):
    mine, other = world.forward("first draft, unguessable"), world.forward("second draft, unguessable")
    with writing(world.engine) as session:
        row = session.get(ReceiptRecord, mine.reference)
        values = {column: getattr(row, column) for column in ("salt", "verifier", "public_key")}
        session.execute(update(ReceiptRecord).where(ReceiptRecord.reference == other.reference).values(**values))
    refused(world, other.reference, mine.secret)


def test_a_message_moved_to_another_receipt_is_not_shown_as_its_own(world):
    mine, other = world.forward("first draft, unguessable"), world.forward("second draft, unguessable")
    world.deliver()
    world.signals.message(mine.reference, "Alleen voor de eerste.")
    with writing(world.engine) as session:
        session.execute(update(MessageRecord).values(reference=other.reference))
    with pytest.raises(SealError):
        world.status(other)


def test_a_contact_put_in_place_of_a_message_does_not_open(world):
    receipt = world.forward()
    world.deliver()
    world.signals.advance(receipt.reference, "picked_up", contact={"name": "Anna"}, message="Dag.")
    with writing(world.engine) as session:
        sealed = session.get(ReceiptRecord, receipt.reference).contact
        session.execute(update(MessageRecord).values(sealed=sealed))
    with pytest.raises(SealError, match="another record"):
        world.status(receipt)


def test_without_keys_the_status_says_so(world):
    receipt = world.forward()
    keyless = Signals(world.engine, None, world.signals.organisations)
    with pytest.raises(KeysError):
        keyless.status(receipt.reference, receipt.secret)


@pytest.mark.parametrize(
    "contact", [{}, {"phone": "06"}, {"name": " "}, {"name": "A", "email": "x"}, {"name": "A" * 201}]
)
def test_a_contact_without_a_name_or_with_more_is_refused_and_nothing_changes(world, contact):
    receipt = world.forward()
    world.deliver()
    with pytest.raises(DocumentError):
        world.signals.advance(receipt.reference, "picked_up", contact=contact)
    assert world.states(receipt) == ["forwarding", "forwarded"]


@pytest.mark.parametrize("text", ["", " \x00 ", "x" * 4001])
def test_an_empty_or_endless_message_is_refused(world, text):
    receipt = world.forward()
    world.deliver()
    with pytest.raises(DocumentError):
        world.signals.message(receipt.reference, text)
    assert world.status(receipt).messages == []


def test_an_unknown_reference_cannot_be_opened_moved_or_written_to(world):
    undelivered = world.forward().reference
    unknown = receipts.new_reference()
    for refuse in (
        lambda: world.signals.sealed(undelivered),
        lambda: world.signals.sealed(unknown),
        lambda: world.signals.advance(unknown, "received"),
        lambda: world.signals.message(unknown, "Dag."),
    ):
        with pytest.raises(UnknownReference):
            refuse()

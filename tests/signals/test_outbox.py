import asyncio
import logging
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from signals.database import reading
from signals.models import OutboxRecord
from signals.outbox import Dispatcher, delay
from signals.service import Waiting
from signals.transports import DeliveryRefused, DeskTransport


class Other(DeskTransport):
    """Another side that answers as told: `answers` holds an exception or None for each try."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.seen = []

    async def deliver(self, parcel):
        self.seen.append(parcel.delivery_id)
        answer = self.answers.pop(0) if self.answers else None
        if answer is not None:
            raise answer


def dispatcher(world, *answers):
    other = Other(*answers)
    return Dispatcher(world.signals, transports={"desk": other}), other


def round_of(dispatcher):
    return asyncio.run(dispatcher.deliver_due())


def row(world):
    with reading(world.engine) as session:
        return session.scalars(select(OutboxRecord)).one_or_none()


def inbox(world):
    return [line.reference for line in world.signals.inbox(["veilig-thuis-flevoland"])]


def test_a_delivered_signal_leaves_the_outbox_and_lies_in_the_inbox(world):
    receipt = world.forward()
    assert world.signals.waiting() == Waiting(total=1, late=0)

    assert world.deliver() == 1

    assert world.signals.waiting() == Waiting(total=0, late=0)
    assert inbox(world) == [receipt.reference]
    assert world.signals.inbox(["veilig-thuis-groningen"]) == []


def test_the_inbox_line_holds_no_content_and_only_the_hour(world):
    receipt = world.forward()
    world.deliver()
    (line,) = world.signals.inbox(["veilig-thuis-flevoland"])
    hour = world.clock().replace(minute=0, second=0)
    assert vars(line) == {
        "reference": receipt.reference,
        "organisation": "veilig-thuis-flevoland",
        "state": "forwarded",
        "received_at": hour,
        "changed_at": hour,
        "readable": True,
    }


def test_a_failed_try_is_kept_on_the_row_and_tried_again_with_the_same_delivery_id(world):
    world.forward()
    sender, other = dispatcher(world, ConnectionError("buren, Kerkstraat 1"), TimeoutError())

    assert round_of(sender) == 0
    assert row(world).attempts == 1
    assert row(world).last_failure == "ConnectionError"
    assert row(world).next_try_at > world.clock()
    assert round_of(sender) == 0, "not due yet"
    world.clock.forward(minutes=1)
    assert round_of(sender) == 0
    assert row(world).last_failure == "TimeoutError"
    world.clock.forward(minutes=1)
    assert round_of(sender) == 1

    assert len(other.seen) == 3
    assert len(set(other.seen)) == 1


def test_the_pause_doubles_to_ten_minutes_and_is_never_the_same():
    for attempts, longest in [(1, 5), (2, 10), (3, 20), (8, 600), (50, 600), (10_000, 600)]:
        pauses = [delay(attempts) for _ in range(50)]
        assert all(timedelta(seconds=longest / 2) <= pause <= timedelta(seconds=longest) for pause in pauses)
        assert len(set(pauses)) > 40


def test_one_that_fails_holds_up_no_other(world):
    bad = world.forward("first draft, unguessable")
    world.clock.forward(seconds=1)
    good = world.forward("second draft, unguessable")
    sender, _ = dispatcher(world, RuntimeError())

    assert round_of(sender) == 1
    assert inbox(world) == [good.reference]
    assert world.states(bad) == ["forwarding"]


def test_when_the_other_side_refuses_for_ever_the_receipt_says_whom_to_call_and_the_content_stays(world):
    receipt = world.forward()
    sender, other = dispatcher(world, DeliveryRefused())
    round_of(sender)
    world.clock.forward(days=400)
    round_of(sender)
    world.signals.purge()

    assert len(other.seen) == 1
    assert world.states(receipt) == ["forwarding", "failed"]
    assert "Bel Veilig Thuis Flevoland: 0800-0000000." in world.status(receipt).events[-1].text
    assert row(world).sealed


def test_a_signal_of_an_organisation_that_was_taken_off_the_list_waits_for_its_return(world):
    world.forward()
    del world.signals.organisations._by_id["veilig-thuis-flevoland"]
    assert world.deliver() == 0
    assert row(world).last_failure == "OrganisationError"

    back = world.restarted()
    back.clock.forward(minutes=1)
    assert back.deliver() == 1


def test_two_dispatchers_at_once_deliver_once(world):
    given = [world.forward(f"unguessable draft {number}") for number in range(15)]
    one, first = dispatcher(world)
    two, second = dispatcher(world.restarted())

    async def both():
        return await asyncio.gather(one.deliver_due(), two.deliver_due(), one.deliver_due(), two.deliver_due())

    assert sum(asyncio.run(both())) == 15
    assert sorted(inbox(world)) == sorted(receipt.reference for receipt in given)
    assert len(first.seen) + len(second.seen) == 15


def test_a_claim_of_a_dispatcher_that_died_runs_out(world):
    world.forward()
    dead, _ = dispatcher(world)
    dead._claim()

    assert world.deliver() == 0, "another has it"
    world.clock.forward(minutes=2)
    assert world.deliver() == 1


def test_a_dispatcher_that_comes_back_too_late_does_nothing(world):
    receipt = world.forward()
    slow, other = dispatcher(world)
    (parcel,) = slow._claim()
    world.clock.forward(minutes=2)
    world.deliver()

    assert slow._confirm(parcel, other) is False
    assert world.states(receipt) == ["forwarding", "forwarded"]
    assert inbox(world) == [receipt.reference]


def test_a_delivery_that_took_longer_than_its_claim_counts_and_is_not_repeated(world):
    receipt = world.forward()
    slow, other = dispatcher(world)
    (parcel,) = slow._claim()
    world.clock.forward(minutes=2)
    next_one, _ = dispatcher(world)
    (again,) = next_one._claim()

    assert slow._confirm(parcel, other) is True
    assert next_one._confirm(again, other) is False
    assert world.states(receipt) == ["forwarding", "forwarded"]


def test_a_failure_that_comes_too_late_does_not_take_the_claim_of_another(world):
    world.forward()
    slow, _ = dispatcher(world)
    (parcel,) = slow._claim()
    world.clock.forward(minutes=2)
    next_one, _ = dispatcher(world)
    (again,) = next_one._claim()

    slow._try_later(parcel, TimeoutError())
    slow._give_up(parcel, DeliveryRefused())
    assert row(world).claimed_by == again.claim
    assert row(world).last_failure is None


def test_a_late_failure_does_not_undo_a_delivery(world):
    receipt = world.forward()
    slow, _ = dispatcher(world)
    (parcel,) = slow._claim()
    world.clock.forward(minutes=2)
    world.deliver()

    slow._try_later(parcel, TimeoutError())
    slow._give_up(parcel, DeliveryRefused())
    assert world.states(receipt) == ["forwarding", "forwarded"]


def test_a_signal_that_is_late_raises_one_alarm_without_content(world, caplog):
    receipt = world.forward()
    sender, _ = dispatcher(world, *[ConnectionError("Kerkstraat 1")] * 30)
    with caplog.at_level(logging.ERROR):
        for _ in range(30):
            round_of(sender)
            world.clock.forward(minutes=1)

    assert [record.getMessage() for record in caplog.records] == [
        f"Signal {receipt.reference} is late; its receipt names the number to call."
    ]
    assert world.signals.waiting() == Waiting(total=1, late=1)


def test_more_than_one_round_holds_are_all_delivered(world):
    for number in range(45):
        world.forward(f"unguessable draft {number}")
    assert world.deliver() + world.deliver() + world.deliver() == 45


def test_the_dispatcher_outlives_a_database_that_is_away(world, monkeypatch, caplog):
    receipt = world.forward()
    sender = Dispatcher(world.signals, interval=0.01)
    claim, away = sender._claim, iter([True, True])

    def sometimes():
        if next(away, False):
            raise OperationalError("select", {}, Exception("disk"))
        return claim()

    monkeypatch.setattr(sender, "_claim", sometimes)

    async def run():
        task = asyncio.create_task(sender.run())
        while world.signals.waiting().total:
            await asyncio.sleep(0.02)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(asyncio.wait_for(run(), 20))
    assert world.states(receipt) == ["forwarding", "forwarded"]
    assert "OperationalError" in caplog.text

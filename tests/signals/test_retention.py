import pytest

from signals.errors import ReceiptRefused, UnknownReference
from signals.retention import Purged


def closed(world, key="a draft that nobody guesses"):
    receipt = world.forward(key)
    world.deliver()
    world.signals.advance(receipt.reference, "closed")
    return receipt


def test_the_content_goes_ninety_days_after_closing_and_the_receipt_after_a_year(world):
    receipt = closed(world)

    world.clock.forward(days=89)
    assert world.signals.purge() == Purged(contents=0, receipts=0, tries=0)
    world.clock.forward(days=1)
    assert world.signals.purge() == Purged(contents=1, receipts=0, tries=0)
    assert world.signals.purge().contents == 0, "it is counted once"

    assert world.states(receipt)[-1] == "closed"
    (row,) = world.signals.inbox(["veilig-thuis-flevoland"])
    assert not row.readable
    with pytest.raises(UnknownReference):
        world.signals.sealed(receipt.reference)

    world.clock.forward(days=275)
    assert world.signals.purge().receipts == 1
    assert world.signals.inbox(["veilig-thuis-flevoland"]) == []
    with pytest.raises(ReceiptRefused):
        world.status(receipt)


@pytest.mark.parametrize("state", ["received", "picked_up"])
def test_what_is_not_closed_stays(world, state):
    receipt = world.forward()
    world.deliver()
    world.signals.advance(receipt.reference, state)
    world.clock.forward(days=1000)
    assert world.signals.purge() == Purged(contents=0, receipts=0, tries=0)
    assert world.opened(receipt)


def test_what_is_not_delivered_stays_whatever_its_age(world):
    receipt = world.forward()
    world.clock.forward(days=1000)
    assert world.signals.purge() == Purged(contents=0, receipts=0, tries=0)
    assert world.deliver() == 1
    assert world.opened(receipt)


def test_only_what_is_old_goes(world):
    old = closed(world, "first draft, unguessable")
    world.clock.forward(days=60)
    young = closed(world, "second draft, unguessable")
    world.clock.forward(days=60)

    assert world.signals.purge().contents == 1
    assert world.opened(young)
    with pytest.raises(UnknownReference):
        world.signals.sealed(old.reference)


def test_tallies_of_wrong_tries_are_forgotten_after_a_day_of_rest(world):
    receipt = world.forward()
    with pytest.raises(ReceiptRefused):
        world.signals.status(receipt.reference, "0" * 16)
    world.clock.forward(hours=23)
    assert world.signals.purge().tries == 0
    world.clock.forward(hours=2)
    assert world.signals.purge().tries == 1


def test_everything_of_a_removed_receipt_is_removed(world):
    receipt = closed(world)
    world.signals.message(receipt.reference, "Dag.")
    world.clock.forward(days=366)
    world.signals.purge()
    with world.engine.connect() as connection:
        for table in ("signals", "signal_events", "signal_messages", "receipts", "outbox", "inbox"):
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() == 0

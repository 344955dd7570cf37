import pytest

from signals.errors import ChangeRefused
from signals.lifecycle import ALLOWED, State, check_change

MAY_FOLLOW = {
    ("forwarding", "forwarded"),
    ("forwarding", "failed"),
    ("forwarded", "received"),
    ("forwarded", "picked_up"),
    ("forwarded", "closed"),
    ("received", "picked_up"),
    ("received", "closed"),
    ("picked_up", "closed"),
}


@pytest.mark.parametrize("new", list(State))
@pytest.mark.parametrize("old", list(State))
def test_every_pair_of_states(old, new):
    if (old.value, new.value) in MAY_FOLLOW:
        check_change(old, new)
    else:
        with pytest.raises(ChangeRefused, match=f"'{old.value}' cannot become '{new.value}'"):
            check_change(old, new)


def test_what_is_final_is_never_overwritten():
    assert {state for state, next_ones in ALLOWED.items() if not next_ones} == {State.CLOSED, State.FAILED}


@pytest.mark.parametrize("new", ["received", "picked_up", "closed"])
@pytest.mark.parametrize("path", [[], ["received"], ["picked_up"], ["received", "picked_up"], ["closed"]])
def test_the_organisation_moves_a_signal_only_as_the_table_allows(world, path, new):
    receipt = world.forward()
    world.deliver()
    for state in path:
        world.signals.advance(receipt.reference, state)
    before = world.states(receipt)

    if before[-1] == new:
        world.signals.advance(receipt.reference, new)
        assert world.states(receipt) == before, "confirming twice is harmless"
    elif (before[-1], new) in MAY_FOLLOW:
        world.signals.advance(receipt.reference, new)
        assert world.states(receipt) == [*before, new]
    else:
        with pytest.raises(ChangeRefused):
            world.signals.advance(receipt.reference, new)
        assert world.states(receipt) == before


def test_the_organisation_cannot_confirm_what_it_does_not_have_yet(world):
    receipt = world.forward()
    with pytest.raises(ChangeRefused):
        world.signals.advance(receipt.reference, "received", message="Wij hebben het.")
    assert world.states(receipt) == ["forwarding"]
    assert world.status(receipt).messages == []


@pytest.mark.parametrize("state", ["forwarding", "forwarded", "failed"])
def test_what_delivery_decides_the_organisation_cannot_report(world, state):
    receipt = world.forward()
    world.deliver()
    with pytest.raises(ChangeRefused):
        world.signals.advance(receipt.reference, state)

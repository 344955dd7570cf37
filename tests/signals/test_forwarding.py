import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from nacl.public import PrivateKey
from sqlalchemy import func, select

from signals import document, receipts
from signals.database import reading
from signals.errors import DocumentError, ForwardingClosed, OrganisationError, SealError
from signals.models import SignalRecord
from signals.organisations import Organisation, Organisations
from signals.seal import key_id, open_signal, seal
from signals.service import Signals, Waiting

FLEVOLAND, GRONINGEN = "veilig-thuis-flevoland", "veilig-thuis-groningen"


def stored(world):
    with reading(world.engine) as session:
        return session.scalar(select(func.count()).select_from(SignalRecord))


def test_from_consent_to_the_desk(world):
    receipt = world.forward(account="Zij huilt elke nacht.")
    assert world.states(receipt) == ["forwarding"]

    assert world.deliver() == 1

    assert world.states(receipt) == ["forwarding", "forwarded"]
    opened = world.opened(receipt)
    assert opened["account"] == "Zij huilt elke nacht."
    assert opened["reference"] == receipt.reference
    assert opened["organisation"] == FLEVOLAND


def test_the_receipt_holds_what_the_reporter_needs_and_its_token_fits_what_was_sealed(world):
    receipt = world.forward()
    claims = receipts.verify(receipt.token, world.keys.jwks())
    world.deliver()

    assert receipt.url == "https://example.nl/receipt"
    assert receipt.secret not in repr(receipt)
    assert claims["reference"] == receipt.reference
    assert claims["sha256"] == world.signals.sealed(receipt.reference).sha256
    assert claims["consented_at"] == "2026-11-22T14:00:00+00:00"


def test_equal_signals_have_unequal_digests_so_that_nobody_can_test_a_guess(world):
    key, draft = bytes(world.private_key.public_key), world.draft()
    guesses = [seal(document.complete(draft, "SW-AAAA-AAAA", FLEVOLAND), key)[1] for _ in range(2)]
    assert len(set(guesses)) == 2


def test_the_same_draft_twice_gives_the_same_receipt_and_one_signal(world):
    first = world.forward()
    world.deliver()
    world.clock.forward(hours=3)

    assert world.restarted().forward(account="Iets anders") == first
    assert stored(world) == 1
    assert world.deliver() == 0


def test_the_same_draft_twice_at_once_gives_one_signal(world):
    gate = threading.Barrier(6)

    def consent(_):
        gate.wait()
        return world.forward()

    with ThreadPoolExecutor(6) as pool:
        given = list(pool.map(consent, range(6)))
    assert len(set(given)) == 1
    assert stored(world) == 1


def test_different_drafts_at_once_all_arrive(world):
    with ThreadPoolExecutor(6) as pool:
        given = list(pool.map(lambda number: world.forward(f"unguessable draft {number}"), range(12)))
    assert len({receipt.reference for receipt in given}) == 12
    assert world.deliver() == 12
    assert {world.opened(receipt)["reference"] for receipt in given} == {receipt.reference for receipt in given}


def test_a_reference_that_exists_already_is_drawn_again(world, monkeypatch):
    first = world.forward("first draft, unguessable")
    drawn = iter([first.reference, receipts.new_reference()])
    monkeypatch.setattr(receipts, "new_reference", lambda: next(drawn))

    second = world.forward("second draft, unguessable")
    assert second.reference != first.reference
    assert world.states(first) == world.states(second) == ["forwarding"]


def test_forwarding_is_closed_without_a_key_of_the_organisation(world):
    assert world.signals.accepts(FLEVOLAND)
    for closed in (GRONINGEN, "veilig-thuis-atlantis"):
        assert not world.signals.accepts(closed)
        with pytest.raises(ForwardingClosed):
            world.signals.forward(world.draft(), closed, idempotency_key="unguessable draft")
    assert stored(world) == 0


def test_forwarding_is_closed_without_the_services_own_keys(world):
    keyless = Signals(world.engine, None, world.signals.organisations)
    assert not keyless.accepts(FLEVOLAND)
    with pytest.raises(ForwardingClosed):
        keyless.forward(world.draft(), FLEVOLAND, idempotency_key="unguessable draft")


def test_a_draft_that_is_wrong_stores_nothing(world):
    with pytest.raises(DocumentError):
        world.signals.forward({**world.draft(), "account": ""}, FLEVOLAND, idempotency_key="unguessable draft")
    assert stored(world) == 0
    assert world.signals.waiting() == Waiting(0, 0)


def test_a_draft_cannot_choose_its_own_reference(world):
    with pytest.raises(DocumentError):
        world.signals.forward(
            {**world.draft(), "reference": "SW-AAAA-AAAA"}, FLEVOLAND, idempotency_key="unguessable draft"
        )


def test_a_key_that_others_could_guess_is_refused(world):
    with pytest.raises(ValueError, match="16 characters"):
        world.forward("1")


def test_a_new_key_of_the_organisation_is_used_from_then_on(world):
    old = world.forward("first draft, unguessable")
    fresh = PrivateKey.generate()
    world.signals.set_organisation_key(FLEVOLAND, bytes(fresh.public_key))
    new = world.forward("second draft, unguessable")
    world.deliver()

    assert open_signal(world.signals.sealed(old.reference), bytes(world.private_key))
    assert open_signal(world.signals.sealed(new.reference), bytes(fresh))
    assert world.signals.sealed(new.reference).key_id == key_id(bytes(fresh.public_key))
    with pytest.raises(SealError):
        open_signal(world.signals.sealed(new.reference), bytes(world.private_key))


@pytest.mark.parametrize("key", [b"", b"short", b"\0" * 32])
def test_a_key_that_cannot_be_sealed_to_is_refused_and_the_old_one_stays(world, key):
    with pytest.raises(OrganisationError):
        world.signals.set_organisation_key(FLEVOLAND, key)
    receipt = world.forward()
    world.deliver()
    assert world.opened(receipt)


def test_an_unknown_organisation_gets_no_key(world):
    with pytest.raises(OrganisationError):
        world.signals.set_organisation_key("veilig-thuis-atlantis", bytes(PrivateKey.generate().public_key))


def test_a_key_given_with_the_organisation_itself_is_used(world):
    own = PrivateKey.generate()
    elsewhere = Organisation("elsewhere", "Elders", public_key=bytes(own.public_key))
    signals = Signals(world.engine, world.keys, Organisations([elsewhere]), clock=world.clock)
    assert signals.accepts("elsewhere")

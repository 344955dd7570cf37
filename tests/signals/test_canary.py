"""Planted words are looked for in everything that is written down."""

import logging
from base64 import b64encode

import pytest
from sqlalchemy.exc import IntegrityError

from signals.database import writing
from signals.models import SignalRecord
from signals.transports import DeskTransport

STORY = "KANARIE hij sluit haar elke avond op in de kelder"
PLANTED = {
    "account": STORY,
    "about": "KANARIE mevrouw Van der Zeedijk",
    "children": "KANARIE Milan en Noor",
    "observations": ["KANARIE blauwe plekken"],
    "place": {"municipality": "Almere", "code": "GM0034", "address": "KANARIEstraat 17"},
    "reporter": {"role": "bystander", "identity": "known", "name": "KANARIE Jo", "contact": "06-99887766"},
}
KEY = "KANARIE-draft-of-one-conversation"


def traces(data, *more):
    """Which planted words stand in these bytes, in whatever case or coding."""
    lower = data.lower()
    words = ["kanarie", "0699887766", "06-99887766", "zeedijk", "kelder", *more]
    coded = [form for word in words for form in (word.encode(), word.encode("utf-16-le"), b64encode(word.encode()))]
    return [form for form in coded if form.lower() in lower]


def journey(world):
    receipt = world.forward(KEY, **PLANTED)
    world.deliver()
    world.signals.advance(
        receipt.reference, "picked_up", contact={"name": "KANARIE Anna", "phone": "06-99887766"}, message=STORY
    )
    status = world.status(receipt)
    assert status.messages == [STORY]
    assert world.opened(receipt)["account"] == STORY
    return receipt


def test_the_search_itself_finds_what_is_there():
    assert traces(b"..Kanarie..")
    assert traces("kelder".encode("utf-16-le"))


def test_nothing_that_was_told_stands_in_the_database_files(world):
    receipt = journey(world)
    secret = receipt.secret.lower()

    on_disk = world.files()
    assert receipt.reference.encode() in on_disk, "we look in the right files, the write-ahead log included"
    assert traces(on_disk, secret, secret.replace("-", "")) == []


def test_nothing_that_was_told_stands_in_any_log_at_any_level(world, caplog):
    class Stumbling(DeskTransport):
        async def deliver(self, parcel):
            raise RuntimeError(STORY)

    with caplog.at_level(logging.DEBUG):
        for name in ("sqlalchemy.engine", "sqlalchemy.pool", "alembic", "signals"):
            caplog.set_level(logging.DEBUG, name)
        receipt = journey(world)
        world.forward("KANARIE-second-draft-unguessable", **PLANTED)
        world.dispatcher._transports = {"desk": Stumbling()}
        world.deliver()

    written = caplog.text + "".join(str(vars(record)) for record in caplog.records if record.name != "asyncio")
    assert "INSERT INTO signals" in written
    secret = receipt.secret.lower()
    assert traces(written.encode(), secret, secret.replace("-", "")) == []


def test_an_exception_of_the_database_shows_no_values(world):
    receipt = world.forward()
    with pytest.raises(IntegrityError) as failed, writing(world.engine) as session:
        session.add(SignalRecord(reference=receipt.reference, organisation="KANARIE"))
    assert traces(str(failed.value).encode()) == []


def test_the_minute_of_consent_is_gone_once_the_signal_is_delivered(world):
    world.forward()
    assert b"14:37" in world.files(), "retries need it until then"
    world.deliver()
    world.signals.purge()
    assert b"14:37" not in world.files()


def test_a_copy_of_the_database_alone_verifies_no_secret(world, tmp_path):
    receipt = world.forward()
    (tmp_path / "keys").rename(tmp_path / "keys elsewhere")
    thief = world.restarted()

    assert thief.keys != world.keys
    assert thief.forward().secret != receipt.secret
    with pytest.raises(Exception, match="do not belong together"):
        thief.status(receipt)


def test_after_a_purge_not_even_the_sealed_bytes_are_left(world):
    receipt = world.forward(**PLANTED)
    world.deliver()
    sealed = world.signals.sealed(receipt.reference).ciphertext
    piece = sealed[1000:1064]
    assert piece in world.files()

    world.signals.advance(receipt.reference, "closed")
    world.clock.forward(days=91)
    world.signals.purge()
    assert piece not in world.files()
    assert sealed[-64:] not in world.files()

"""The same promises on PostgreSQL: a server of our own, on a socket in a temporary folder."""

import asyncio
import os
import shutil
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from signals import receipts
from signals.database import connect, migrate
from signals.errors import ReceiptRefused, TryLater

PROGRAMS = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)

pytestmark = pytest.mark.skipif(PROGRAMS is None, reason="PostgreSQL is not installed")


@pytest.fixture(scope="module")
def server():
    folder = Path(tempfile.mkdtemp(prefix="signals-postgresql-"))
    # PostgreSQL refuses to run as root.
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if as_user:
        shutil.chown(folder, "postgres", "postgres")

    def run(program, *arguments):
        command = [*as_user, str(PROGRAMS / program), "-D", str(folder / "data"), *arguments]
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    run("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
    run("pg_ctl", "-w", "-o", f"-k {folder} -h '' -c fsync=off", "start")
    yield f"postgresql+psycopg2://postgres@/postgres?host={folder}"
    run("pg_ctl", "-w", "-m", "immediate", "stop")
    shutil.rmtree(folder)


@pytest.fixture
def world(server, tmp_path, make_world):
    engine = connect(server)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(migrate, [engine] * 3))
    engine.dispose()
    world = make_world(tmp_path, url=server)
    yield world
    world.engine.dispose()


def test_from_consent_to_the_last_word_and_the_purge(world):
    receipt = world.forward()
    assert world.forward() == receipt
    assert world.deliver() == 1
    world.signals.advance(receipt.reference, "picked_up", contact={"name": "Anna"}, message="Ik bel u.")
    world.signals.advance(receipt.reference, "closed")

    assert world.opened(receipt)["reference"] == receipt.reference
    status = world.status(receipt)
    assert [event.state for event in status.events] == ["forwarding", "forwarded", "picked_up", "closed"]
    assert {event.at for event in status.events} == {world.clock().replace(minute=0, second=0)}
    assert (status.contact, status.messages) == ({"name": "Anna"}, ["Ik bel u."])
    world.clock.forward(days=400)
    assert world.signals.purge().receipts == 1


def test_the_same_draft_at_once_gives_one_signal_and_many_dispatchers_deliver_once(world):
    with ThreadPoolExecutor(6) as pool:
        same = set(pool.map(lambda _: world.forward(), range(6)))
        list(pool.map(lambda number: world.forward(f"unguessable draft {number}"), range(30)))
    assert len(same) == 1

    async def deliver():
        senders = [world.dispatcher, world.restarted().dispatcher]
        return await asyncio.gather(*(sender.deliver_due() for sender in senders * 3))

    assert sum(asyncio.run(deliver())) == 31
    assert len(world.signals.inbox(["veilig-thuis-flevoland"])) == 31


def test_first_guesses_at_once_are_all_counted(world):
    reference = receipts.new_reference()

    def guess(_):
        try:
            world.signals.status(reference, "0" * 16)
        except TryLater:
            return "later"
        except ReceiptRefused:
            return "refused"

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(guess, range(16)))
    assert (answers.count("refused"), answers.count("later")) == (5, 11)

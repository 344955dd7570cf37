"""A process that dies anywhere between consent and delivery loses nothing and doubles nothing.

A child process runs the real service and kills itself (SIGKILL) just before its n-th statement or commit, for every n
there is; then the service is started again, the reporter asks again, and the dispatcher goes on.
"""

import asyncio
import os
import signal
import subprocess
import sys
import time
import traceback

import pytest
from sqlalchemy import event, func, select

from signals.database import reading
from signals.models import EventRecord, InboxRecord, OutboxRecord, ReceiptRecord, SignalRecord
from signals.outbox import Dispatcher
from signals.transports import DeskTransport


def steps_of(engine, at_step):
    """Calls `at_step(number)` before each statement and each commit on the engine."""
    taken = 0

    def step(*_):
        nonlocal taken
        taken += 1
        at_step(taken)

    event.listen(engine, "before_cursor_execute", step)
    event.listen(engine, "commit", step)


def in_child(work):
    """Runs `work` in a fork of this process, and says by which signal it ended (0: by itself)."""
    child = os.fork()
    if child == 0:
        try:
            work()
            os._exit(0)
        except BaseException:  # noqa: BLE001 - the child must never go on as a second test run
            traceback.print_exc()
            os._exit(1)
    _, how = os.waitpid(child, 0)
    assert not os.WIFEXITED(how) or os.WEXITSTATUS(how) == 0, "the child failed otherwise than by being killed"
    return os.WTERMSIG(how) if os.WIFSIGNALED(how) else 0


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def from_consent_to_delivery(world):
    world.forward()
    asyncio.run(world.dispatcher.deliver_due())


def counted(world, table):
    with reading(world.engine) as session:
        return session.scalar(select(func.count()).select_from(table))


def assert_delivered_once(world):
    """What the reporter does after a crash: ask once more. What the service does: start and deliver."""
    again = world.restarted()
    receipt = again.forward()
    again.clock.forward(minutes=3)  # a claim of the dead has run out
    again.deliver()
    again.deliver()

    assert again.states(receipt) == ["forwarding", "forwarded"]
    assert again.opened(receipt)["reference"] == receipt.reference
    assert [counted(again, table) for table in (SignalRecord, ReceiptRecord, InboxRecord)] == [1, 1, 1]
    assert counted(again, EventRecord) == 2
    assert counted(again, OutboxRecord) == 0


def test_killed_before_every_statement_and_every_commit(tmp_path, make_world):
    total = []
    counting = make_world(tmp_path / "counting")
    steps_of(counting.engine, total.append)
    from_consent_to_delivery(counting)

    assert len(total) > 20
    for number in total:
        world = make_world(tmp_path / str(number))

        def work(world=world, number=number):
            steps_of(world.engine, lambda step: step == number and die())
            from_consent_to_delivery(world)

        assert in_child(work) == signal.SIGKILL
        assert_delivered_once(world)


@pytest.mark.parametrize("moment", ["before", "after", "inside"])
def test_killed_around_the_transports_own_work(world, moment):
    class Deadly(DeskTransport):
        async def deliver(self, parcel):
            if moment == "before":
                die()
            await super().deliver(parcel)
            if moment == "after":
                die()

        def keep(self, session, parcel, now):
            super().keep(session, parcel, now)
            session.flush()
            die()

    def work():
        world.forward()
        asyncio.run(Dispatcher(world.signals, transports={"desk": Deadly()}).deliver_due())

    assert in_child(work) == signal.SIGKILL
    assert_delivered_once(world)


def test_killed_after_consent_the_reporter_still_gets_the_receipt_that_was_stored(world):
    told = []

    def work():
        told.append(world.forward())
        die()

    assert in_child(work) == signal.SIGKILL
    again = world.restarted()
    assert counted(again, SignalRecord) == 1
    receipt = again.forward()
    assert again.states(receipt) == ["forwarding"]
    assert counted(again, SignalRecord) == 1


SERVICE = """
import asyncio, sys
from pathlib import Path
from signals import document
from signals.database import connect
from signals.keys import Keys
from signals.organisations import Organisation, Organisations
from signals.outbox import Dispatcher
from signals.service import Signals

folder = Path(sys.argv[1])
organisations = Organisations([Organisation("veilig-thuis-flevoland", "Veilig Thuis Flevoland")])
signals = Signals(connect(f"sqlite:///{folder / 'signals.sqlite'}"), Keys.load(folder / "keys"), organisations)

async def serve():
    dispatcher = asyncio.create_task(Dispatcher(signals, interval=0.001).run())
    for number in range(1000):
        draft = document.compose(
            language="nl", channel="web", account=f"Signaal {number}",
            place={"municipality": "Almere", "code": "GM0034"}, reporter={"role": "bystander", "identity": "anonymous"},
        )
        receipt = await asyncio.to_thread(
            signals.forward, draft, "veilig-thuis-flevoland", idempotency_key=f"unguessable draft {number}"
        )
        print(receipt.reference, receipt.secret, flush=True)

asyncio.run(serve())
"""


def test_a_busy_service_killed_at_any_moment_keeps_every_signal_that_it_gave_a_receipt_for(world):
    command = [sys.executable, "-c", SERVICE, str(world.folder)]
    service = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    given = [service.stdout.readline().split() for _ in range(10)]
    time.sleep(0.05)
    service.kill()
    given += [line.split() for line in service.stdout.read().splitlines() if len(line.split()) == 2]
    service.wait()

    again = world.restarted()
    again.clock.now = again.clock.now.replace(year=2100)  # the service ran by the real clock: every claim has run out
    while again.deliver():
        pass

    for reference, secret in given:
        status = again.signals.status(reference, secret)
        assert [event.state for event in status.events] == ["forwarding", "forwarded"]
    inbox = [row.reference for row in again.signals.inbox(["veilig-thuis-flevoland"])]
    assert len(inbox) == len(set(inbox)) == counted(again, SignalRecord)
    assert {reference for reference, _ in given} <= set(inbox)

"""The outbox: every stored signal is delivered, once, whatever happens in between.

A round claims what is due for a while (the lease), brings it to the other side, and then, in one transaction, makes the
signal 'forwarded', keeps what the transport must keep, and removes the row. Whoever dies in between leaves a claim that
runs out. Who was slow and lost its claim may still report a delivery, for that is true; of a failure it keeps silent.
"""

import asyncio
import logging
import secrets
import uuid
from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import or_, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from signals import lifecycle
from signals.database import reading, writing
from signals.errors import OrganisationError
from signals.lifecycle import State
from signals.models import OutboxRecord, SignalRecord
from signals.seal import SealedSignal
from signals.service import Signals
from signals.transports import KINDS, DeliveryRefused, Parcel, Transport

_log = logging.getLogger(__name__)
_random = secrets.SystemRandom()

_BATCH = 20
_LEASE = timedelta(minutes=2)
_DELIVERY_TIMEOUT = 60.0
_FIRST_DELAY = timedelta(seconds=5)
_LONGEST_DELAY = timedelta(minutes=10)


class Dispatcher:
    """Delivers what waits. Any number of them may run, in one process or many.

    `interval` is the pause between rounds in seconds.
    """

    def __init__(self, signals: Signals, *, transports: Mapping[str, Transport] = KINDS, interval: float = 1.0) -> None:
        self._signals = signals
        self._transports = transports
        self._interval = interval

    async def run(self) -> None:
        """Delivers until cancelled; a database that is away for a while is waited for."""
        while True:
            try:
                await self.deliver_due()
            except SQLAlchemyError as error:
                _log.error("The outbox cannot be read now (%s); trying again.", type(error).__name__)
            await asyncio.sleep(self._interval)

    async def deliver_due(self) -> int:
        """One round: delivers what is due now, and says how many were delivered."""
        await asyncio.to_thread(self._alarm)
        parcels = await asyncio.to_thread(self._claim)
        return sum(await asyncio.gather(*(self._deliver(parcel) for parcel in parcels)))

    async def _deliver(self, parcel: Parcel) -> bool:
        try:
            transport = self._transport(parcel)
            await asyncio.wait_for(transport.deliver(parcel), _DELIVERY_TIMEOUT)
            return await asyncio.to_thread(self._confirm, parcel, transport)
        except DeliveryRefused as error:
            await asyncio.to_thread(self._give_up, parcel, error)
        except Exception as error:  # noqa: BLE001 - whatever a transport stumbles over, the row says so and is tried again
            await asyncio.to_thread(self._try_later, parcel, error)
        return False

    def _transport(self, parcel: Parcel) -> Transport:
        organisation = self._signals.organisations.get(parcel.sealed.organisation)
        if organisation is None:
            raise OrganisationError("The organisation of this signal is no longer in the list.")
        return self._transports[organisation.transport]

    def _claim(self) -> list[Parcel]:
        now, claim = self._signals.clock(), str(uuid.uuid4())
        free = or_(OutboxRecord.claimed_until.is_(None), OutboxRecord.claimed_until <= now)
        due = select(OutboxRecord.reference).where(OutboxRecord.next_try_at <= now, free)
        with reading(self._signals.engine) as session:
            if session.scalar(due.limit(1)) is None:
                return []  # the usual case, without asking for the right to write
        query = select(OutboxRecord).where(OutboxRecord.next_try_at <= now, free).order_by(OutboxRecord.next_try_at)
        with writing(self._signals.engine) as session:
            rows = session.scalars(query.limit(_BATCH).with_for_update(skip_locked=True)).all()
            for row in rows:
                row.claimed_by, row.claimed_until = claim, now + _LEASE
                row.attempts += 1
            return [_parcel(session, row) for row in rows]

    def _confirm(self, parcel: Parcel, transport: Transport) -> bool:
        now = self._signals.clock()
        with writing(self._signals.engine) as session:
            row = session.get(OutboxRecord, parcel.sealed.reference, with_for_update=True)
            if row is None:
                return False  # another, who took over when this took too long, has delivered it too
            signal = session.get(SignalRecord, row.reference, with_for_update=True)
            lifecycle.change(session, signal, State.FORWARDED, now)
            transport.keep(session, parcel, now)
            session.delete(row)
        return True

    def _try_later(self, parcel: Parcel, error: Exception) -> None:
        with writing(self._signals.engine) as session:
            if row := _own(session, parcel):
                row.claimed_by = row.claimed_until = None
                row.next_try_at = self._signals.clock() + delay(row.attempts)
                row.last_failure = type(error).__name__
                _log.warning("Try %d for signal %s failed: %s", row.attempts, row.reference, row.last_failure)

    def _give_up(self, parcel: Parcel, error: Exception) -> None:
        with writing(self._signals.engine) as session:
            if row := _own(session, parcel):
                signal = session.get(SignalRecord, row.reference, with_for_update=True)
                lifecycle.change(session, signal, State.FAILED, self._signals.clock())
                row.claimed_by = row.claimed_until = row.next_try_at = None
                row.last_failure = type(error).__name__
                _log.error("Signal %s was refused; its receipt names the number to call.", row.reference)

    def _alarm(self) -> None:
        now = self._signals.clock()
        late = (OutboxRecord.alarmed_at.is_(None), OutboxRecord.created_at <= now - lifecycle.LATE_AFTER)
        with reading(self._signals.engine) as session:
            if session.scalar(select(OutboxRecord.reference).where(*late).limit(1)) is None:
                return
        with writing(self._signals.engine) as session:
            for row in session.scalars(select(OutboxRecord).where(*late).with_for_update(skip_locked=True)):
                row.alarmed_at = now
                _log.error("Signal %s is late; its receipt names the number to call.", row.reference)


def delay(attempts: int) -> timedelta:
    """The pause after so many failed tries: doubling to ten minutes, of which a random part so that tries spread."""
    longest: timedelta = min(_LONGEST_DELAY, _FIRST_DELAY * 2 ** min(attempts - 1, 16))
    return timedelta(seconds=longest.total_seconds() * _random.uniform(0.5, 1.0))


def _own(session: Session, parcel: Parcel) -> OutboxRecord | None:
    row = session.get(OutboxRecord, parcel.sealed.reference, with_for_update=True)
    return row if row is not None and row.claimed_by == parcel.claim else None


def _parcel(session: Session, row: OutboxRecord) -> Parcel:
    signal = session.get(SignalRecord, row.reference)
    sealed = SealedSignal(row.reference, signal.organisation, row.sealed, signal.sha256, row.key_id)
    return Parcel(sealed, delivery_id=row.delivery_id, claim=row.claimed_by)

"""How much anyone may send: the size of a request, and token buckets for the service, a network and a session.

Nothing here is written down: buckets live in memory, under keyed hashes whose key is random and replaced each day.
"""

from __future__ import annotations

import asyncio
import hashlib
import ipaddress
import math
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from fastapi import HTTPException, Request
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY = 64 * 1024
_DRAIN_BYTES = 8 * 1024 * 1024
_DRAIN_SECONDS = 5.0
_MAX_BUCKETS = 50_000
_DAY = 24 * 60 * 60


@dataclass(frozen=True)
class Rate:
    """`burst` requests at once, then `per_second`."""

    burst: int
    per_second: float


@dataclass(frozen=True)
class Rates:
    """A person types slower than this; a school or a town behind one address must fit within `network`."""

    session: Rate = Rate(burst=60, per_second=1)
    network: Rate = Rate(burst=300, per_second=10)
    service: Rate = Rate(burst=1_000, per_second=200)


class Buckets:
    """Token buckets of one rate, by key. The one unused for longest makes room when there are too many."""

    def __init__(self, rate: Rate, clock: Callable[[], float]) -> None:
        self._rate = rate
        self._clock = clock
        self._levels: OrderedDict[bytes, tuple[float, float]] = OrderedDict()

    def take(self, key: bytes) -> float:
        """Take one token. Returns the seconds to wait before there is one; 0.0 when it was there and is taken."""
        now = self._clock()
        level, since = self._levels.pop(key, (float(self._rate.burst), now))
        level = min(self._rate.burst, level + (now - since) * self._rate.per_second)
        wait = 0.0 if level >= 1 else (1 - level) / self._rate.per_second
        self._levels[key] = (level if wait else level - 1, now)
        if len(self._levels) > _MAX_BUCKETS:
            self._levels.popitem(last=False)
        return wait


class Limits:
    """Admits requests or refuses them with 429 and `Retry-After`."""

    def __init__(self, rates: Rates | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        rates = rates or Rates()
        self._clock = clock
        self._service = Buckets(rates.service, clock)
        self._networks = Buckets(rates.network, clock)
        self._sessions = Buckets(rates.session, clock)
        self._new_key()

    async def admit(self, request: Request) -> None:
        """A FastAPI dependency for every route that does work. Wiping is always let through.

        Raises HTTPException 429.
        """
        if request.method == "DELETE":
            return
        network = network_of(request.client.host if request.client else "")
        wait = self._networks.take(self._hashed(network)) if network else 0.0
        _refuse(wait or self._service.take(b""))

    def admit_session(self, session: str) -> None:
        """One message of this session. Raises HTTPException 429."""
        _refuse(self._sessions.take(self._hashed(session)))

    def _hashed(self, value: str) -> bytes:
        if self._clock() - self._key_since > _DAY:
            self._new_key()
        return hashlib.blake2b(value.encode(), key=self._key, digest_size=16).digest()

    def _new_key(self) -> None:
        self._key, self._key_since = secrets.token_bytes(32), self._clock()


def network_of(host: str) -> str | None:
    """The /24 or /64 of an address; None for a private or unreadable one: a proxy or this machine."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return None
    address = getattr(address, "ipv4_mapped", None) or address
    if address.is_private:
        return None
    return str(ipaddress.ip_network((address, 24 if address.version == 4 else 64), strict=False))


def _refuse(wait: float) -> None:
    if wait:
        raise HTTPException(429, headers={"Retry-After": str(math.ceil(wait))})


class BodyLimit:
    """ASGI: refuses a request body over `limit` bytes with 413 while it streams in, never holding more than that."""

    def __init__(self, app: ASGIApp, limit: int = MAX_BODY) -> None:
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        declared = headers.get("content-length", "0")
        too_large = declared.isdigit() and int(declared) > self._limit
        asks_first = "100-continue" in headers.get("expect", "")
        received = 0

        async def limited() -> Message:
            nonlocal received
            message: Message = {} if too_large else await receive()
            received += len(message.get("body", b""))
            if too_large or received > self._limit:
                if not asks_first:
                    await _drain(receive)
                raise HTTPException(413)
            return message

        await self._app(scope, limited, send)


async def _drain(receive: Receive) -> None:
    """Read on without keeping, within bounds: a client still sending would otherwise see a reset, not our answer."""
    left = _DRAIN_BYTES

    async def read() -> None:
        nonlocal left
        more = True
        while more and left > 0:
            message = await receive()
            left -= len(message.get("body", b""))
            more = message["type"] == "http.request" and message.get("more_body", False)

    with suppress(asyncio.TimeoutError):
        await asyncio.wait_for(read(), _DRAIN_SECONDS)

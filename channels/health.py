"""Whether the service lives, is ready, and how much it does. Counts only: never a text, a place or a sender."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping

from fastapi import APIRouter
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from channels.errors import where

log = logging.getLogger(__name__)

_METHODS = {"GET", "HEAD", "POST", "DELETE"}

Check = Callable[[], str | None]
"""Says in one sentence what is missing, or None when all is well. May look at a disk or database; runs in a thread."""


class Metrics:
    """The numbers of one running service."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "signaalwijzer_requests", "Requests answered", ["method", "route", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "signaalwijzer_request_seconds", "Time to answer", ["method", "route"], registry=self.registry
        )


class Measured:
    """ASGI: counts and times every request by its route's pattern, never by its path, which may hold a session."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 0
        began = time.perf_counter()

        async def watched(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        await self._app(scope, receive, watched)
        # A path or method that is not ours is whatever the caller made up: no label of its own.
        route = getattr(scope.get("route"), "path", "other")
        method = scope["method"] if scope["method"] in _METHODS else "other"
        self._metrics.requests.labels(method, route, status).inc()
        self._metrics.seconds.labels(method, route).observe(time.perf_counter() - began)


def router(checks: Mapping[str, Check], metrics: Metrics) -> APIRouter:
    """`/health/live`, `/health/ready` (503 with the reasons while a part is missing), `/metrics`. `checks` by part."""
    routes = APIRouter()

    @routes.get("/health/live")
    async def live() -> dict[str, str]:
        return {"status": "live"}

    @routes.get("/health/ready")
    def ready() -> JSONResponse:
        missing = {part: reason for part, check in checks.items() if (reason := _reason(part, check))}
        return JSONResponse(
            {"status": "not ready" if missing else "ready", "missing": missing}, 503 if missing else 200
        )

    @routes.get("/metrics")
    def counts() -> Response:
        # The rooms below count in the library's own registry, which tells of the process as well.
        told = generate_latest(REGISTRY) + generate_latest(metrics.registry)
        return Response(told, media_type=CONTENT_TYPE_LATEST)

    return routes


def _reason(part: str, check: Check) -> str | None:
    try:
        return check()
    except Exception as fault:  # noqa: BLE001 - a part that cannot be checked is a part that is missing
        log.error("Check of %s failed: %s", part, where(fault))
        return f"the check failed ({type(fault).__name__})"

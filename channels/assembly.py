"""One ASGI application of the doors, the rooms' routes, and what runs beside them. It knows no room by name."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

from fastapi import APIRouter, Depends, FastAPI

from channels import health, parse
from channels.errors import CalmFaults, Refusals, where
from channels.headers import SafeHeaders
from channels.health import Check, Measured, Metrics
from channels.interfaces import Assistant
from channels.limits import BodyLimit, Limits
from channels.web import routes as web
from channels.web.assets import Assets
from channels.web.pages import PageFacts, Pages

log = logging.getLogger(__name__)

_RESTART_SECONDS = 5.0

Task = Callable[[], Awaitable[None]]
"""Work beside the requests that goes on until the service stops, such as the outbox's dispatcher."""


LISTENING: dict[str, Any] = {
    "access_log": False,  # it would hold addresses of people and of sessions
    "log_level": "info",  # says where it listens, once
    "server_header": False,
    "ws": "none",
    "timeout_keep_alive": 30,
    "timeout_graceful_shutdown": 10,
}
"""How uvicorn serves this application, wherever it is started."""


def assemble(
    assistant: Assistant,
    facts: PageFacts,
    *,
    routers: Iterable[APIRouter] = (),
    checks: Mapping[str, Check] | None = None,
    tasks: Mapping[str, Task] | None = None,
    parse_enabled: bool = False,
    limits: Limits | None = None,
) -> FastAPI:
    """The whole service as an ASGI application.

    `routers` are the rooms' own; `checks` say by part what is missing; `tasks` run as long as the service does.
    """
    limits, assets, metrics = limits or Limits(), Assets(), Metrics()
    pages = Pages(facts, assets)
    refusals = Refusals(facts.numbers, pages.error)
    supervisor = Supervisor(tasks or {})
    every_check: dict[str, Check] = {
        "assistant": lambda: None if assistant.ready else "is loading",
        **supervisor.checks,
        **(checks or {}),
    }

    app = FastAPI(lifespan=supervisor.lifespan, openapi_url=None)
    doors = [web.router(assistant, limits, pages, facts.numbers), *([parse.router(assistant)] if parse_enabled else [])]
    for router in [*doors, *routers]:
        app.include_router(router, dependencies=[Depends(limits.admit)])
    for router in [assets.router(), health.router(every_check, metrics)]:
        app.include_router(router)

    refusals.install(app)
    # Each stands around the one before: headers are on every answer, that to a fault included.
    app.add_middleware(BodyLimit)
    app.add_middleware(CalmFaults, refusals=refusals)
    app.add_middleware(Measured, metrics=metrics)
    app.add_middleware(SafeHeaders, immutable_prefix=assets.prefix)
    return app


class Supervisor:
    """Keeps the tasks going: one that fails is logged, started again, and named by `/health/ready` until then."""

    def __init__(self, tasks: Mapping[str, Task]) -> None:
        self._tasks = tasks
        self._running: set[str] = set()
        self.checks: dict[str, Check] = {name: self._check(name) for name in tasks}

    @asynccontextmanager
    async def lifespan(self, _app: FastAPI) -> AsyncIterator[None]:
        """Run the tasks around the life of the service."""
        running = [asyncio.create_task(self._keep(name, task), name=name) for name, task in self._tasks.items()]
        try:
            yield
        finally:
            for task in running:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task

    async def _keep(self, name: str, task: Task) -> None:
        while True:
            self._running.add(name)
            try:
                await task()
            except Exception as fault:  # noqa: BLE001 - whatever stopped it, the signals behind it still have to go out
                log.error("Task %s stopped: %s", name, where(fault))
            finally:
                self._running.discard(name)
            await asyncio.sleep(_RESTART_SECONDS)

    def _check(self, name: str) -> Check:
        return lambda: None if name in self._running else "stopped; it is started again by itself"

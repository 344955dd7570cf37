"""Puts the service together: the one place that knows every room."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import uvicorn
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.engine import Engine

from bot.memory import RETENTION
from bot.parts import Parts
from bot.settings import Settings
from channels.assembly import LISTENING, assemble
from channels.interfaces import Assistant, Numbers
from channels.languages import language_of
from channels.web.pages import PageFacts
from counters import routes as counters
from desk import demo as demo_account
from desk import routes as desk_pages
from desk.demo import DemoAccount
from desk.service import Desk
from signals import routes as signals
from signals.outbox import Dispatcher

_TIDY_SECONDS = 600.0


def create_app(settings: Settings | None = None, *, assistant: Assistant | None = None) -> FastAPI:
    """The service with every room. Without arguments the settings are read and the trained model is loaded.

    Raises the rooms' own one-sentence errors when a part cannot be opened.
    """
    settings = settings or Settings.load()
    parts, desk, demo = _open(settings)
    memory, numbers = parts.memory(), _numbers(parts)
    return assemble(
        assistant or parts.assistant(),
        PageFacts(numbers, settings.exit_url, silence_minutes=RETENTION["web"] // timedelta(minutes=1)),
        routers=[
            counters.router(parts.directory, parts.places, exit_url=settings.exit_url, language_of=language_of),
            signals.router(parts.signals, language_of=language_of, exit_url=settings.exit_url, **vars(numbers)),
            desk_pages.router(desk, demo=demo),
        ],
        checks={"database": lambda: _database(parts.engine)},
        tasks={
            "dispatcher": Dispatcher(parts.signals).run,
            "retention": lambda: _every(_TIDY_SECONDS, memory.purge, parts.signals.purge),
        },
        parse_enabled=settings.parse_enabled,
    )


def serve(settings: Settings, *, workers: int = 1) -> None:
    """Serve until stopped. Each worker makes its own application, from the settings in the environment.

    Raises the rooms' own one-sentence errors when a part cannot be opened.
    """
    if workers > 1:
        _open(settings)  # a worker that cannot start is started again and again, and its reason is lost
    uvicorn.run(
        f"{__name__}:{create_app.__name__}",
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=workers,
        **LISTENING,
    )


def _open(settings: Settings) -> tuple[Parts, Desk, DemoAccount | None]:
    """The parts, and the desk with its demo account: there in a demo, refused in production."""
    parts = Parts.open(settings)
    desk = Desk(parts.engine, parts.signals)
    if settings.demo:
        return parts, desk, demo_account.ensure(desk, settings.data)
    demo_account.refuse(desk)
    return parts, desk, None


def _numbers(parts: Parts) -> Numbers:
    advice = parts.directory.get(parts.counter_ids["veilig_thuis"])
    return Numbers(parts.numbers["emergency"], parts.numbers["veilig_thuis"], advice.name)


def _database(engine: Engine) -> None:
    """Raises SQLAlchemyError when the database does not answer."""
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))


async def _every(seconds: float, *works: Callable[[], Any]) -> None:
    while True:
        for work in works:
            await asyncio.to_thread(work)
        await asyncio.sleep(seconds)

"""A browser on the running service. After each test it has asked no other host, kept nothing, and not complained."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Route, StorageState, sync_playwright

from bot.settings import Settings
from tests.running import Service, service

EXIT = Settings.exit_url
EXIT_HEADING = "Het weer"
# Chromium as root in a container, and without its own calls to hosts of Google.
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
_REFUSED = "Failed to load resource: the server responded with a status of 4"


@pytest.fixture(scope="package")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with service(tmp_path_factory.mktemp("browser") / "data") as started:
        yield started


# Not for the whole session: while Playwright's loop runs, no other test of this process can run its own.
@pytest.fixture(scope="package")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=chromium, args=FLAGS)


@pytest.fixture
def visitor(browser: Browser, running: Service) -> Iterator[Callable[..., BrowserContext]]:
    """Makes visitors, each with a browser profile of their own; takes Playwright's options of a context."""
    strangers: list[str] = []
    complaints: list[str] = []
    kept: list[StorageState] = []

    def answer(route: Route) -> None:
        """What lies outside the service: the page of the exit, and for the rest nothing."""
        if route.request.url.rstrip("/") == EXIT:
            route.fulfill(body=f"<h1>{EXIT_HEADING}</h1>", content_type="text/html")
        else:
            strangers.append(route.request.url)
            route.abort()

    def listen(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(_REFUSED):
            complaints.append(message.text)

    with ExitStack() as open_ones:

        def visit(**options: object) -> BrowserContext:
            context = browser.new_context(base_url=running.url, **{"locale": "nl-NL", **options})  # type: ignore[arg-type]
            context.route(lambda url: not url.startswith(running.url), answer)
            context.on("console", listen)
            context.on("weberror", lambda error: complaints.append(str(error.error)))
            context.set_default_timeout(15_000)
            open_ones.callback(context.close)
            open_ones.callback(lambda: kept.append(context.storage_state()))
            return context

        yield visit
    assert (strangers, complaints) == ([], [])
    for state in kept:
        assert state.get("origins") == []
        assert {cookie.get("path") for cookie in state.get("cookies", [])} <= {"/desk"}


@pytest.fixture
def page(visitor: Callable[..., BrowserContext]) -> Page:
    """An empty tab of a new visitor, on a desktop."""
    return visitor().new_page()


@pytest.fixture
def exit_heading() -> str:
    """What one sees after leaving."""
    return EXIT_HEADING

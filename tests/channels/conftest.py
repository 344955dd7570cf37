"""One running service for the tests that do not change how it is set up, and a fresh session on it."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from channels.limits import Limits, Rate, Rates
from tests.channels.service import SmallAssistant, build, serving

# The tests all come from one machine and one session may say much: only test_limits.py looks at the brakes.
UNHURRIED = Rates(session=Rate(10_000, 1), service=Rate(10_000, 1))


@pytest.fixture(scope="module")
def assistant() -> SmallAssistant:
    return SmallAssistant()


@pytest.fixture(scope="module")
def client(assistant: SmallAssistant) -> Iterator[httpx.Client]:
    app = build(assistant, limits=Limits(UNHURRIED), parse_enabled=True)
    with serving(app) as url, httpx.Client(base_url=url) as client:
        yield client


@pytest.fixture
def session(client: httpx.Client) -> str:
    return str(client.post("/webhooks/web/session").json()["session"])

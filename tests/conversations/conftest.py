from collections.abc import Callable, Iterator

import pytest

from tests.conversations.person import Person
from tests.conversations.worker import Worker
from tests.running import Service, service


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with service(tmp_path_factory.mktemp("service") / "data", SIGNAALWIJZER_PARSE_ENABLED="true") as started:
        yield started


@pytest.fixture(scope="session")
def worker(running: Service) -> Worker:
    """One worker for all: a code to sign in with works once."""
    signed_in = Worker(running)
    signed_in.signs_in()
    return signed_in


@pytest.fixture
def someone(running: Service) -> Callable[..., Person]:
    return lambda **settings: Person(running.url, **settings)

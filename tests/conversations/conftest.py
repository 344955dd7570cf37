from collections.abc import Callable, Iterator

import pytest

from tests.conversations.person import Person
from tests.running import Service, service


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with service(tmp_path_factory.mktemp("service") / "data", SIGNAALWIJZER_PARSE_ENABLED="true") as started:
        yield started


@pytest.fixture
def someone(running: Service) -> Callable[..., Person]:
    return lambda **settings: Person(running.url, **settings)

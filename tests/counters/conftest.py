"""The directory and the places as the service holds them: loaded once, for they never change."""

import pytest

from counters.directory import Directory
from counters.places import Places


@pytest.fixture(scope="session")
def directory() -> Directory:
    return Directory.load()


@pytest.fixture(scope="session")
def places() -> Places:
    return Places.load()

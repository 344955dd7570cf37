"""Which tests may be left out, and where none may: with SIGNAALWIJZER_TEST_ALL=1, as in CI, a skip is a failure."""

from __future__ import annotations

import os
import shutil

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the browser that tests marked `browser` drive."""
    assert CHROMIUM, "Mark the test `browser`: it is skipped where there is no Chromium."
    return CHROMIUM


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("browser") and not CHROMIUM:
        pytest.skip("there is no Chromium here; on Debian: apt-get install chromium")


def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("SIGNAALWIJZER_TEST_ALL") == "1" and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        reporter.write_line("\nSIGNAALWIJZER_TEST_ALL=1 allows no skipped test.", red=True)

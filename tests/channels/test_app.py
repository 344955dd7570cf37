"""The service with its real rooms, a real database and a small assistant: what no room can show alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bot.settings import Settings
from channels.app import create_app
from channels.headers import CONTENT_SECURITY_POLICY
from channels.languages import LANGUAGES
from desk.errors import DeskError
from tests.channels.service import SmallAssistant, serving

EXIT = "https://www.example.nl/weer"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    data: Path = tmp_path_factory.mktemp("service") / "data"
    with (
        serving(create_app(Settings(data=data, exit_url=EXIT), assistant=SmallAssistant())) as url,
        httpx.Client(base_url=url) as client,
    ):
        yield client


def test_with_all_rooms_open_it_is_ready(service: httpx.Client) -> None:
    ready = service.get("/health/ready")
    assert (ready.status_code, ready.json()["missing"]) == (200, {})


@pytest.mark.parametrize(
    "path", ["/", "/loketten", "/loketten?place=Almere", "/receipt", "/?language=en", "/desk/sign-in"]
)
def test_every_page_is_safe_and_neutral(service: httpx.Client, path: str) -> None:
    page = service.get(path)
    assert page.status_code == 200
    assert page.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert page.headers["cache-control"] == "no-store"
    assert "geweld" not in page.text.split("</title>")[0].lower()


@pytest.mark.parametrize("path", ["/", "/loketten", "/receipt", "/bestaat-niet"])
def test_the_exit_of_every_page_leads_where_the_operator_says(service: httpx.Client, path: str) -> None:
    page = service.get(path, headers={"Accept": "text/html"}).text
    assert re.findall(r"<a [^>]+>", page)[0].startswith(f'<a class="exit" href="{EXIT}"')


@pytest.mark.parametrize(
    "path", ["/counters?place=Almere", "/hsds/", "/.well-known/jwks.json", "/schemas/signal-1.json"]
)
def test_every_rooms_data_is_served(service: httpx.Client, path: str) -> None:
    answer = service.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/")
    assert answer.headers["cache-control"] == "no-store"


def test_the_numbers_on_the_page_are_those_of_the_directory(service: httpx.Client) -> None:
    listed = service.get("/counters?urgency=acute").json()["counters"][0]
    for path in ("/", "/loketten", "/receipt"):
        assert f"Bel&nbsp;{listed['phone']}</a>" in service.get(path).text


@pytest.mark.parametrize("path", ["/receipts/status", "/receipt"])
def test_a_megabyte_is_refused_at_every_door(service: httpx.Client, path: str) -> None:
    assert service.post(path, content=b"a" * 1_048_576).status_code == 413


def test_a_wrong_receipt_is_refused_without_a_fault(service: httpx.Client) -> None:
    told = service.post("/receipts/status", json={"reference": "SW-7KQ4-M2XN", "secret": "4T7X-9KQM-2ZRD-W6HN"})
    assert 400 <= told.status_code < 500


def test_production_never_starts_on_the_data_of_a_demo(tmp_path: Path) -> None:
    create_app(Settings(data=tmp_path / "demo"), assistant=SmallAssistant())
    with pytest.raises(DeskError) as refused:
        create_app(Settings(data=tmp_path / "demo", environment="production"), assistant=SmallAssistant())
    assert "lege gegevensmap" in str(refused.value)
    assert "\n" not in str(refused.value)
    create_app(Settings(data=tmp_path / "own", environment="production"), assistant=SmallAssistant())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["/", "/loketten", "/receipt", "/bestaat-niet"])
def test_every_rooms_page_is_in_the_language_of_the_address_or_else_of_the_browser(
    service: httpx.Client, path: str, language: str
) -> None:
    html = {"Accept": "text/html"}
    by_address = service.get(path, params={"language": language}, headers=html).text
    by_browser = service.get(path, headers={**html, "Accept-Language": language}).text
    assert f'<html lang="{language}">' in by_address
    assert f'<html lang="{language}">' in by_browser
    assert re.search(r'<a class="language" href="[^"]*language=(en|nl)"', by_address)

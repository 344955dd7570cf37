from __future__ import annotations

import logging

import httpx
import pytest
from fastapi import APIRouter, HTTPException

from channels.errors import where
from tests.channels.service import SmallAssistant, build, serving


def test_a_fault_is_answered_calmly_and_logged_without_a_word_of_what_was_typed(
    client: httpx.Client, session: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = client.post("/webhooks/web/webhook", json={"sender": session, "message": "breek Zonnebloemstraat 5"})
    assert answer.status_code == 500
    assert "niet door u" in answer.json()["detail"]
    assert "112" in answer.json()["detail"]
    faults = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert len(faults) == 1
    assert "KeyError at service.py" in faults[0]
    everything = caplog.text + "".join(str(record.exc_info) for record in caplog.records)
    assert "Zonnebloemstraat" not in everything
    assert session not in everything


def test_after_a_fault_the_conversation_goes_on(client: httpx.Client, session: str) -> None:
    client.post("/webhooks/web/webhook", json={"sender": session, "message": "breek"})
    assert client.post("/webhooks/web/webhook", json={"sender": session, "message": "verder"}).status_code == 200


def test_where_tells_the_chain_of_kinds_and_places() -> None:
    try:
        try:
            raise KeyError("geheim")
        except KeyError as inner:
            raise ValueError("ook geheim") from inner
    except ValueError as fault:
        told = where(fault)
    assert told.startswith("ValueError at test_errors.py:")
    assert "; from KeyError at test_errors.py:" in told
    assert "geheim" not in told


def test_a_browser_gets_a_page_and_a_program_gets_json(client: httpx.Client) -> None:
    page = client.get("/bestaat-niet", headers={"Accept": "text/html,*/*"})
    assert page.status_code == 404
    assert '<html lang="nl">' in page.text
    assert 'class="exit"' in page.text
    assert "Deze pagina is er niet" in page.text
    assert client.get("/bestaat-niet").json()["detail"].startswith("Deze pagina is er niet")


def test_a_refusal_is_in_the_language_asked_for(client: httpx.Client) -> None:
    english = {"Accept-Language": "en-GB"}
    page = client.get("/bestaat-niet", headers={"Accept": "text/html", **english})
    assert '<html lang="en">' in page.text
    assert "This page is not there" in page.text
    assert "Call 112" in page.text
    assert client.get("/bestaat-niet?language=nl", headers=english).json()["detail"].startswith("Deze pagina")
    gone = client.post("/webhooks/web/webhook", json={"sender": "0" * 32, "message": "hello"}, headers=english)
    assert gone.json()["detail"].startswith("This conversation is over")


@pytest.mark.parametrize(
    ("method", "path"), [("PUT", "/"), ("GET", "/webhooks/web/webhook"), ("PATCH", "/health/live")]
)
def test_a_wrong_method_is_a_refusal_and_no_fault(client: httpx.Client, method: str, path: str) -> None:
    refused = client.request(method, path)
    assert refused.status_code == 405
    assert "112" in refused.json()["detail"]


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json", "/static/../app.py", "/static/..%2f..%2fapp.py"])
def test_nothing_but_the_service_is_served(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_rooms_own_words_and_data_come_through() -> None:
    room = APIRouter()

    @room.get("/zin")
    def sentence() -> None:
        raise HTTPException(404, "Ik ken deze plaats niet. Typ de gemeente.")

    @room.get("/keuze")
    def choices() -> None:
        raise HTTPException(404, {"suggestions": ["Almere"]})

    with serving(build(SmallAssistant(), routers=[room])) as url, httpx.Client(base_url=url) as client:
        assert client.get("/zin").json() == {"detail": "Ik ken deze plaats niet. Typ de gemeente."}
        assert "Ik ken deze plaats niet" in client.get("/zin", headers={"Accept": "text/html"}).text
        assert client.get("/keuze").json() == {"detail": {"suggestions": ["Almere"]}}


def test_parse_is_not_there_unless_enabled() -> None:
    with serving(build(SmallAssistant())) as url:
        assert httpx.post(f"{url}/model/parse", json={"text": "hallo"}).status_code == 404

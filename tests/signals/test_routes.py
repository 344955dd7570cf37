import html
import json
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from joserfc import jws
from joserfc.jwk import KeySet

import signals as room
from signals import wording
from signals.routes import router
from signals.service import Signals

WRONG = "0000-0000-0000-0000"
EXIT = "https://www.example.nl/weer"
OURS = '<script type="module" src="/static/exit.js"></script>'
EXIT = "https://weather.example"
FACTS = {
    "language_of": lambda request: request.query_params.get("language", "nl"),
    "exit_url": EXIT,
    "emergency": "112",
    "advice": "0800-0000000",
    "advice_name": "Veilig Thuis",
}


@pytest.fixture
def client(world):
    app = FastAPI()
    app.include_router(router(world.signals, **FACTS))
    return TestClient(app)


def ask(client, reference, secret):
    return client.post("/receipts/status", json={"reference": reference, "secret": secret})


def is_one_sentence(answer):
    detail = answer.json()["detail"]
    return set(answer.json()) == {"detail"} and detail[0].isupper() and detail.endswith(".")


def test_the_status_as_json(world, client):
    receipt = world.forward()
    world.deliver()
    world.signals.advance(receipt.reference, "picked_up", contact={"name": "Anna"}, message="Ik bel u.")

    answer = ask(client, receipt.reference.lower(), receipt.secret.replace("-", " "))

    assert answer.status_code == 200
    told = answer.json()
    assert told["reference"] == receipt.reference
    assert told["organisation"] == "veilig-thuis-flevoland"
    assert [event["state"] for event in told["events"]] == ["forwarding", "forwarded", "picked_up"]
    assert told["events"][0]["at"] == "2026-11-22T14:00:00+00:00"
    assert all(event["text"] for event in told["events"])
    assert told["messages"] == ["Ik bel u."]
    assert told["contact"] == {"name": "Anna"}
    assert told["last_used_at"] is None


def test_unknown_and_wrong_are_answered_alike_and_too_many_tries_have_to_wait(world, client):
    receipt = world.forward()
    unknown = ask(client, "SW-0000-0000", WRONG)
    wrong = ask(client, receipt.reference, WRONG)

    assert (unknown.status_code, unknown.content) == (wrong.status_code, wrong.content)
    assert wrong.status_code == 404
    assert is_one_sentence(wrong)

    for _ in range(4):
        ask(client, receipt.reference, WRONG)
    later = ask(client, receipt.reference, receipt.secret)
    assert later.status_code == 429
    assert later.headers["retry-after"] == "30"
    assert "1 minuut" in later.json()["detail"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", 400),
        (b"{", 400),
        (b"null", 400),
        (b"[]", 400),
        (b'"text"', 400),
        (b"\xff\xfe\x00", 400),
        (b"[" * 8000, 400),
        (b"x" * 1_000_000, 400),
        (b"{}", 400),
        (b'{"reference": "SW-7KQ4-M2XN"}', 400),
        (b'{"reference": 7, "secret": ["a"]}', 400),
        (b'{"reference": "", "secret": " "}', 400),
        (b'{"reference": "\\ud800", "secret": "\\u0000"}', 422),
        (b'{"reference": "<script>", "secret": "x"}', 422),
        (b'{"reference": "SW-0000-0000", "secret": "x"}', 422),
        ('{"reference": "😟😟😟😟😟😟😟😟", "secret": "x"}'.encode(), 422),
    ],
    ids=lambda value: str(value)[:20],
)
def test_bad_input_gets_one_dutch_sentence(client, body, code):
    answer = client.post("/receipts/status", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == code
    assert is_one_sentence(answer)
    page = client.post("/receipt", content=body, headers={"content-type": "application/x-www-form-urlencoded"})
    assert page.status_code == 400
    assert 'role="alert"' in page.text


def test_the_page_works_without_script_and_keeps_the_secret_out_of_every_url(world, client):
    receipt = world.forward()
    world.deliver()
    empty = client.get("/receipt")
    assert empty.status_code == 200
    assert '<form method="post" action="/receipt?language=nl"' in empty.text

    shown = client.post("/receipt", data={"reference": receipt.reference, "secret": receipt.secret})
    assert shown.status_code == 200
    assert "Uw signaal voor Veilig Thuis Flevoland" in shown.text
    assert "22 november 2026, tussen 15 en 16 uur" in shown.text, "Dutch time"
    assert "doorgestuurd naar Veilig Thuis Flevoland" in shown.text
    assert "nog niet eerder bekeken" in shown.text
    assert receipt.secret not in shown.text


def test_the_form_may_also_be_posted_to_the_interface(world, client):
    receipt = world.forward()
    shown = client.post("/receipts/status", data={"reference": receipt.reference, "secret": receipt.secret})
    assert shown.headers["content-type"].startswith("text/html")
    assert receipt.reference in shown.text


def test_the_page_escapes_what_the_organisation_and_the_visitor_typed(world, client):
    receipt = world.forward()
    world.deliver()
    world.signals.advance(receipt.reference, "picked_up", contact={"name": "<b>A</b>"}, message="<script>1</script>")
    shown = client.post("/receipt", data={"reference": receipt.reference, "secret": receipt.secret}).text
    assert "&lt;script&gt;1&lt;/script&gt;" in shown
    assert "<b>A</b>" not in shown
    back = client.post("/receipt", data={"reference": '"><script>', "secret": "geheim"}).text
    assert '"><script>' not in back
    assert "&lt;script&gt;" in back
    assert "geheim" not in back.replace("Geheime", "").replace("geheime", "")


def test_a_mistake_on_the_page_keeps_the_reference_and_never_the_secret(world, client):
    receipt = world.forward()
    page = client.post("/receipt", data={"reference": receipt.reference, "secret": WRONG})
    assert page.status_code == 404
    assert f'value="{receipt.reference}"' in page.text
    assert WRONG not in page.text
    for _ in range(4):
        client.post("/receipt", data={"reference": receipt.reference, "secret": WRONG})
    later = client.post("/receipt", data={"reference": receipt.reference, "secret": WRONG})
    assert (later.status_code, later.headers["retry-after"]) == (429, "30")


@pytest.mark.parametrize("answer", ["form", "status"])
def test_every_page_can_be_left_fast_has_a_neutral_title_and_leads_to_a_human(world, client, answer):
    receipt = world.forward()
    data = {"reference": receipt.reference, "secret": receipt.secret}
    page = client.get("/receipt").text if answer == "form" else client.post("/receipt", data=data).text

    assert 0 < page.index(f'<a class="exit" href="{EXIT}" rel="noreferrer') < page.index("<h1>")
    assert "<title>Status</title>" in page
    assert '<html lang="nl">' in page
    assert 'href="tel:112"' in page
    assert 'href="tel:08000000000"' in page


def test_in_english_the_status_says_the_same_in_english(world, client):
    receipt = world.forward()
    world.deliver()
    both = {"reference": receipt.reference, "secret": receipt.secret}
    told = client.post("/receipts/status", json={**both, "language": "en"}).json()
    assert told["events"][-1]["state"] == "forwarded"
    assert told["events"][-1]["text"].startswith("Your signal was passed on to Veilig Thuis Flevoland.")
    assert client.post("/receipts/status?language=en", json=both).json()["events"] == told["events"]

    page = client.post("/receipt?language=en", data=both).text
    assert '<html lang="en">' in page
    assert "22 November 2026, between 15:00 and 16:00" in page
    assert told["events"][-1]["text"] in page


@pytest.mark.parametrize("language", [7, "tr", None, ["en"]])
def test_a_language_without_texts_is_answered_in_that_of_the_page(world, client, language):
    receipt = world.forward()
    body = {"reference": receipt.reference, "secret": receipt.secret, "language": language}
    answer = client.post("/receipts/status?language=en", json=body)
    assert answer.status_code == 200
    assert answer.json()["events"][0]["text"].startswith("Your signal")


def test_a_refusal_is_in_the_language_asked_for(client):
    wrong = {"reference": "SW-0000-0000", "secret": WRONG, "language": "en"}
    assert client.post("/receipts/status", json=wrong).json()["detail"].startswith("This reference and this secret")
    assert "Fill in the reference" in client.post("/receipts/status?language=en", content=b"{").json()["detail"]
    page = client.post("/receipt?language=en", data=wrong).text
    assert "do not belong together" in page


@pytest.mark.parametrize("language", wording.LANGUAGES)
def test_a_page_is_wholly_in_its_language_and_leads_to_the_other(world, client, language):
    receipt = world.forward()
    (other,) = set(wording.LANGUAGES) - {language}
    ours, theirs = wording.page(language), wording.page(other)
    foreign = {theirs[name] for name in theirs if name not in {"months", "own_name"} and theirs[name] != ours[name]}
    whole = [text.split("{")[0] for text in foreign if " " in text.split("{")[0].strip()]
    shown = client.post(
        f"/receipt?language={language}", data={"reference": receipt.reference, "secret": receipt.secret}
    ).text
    for page in (html.unescape(client.get(f"/receipt?language={language}").text), html.unescape(shown)):
        assert whole
        assert not [text for text in whole if text in page]
        link = f'<a class="language" href="/receipt?language={other}" lang="{other}" hreflang="{other}">'
        assert f"{link}{theirs['own_name']}</a>" in page


def test_the_public_keys_check_the_token_of_a_receipt(world, client):
    receipt = world.forward()
    answer = client.get("/.well-known/jwks.json")
    keys = KeySet.import_key_set(answer.json())
    payload = json.loads(jws.deserialize_compact(receipt.token, keys, algorithms=["EdDSA"]).payload)
    assert payload["reference"] == receipt.reference
    assert not any("d" in key for key in answer.json()["keys"])


def test_the_schema_is_served_as_it_stands_in_the_file(client):
    answer = client.get("/schemas/signal-1.json")
    assert answer.headers["content-type"] == "application/schema+json"
    assert answer.content == (Path(room.__file__).parent / "schemas" / "signal-1.json").read_bytes()


def test_without_keys_every_answer_is_still_a_sentence(world):
    app = FastAPI()
    app.include_router(router(Signals(world.engine, None, world.signals.organisations), **FACTS))
    client = TestClient(app)
    for answer in (ask(client, "SW-0000-0000", WRONG), client.get("/.well-known/jwks.json")):
        assert answer.status_code == 503
        assert is_one_sentence(answer)

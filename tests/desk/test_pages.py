"""A worker's day on the pages themselves, over a real ASGI client, and what the pages refuse."""

import logging
import re
from html import unescape
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx import Response
from sqlalchemy import text
from sqlalchemy.engine import Engine
from starlette.testclient import TestClient

from desk.demo import ensure
from desk.routes import router
from desk.service import Desk
from signals.service import Signals
from tests.desk.conftest import FLEVOLAND, GRONINGEN, PASSWORD, STORY, Clock, Person, forward

LOCAL = "http://127.0.0.1:8000"


class Browser:
    """Reads a page, fills in its form and sends it, with the hidden fields of the page."""

    def __init__(self, desk: Desk, *, base_url: str = LOCAL, **options: object) -> None:
        app = FastAPI()
        app.include_router(router(desk, **options))  # type: ignore[arg-type]
        self.client = TestClient(app, base_url=base_url)

    def get(self, path: str) -> Response:
        return self.client.get(path)

    def post(self, page: str, action: str, **typed: str) -> Response:
        csrf = re.search(r'name="csrf" value="([0-9a-f]+)"', self.get(page).text)
        assert csrf, f"{page} has no form"
        return self.client.post(action, data={"csrf": csrf[1], **typed})

    def sign_in(self, person: Person, **instead: str) -> Response:
        typed = {"name": person.name, "password": person.password, "code": person.fresh_code()}
        return self.post("/desk/sign-in", "/desk/sign-in", **typed | instead)

    def step(self, reference: str, step: str, **typed: str) -> Response:
        page = f"/desk/signals/{reference}"
        return self.post(page, f"{page}/{step}", **typed)


@pytest.fixture
def browser(desk: Desk) -> Browser:
    return Browser(desk)


def shown(response: Response) -> str:
    """The words on a page, as a reader sees them."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.text)))


def test_a_workers_day_from_sign_in_to_closed(
    browser: Browser, anna: Person, signals: Signals, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    receipt = forward(signals)

    inbox = browser.sign_in(anna)
    assert inbox.url.path == "/desk"
    assert receipt.reference in shown(inbox)
    assert "Nog niet bevestigd (1)" in shown(inbox)
    assert "blauwe plekken" not in inbox.text

    page = shown(browser.get(f"/desk/signals/{receipt.reference}"))
    for expected in (STORY, "Stationsplein 1, Almere", "ouderenmishandeling", "Spoed", "buurvrouw", "anoniem"):
        assert expected in page

    assert "Ontvangst bevestigd" in shown(browser.step(receipt.reference, "receive"))
    picked_up = browser.step(receipt.reference, "pick-up", name="Anna de Wit", phone="0361234567")
    assert "Opgepakt" in shown(picked_up)
    assert "klaar op het ontvangstbewijs" in shown(
        browser.step(receipt.reference, "message", message="Ik bel u\r\nmorgen.")
    )
    assert "Afgesloten" in shown(browser.step(receipt.reference, "close"))

    status = signals.status(receipt.reference, receipt.secret)
    assert [event.state.value for event in status.events] == [
        *("forwarding", "forwarded", "received", "picked_up", "closed")
    ]
    assert status.contact == {"name": "Anna de Wit", "phone": "036 123 4567"}
    assert status.messages == ["Ik bel u\nmorgen."]

    audit = shown(browser.get("/desk/audit"))
    assert "Het logboek klopt" in audit
    for expected in ("geopend", "ontvangst bevestigd", "opgepakt", "bericht aan de melder", "afgesloten"):
        assert expected in audit
    for secret in ("blauwe plekken", "Stationsplein", PASSWORD, "Anna de Wit", "morgen"):
        assert secret not in caplog.text
    assert "morgen" not in audit


def test_the_inbox_shows_what_waits_longest_first_then_by_state(
    browser: Browser, anna: Person, signals: Signals, clock: Clock
) -> None:
    references = []
    for _ in range(4):
        references.append(forward(signals).reference)
        clock.forward(hours=1)
    signals.advance(references[0], "picked_up")
    signals.advance(references[1], "received")
    order = re.findall(r"/desk/signals/(SW-[0-9A-Z-]+)", browser.sign_in(anna).text)
    assert order == [references[2], references[3], references[1], references[0]]


def test_html_in_a_signal_is_text_on_the_page(browser: Browser, anna: Person, signals: Signals) -> None:
    attack = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
    reference = forward(signals, account=attack, about=attack).reference
    browser.sign_in(anna)
    page = browser.get(f"/desk/signals/{reference}")
    assert "<script" not in page.text
    assert "<img" not in page.text
    assert attack in unescape(page.text)


def test_html_in_what_a_worker_types_is_text_on_the_page(browser: Browser, anna: Person, signals: Signals) -> None:
    reference = forward(signals).reference
    browser.sign_in(anna)
    page = browser.step(reference, "pick-up", name='"><script>alert(1)</script>', phone="geen nummer")
    assert "<script" not in page.text


@pytest.mark.parametrize("instead", [{"name": "nobody"}, {"password": "wrong"}, {"code": "000000"}, {"code": ""}])
def test_a_wrong_sign_in_says_one_sentence_and_keeps_nothing(
    browser: Browser, anna: Person, instead: dict[str, str]
) -> None:
    answer = browser.sign_in(anna, **instead)
    assert answer.status_code == 401
    assert "De naam, het wachtwoord of de code klopt niet." in shown(answer)
    assert PASSWORD not in answer.text
    assert browser.get("/desk").status_code == 401


def test_too_many_tries_are_told_when_to_come_back(browser: Browser, anna: Person) -> None:
    for _ in range(5):
        browser.sign_in(anna, password="wrong")
    answer = browser.post("/desk/sign-in", "/desk/sign-in", name="anna", password=PASSWORD, code=anna.code())
    assert (answer.status_code, answer.headers["Retry-After"].isdigit()) == (429, True)
    assert "Wacht" in shown(answer)


def test_without_a_session_every_page_asks_to_sign_in(browser: Browser, anna: Person, signals: Signals) -> None:
    reference = forward(signals).reference
    for path in ("/desk", "/desk/audit", f"/desk/signals/{reference}"):
        answer = browser.get(path)
        assert answer.status_code == 401
        assert "Meld u aan" in shown(answer)
    assert browser.client.post(f"/desk/signals/{reference}/close").status_code == 401
    assert signals.inbox([FLEVOLAND])[0].state.value == "forwarded"


def test_an_expired_session_asks_to_sign_in_and_does_nothing(
    browser: Browser, anna: Person, signals: Signals, clock: Clock
) -> None:
    reference = forward(signals).reference
    form = browser.sign_in(anna).text
    csrf = re.search(r'name="csrf" value="([0-9a-f]+)"', form)
    assert csrf
    clock.forward(minutes=15)
    answer = browser.client.post(f"/desk/signals/{reference}/receive", data={"csrf": csrf[1]})
    assert answer.status_code == 401
    assert signals.inbox([FLEVOLAND])[0].state.value == "forwarded"
    assert browser.sign_in(anna).status_code == 200


@pytest.mark.parametrize("csrf", [None, "", "0" * 64, "é"])
def test_a_form_without_its_own_token_is_refused(
    browser: Browser, anna: Person, signals: Signals, csrf: str | None
) -> None:
    reference = forward(signals).reference
    browser.sign_in(anna)
    sent = {} if csrf is None else {"csrf": csrf}
    for action in ("receive", "pick-up", "message", "close"):
        data = {**sent, "name": "Anna", "phone": "0361234567", "message": "x"}
        assert browser.client.post(f"/desk/signals/{reference}/{action}", data=data).status_code == 403
    assert browser.client.post("/desk/sign-out", data=sent).status_code == 403
    assert signals.inbox([FLEVOLAND])[0].state.value == "forwarded"
    assert browser.get("/desk").status_code == 200


def test_signing_in_needs_the_forms_token_too(browser: Browser, anna: Person) -> None:
    typed = {"name": "anna", "password": PASSWORD, "code": anna.code()}
    assert browser.client.post("/desk/sign-in", data=typed).status_code == 403


def test_signing_out_ends_the_session(browser: Browser, anna: Person) -> None:
    browser.sign_in(anna)
    token = browser.client.cookies["desk"]
    assert browser.post("/desk", "/desk/sign-out").url.path == "/desk/sign-in"
    browser.client.cookies.set("desk", token, path="/desk")
    assert browser.get("/desk").status_code == 401


def test_a_new_token_comes_with_each_sign_in(browser: Browser, anna: Person) -> None:
    browser.get("/desk/sign-in")
    before = browser.client.cookies["desk"]
    browser.sign_in(anna)
    assert browser.client.cookies["desk"] != before


def test_the_sign_in_page_sends_a_signed_in_worker_on(browser: Browser, anna: Person) -> None:
    browser.sign_in(anna)
    assert browser.get("/desk/sign-in").url.path == "/desk"


@pytest.mark.parametrize(
    ("address", "secure"),
    [(LOCAL, False), ("http://localhost", False), ("https://example.nl", True), ("http://example.nl", True)],
)
def test_the_cookie_is_for_the_desk_only(desk: Desk, address: str, secure: bool) -> None:
    cookie = Browser(desk, base_url=address).get("/desk/sign-in").headers["set-cookie"].lower()
    for part in ("httponly", "samesite=strict", "path=/desk"):
        assert part in cookie
    assert ("secure" in cookie) is secure
    assert "max-age" not in cookie
    assert "expires" not in cookie


def test_pages_are_never_kept_by_the_browser(browser: Browser, anna: Person, signals: Signals) -> None:
    reference = forward(signals).reference
    browser.sign_in(anna)
    for path in ("/desk", "/desk/audit", f"/desk/signals/{reference}", "/desk/signals/SW-0000-0000"):
        assert browser.get(path).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("reference", ["SW-0000-0000", "x" * 3000, "%00", "%F0%9F%98%80", "..%2F..%2Fetc"])
def test_an_unknown_reference_is_not_found(browser: Browser, anna: Person, reference: str) -> None:
    browser.sign_in(anna)
    assert browser.get(f"/desk/signals/{reference}").status_code == 404


def test_another_organisations_signal_looks_like_an_unknown_one(
    browser: Browser, desk: Desk, anna: Person, signals: Signals
) -> None:
    desk.add_user("Gerda", [GRONINGEN], PASSWORD)
    reference = forward(signals, GRONINGEN).reference
    assert reference not in browser.sign_in(anna).text
    theirs, unknown = (browser.get(f"/desk/signals/{ref}") for ref in (reference, "SW-0000-0000"))
    assert theirs.status_code == 404
    assert shown(theirs) == shown(unknown)


@pytest.mark.parametrize(
    ("step", "typed"),
    [
        ("pick-up", {"name": "", "phone": "0361234567"}),
        ("pick-up", {"name": "x" * 101, "phone": "0361234567"}),
        ("pick-up", {"name": "Anna", "phone": "bel maar"}),
        ("pick-up", {"name": "Anna", "phone": "06" * 2000}),
        ("message", {"message": " \x00 "}),
        ("message", {"message": "x" * 2001}),
    ],
)
def test_a_wrong_field_is_explained_and_what_was_typed_is_kept(
    browser: Browser, anna: Person, signals: Signals, step: str, typed: dict[str, str]
) -> None:
    receipt = forward(signals)
    browser.sign_in(anna)
    answer = browser.step(receipt.reference, step, **typed)
    assert answer.status_code == 422
    assert "Vul" in shown(answer)
    assert typed.get("name", "") in answer.text
    status = signals.status(receipt.reference, receipt.secret)
    assert (status.contact, status.messages) == (None, [])


def test_a_step_back_is_refused_and_explained(browser: Browser, anna: Person, signals: Signals) -> None:
    reference = forward(signals).reference
    browser.sign_in(anna)
    browser.step(reference, "close")
    answer = browser.step(reference, "pick-up", name="Anna", phone="0361234567")
    assert answer.status_code == 409
    assert "Deze stap kan niet meer" in shown(answer)


def test_a_signal_moved_to_another_record_does_not_open(
    browser: Browser, anna: Person, signals: Signals, engine: Engine
) -> None:
    mine, other = forward(signals).reference, forward(signals).reference
    with engine.begin() as connection:
        moved = "UPDATE inbox SET sealed = (SELECT sealed FROM inbox WHERE reference = :other) WHERE reference = :mine"
        connection.execute(text(moved), {"mine": mine, "other": other})
    browser.sign_in(anna)
    answer = browser.get(f"/desk/signals/{mine}")
    assert answer.status_code == 500
    assert "kan niet worden geopend" in shown(answer)
    assert "blauwe plekken" not in answer.text


def test_content_that_was_purged_is_said_to_be_gone(
    browser: Browser, anna: Person, signals: Signals, engine: Engine
) -> None:
    reference = forward(signals).reference
    with engine.begin() as connection:
        connection.execute(text("UPDATE inbox SET sealed = NULL"))
    browser.sign_in(anna)
    page = browser.get(f"/desk/signals/{reference}")
    assert page.status_code == 200
    assert "bewaartermijn" in shown(page)


def test_a_tampered_log_is_said_loudly(browser: Browser, anna: Person, engine: Engine) -> None:
    browser.sign_in(anna)
    with engine.begin() as connection:
        connection.execute(text("UPDATE desk_audit SET worker = 'bas' WHERE sequence = 1"))
    page = browser.get("/desk/audit")
    assert "Het logboek klopt niet meer vanaf regel 1." in shown(page)


def test_without_its_own_keys_the_service_signs_nobody_in_and_opens_no_session(
    desk: Desk, anna: Person, signals: Signals
) -> None:
    signed_in, newcomer = Browser(desk), Browser(desk)
    signed_in.sign_in(anna)
    signals.keys = None
    for answer in (newcomer.sign_in(anna), signed_in.get("/desk"), signed_in.get("/desk/sign-in")):
        assert answer.status_code == 503
        assert "Waarschuw de beheerder" in shown(answer)


class TestDemo:
    def test_it_is_labelled_and_its_code_signs_in(self, desk: Desk, tmp_path: Path) -> None:
        account = ensure(desk, tmp_path)
        browser = Browser(desk, demo=account)
        page = browser.get("/desk/sign-in")
        code = re.search(r'class="code">(\d{6})<', page.text)
        assert code
        assert "Demonstratie." in shown(page)
        assert account.password not in page.text
        inbox = browser.post(
            "/desk/sign-in", "/desk/sign-in", name=account.name, password=account.password, code=code[1]
        )
        assert inbox.status_code == 200
        assert "Demonstratie." in shown(inbox)

    def test_outside_demo_mode_the_account_does_not_sign_in(self, desk: Desk, tmp_path: Path, clock: Clock) -> None:
        account = ensure(desk, tmp_path)
        browser = Browser(desk)
        person = Person(account.name, account.totp_secret, clock, account.password)
        assert browser.sign_in(person).status_code == 401
        assert "Demonstratie" not in browser.get("/desk/sign-in").text


def test_pages_need_no_script_and_label_every_field(browser: Browser, anna: Person, signals: Signals) -> None:
    reference = forward(signals).reference
    pages = [browser.get("/desk/sign-in"), browser.sign_in(anna), browser.get(f"/desk/signals/{reference}")]
    for page in pages:
        assert "<script" not in page.text
        assert " style=" not in page.text
        assert '<html lang="nl">' in page.text
        fields = re.findall(r'<(?:input|textarea) id="([^"]+)"', page.text)
        labels = re.findall(r'<label for="([^"]+)"', page.text)
        assert fields == labels
    assert browser.get("/desk/static/desk.css").headers["content-type"].startswith("text/css")

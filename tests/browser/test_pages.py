"""What holds for every page, in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

pytestmark = pytest.mark.browser

DUTCH = ["/", "/loketten", "/loketten?place=Almere&theme=elder_abuse", "/receipt", "/bestaat-niet"]
ENGLISH = [f"{path}{'&' if '?' in path else '?'}language=en" for path in DUTCH]
DESK = ["/desk", "/desk/sign-in"]

KEPT = """async () => [document.cookie, localStorage.length, sessionStorage.length,
    (await indexedDB.databases()).length, (await caches.keys()).length,
    (await navigator.serviceWorker.getRegistrations()).length]"""


@pytest.mark.parametrize("path", DUTCH + ENGLISH)
def test_a_page_keeps_nothing_and_can_be_left_by_the_first_tab(page: Page, path: str) -> None:
    page.goto(path)
    assert page.evaluate(KEPT) == ["", 0, 0, 0, 0, 0]
    page.keyboard.press("Tab")
    name = "Leave this page" if path in ENGLISH else "Verlaat deze pagina"
    expect(page.get_by_role("link", name=name)).to_be_focused()


@pytest.mark.parametrize("path", DUTCH + ENGLISH + DESK)
def test_at_320_pixels_nothing_is_cut_off(visitor: Callable[..., BrowserContext], path: str) -> None:
    phone = visitor(viewport={"width": 320, "height": 568}, has_touch=True, is_mobile=True).new_page()
    phone.goto(path)
    expect(phone.locator("h1")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") == 320


def test_without_script_one_can_call_search_look_up_a_receipt_and_leave(
    visitor: Callable[..., BrowserContext], exit_heading: str
) -> None:
    page = visitor(java_script_enabled=False).new_page()
    page.goto("/")
    instead = page.locator("noscript")  # Playwright reads no text in there
    expect(instead.locator('a[href="tel:112"]')).to_be_visible()
    expect(instead.locator('a[href="tel:08002000"]')).to_be_visible()

    instead.locator('a[href^="/loketten"]').click()
    page.get_by_label("Plaats of postcode").fill("1315AB")
    page.get_by_role("button", name="Zoek").click()
    expect(page.get_by_role("heading", name="Veilig Thuis Flevoland")).to_be_visible()

    page.get_by_role("link", name="Mijn ontvangstbewijs").click()
    page.get_by_label("Referentie").fill("SW-0000-0000")
    page.get_by_label("Geheime code").fill("0000-0000-0000-0000")
    page.get_by_role("button", name="Bekijk de status").click()
    expect(page.get_by_role("alert")).to_contain_text("horen niet bij elkaar")

    page.get_by_role("link", name="Verlaat deze pagina").click()
    expect(page.get_by_role("heading", name=exit_heading)).to_be_visible()


def test_a_refused_receipt_is_said_calmly_and_leaves_no_trace_in_the_history(page: Page, exit_heading: str) -> None:
    page.goto("/receipt")
    before = page.evaluate("history.length")
    page.get_by_label("Referentie").fill("sw 0000 0000")
    page.get_by_label("Geheime code").fill("0000-0000-0000-0000")
    page.keyboard.press("Enter")

    refusal = page.get_by_role("alert")
    expect(refusal).to_have_text(
        "Deze referentie en deze geheime code horen niet bij elkaar. Kijk ze allebei nog eens na."
    )
    expect(refusal).not_to_contain_class("danger")
    expect(page.get_by_label("Referentie")).to_have_value("sw 0000 0000")
    expect(page.get_by_label("Geheime code")).to_have_value("")
    expect(page.get_by_role("main")).to_be_focused()
    assert page.evaluate("history.length") == before

    page.get_by_role("link", name="Verlaat deze pagina").click()
    expect(page.get_by_role("heading", name=exit_heading)).to_be_visible()
    page.go_back()
    assert page.url == "about:blank"


def test_a_worker_finds_where_to_sign_in(page: Page) -> None:
    page.goto("/desk")
    expect(page.get_by_role("heading", name="Aanmelden")).to_be_visible()
    for field in ("Naam", "Wachtwoord", "Code"):
        expect(page.get_by_label(field, exact=True)).to_be_editable()
    expect(page.get_by_text("Demonstratie.")).to_be_visible()

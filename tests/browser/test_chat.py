"""The chat page in a real browser: talking, and leaving in a second."""

from __future__ import annotations

import time
from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.running import Service

pytestmark = pytest.mark.browser


def greeted(page: Page) -> str:
    """Opens the page and waits for the greeting. Returns the session."""
    with page.expect_response("**/webhooks/web/session") as made:
        page.goto("/")
    expect(bubbles(page)).not_to_have_count(0)
    return str(made.value.json()["session"])


def bubbles(page: Page) -> Locator:
    """What the assistant said."""
    return page.locator(".turn:not(.mine) .bubble, .turn.acute")


def say(page: Page, words: str) -> None:
    """Types and sends, and waits for the answer."""
    before = bubbles(page).count()
    page.get_by_label("Uw bericht").fill(words)
    page.get_by_role("button", name="Stuur").click()
    expect(bubbles(page).nth(before)).to_be_visible()


def is_wiped(running: Service, session: str) -> bool:
    """Whether the server lets go of the session within two seconds."""
    deadline = time.monotonic() + 2
    body = {"sender": session, "message": ""}
    while (status := httpx.post(f"{running.url}/webhooks/web/webhook", json=body).status_code) != 410:
        if time.monotonic() > deadline:
            return False
        assert status == 200
        time.sleep(0.05)
    return True


def leave_by_button(page: Page) -> None:
    page.get_by_role("link", name="Verlaat deze pagina").click()


def leave_by_key(page: Page) -> None:
    for _ in range(3):
        page.keyboard.press("Escape")


@pytest.mark.parametrize("leave", [leave_by_button, leave_by_key])
def test_leaving_wipes_the_conversation_and_back_shows_nothing(
    page: Page, running: Service, exit_heading: str, leave: Callable[[Page], None]
) -> None:
    session = greeted(page)
    say(page, "mijn buurvrouw wordt steeds magerder")
    leave(page)
    expect(page.get_by_role("heading", name=exit_heading)).to_be_visible()
    assert is_wiped(running, session)
    page.go_back()
    assert page.url == "about:blank"


def test_leaving_in_one_tab_leaves_in_all(page: Page, running: Service, exit_heading: str) -> None:
    session = greeted(page)
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Loketten").click()
    expect(opened.value.get_by_text("of druk 3 keer op Esc")).to_be_visible()
    leave_by_key(opened.value)
    for tab in (opened.value, page):
        expect(tab.get_by_role("heading", name=exit_heading)).to_be_visible()
    assert is_wiped(running, session)


def test_twice_escape_stays(page: Page) -> None:
    greeted(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    say(page, "hallo")


def test_from_greeting_to_reply_with_the_keyboard_only(page: Page) -> None:
    greeted(page)
    while not page.get_by_role("link", name="Naar het gesprek").evaluate("link => link === document.activeElement"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    box = page.get_by_label("Uw bericht")
    expect(box).to_be_focused()

    before = bubbles(page).count()
    page.keyboard.type("ik wil een loket zoeken")
    page.keyboard.press("Enter")
    expect(page.locator(".turn.mine")).to_contain_text("ik wil een loket zoeken")
    expect(bubbles(page).nth(before)).to_be_visible()
    expect(box).to_be_focused()
    expect(box).to_have_value("")


def test_a_choice_is_taken_with_the_keyboard_too(page: Page) -> None:
    greeted(page)
    choice = page.locator(".choices button").last
    words = choice.inner_text()
    page.get_by_label("Uw bericht").focus()
    while not choice.evaluate("button => button === document.activeElement"):
        page.keyboard.press("Shift+Tab")
    before = bubbles(page).count()
    page.keyboard.press("Enter")
    expect(page.locator(".turn.mine")).to_contain_text(words)
    expect(bubbles(page).nth(before)).to_be_visible()


def test_html_that_is_typed_stays_text(page: Page) -> None:
    greeted(page)
    attack = """<img src=x onerror="document.title='stuk'"><b>vet</b><script>document.title='stuk'</script>"""
    say(page, attack)
    expect(page.locator(".turn.mine .bubble")).to_contain_text(attack)
    expect(page.locator(".log img, .log b, .log script")).to_have_count(0)
    expect(page).to_have_title("Hulp en informatie")


def test_wiping_empties_the_screen_and_the_server_and_greets_anew(page: Page, running: Service) -> None:
    session = greeted(page)
    say(page, "mijn buurvrouw wordt steeds magerder")
    page.get_by_role("button", name="Wis gesprek").click()
    expect(page.get_by_text("Het gesprek is gewist.")).to_be_visible()
    expect(page.get_by_text("steeds magerder")).to_have_count(0)
    assert is_wiped(running, session)
    expect(bubbles(page)).not_to_have_count(0)

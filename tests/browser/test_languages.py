"""Two languages in a real browser: each page wholly in one, the choice in the address, the page along with the talk."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.test_chat import bubbles, greeted, is_wiped, leave_by_button, leave_by_key, say
from tests.running import Service

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
ROOMS = ("channels", "counters", "signals")


def leaves(said: Any) -> Iterator[str]:
    if isinstance(said, dict | list):
        for part in said.values() if isinstance(said, dict) else said:
            yield from leaves(part)
    else:
        yield str(said)


def sayings(language: str) -> set[str]:
    """What the pages of all rooms say in a language: each text of more than one word up to its first value."""
    read = (yaml.safe_load((ROOT / room / f"texts/{language}.yml").read_text()) for room in ROOMS)
    whole = {text.split("{")[0].strip() for said in read for text in leaves(said)}
    return {text for text in whole if " " in text}


ONLY = {"nl": sayings("nl") - sayings("en"), "en": sayings("en") - sayings("nl")}


def foreign(page: Page, language: str) -> list[str]:
    """The texts on this page that are in a language other than this one."""
    content = html.unescape(page.content())
    return [text for other in set(ONLY) - {language} for text in ONLY[other] if text in content]


def page_language(page: Page) -> Locator:
    return page.locator("html")


def switch(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).click()


@pytest.mark.parametrize("path", ["/", "/loketten?place=Urk&theme=stalking", "/receipt", "/bestaat-niet"])
def test_an_english_browser_reads_english_and_the_other_language_is_one_tap_away(
    visitor: Callable[..., BrowserContext], path: str
) -> None:
    assert len(ONLY["nl"]) > 100
    page = visitor(locale="en-GB").new_page()
    page.goto(path)
    expect(page_language(page)).to_have_attribute("lang", "en")
    assert foreign(page, "en") == []
    switch(page, "Nederlands")
    expect(page_language(page)).to_have_attribute("lang", "nl")
    expect(page.get_by_role("link", name="Verlaat deze pagina")).to_be_visible()
    assert foreign(page, "nl") == []
    assert "language=nl" in page.url


def test_the_choice_goes_along_to_every_page_and_a_search_stays(page: Page) -> None:
    page.goto("/loketten?place=Urk&theme=stalking")
    switch(page, "English")
    expect(page.get_by_role("heading", name="Where you can go in Urk")).to_be_visible()
    expect(page.get_by_label("What are you worried about?")).to_have_value("stalking")
    page.get_by_label("Place or postcode").fill("Lelystad")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", name="Where you can go in Lelystad")).to_be_visible()
    page.get_by_role("link", name="My receipt").click()
    page.get_by_label("Reference").fill("SW-0000-0000")
    page.get_by_label("Secret code").fill("0000-0000-0000-0000")
    page.get_by_role("button", name="See the status").click()
    expect(page.get_by_role("alert")).to_contain_text("do not belong together")
    page.get_by_role("link", name="Chat").click()
    expect(page.get_by_label("Your message")).to_be_visible()
    expect(bubbles(page)).not_to_have_count(0)
    assert foreign(page, "en") == []


def test_without_script_the_language_can_be_chosen_too(visitor: Callable[..., BrowserContext]) -> None:
    page = visitor(java_script_enabled=False).new_page()
    page.goto("/")
    switch(page, "English")
    page.locator('noscript a[href^="/loketten"]').click()
    expect(page.get_by_role("heading", name="Where can you go?")).to_be_visible()
    assert foreign(page, "en") == []


def test_before_a_word_was_said_the_other_language_begins_anew(page: Page, running: Service) -> None:
    dutch = greeted(page)
    with page.expect_response("**/webhooks/web/session") as made:
        switch(page, "English")
    english = str(made.value.json()["session"])
    expect(bubbles(page).first).to_have_attribute("lang", "en")
    assert foreign(page, "en") == []
    assert page.url == f"{running.url}/?language=en"
    assert is_wiped(running, dutch)
    leave_by_key(page)
    assert is_wiped(running, english)


def test_in_the_middle_of_a_conversation_it_goes_on_in_the_other_language(
    page: Page, running: Service, exit_heading: str
) -> None:
    session = greeted(page)
    say(page, "mijn buurvrouw van 82 wordt steeds magerder en haar zoon pint van haar rekening")
    told = bubbles(page).count()
    page.get_by_label("Uw bericht").fill("nog niet verstuurd")
    switch(page, "English")
    expect(bubbles(page).nth(told)).to_have_attribute("lang", "en")
    expect(page_language(page)).to_have_attribute("lang", "en")
    expect(page.get_by_label("Your message")).to_have_value("nog niet verstuurd")
    expect(bubbles(page).first).to_have_attribute("lang", "nl")
    expect(page.get_by_text("steeds magerder")).to_be_visible()
    expect(page.get_by_role("link", name="Where to go (opens in a new tab)")).to_have_attribute("target", "_blank")

    page.get_by_role("link", name="Leave this page or press Esc 3 times").click()
    expect(page.get_by_role("heading", name=exit_heading)).to_be_visible()
    assert is_wiped(running, session)


def test_the_page_goes_along_when_someone_writes_in_the_other_language(page: Page) -> None:
    greeted(page)
    say(page, "I am worried about my neighbour, can you please tell me where I can go?")
    expect(page_language(page)).to_have_attribute("lang", "en")
    expect(page.locator(".mine .bubble")).to_have_attribute("lang", "en")
    expect(page.get_by_role("button", name="Send")).to_be_visible()
    expect(page).to_have_title("Help and information")


def test_in_danger_the_button_to_call_is_in_english_at_once(visitor: Callable[..., BrowserContext]) -> None:
    page = visitor(locale="en-GB").new_page()
    greeted(page)
    page.get_by_label("Your message").fill("he is hitting me right now, help")
    page.keyboard.press("Enter")
    alarm = page.get_by_role("alert")
    expect(alarm).to_contain_text("112")
    expect(alarm.get_by_role("link", name=re.compile("^Call 112$"))).to_be_visible()


def test_why_a_message_did_not_arrive_is_said_in_the_language_of_the_page(
    visitor: Callable[..., BrowserContext], running: Service
) -> None:
    page = visitor(locale="en-GB").new_page()
    session = greeted(page)
    httpx.delete(f"{running.url}/webhooks/web/session/{session}")
    page.get_by_label("Your message").fill("are you still there")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".unsent")).to_contain_text("Not sent. This conversation is over")


@pytest.mark.parametrize("path", ["/", "/loketten", "/receipt", "/bestaat-niet"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_on_a_small_screen_the_other_language_takes_no_line_of_its_own(
    visitor: Callable[..., BrowserContext], path: str, language: str
) -> None:
    page = visitor(viewport={"width": 320, "height": 568}).new_page()
    page.goto(f"{path}?language={language}")
    link, danger = page.locator("a.language").bounding_box(), page.locator(".emergency a").first.bounding_box()
    assert link
    assert danger
    assert link["y"] == danger["y"]


def test_a_language_from_right_to_left_is_shown_so_and_the_page_stays(page: Page) -> None:
    greeted(page)
    say(page, "زوجي يضربني كل يوم وأنا خائفة")
    reply = page.locator('.turn [lang="ar"]').first
    expect(reply).to_be_visible()
    expect(reply).to_have_attribute("dir", "rtl")
    expect(page_language(page)).to_have_attribute("lang", "nl")


def test_leaving_works_as_before_after_the_page_changed_its_language(page: Page, exit_heading: str) -> None:
    greeted(page)
    switch(page, "English")
    expect(page.get_by_label("Your message")).to_be_visible()
    switch(page, "Nederlands")
    expect(page.get_by_label("Uw bericht")).to_be_visible()
    assert foreign(page, "nl") == []
    leave_by_button(page)
    expect(page.get_by_role("heading", name=exit_heading)).to_be_visible()
    page.go_back()
    assert page.url == "about:blank"

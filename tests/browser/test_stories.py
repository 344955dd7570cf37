"""The five stories in a real browser, word by word, from the first words to the receipt that shows who picked it up."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.test_chat import bubbles, greeted, say
from tests.running import Service

pytestmark = pytest.mark.browser


def tap(page: Page, name: str) -> None:
    """Taps the last button whose words hold this, and waits for the answer."""
    before = bubbles(page).count()
    page.get_by_role("button", name=name).last.click()
    expect(bubbles(page).nth(before)).to_be_visible()


def last(page: Page, words: str) -> None:
    expect(page.get_by_role("log")).to_contain_text(words)


def test_a_neighbour_goes_from_first_words_to_a_receipt_that_veilig_thuis_picked_up(
    page: Page, visitor: Callable[..., BrowserContext], running: Service
) -> None:
    greeted(page)
    say(page, "mijn buurvrouw van 82 wordt steeds magerder en haar zoon pint van haar rekening")
    last(page, "past bij zorgen over ouderenmishandeling")
    say(page, "almere")
    last(page, "Veilig Thuis Flevoland")
    tap(page, "Signaal doorgeven")
    for answer in (
        "mevrouw De Boer, woont alleen",
        "Dorpsstraat 4",
        "sinds maart, elke week",
        "nee",
        "nee",
        "haar buurvrouw",
    ):
        say(page, answer)
    tap(page, "Nee, anoniem")
    last(page, "Dorpsstraat 4")
    tap(page, "Ja, dit klopt")
    last(page, "Veilig Thuis Flevoland")
    tap(page, "Ja, geef het door")
    card = page.locator(".has-receipt")
    expect(card).to_be_visible()
    reference = re.search(r"SW-\w{4}-\w{4}", card.inner_text())
    secret = re.search(r"\b\w{4}-\w{4}-\w{4}-\w{4}\b", card.inner_text())
    assert reference
    assert secret

    pick_up(visitor().new_page(), running, reference.group())

    status = visitor().new_page()
    status.goto("/receipt")
    status.get_by_label("Referentie").fill(reference.group())
    status.get_by_label("Geheime code").fill(secret.group())
    status.get_by_role("button", name="Bekijk").click()
    expect(status.locator("main")).to_contain_text("Noor de Wit")


def pick_up(desk: Page, running: Service, reference: str) -> None:
    """A Veilig Thuis worker signs in, opens the signal, confirms it and picks it up."""
    name, password, code = running.demo_account()
    desk.goto("/desk")
    desk.get_by_label("Naam").fill(name)
    desk.get_by_label("Wachtwoord").fill(password)
    desk.get_by_label("Code").fill(code)
    desk.get_by_role("button", name="Aanmelden").click()
    for _ in range(20):
        if desk.get_by_role("link", name=reference).count():
            break
        desk.wait_for_timeout(500)
        desk.goto("/desk")
    desk.get_by_role("link", name=reference).click()
    expect(desk.locator("main")).to_contain_text("steeds magerder")
    desk.get_by_role("button", name="Bevestig de ontvangst").click()
    desk.get_by_label("Naam van de contactpersoon").fill("Noor de Wit")
    desk.get_by_label("Telefoonnummer").fill("036 5550100")
    desk.get_by_role("button", name="Pak dit signaal op").click()
    expect(desk.locator("main")).to_contain_text("opgepakt")


def test_a_victim_is_told_112_first_and_then_her_options(page: Page) -> None:
    greeted(page)
    say(page, "hij staat voor de deur en probeert binnen te komen")
    alarm = page.locator(".turn.acute").last
    expect(alarm).to_contain_text("112")
    expect(alarm.get_by_role("link", name="112")).to_be_visible()
    tap(page, "even veilig")
    last(page, "u hoeft niet alles te doen")


def test_housing_staff_get_the_observation_guide_and_the_counter_for_lelystad(page: Page) -> None:
    greeted(page)
    tap(page, "Ik kom dit tegen in mijn werk")
    tap(page, "Wat zag u?")
    say(
        page,
        "ik ben huismeester, bij een lekkage in lelystad zag ik een kind van 5 alleen met een vuile luier en geen eten",
    )
    last(page, "past bij zorgen over kindermishandeling")
    last(page, "Veilig Thuis Flevoland")


def test_a_mother_who_lost_control_gets_help_without_judgement(page: Page) -> None:
    greeted(page)
    say(page, "ik heb mijn dochter vorige week een tik gegeven en ik schaam me zo, ik wil dat dit stopt")
    last(page, "Goed dat u dit zegt")
    last(page, "Veilig Thuis")


def test_a_sister_who_may_be_flown_out_cannot_wait(page: Page) -> None:
    greeted(page)
    say(
        page, "mijn zusje van 17 moet volgende week mee naar marokko, ik ben bang dat ze daar moet trouwen met een neef"
    )
    last(page, "bel vandaag nog")
    last(page, "huwelijksdwang")

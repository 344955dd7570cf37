from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest

import channels
from channels.assembly import assemble
from channels.texts import texts
from tests.channels.service import FACTS, NUMBERS, SmallAssistant, serving

STATIC = Path(channels.__file__).parent / "web" / "static"


class Elements(HTMLParser):
    """Every element of a page with its attributes, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.all: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.all.append((tag, dict(attrs)))


@pytest.fixture(scope="module")
def page(client: httpx.Client) -> str:
    answer = client.get("/")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return answer.text


def test_the_exit_is_the_first_thing_one_can_reach_and_works_without_script(page: str) -> None:
    reachable = [attrs for tag, attrs in Elements(page).all if tag in {"a", "button", "input", "textarea"}]
    assert reachable[0]["class"] == "exit"
    assert reachable[0]["href"] == "https://www.buienradar.nl"
    assert "noreferrer" in str(reachable[0]["rel"])


def test_the_title_and_the_head_say_nothing_of_violence(page: str) -> None:
    head = page.split("<body>")[0].lower()
    assert "<title>hulp en informatie</title>" in head
    assert not re.search("geweld|veilig thuis|mishandeling", head)


def test_the_page_holds_no_inline_script_style_or_foreign_address(page: str) -> None:
    for tag, attrs in Elements(page).all:
        assert "style" not in attrs
        assert not [name for name in attrs if name.startswith("on")]
        if tag == "script":
            assert "src" in attrs or attrs["type"] == "application/json"
        if tag != "a":
            assert not str(attrs.get("src") or attrs.get("href") or "/").startswith("http")


def test_the_numbers_on_the_page_come_from_outside_it(page: str) -> None:
    assert 'href="tel:112"' in page
    assert 'href="tel:08002000"' in page
    for source in [*STATIC.iterdir(), *(STATIC.parent / "templates").iterdir()]:
        assert not re.search(r"\b112\b|0800-", source.read_text(encoding="utf-8")), source.name
    assert not re.search(r"\b112\b|0800-", json.dumps(texts()))


def test_without_script_there_are_numbers_and_pages_to_go_to(page: str) -> None:
    without = page.split("<noscript>")[1].split("</noscript>")[0]
    for way in ('href="tel:112"', 'href="tel:08002000"', 'href="/loketten"', 'href="/receipt"'):
        assert way in without


def test_the_texts_of_the_script_are_on_the_page_and_each_is_used(page: str) -> None:
    given = json.loads(page.split('id="chat-texts">')[1].split("</script>")[0])
    assert given == texts()["chat"]
    script = "".join((STATIC / name).read_text(encoding="utf-8") for name in ("chat.js", "render.js"))
    assert set(re.findall(r"text\('(\w+)'", script)) == set(given)


def test_every_refusal_names_the_emergency_number_and_fits_its_numbers() -> None:
    for status, sentence in texts()["refusals"].items():
        filled = sentence.format(seconds="3", **vars(NUMBERS))
        assert "Bel 112" in filled, status
        assert "{" not in filled


def test_the_script_never_makes_html_of_text_and_keeps_nothing() -> None:
    for script in STATIC.glob("*.js"):
        source = script.read_text(encoding="utf-8")
        for forbidden in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "localStorage"):
            assert forbidden not in source, script.name
        assert not re.search(r"sessionStorage|indexedDB|document\.cookie|https?://", source), script.name


def test_a_number_with_html_in_it_would_stay_text() -> None:
    odd = replace(FACTS, numbers=replace(NUMBERS, advice_name="<b>Veilig</b>"))
    with serving(assemble(SmallAssistant(), odd)) as url:
        assert "<b>Veilig" not in httpx.get(url).text

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx
import pytest

import channels
from channels.assembly import assemble
from channels.languages import LANGUAGES
from channels.texts import texts
from tests.channels.service import FACTS, NUMBERS, SmallAssistant, serving

STATIC = Path(channels.__file__).parent / "web" / "static"


class Elements(HTMLParser):
    """Every element of a page with its attributes, in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.all: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

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
    for language in LANGUAGES:
        assert not re.search(r"\b112\b|0800-", json.dumps(texts(language)))


def test_without_script_there_are_numbers_and_pages_to_go_to(page: str) -> None:
    without = page.split("<noscript data-said>")[1].split("</noscript>")[0]
    for way in ('href="tel:112"', 'href="tel:08002000"', 'href="/loketten?language=nl"', 'href="/receipt?language=nl"'):
        assert way in without


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_texts_of_the_script_are_on_the_page_and_each_is_used(client: httpx.Client, language: str) -> None:
    page = client.get("/", params={"language": language}).text
    given = json.loads(page.split('id="chat-texts" data-said>')[1].split("</script>")[0])
    assert given == texts(language)["chat"]
    script = "".join((STATIC / name).read_text(encoding="utf-8") for name in ("chat.js", "render.js"))
    assert set(re.findall(r"text\('(\w+)'", script)) == set(given)


@pytest.mark.parametrize(("language", "call"), [("nl", "Bel 112"), ("en", "Call 112")])
def test_every_refusal_names_the_emergency_number_and_fits_its_numbers(language: str, call: str) -> None:
    for status, sentence in texts(language)["refusals"].items():
        filled = sentence.format(seconds="3", **vars(NUMBERS))
        assert call in filled, status
        assert "{" not in filled


def leaves(said: Any, path: str = "") -> dict[str, str]:
    """Every text by its place in the file."""
    if not isinstance(said, dict):
        return {path: str(said)}
    return {place: text for name, part in said.items() for place, text in leaves(part, f"{path}/{name}").items()}


def test_every_language_has_the_same_texts_with_the_same_values() -> None:
    shapes = [
        {place: sorted(re.findall(r"{(\w+)}", text)) for place, text in leaves(texts(language)).items()}
        for language in LANGUAGES
    ]
    assert all(shape == shapes[0] for shape in shapes)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["/", "/bestaat-niet"])
def test_a_page_holds_no_text_of_another_language_and_leads_to_it(
    client: httpx.Client, path: str, language: str
) -> None:
    page = html.unescape(client.get(path, params={"language": language}, headers={"Accept": "text/html"}).text)
    assert f'<html lang="{language}">' in page
    ours = leaves(texts(language))
    for other in set(LANGUAGES) - {language}:
        foreign = {text.split("{")[0] for place, text in leaves(texts(other)).items() if text != ours[place]}
        whole = {text for text in foreign if " " in text.strip()}
        assert len(whole) > 30
        assert not [text for text in whole if text in page]
        switch = f'<a class="language" href="?language={other}" lang="{other}" hreflang="{other}">'
        assert switch + texts(other)["page"]["own_name"] in page
        assert f'<link rel="alternate" hreflang="{other}" href="?language={other}">' in page
    elsewhere = [str(a["href"]) for tag, a in Elements(page).all if tag == "a" and str(a["href"]).startswith("/")]
    assert elsewhere
    assert all(f"language={language}" in link for link in elsewhere)


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

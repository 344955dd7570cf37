"""The directory over HTTP, asked by a real ASGI client."""

import html
import re

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from counters.directory import Directory
from counters.places import Places
from counters.routes import router
from counters.wording import texts

EXIT = "https://www.example.nl/weer"
DUTCH, ENGLISH = texts("nl")["page"], texts("en")["page"]
OURS = '<script type="module" src="/static/exit.js"></script>'


@pytest.fixture(scope="module")
def client(directory: Directory, places: Places) -> TestClient:
    app = FastAPI()
    app.include_router(
        router(directory, places, exit_url=EXIT, language_of=lambda request: request.query_params.get("language", "nl"))
    )
    return TestClient(app)


def test_the_answer_has_the_shape_of_the_contract(client: TestClient) -> None:
    answer = client.get(
        "/counters",
        params={"place": "1315AB", "theme": "elder_abuse", "role": "bystander", "at": "2026-11-23T14:00:00+01:00"},
    )
    assert answer.status_code == 200
    body = answer.json()
    assert body["place"] == {"name": "Almere", "municipality": "Almere", "code": "GM0034", "province": "Flevoland"}
    first = body["counters"][0]
    assert {"id", "name", "organisation", "phone", "url", "open_now", "opens_at", "why", "what_happens"} <= set(first)
    assert first["id"] == "veilig-thuis-flevoland"
    assert first["phone"] == "0800-2000"
    assert first["open_now"] is True
    assert first["opens_at"] is None


def test_a_search_stays_in_no_cache(client: TestClient) -> None:
    for path in ("/counters?place=Almere", "/counters?place=xyz", "/loketten?place=Almere"):
        assert client.get(path).headers["cache-control"] == "no-store"


def test_without_a_place_the_national_counters_answer(client: TestClient) -> None:
    body = client.get("/counters", params={"theme": "partner_violence"}).json()
    assert body["place"] is None
    assert body["counters"][0]["id"] == "veilig-thuis"


def test_namesakes_are_asked_about(client: TestClient) -> None:
    answer = client.get("/counters", params={"place": "Hengelo"})
    assert answer.status_code == 200
    assert answer.json() == {
        "choices": [
            {"name": "Hengelo", "municipality": "Bronckhorst", "province": "Gelderland"},
            {"name": "Hengelo", "municipality": "Hengelo", "province": "Overijssel"},
        ]
    }


def test_an_unknown_place_is_404_with_suggestions(client: TestClient) -> None:
    answer = client.get("/counters", params={"place": "Almeere"})
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["suggestions"][0]["name"] == "Almere"


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"theme": "ruzie"}, "Kies als thema een van: child_abuse"),
        ({"role": "buurman"}, "Kies als rol een van: victim"),
        ({"urgency": "hoog"}, "Kies als urgentie een van: acute"),
        ({"language": "Nederlands!"}, "Kies als taal"),
        ({"at": "morgen"}, "ISO-tijd"),
        ({"at": "9999-12-31T23:59"}, "ISO-tijd"),
        ({"at": "0001-01-01T00:00+14:00"}, "ISO-tijd"),
        ({"place": "a" * 10_000}, "hoogstens 120 tekens"),
        ({"theme": "ruzie", "language": "en"}, "Choose as theme one of: child_abuse"),
        ({"at": "morgen", "language": "en"}, "ISO time"),
        ({"place": "a" * 121, "language": "en"}, "at most 120 characters"),
    ],
)
def test_a_question_that_cannot_be_read_is_422_with_one_sentence(client: TestClient, asked, says: str) -> None:
    answer = client.get("/counters", params=asked)
    assert answer.status_code == 422
    assert says in answer.json()["detail"]
    assert answer.json()["detail"].endswith(".")


@pytest.mark.parametrize("at", ["2026-12-25T10:00", "2026-12-25T09:00:00Z", "2026-12-25T10:00:00+01:00", "2026-12-25"])
def test_the_moment_may_be_written_in_any_iso_way(client: TestClient, at: str) -> None:
    escaped = client.get("/counters", params={"theme": "child_abuse", "role": "child", "at": at})
    # A plus sign typed into an address arrives as a space.
    plain = client.get(f"/counters?theme=child_abuse&role=child&at={at}")
    for answer in (escaped, plain):
        kindertelefoon = next(c for c in answer.json()["counters"] if c["id"] == "kindertelefoon")
        assert kindertelefoon["open_now"] is False
        assert kindertelefoon["opens_at"] == "2026-12-25T11:00:00+01:00"


def test_the_page_shows_the_counters_for_a_place_and_theme(client: TestClient) -> None:
    page = client.get("/loketten", params={"place": "lelystad", "theme": "elder_abuse", "role": "bystander"})
    assert page.status_code == 200
    assert '<html lang="nl">' in page.text
    assert 'href="/static/signaalwijzer.css"' in page.text
    assert "Veilig Thuis Flevoland" in page.text
    assert 'href="tel:08002000"' in page.text
    assert "Nu open" in page.text


def test_the_page_tells_by_channel_whether_it_is_open(client: TestClient) -> None:
    page = client.get("/loketten", params={"place": "urk", "theme": "child_abuse", "at": "2026-12-25T10:00"}).text
    card = page[page.index("<h3>Veilig Thuis Flevoland</h3>") :]
    calling, chatting = card[card.index("Bel 0800-2000") :], card[card.index("Chat <span") :]
    assert calling.index("Nu open") < calling.index("Chat <span")
    assert chatting.index("Nu gesloten, opent maandag om 9:00 uur") < chatting.index("Website <span")


def test_in_english_every_counter_says_why_and_what_happens_in_english(client: TestClient) -> None:
    asked = {"place": "Almere", "theme": "elder_abuse", "role": "bystander"}
    dutch = client.get("/counters", params=asked).json()["counters"]
    english = client.get("/counters", params=asked | {"language": "en"}).json()["counters"]
    said = {counter["id"]: counter for counter in dutch}
    assert english[0]["why"].startswith("Helps with elder abuse in Almere")
    for counter in english:
        for text in ("why", "what_happens"):
            assert counter[text] not in {None, said.get(counter["id"], {}).get(text)}, counter["id"]


def test_the_page_is_wholly_in_the_language_of_its_address(client: TestClient) -> None:
    asked = {"place": "Hengelo", "theme": "stalking", "at": "2026-12-25T10:00"}
    for language, other in (("nl", ENGLISH), ("en", DUTCH)):
        page = html.unescape(client.get("/loketten", params=asked | {"language": language}).text)
        assert f'<html lang="{language}">' in page
        ours = set(texts(language)["page"].values())
        foreign = {text for text in other.values() if " " in text and "{" not in text} - ours
        assert foreign
        assert not [text for text in foreign if text in page]
        assert all(f"language={language}" in link for link in re.findall(r'<a href="(/[^"]*)"', page))


def test_the_other_language_keeps_what_was_searched(client: TestClient) -> None:
    page = client.get("/loketten", params={"place": "urk", "theme": "stalking", "language": "nl"}).text
    (link,) = re.findall(r'<a class="language" href="([^"]+)" lang="en" hreflang="en">English</a>', page)
    there = client.get(html.unescape(link)).text
    assert "Where you can go in Urk" in there
    assert '<option value="stalking" selected>Stalking</option>' in there
    assert '<input type="hidden" name="language" value="en">' in there


def test_someone_who_speaks_neither_reads_the_pages_language_and_finds_who_speaks_theirs(
    directory: Directory, places: Places
) -> None:
    app = FastAPI()
    app.include_router(router(directory, places, exit_url=EXIT, language_of=lambda _: "en"))
    asked = {"theme": "labour_exploitation", "role": "victim", "language": "bg"}
    listed = TestClient(app).get("/counters", params=asked).json()["counters"]
    (fairwork,) = [counter for counter in listed if counter["id"] == "fairwork"]
    assert fairwork["why"].endswith(", also in your language.")


def test_the_page_tells_nothing_in_its_title(client: TestClient) -> None:
    page = client.get("/loketten", params={"place": "lelystad", "theme": "elder_abuse"})
    assert "<title>Hulp en informatie</title>" in page.text


def test_the_page_asks_which_namesake_and_its_links_answer(client: TestClient) -> None:
    page = client.get("/loketten", params={"place": "Hengelo", "theme": "stalking"})
    assert "Welke plaats bedoelt u?" in page.text
    (link,) = re.findall(r'href="(/loketten\?[^"]*Bronckhorst[^"]*)"', page.text)
    chosen = client.get(html.unescape(link))
    assert "Veilig Thuis Noord Oost Gelderland" in chosen.text


def test_the_page_offers_a_way_on_when_a_place_is_unknown(client: TestClient) -> None:
    page = client.get("/loketten", params={"place": "lelystat"})
    assert page.status_code == 404
    assert "Bedoelt u een van deze plaatsen?" in page.text
    assert "0800-2000" in page.text


def test_what_is_typed_cannot_become_part_of_the_page(client: TestClient) -> None:
    page = client.get("/loketten", params={"place": '"><script>alert(1)</script>'})
    assert "<script" not in page.text.replace(OURS, "")


def test_the_page_is_left_first_for_the_operators_address_and_needs_no_script_for_it(client: TestClient) -> None:
    page = client.get("/loketten").text
    links = re.findall(r"<a [^>]+>", page)
    assert links[0] == f'<a class="exit" href="{EXIT}" rel="noreferrer noopener">'
    assert "buienradar" not in page
    assert OURS in page


def test_the_page_gives_the_credit_for_the_places(client: TestClient) -> None:
    assert "GeoNames" in client.get("/loketten").text


def test_nothing_unconfirmed_is_ever_shown(client: TestClient, directory: Directory) -> None:
    unconfirmed = {
        counter.unconfirmed[field]
        for counter in directory.counters.values()
        for field in ("phone", "whatsapp", "website", "chat")
        if field in counter.unconfirmed
    } - {channel.value for counter in directory.counters.values() for channel in counter.channels}
    assert unconfirmed
    for theme in directory.vocabulary.themes:
        for role in ("victim", "child", "bystander", "professional", "perpetrator"):
            asked = {"theme": theme, "role": role, "place": "Urk"}
            shown = client.get("/counters", params=asked).text + client.get("/loketten", params=asked).text
            assert not [value for value in unconfirmed if value in shown]

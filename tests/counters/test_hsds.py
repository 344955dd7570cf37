"""The open data interface, held against the schemas of HSDS 3.1 with nothing allowed that they do not name."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from jsonschema import Draft202012Validator, FormatChecker
from starlette.testclient import TestClient

from counters.directory import Directory
from counters.hsds import uuid
from counters.places import Places
from counters.routes import router

SCHEMAS = Path(__file__).parents[3] / "shared" / "hsds"
PAGE = {"total_items", "total_pages", "page_number", "size", "first_page", "last_page", "empty", "contents"}


@pytest.fixture(scope="module")
def client(directory: Directory, places: Places) -> TestClient:
    app = FastAPI()
    app.include_router(router(directory, places, exit_url="https://www.example.nl", language_of=lambda _: "nl"))
    return TestClient(app)


def closed(schema: Any) -> Any:
    """The same schema, with no property allowed but those it names."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    tight = {key: closed(value) for key, value in schema.items()}
    if isinstance(schema.get("properties"), dict):
        tight["additionalProperties"] = False
    return tight


@lru_cache
def validator(name: str, version: str) -> Draft202012Validator:
    path = SCHEMAS / version / "schema" / name
    if not path.exists():
        pytest.skip(f"the HSDS schema {version}/{name} is not beside the project")
    schema = json.loads(path.read_text())
    # Clients of 3.0 pass over what they do not know; for 3.1 nothing may be there that it does not know.
    schema = closed(schema) if version == "3.1-dev" else schema
    return Draft202012Validator(schema, format_checker=FormatChecker())


def check(record: dict[str, Any], name: str, version: str = "3.1-dev") -> None:
    validator(name, version).validate(record)


def get(client: TestClient, path: str, **params: Any) -> Any:
    answer = client.get(f"/hsds{path}", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def everything(client: TestClient, path: str, **params: Any) -> list[dict[str, Any]]:
    body = get(client, path, per_page=1000, **params)
    assert set(body) == PAGE
    assert body["total_items"] == len(body["contents"]) > 0
    return body["contents"]


@pytest.mark.parametrize(
    ("path", "in_list", "single"),
    [
        ("/services", "compiled/service_list.json", "compiled/service.json"),
        ("/organizations", "compiled/organization_list.json", "compiled/organization.json"),
        ("/service_at_locations", "compiled/service_at_location_list.json", "compiled/service_at_location.json"),
        ("/taxonomies", "taxonomy.json", "taxonomy.json"),
        ("/taxonomy_terms", "taxonomy_term.json", "taxonomy_term.json"),
    ],
)
def test_every_record_is_valid_in_lists_and_alone(client: TestClient, path: str, in_list: str, single: str) -> None:
    for record in everything(client, path):
        check(record, in_list)
        whole = get(client, f"{path}/{record['id']}")
        check(whole, single)
        check(whole, single, version="3.0")
        assert record.items() <= {**whole, **{k: v for k, v in record.items() if isinstance(v, dict)}}.items()


@pytest.mark.parametrize(
    ("path", "schema"),
    [("/services", "service"), ("/organizations", "organization"), ("/service_at_locations", "service_at_location")],
)
def test_full_lists_are_valid_too(client: TestClient, path: str, schema: str) -> None:
    for record in everything(client, path, full=True):
        check(record, f"compiled/{schema}.json")


def test_an_organisation_can_come_with_its_services_in_full(client: TestClient) -> None:
    for record in everything(client, "/organizations", full_service=True):
        check(record, "compiled/organization.json")
        assert all(service["attributes"] for service in record["services"])


def test_the_directory_tells_its_version_and_where_its_description_is(client: TestClient) -> None:
    about = get(client, "/")
    assert about["version"] == "3.1"
    assert "Dutch clock time" in client.get(about["profile"]).text
    paths = client.get(about["openapi_url"]).json()["paths"]
    assert {"/hsds/services", "/hsds/services/{service_id}", "/hsds/taxonomy_terms"} <= set(paths)


def test_only_usable_counters_are_published_and_with_nothing_unconfirmed(client: TestClient, directory) -> None:
    published = json.dumps(everything(client, "/services", full=True))
    for counter in directory.counters.values():
        assert (uuid("service", counter.id) in published) is counter.usable
        if number := counter.unconfirmed.get("phone"):
            assert number not in published


def test_pages_follow_each_other_without_gap_or_double(client: TestClient) -> None:
    ids, page = [], 1
    while True:
        body = get(client, "/services", per_page=7, page=page)
        ids += [service["id"] for service in body["contents"]]
        assert body["first_page"] == (page == 1)
        if body["last_page"]:
            break
        page += 1
    assert len(ids) == len(set(ids)) == body["total_items"]
    beyond = get(client, "/services", page=10**9)
    assert beyond["empty"] is True
    assert beyond["contents"] == []


def test_filters_are_combined(client: TestClient) -> None:
    term = uuid("term", "theme", "suicidality")
    taxonomy = uuid("taxonomy", "theme")
    about_suicide = everything(client, "/services", taxonomy_term_id=term, taxonomy_id=taxonomy)
    assert "113 Zelfmoordpreventie" in [service["name"] for service in about_suicide]
    organization = next(s for s in about_suicide if s["name"].startswith("113"))["organization_id"]
    both = everything(client, "/services", taxonomy_term_id=term, organization_id=organization)
    assert [service["name"] for service in both] == ["113 Zelfmoordpreventie"]
    assert get(client, "/services", taxonomy_term_id=term, search="dieren")["contents"] == []


def test_search_forgives_capitals_and_accents(client: TestClient) -> None:
    assert [s["name"] for s in everything(client, "/services", search="COORDINATIECENTRUM")] == ["CoMensha"]


def test_modified_after_takes_the_day_itself_along(client: TestClient) -> None:
    assert everything(client, "/services", modified_after="2026-11-21T00:00:00Z")
    assert get(client, "/services", modified_after="2100-01-01")["empty"] is True


def test_minimal_gives_id_and_date_only(client: TestClient) -> None:
    assert {frozenset(service) for service in everything(client, "/services", minimal=True)} == {
        frozenset({"id", "modified_date"})
    }


def test_a_postcode_gives_the_services_that_work_there(client: TestClient) -> None:
    names = {at["service"]["name"] for at in everything(client, "/service_at_locations", postcode="1315")}
    assert {"Veilig Thuis Flevoland", "Oranje Huis Flevoland - Gooi en Vechtstreek"} <= names
    assert "Veilig Thuis Groningen" not in names
    assert get(client, "/service_at_locations", postcode="0000")["empty"] is True


def test_terms_can_be_asked_by_taxonomy_and_have_no_parents(client: TestClient) -> None:
    assert len(everything(client, "/taxonomy_terms", taxonomy_id=uuid("taxonomy", "theme"))) == 18
    assert get(client, "/taxonomy_terms", parent_id="x")["empty"] is True


def test_opening_hours_are_told_by_channel(client: TestClient) -> None:
    service = get(client, f"/services/{uuid('service', 'kindertelefoon')}")
    schedule = service["schedules"][0]
    assert (schedule["byday"], schedule["opens_at"], schedule["closes_at"]) == (
        "MO,TU,WE,TH,FR,SA,SU",
        "11:00",
        "21:00",
    )
    assert schedule["description"] == "Ook op feestdagen."


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/services/onbekend", 404),
        ("/organizations/' or 1=1 --", 404),
        ("/services?page=0", 422),
        ("/services?page=x", 422),
        ("/services?per_page=100000", 422),
        ("/services?modified_after=gisteren", 422),
        ("/services?search=" + "a" * 10_000, 422),
    ],
)
def test_bad_questions_get_a_clear_refusal(client: TestClient, path: str, status: int) -> None:
    assert client.get(f"/hsds{path}").status_code == status

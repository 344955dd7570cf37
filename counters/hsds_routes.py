"""The HSDS 3.1 read API: services, organisations, where they work, and the terms they are sorted by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timezone
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from counters.directory import Directory
from counters.hsds import VERSION, Catalogue, Record, found, listed, uuid
from counters.places import Choices, Place, Places

PROFILE = Path(__file__).parent / "templates" / "hsds-profile.md"
MOST_PER_PAGE = 1000

Text = Annotated[str | None, Query(max_length=200)]
PageNumber = Annotated[int, Query(ge=1, le=10**9)]
PerPage = Annotated[int, Query(ge=1, le=MOST_PER_PAGE)]
Test = Callable[[Record], bool]


def hsds_router(directory: Directory, places: Places) -> APIRouter:
    """Everything under `/hsds`; reads only."""
    routes = APIRouter(prefix="/hsds", tags=["hsds"])
    catalogue = Catalogue.of(directory)

    @routes.get("/")
    def metadata(request: Request) -> Record:
        here = str(request.base_url) + "hsds/"
        return {"version": VERSION, "profile": here + "profile", "openapi_url": here + "openapi.json"}

    @routes.get("/profile", response_class=PlainTextResponse)
    def profile() -> Response:
        return PlainTextResponse(PROFILE.read_text(encoding="utf-8"), media_type="text/markdown; charset=utf-8")

    @routes.get("/openapi.json", include_in_schema=False)
    def openapi() -> Record:
        return get_openapi(title="Signaalwijzer HSDS", version=VERSION, routes=routes.routes)

    _services(routes, catalogue)
    _organizations(routes, catalogue)
    _service_at_locations(routes, catalogue, places)
    _taxonomies(routes, catalogue)
    return routes


def _services(routes: APIRouter, catalogue: Catalogue) -> None:
    @routes.get("/services")
    def services(
        search: Text = None,
        taxonomy_term_id: Text = None,
        taxonomy_id: Text = None,
        organization_id: Text = None,
        modified_after: datetime | date | None = None,
        minimal: bool = False,
        full: bool = False,
        page: PageNumber = 1,
        per_page: PerPage = 50,
    ) -> Response:
        tests = _service_tests(search, taxonomy_term_id, taxonomy_id, organization_id, modified_after)
        shape: Callable[[Record], Record] = (lambda service: service) if full else listed
        if minimal:
            shape = _minimal
        return _page(catalogue.services, tests, shape, page, per_page)

    @routes.get("/services/{service_id}")
    def service(service_id: str) -> Response:
        record = _one(catalogue.services, service_id)
        at = catalogue.service_at_locations[uuid("service_at_location", service_id)]
        return JSONResponse(record | {"service_at_locations": [_without(at, "service")]})


def _organizations(routes: APIRouter, catalogue: Catalogue) -> None:
    def nested(organization: Record, full_service: bool) -> Record:
        if not full_service:
            return organization
        services = [_without(catalogue.services[s["id"]], "organization") for s in organization["services"]]
        return organization | {"services": services}

    @routes.get("/organizations")
    def organizations(
        search: Text = None,
        taxonomy_term_id: Text = None,
        taxonomy_id: Text = None,
        full: bool = False,
        full_service: bool = False,
        page: PageNumber = 1,
        per_page: PerPage = 50,
    ) -> Response:
        offers = _service_tests(None, taxonomy_term_id, taxonomy_id, None, None)
        tests: list[Test] = [
            lambda organization: any(
                all(test(catalogue.services[service["id"]]) for test in offers) for service in organization["services"]
            )
        ]
        if search:
            tests.append(lambda organization: found(organization, search))
        wide = full or full_service
        shape = (lambda organization: nested(organization, full_service)) if wide else listed
        return _page(catalogue.organizations, tests, shape, page, per_page)

    @routes.get("/organizations/{organization_id}")
    def organization(organization_id: str, full_service: bool = False) -> Response:
        return JSONResponse(nested(_one(catalogue.organizations, organization_id), full_service))


def _service_at_locations(routes: APIRouter, catalogue: Catalogue, places: Places) -> None:
    def serves(postcode: str) -> Test:
        at = places.resolve(postcode)
        options = at.options if isinstance(at, Choices) else (at,) if isinstance(at, Place) else ()
        codes = [option.code for option in options]
        return lambda record: any(catalogue.counters[record["service_id"]].serves(code) for code in codes)

    @routes.get("/service_at_locations")
    def service_at_locations(
        search: Text = None,
        taxonomy_term_id: Text = None,
        taxonomy_id: Text = None,
        organization_id: Text = None,
        modified_after: datetime | date | None = None,
        postcode: Text = None,
        full: bool = False,
        page: PageNumber = 1,
        per_page: PerPage = 50,
    ) -> Response:
        of_service = _service_tests(search, taxonomy_term_id, taxonomy_id, organization_id, modified_after)
        tests: list[Test] = [lambda record: all(test(record["service"]) for test in of_service)]
        if postcode:
            tests.append(serves(postcode))
        shape = (lambda record: record) if full else listed
        return _page(catalogue.service_at_locations, tests, shape, page, per_page)

    @routes.get("/service_at_locations/{at_id}")
    def service_at_location(at_id: str) -> Response:
        return JSONResponse(_one(catalogue.service_at_locations, at_id))


def _taxonomies(routes: APIRouter, catalogue: Catalogue) -> None:
    @routes.get("/taxonomies")
    def taxonomies(search: Text = None, page: PageNumber = 1, per_page: PerPage = 50) -> Response:
        tests: list[Test] = [lambda record: found(record, search)] if search else []
        return _page(catalogue.taxonomies, tests, listed, page, per_page)

    @routes.get("/taxonomies/{taxonomy_id}")
    def taxonomy(taxonomy_id: str) -> Response:
        return JSONResponse(_one(catalogue.taxonomies, taxonomy_id))

    @routes.get("/taxonomy_terms")
    def taxonomy_terms(
        search: Text = None,
        taxonomy_id: Text = None,
        top_only: bool = False,
        parent_id: Text = None,
        page: PageNumber = 1,
        per_page: PerPage = 50,
    ) -> Response:
        tests: list[Test] = [lambda record: found(record, search)] if search else []
        if taxonomy_id:
            tests.append(lambda record: record["taxonomy_id"] == taxonomy_id)
        if parent_id:
            tests.append(lambda record: record.get("parent_id") == parent_id)
        return _page(catalogue.taxonomy_terms, tests, listed, page, per_page)

    @routes.get("/taxonomy_terms/{term_id}")
    def taxonomy_term(term_id: str) -> Response:
        return JSONResponse(_one(catalogue.taxonomy_terms, term_id))


def _service_tests(
    search: str | None,
    taxonomy_term_id: str | None,
    taxonomy_id: str | None,
    organization_id: str | None,
    modified_after: datetime | date | None,
) -> list[Test]:
    """What a service must meet, all of it."""
    tests: list[Test] = []
    if search:
        tests.append(lambda service: found(service, search))
    if taxonomy_term_id:
        tests.append(lambda service: taxonomy_term_id in (term["id"] for term in _terms(service)))
    if taxonomy_id:
        tests.append(lambda service: taxonomy_id in (term["taxonomy_id"] for term in _terms(service)))
    if organization_id:
        tests.append(lambda service: service["organization_id"] == organization_id)
    if modified_after:
        since = _moment(modified_after)
        tests.append(lambda service: _modified(service) >= since)
    return tests


def _terms(service: Record) -> Iterable[Record]:
    return (attribute["taxonomy_term"] for attribute in service["attributes"])


def _modified(service: Record) -> datetime:
    return datetime.fromisoformat(service["last_modified"].replace("Z", "+00:00"))


def _moment(asked: datetime | date) -> datetime:
    """A moment with its zone: a date is its first moment, and without a zone it is UTC, as the standard says."""
    moment = asked if isinstance(asked, datetime) else datetime.combine(asked, time.min)
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


def _minimal(service: Record) -> Record:
    return {"id": service["id"], "modified_date": service["last_modified"]}


def _without(record: Record, key: str) -> Record:
    return {name: value for name, value in record.items() if name != key}


def _one(records: Mapping[str, Record], identifier: str) -> Record:
    try:
        return records[identifier]
    except KeyError:
        raise HTTPException(404, "Onder dit id staat hier niets.") from None


def _page(
    records: Mapping[str, Record], tests: list[Test], shape: Callable[[Record], Record], page: int, per_page: int
) -> Response:
    """One page in the standard's form; beyond the last page it is empty."""
    kept = [record for record in records.values() if all(test(record) for test in tests)]
    total_pages = -(-len(kept) // per_page)
    contents = [shape(record) for record in kept[(page - 1) * per_page : page * per_page]]
    body: dict[str, Any] = {
        "total_items": len(kept),
        "total_pages": total_pages,
        "page_number": page,
        "size": len(contents),
        "first_page": page == 1,
        "last_page": page >= total_pages,
        "empty": not contents,
        "contents": contents,
    }
    return JSONResponse(body)

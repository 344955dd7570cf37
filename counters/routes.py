"""The directory over HTTP: `GET /counters` for programs, `GET /loketten` for people."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from counters.directory import Directory, Match
from counters.errors import UnknownTermError
from counters.hours import AMSTERDAM
from counters.hsds_routes import hsds_router
from counters.places import LONGEST, Choices, Place, Places, Unknown
from counters.wording import LANGUAGES, opening, refusal, texts

# A search tells where someone is in trouble: it stays in no cache and goes to no other site.
PRIVATE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
LANGUAGE = re.compile(r"[a-z]{2,3}")
NAMED = ("place", "theme", "role", "urgency", "language", "at")


@dataclass(frozen=True)
class _Asked:
    """What was asked for, read and checked; None where nothing was said."""

    place: Place | Choices | Unknown | None
    theme: str | None
    role: str | None
    urgency: str | None
    language: str | None
    at: datetime


def router(directory: Directory, places: Places, *, exit_url: str, language_of: Callable[[Request], str]) -> APIRouter:
    """`/counters` (JSON), `/loketten` (a page that works without script; its exit leads to `exit_url`) and `/hsds`.

    `language_of` says in which of `wording.LANGUAGES` a request is answered.
    """
    routes = APIRouter()
    routes.include_router(hsds_router(directory, places))
    page = _page(exit_url)

    @routes.get("/counters")
    def counters(request: Request) -> Response:
        language = language_of(request)
        try:
            asked = _read(request, places, language)
            if isinstance(asked.place, Choices):
                return JSONResponse({"choices": [_named(place) for place in asked.place.options]}, headers=PRIVATE)
            if isinstance(asked.place, Unknown):
                suggestions = [_named(place) for place in asked.place.suggestions]
                return _problem(404, refusal(language, "place_unknown"), suggestions)
            matches = _find(directory.in_language(language), asked)
        except UnknownTermError as error:
            return _problem(422, str(error))
        found = asdict(asked.place) if asked.place else None
        return JSONResponse({"place": found, "counters": [_listed(match) for match in matches]}, headers=PRIVATE)

    @routes.get("/loketten", response_class=HTMLResponse)
    def loketten(request: Request) -> Response:
        error, asked, matches = None, None, []
        told_in = directory.in_language(language_of(request))
        try:
            asked = _read(request, places, told_in.language)
            matches = _find(told_in, asked)
        except UnknownTermError as refused:
            error = str(refused)
        typed = {name: request.query_params.get(name, "")[:LONGEST] for name in NAMED}
        place = asked.place if asked else None
        told = any(typed[name] for name in ("place", "theme", "role"))
        html = page.render(
            directory=told_in,
            lang=told_in.language,
            t=texts(told_in.language)["page"],
            here=lambda code, **changes: _address({**typed, **changes, "language": code}),
            typed=typed,
            error=error,
            place=place if isinstance(place, Place) else None,
            choices=place.options if isinstance(place, Choices) else (),
            suggestions=place.suggestions if isinstance(place, Unknown) else None,
            matches=matches,
            told=told,
            now=asked.at if asked else None,
        )
        status = 422 if error else 404 if isinstance(place, Unknown) else 200
        return HTMLResponse(html, status, headers=PRIVATE)

    return routes


def _address(asked: dict[str, str]) -> str:
    return "/loketten?" + urlencode({name: value for name, value in asked.items() if value})


def _read(request: Request, places: Places, language: str) -> _Asked:
    """The question in the address. Raises UnknownTermError with one sentence, in `language`, on what to change."""
    typed = {name: request.query_params.get(name, "").strip() or None for name in NAMED}
    if typed["place"] and len(typed["place"]) > LONGEST:
        raise UnknownTermError(refusal(language, "place_long", longest=LONGEST))
    if typed["language"] and not LANGUAGE.fullmatch(typed["language"]):
        raise UnknownTermError(refusal(language, "language"))
    return _Asked(
        place=places.resolve(typed["place"]) if typed["place"] else None,
        theme=typed["theme"],
        role=typed["role"],
        urgency=typed["urgency"],
        language=typed["language"] or language,
        at=_moment(typed["at"], language),
    )


def _moment(typed: str | None, language: str) -> datetime:
    """The moment asked about, now when nothing was said; without a time zone it is Dutch clock time."""
    if not typed:
        return datetime.now(AMSTERDAM)
    # A plus sign that was not escaped arrives as a space; Python 3.10 reads no Z.
    written = re.sub(r" (?=\d\d:?\d\d$)", "+", typed) if "T" in typed else typed
    try:
        at = datetime.fromisoformat(re.sub(r"[zZ]$", "+00:00", written))
        local = at.astimezone(AMSTERDAM) if at.tzinfo else at.replace(tzinfo=AMSTERDAM)
    except (ValueError, OverflowError):
        local = None
    if local is None or not 2000 <= local.year <= 2100:
        raise UnknownTermError(refusal(language, "at"))
    return local


def _find(directory: Directory, asked: _Asked) -> list[Match]:
    return directory.find(
        theme=asked.theme,
        role=asked.role,
        municipality=asked.place.code if isinstance(asked.place, Place) else None,
        urgency=asked.urgency,
        language=asked.language,
        at=asked.at,
    )


def _named(place: Place) -> dict[str, str]:
    return {"name": place.name, "municipality": place.municipality, "province": place.province}


def _listed(match: Match) -> dict[str, Any]:
    counter = match.counter
    return {
        "id": counter.id,
        "name": counter.name,
        "organisation": counter.organisation,
        "phone": counter.phone,
        "chat": counter.chat,
        "url": counter.url,
        "open_now": match.open_now,
        "opens_at": match.opens_at.isoformat() if match.opens_at else None,
        "why": match.why,
        "what_happens": counter.what_happens,
    }


def _problem(status: int, sentence: str, suggestions: list[dict[str, str]] | None = None) -> Response:
    """A problem document (RFC 9457) with one sentence that says what to do."""
    body: dict[str, Any] = {"type": "about:blank", "title": sentence, "status": status, "detail": sentence}
    if suggestions is not None:
        body["suggestions"] = suggestions
    return JSONResponse(body, status, headers=PRIVATE, media_type="application/problem+json")


def _page(exit_url: str) -> Any:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["tel"] = lambda phone: "tel:" + "".join(c for c in phone if c.isdigit() or c == "+")
    environment.filters["sentence"] = lambda words: words[:1].upper() + words[1:]
    return environment.get_template(
        "loketten.html",
        globals={
            "exit_url": exit_url,
            "opening": opening,
            "languages": {code: texts(code)["page"]["own_name"] for code in LANGUAGES},
        },
    )

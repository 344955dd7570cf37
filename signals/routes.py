"""The public pages and interfaces of receipts.

Every answer says one thing, in the language asked for: a status, or one sentence on what to do.
A secret never stands in a URL.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from signals import wording
from signals.errors import Mistyped, ReceiptRefused, SignalsError, TryLater
from signals.service import Signals, Status

_HERE = Path(__file__).parent
_LARGEST_BODY = 8192
_FORM = "application/x-www-form-urlencoded"


@dataclass(eq=False)
class _Refusal(Exception):  # noqa: N818 - an answer, not a fault
    """What to answer instead of a status."""

    code: int
    key: str
    retry_after: int | None = None

    def text(self, language: str) -> str:
        """One sentence on what to do."""
        if self.retry_after:
            return wording.try_later(self.retry_after, language)
        return wording.error(self.key, language)

    @property
    def headers(self) -> dict[str, str]:
        return {"Retry-After": str(self.retry_after)} if self.retry_after else {}


def router(
    signals: Signals,
    *,
    language_of: Callable[[Request], str],
    exit_url: str,
    emergency: str,
    advice: str,
    advice_name: str,
) -> APIRouter:
    """The status of a receipt as page and as JSON, the public keys of tokens, and the schema of signals.

    `language_of` says in which of `wording.LANGUAGES` a request is answered. The page's exit leads to `exit_url`;
    `emergency` and `advice` (with its organisation's name) are numbers to call.
    """
    routes = APIRouter()
    page = _Page(exit_url=exit_url, emergency=emergency, advice=advice, advice_name=advice_name)

    @routes.get("/receipt")
    def receipt(request: Request) -> Response:
        return page(language_of(request))

    @routes.post("/receipt")
    async def receipt_status(request: Request) -> Response:
        reference, language = "", language_of(request)
        try:
            reference, secret = await _form(request)
            return page(language, await _status(signals, reference, secret, language))
        except _Refusal as refusal:
            return page(language, refusal=refusal, reference=reference)

    @routes.post("/receipts/status")
    async def status(request: Request) -> Response:
        if request.headers.get("content-type", "").startswith(_FORM):
            return await receipt_status(request)
        language = language_of(request)
        try:
            fields = await _json(request)
            language = fields["language"] if fields.get("language") in wording.LANGUAGES else language
            both = _both(fields.get("reference"), fields.get("secret"))
            return JSONResponse(_as_json(await _status(signals, *both, language)))
        except _Refusal as refusal:
            return JSONResponse({"detail": refusal.text(language)}, refusal.code, refusal.headers)

    @routes.get("/.well-known/jwks.json")
    def jwks(request: Request) -> Response:
        if signals.keys is None:
            return JSONResponse({"detail": wording.error("closed", language_of(request))}, 503)
        return JSONResponse(signals.keys.jwks(), media_type="application/jwk-set+json")

    @routes.get("/schemas/signal-1.json")
    def schema() -> Response:
        return FileResponse(_HERE / "schemas" / "signal-1.json", media_type="application/schema+json")

    return routes


async def _status(signals: Signals, reference: str, secret: str, language: str) -> Status:
    try:
        return await run_in_threadpool(signals.status, reference, secret, language=language)
    except TryLater as error:
        raise _Refusal(429, "later", error.retry_after_seconds) from None
    except Mistyped as error:
        raise _Refusal(422, error.part) from None
    except ReceiptRefused:
        raise _Refusal(404, "refused") from None
    except SignalsError:
        raise _Refusal(503, "closed") from None


async def _form(request: Request) -> tuple[str, str]:
    fields = parse_qs((await _body(request)).decode("utf-8", "replace"), keep_blank_values=True)
    return _both(fields.get("reference", [None])[0], fields.get("secret", [None])[0])


async def _json(request: Request) -> dict[str, Any]:
    try:
        fields = json.loads(await _body(request))
    except (ValueError, RecursionError):
        fields = None
    if not isinstance(fields, dict):
        raise _Refusal(400, "unreadable")
    return fields


def _both(reference: object, secret: object) -> tuple[str, str]:
    if not isinstance(reference, str) or not isinstance(secret, str) or not reference.strip() or not secret.strip():
        raise _Refusal(400, "unreadable")
    return reference, secret


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST_BODY:
            raise _Refusal(400, "unreadable")
    return bytes(body)


def _as_json(status: Status) -> dict[str, object]:
    return {
        "reference": status.reference,
        "organisation": status.organisation,
        "organisation_name": status.organisation_name,
        "events": [{"state": event.state, "at": event.at.isoformat(), "text": event.text} for event in status.events],
        "messages": status.messages,
        "contact": status.contact,
        "last_used_at": status.last_used_at and status.last_used_at.isoformat(),
    }


class _Page:
    """Makes the page: the form, a status, or the form again with a refusal."""

    def __init__(self, **facts: str) -> None:
        environment = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        names = {code: wording.page(code)["own_name"] for code in wording.LANGUAGES}
        environment.globals.update(facts, languages=names)
        environment.filters["tel"] = lambda phone: "tel:" + "".join(c for c in phone if c.isdigit() or c == "+")
        self._template = environment.get_template("receipt.html")

    def __call__(
        self, language: str, status: Status | None = None, refusal: _Refusal | None = None, reference: str = ""
    ) -> Response:
        html = self._template.render(
            lang=language,
            t=wording.page(language),
            at=lambda moment: wording.at(moment, language),
            status=status,
            refusal=refusal,
            reference=reference[:20],
        )
        return HTMLResponse(html, refusal.code if refusal else 200, refusal.headers if refusal else None)

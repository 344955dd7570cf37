"""What a person sees when something cannot be done: what to do now, calmly, and the number for danger.

Of a fault of ours only the kind and the place are logged: an exception's text may hold what a person typed.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException as AnyHTTPException
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from channels.interfaces import Numbers
from channels.languages import DUTCH, language_of
from channels.texts import texts

log = logging.getLogger(__name__)

_PROJECT = str(Path(__file__).parents[1])
_UNPARSED = "There was an error parsing the body"  # FastAPI's own words when a body breaks the JSON parser


class SessionGone(HTTPException):
    """The session was never made here, has expired or was wiped; nobody can tell which."""

    def __init__(self) -> None:
        super().__init__(410)


class NotReady(HTTPException):
    """The assistant cannot answer yet."""

    def __init__(self) -> None:
        super().__init__(503, headers={"Retry-After": "60"})


class Refusals:
    """Makes the answer to a request that cannot be served: JSON for programs, a page for browsers."""

    def __init__(self, numbers: Numbers, page: Callable[[str, str], str]) -> None:
        """`page` makes the HTML around a sentence, in a language."""
        self._numbers = numbers
        self._page = page

    def sentence(self, status: int, seconds: str = "", language: str = DUTCH) -> str:
        """The sentence for an HTTP status, the phone numbers filled in."""
        known: dict[int, str] = texts(language)["refusals"]
        sentence = known.get(status) or known[400 if status < 500 else 500]
        return sentence.format(seconds=seconds, **vars(self._numbers))

    def response(
        self, request: Request, status: int, headers: Mapping[str, str] | None = None, detail: Any = None
    ) -> Response:
        """The whole answer. A room's own `detail` (a sentence, or data) goes before the general sentence."""
        language = language_of(request)
        if detail is None or detail == HTTPStatus(status).phrase:
            detail = self.sentence(status, (headers or {}).get("Retry-After", ""), language)
        if isinstance(detail, str) and "text/html" in request.headers.get("accept", ""):
            return HTMLResponse(self._page(detail, language), status, headers)
        return JSONResponse({"detail": detail}, status, headers)

    def install(self, app: FastAPI) -> None:
        """Answer all refusals of this app."""
        app.add_exception_handler(AnyHTTPException, self._refused)
        app.add_exception_handler(RequestValidationError, self._unreadable)

    async def _refused(self, request: Request, refused: Exception) -> Response:
        assert isinstance(refused, AnyHTTPException)
        detail = None if refused.detail == _UNPARSED else refused.detail
        return self.response(request, refused.status_code, refused.headers, detail)

    async def _unreadable(self, request: Request, invalid: Exception) -> Response:
        assert isinstance(invalid, RequestValidationError)
        no_json = any(error["type"] in {"json_invalid", "value_error.jsondecode"} for error in invalid.errors())
        return self.response(request, 400 if no_json else 422)


class CalmFaults:
    """ASGI: turns an exception that nobody handled into the calm answer, logged by kind and place only."""

    def __init__(self, app: ASGIApp, refusals: Refusals) -> None:
        self._app = app
        self._refusals = refusals

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            await self._app(scope, receive, watched)
        except Exception as fault:  # noqa: BLE001 - the last net: whatever it is, a person gets an answer
            log.error("Fault while answering: %s", where(fault))
            # An answer already under way cannot be replaced: the connection is closed, so that it does not look whole.
            if not started:
                await self._refusals.response(Request(scope), 500)(scope, receive, send)


def where(fault: BaseException) -> str:
    """The kinds of an exception and its causes, each with its last place in our code and of raising; no text."""
    parts = []
    current: BaseException | None = fault
    while current is not None:
        frames = traceback.extract_tb(current.__traceback__)
        ours = [
            frame for frame in frames if Path(frame.filename).is_relative_to(_PROJECT) and ".venv" not in frame.filename
        ]
        places = dict.fromkeys(f"{Path(f.filename).name}:{f.lineno} in {f.name}" for f in (ours[-1:] + frames[-1:]))
        parts.append(f"{type(current).__name__} at {' < '.join(places) or 'unknown place'}")
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return "; from ".join(parts)

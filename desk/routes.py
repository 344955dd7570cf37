"""The desk's pages under `/desk`: plain forms, no script, no plain text of a signal anywhere but on the page itself."""

from collections.abc import Callable
from functools import partial
from hmac import compare_digest
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from desk import words
from desk.accounts import DEMO_NAME, fold
from desk.demo import DemoAccount
from desk.errors import DeskError, FormExpired, Incomplete, SignedOut, SignInRefused, TryLater
from desk.service import Desk, Session
from desk.sessions import IDLE, csrf_token, new_token
from desk.totp import code_at

COOKIE = "desk"
_FOLDER = Path(__file__).parent
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_NOTHING_TYPED = {"name": "", "phone": "", "message": ""}
_DONE = {
    "receive": "De ontvangst is bevestigd. De melder ziet dat op het ontvangstbewijs.",
    "pick-up": "U heeft het signaal opgepakt. De melder ziet de contactpersoon op het ontvangstbewijs.",
    "message": "Het bericht staat klaar op het ontvangstbewijs van de melder.",
    "close": "Het signaal is afgesloten.",
}


def router(desk: Desk, *, demo: DemoAccount | None = None) -> APIRouter:
    """All pages of the desk. `demo` puts a banner on each, and its code on the sign-in page; without it the demo
    account cannot sign in."""
    pages = _Pages(desk, demo)
    routes = APIRouter(prefix="/desk", include_in_schema=False)
    shown: dict[str, Callable[..., Response]] = {
        "": pages.inbox,
        "/sign-in": pages.sign_in_form,
        "/signals/{reference}": pages.signal,
        "/audit": pages.audit,
        "/static/desk.css": style,
    }
    done: dict[str, Callable[..., Response]] = {
        "/sign-in": pages.sign_in,
        "/sign-out": pages.sign_out,
        "/signals/{reference}/receive": pages.receive,
        "/signals/{reference}/pick-up": pages.pick_up,
        "/signals/{reference}/message": pages.message,
        "/signals/{reference}/close": pages.close,
    }
    for path, page in shown.items():
        routes.add_api_route(path, page, methods=["GET"], response_model=None)
    for path, page in done.items():
        routes.add_api_route(path, page, methods=["POST"], response_model=None)
    return routes


def style() -> Response:
    """The style that only the desk has."""
    return FileResponse(_FOLDER / "static" / "desk.css", media_type="text/css")


class _Pages:
    """The pages; each public method is one address."""

    def __init__(self, desk: Desk, demo: DemoAccount | None) -> None:
        self._desk = desk
        self._demo = demo
        self._templates = Environment(
            loader=FileSystemLoader(_FOLDER / "templates"), autoescape=True, undefined=StrictUndefined
        )
        self._templates.globals.update(words=words, organisation=self._organisation, demo=demo)

    def sign_in_form(self, request: Request) -> Response:
        """`GET /desk/sign-in`"""
        try:
            self._desk.session(_cookie(request))
        except SignedOut:
            return self._sign_in_page(request)
        except DeskError as error:
            return self._sign_in_page(request, error)
        return _go("/desk")

    def sign_in(
        self,
        request: Request,
        name: str = Form(""),
        password: str = Form(""),
        code: str = Form(""),
        csrf: str = Form(""),
    ) -> Response:
        """`POST /desk/sign-in`"""
        try:
            _check_form(request, csrf)
            if self._demo is None and fold(name) == DEMO_NAME:
                raise SignInRefused
            token = self._desk.sign_in(name, password, code)
        except DeskError as error:
            return self._sign_in_page(request, error)
        return self._with_cookie(request, _go("/desk"), token)

    def sign_out(self, request: Request, csrf: str = Form("")) -> Response:
        """`POST /desk/sign-out`"""

        def leave(_session: Session) -> Response:
            self._desk.sign_out(_cookie(request))
            return self._with_cookie(request, _go("/desk/sign-in"), new_token())

        return self._signed_in(request, leave, csrf)

    def inbox(self, request: Request) -> Response:
        """`GET /desk`"""

        def show(session: Session) -> Response:
            rows = self._desk.inbox(session)
            groups = [(state, list(group)) for state, group in groupby(rows, key=lambda row: row.state)]
            return self._page("inbox.html", session=session, groups=groups, here="inbox")

        return self._signed_in(request, show)

    def audit(self, request: Request) -> Response:
        """`GET /desk/audit`"""

        def show(session: Session) -> Response:
            entries, check = self._desk.log(session)
            return self._page("audit.html", session=session, entries=entries, check=check, here="audit")

        return self._signed_in(request, show)

    def signal(self, request: Request, reference: str, done: str = "") -> Response:
        """`GET /desk/signals/{reference}`"""
        return self._signed_in(
            request, lambda session: self._signal_page(session, reference, notice=_DONE.get(done, ""))
        )

    def receive(self, request: Request, reference: str, csrf: str = Form("")) -> Response:
        """`POST /desk/signals/{reference}/receive`"""
        return self._step(request, csrf, reference, "receive", partial(self._desk.receive, reference=reference))

    def pick_up(
        self, request: Request, reference: str, name: str = Form(""), phone: str = Form(""), csrf: str = Form("")
    ) -> Response:
        """`POST /desk/signals/{reference}/pick-up`"""
        typed = {"name": name, "phone": phone}
        step = partial(self._desk.pick_up, reference=reference, name=name, phone=phone)
        return self._step(request, csrf, reference, "pick-up", step, typed)

    def message(self, request: Request, reference: str, message: str = Form(""), csrf: str = Form("")) -> Response:
        """`POST /desk/signals/{reference}/message`"""
        step = partial(self._desk.message, reference=reference, text=message)
        return self._step(request, csrf, reference, "message", step, {"message": message})

    def close(self, request: Request, reference: str, csrf: str = Form("")) -> Response:
        """`POST /desk/signals/{reference}/close`"""
        return self._step(request, csrf, reference, "close", partial(self._desk.close, reference=reference))

    def _step(
        self,
        request: Request,
        csrf: str,
        reference: str,
        name: str,
        step: Callable[[Session], None],
        typed: dict[str, str] | None = None,
    ) -> Response:
        """Does one step with a signal and shows the signal again; what was typed is kept when a field is wrong."""

        def take(session: Session) -> Response:
            try:
                step(session)
            except Incomplete as error:
                return self._signal_page(session, reference, error=error, typed=typed)
            return _go(f"/desk/signals/{quote(reference)}?done={name}")

        return self._signed_in(request, take, csrf)

    def _signed_in(self, request: Request, page: Callable[[Session], Response], csrf: str | None = None) -> Response:
        """The page for whoever is signed in; with `csrf` only when the form came from a page of this session."""
        session = None
        try:
            session = self._desk.session(_cookie(request))
            if csrf is not None:
                _check_form(request, csrf)
            return page(session)
        except SignedOut as error:
            return self._sign_in_page(request, error)
        except DeskError as error:
            return self._page("error.html", session=session, error=error)

    def _sign_in_page(self, request: Request, error: DeskError | None = None) -> Response:
        token = _cookie(request) or new_token()
        code = code_at(self._demo.totp_secret, self._desk.clock()) if self._demo else ""
        minutes = int(IDLE.total_seconds() // 60)
        page = self._page("sign_in.html", error=error, csrf=csrf_token(token), demo_code=code, idle_minutes=minutes)
        return self._with_cookie(request, page, token)

    def _signal_page(
        self,
        session: Session,
        reference: str,
        *,
        notice: str = "",
        error: DeskError | None = None,
        typed: dict[str, str] | None = None,
    ) -> Response:
        signal = self._desk.open(session, reference)
        kept = _NOTHING_TYPED | (typed or {})
        return self._page("signal.html", session=session, signal=signal, notice=notice, error=error, typed=kept)

    def _page(
        self, template: str, *, session: Session | None = None, error: DeskError | None = None, **values: Any
    ) -> Response:
        common = {"session": session, "csrf": session.csrf if session else "", "here": "", "notice": ""}
        html = self._templates.get_template(template).render(**common | values, error=error)
        headers = {"Cache-Control": "no-store"}
        if isinstance(error, TryLater):
            headers["Retry-After"] = str(error.retry_after)
        return HTMLResponse(html, error.status if error else 200, headers)

    def _with_cookie(self, request: Request, response: Response, token: str) -> Response:
        plain_http_is_safe = self._demo is not None or request.url.hostname in _LOOPBACK
        secure = request.url.scheme == "https" or not plain_http_is_safe
        response.set_cookie(COOKIE, token, path="/desk", httponly=True, samesite="strict", secure=secure)
        return response

    def _organisation(self, organisation_id: str) -> str:
        known = self._desk.signals.organisations.get(organisation_id)
        return known.name if known else organisation_id


def _cookie(request: Request) -> str:
    return str(request.cookies.get(COOKIE, ""))


def _check_form(request: Request, csrf: str) -> None:
    """Raises FormExpired unless the form carries the token that follows from the cookie."""
    cookie = _cookie(request)
    if not cookie or not compare_digest(csrf_token(cookie).encode(), csrf.encode()):
        raise FormExpired


def _go(path: str) -> Response:
    # 303: the browser asks for the next page with GET, so that loading it again repeats nothing.
    return RedirectResponse(path, 303, {"Cache-Control": "no-store"})

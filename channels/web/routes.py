"""The web door: the chat page and its API in Rasa's REST shape. Session ids are made here; no other is listened to."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from typing import Any, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, StrictStr
from starlette.responses import HTMLResponse, Response

from channels.errors import NotReady, SessionGone
from channels.interfaces import Assistant, Numbers, Reply
from channels.languages import LANGUAGES, language_of
from channels.limits import Limits
from channels.texts import MAX_CHARACTERS, clean, texts
from channels.web.pages import Pages

CHANNEL = "web"
_SESSION = re.compile(r"[0-9a-f]{32}")

Language = Literal["nl", "en", "tr", "ar", "pl", "uk", "ro", "es", "fr", "so"]


class Opening(BaseModel):
    """What a page may know before the first word."""

    language: Language | None = None
    reading_level: Literal["plain", "easy"] | None = None
    place: StrictStr | None = None


class Said(BaseModel):
    """One message of a session."""

    sender: StrictStr
    message: StrictStr


def router(assistant: Assistant, limits: Limits, pages: Pages, numbers: Numbers) -> APIRouter:
    """`/`, `POST /webhooks/web/session`, `POST /webhooks/web/webhook`, `DELETE /webhooks/web/session/<session>`."""
    routes = APIRouter()

    @routes.api_route("/", methods=["GET", "HEAD"], response_class=HTMLResponse)
    async def page(request: Request) -> str:
        return pages.chat[language_of(request)]

    @routes.post("/webhooks/web/session")
    async def open_session(opening: Opening | None = None) -> dict[str, str]:
        _require_ready(assistant)
        session = secrets.token_hex(16)
        known = {name: value for name, value in (opening or Opening()).dict().items() if value}
        if place := clean(known.pop("place", ""))[:100]:
            known["place"] = place
        await assistant.start(session, channel=CHANNEL, **known)
        return {"session": session}

    @routes.post("/webhooks/web/webhook")
    async def converse(said: Said, request: Request) -> list[dict[str, Any]]:
        _require_ready(assistant)
        if not _SESSION.fullmatch(said.sender) or not await assistant.known(said.sender):
            raise SessionGone
        limits.admit_session(said.sender)
        message = clean(said.message)
        if not message:
            return [_own(said.sender, "empty", language_of(request), **vars(numbers))]
        answers = await _answer(assistant, said.sender, message[:MAX_CHARACTERS])
        replies = [_reply(said.sender, answer.text, list(answer.buttons), answer.custom) for answer in answers]
        if len(message) > MAX_CHARACTERS:
            spoken = next((r["custom"]["language"] for r in replies if r["custom"].get("language") in LANGUAGES), None)
            notice = _own(
                said.sender, "shortened", spoken or language_of(request), limit=MAX_CHARACTERS, **vars(numbers)
            )
            # Danger stands first, even before a notice.
            at = sum(reply["custom"].get("urgency") == "acute" for reply in replies)
            replies.insert(at, notice)
        return replies

    @routes.delete("/webhooks/web/session/{session}", status_code=204)
    async def wipe(session: str) -> Response:
        if _SESSION.fullmatch(session):
            await assistant.forget(session)
        return Response(status_code=204)

    return routes


def _require_ready(assistant: Assistant) -> None:
    if not assistant.ready:
        raise NotReady


async def _answer(assistant: Assistant, session: str, message: str) -> Sequence[Reply]:
    """The answers within a session. Raises SessionGone when it was wiped while this message was on its way."""
    try:
        return await assistant.answer(session, message, channel=CHANNEL, begin=False)
    except LookupError as gone:
        if type(gone) is LookupError:
            raise SessionGone from None
        raise  # a KeyError or IndexError is a fault of ours


def _own(session: str, name: str, language: str, **values: object) -> dict[str, Any]:
    """A reply of this door itself."""
    return _reply(session, texts(language)["replies"][name].format(**values), custom={"language": language})


def _reply(
    session: str, text: str, buttons: list[dict[str, str]] | None = None, custom: dict[str, Any] | None = None
) -> dict[str, Any]:
    return {"recipient_id": session, "text": text, "buttons": buttons or [], "custom": custom or {}}

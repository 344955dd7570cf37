"""`POST /model/parse`: what the assistant understands of a text. For local use, off by default."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, StrictStr

from channels.errors import NotReady
from channels.interfaces import Assistant
from channels.texts import clean


class Text(BaseModel):
    """A text to understand."""

    text: StrictStr


def router(assistant: Assistant) -> APIRouter:
    """The one route; leave it out and it answers 404."""
    routes = APIRouter()

    @routes.post("/model/parse")
    async def parse(body: Text) -> dict[str, Any]:
        if not assistant.ready:
            raise NotReady
        return await assistant.parse(clean(body.text))

    return routes

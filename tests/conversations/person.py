"""Someone who talks to the service over HTTP, as the page does."""

from __future__ import annotations

from typing import Any

import httpx


class Person:
    """One conversation. `said` gives the replies to a message, `text` the words of the last ones."""

    def __init__(self, url: str, **settings: str) -> None:
        self.http = httpx.Client(base_url=url, timeout=30)
        self.session = self.http.post("/webhooks/web/session", json=settings).raise_for_status().json()["session"]
        self.replies: list[dict[str, Any]] = []

    def says(self, message: str) -> list[dict[str, Any]]:
        body = {"sender": self.session, "message": message}
        self.replies = self.http.post("/webhooks/web/webhook", json=body).raise_for_status().json()
        return self.replies

    def taps(self, title: str) -> list[dict[str, Any]]:
        """Taps the button that has these words in its title."""
        return self.says(next(b["payload"] for b in self.buttons if title in b["title"]))

    @property
    def text(self) -> str:
        return "\n".join(reply["text"] for reply in self.replies)

    @property
    def buttons(self) -> list[dict[str, str]]:
        return [button for reply in self.replies for button in reply.get("buttons") or []]

    def custom(self, key: str) -> Any:
        """What the last replies carry under this key of `custom`, the last one that has it."""
        return next((r["custom"][key] for r in reversed(self.replies) if key in (r.get("custom") or {})), None)

    @property
    def asked(self) -> str | None:
        return self.custom("ask")

    @property
    def counters(self) -> list[str]:
        return [counter["id"] for reply in self.replies for counter in (reply.get("custom") or {}).get("counters", [])]

    @property
    def is_acute(self) -> bool:
        """Whether the first reply answers danger: 112 in its text and in its `custom`."""
        first = self.replies[0]
        return (first.get("custom") or {}).get("urgency") == "acute" and "112" in first["text"]

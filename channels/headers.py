"""What every response carries: a page leaves no trace, runs only our script and tells no site of the visit."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

ALWAYS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
}

FOREVER = "public, max-age=31536000, immutable"


class SafeHeaders:
    """ASGI: the headers above on every response, and `no-store` on all but the files under `immutable_prefix`."""

    def __init__(self, app: ASGIApp, immutable_prefix: str) -> None:
        self._app = app
        self._immutable_prefix = immutable_prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message.setdefault("headers", [])
                headers = MutableHeaders(scope=message)
                for name, value in ALWAYS.items():
                    headers[name] = value
                versioned = scope["path"].startswith(self._immutable_prefix) and message["status"] == 200
                headers["Cache-Control"] = FOREVER if versioned else "no-store"
            await send(message)

        await self._app(scope, receive, send_with_headers)

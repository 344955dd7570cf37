"""The page's own files (script, style, icon), held in memory and compressed once.

A browser may keep them for ever under `/static/<version>/` (a hash of them all) and never under `/static/`.
"""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

_FOLDER = Path(__file__).parent / "static"
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


class Assets:
    """All files of the folder `static`, by name."""

    def __init__(self, folder: Path = _FOLDER) -> None:
        self._files = {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.suffix in _TYPES}
        self._packed = {name: gzip.compress(content, mtime=0) for name, content in self._files.items()}
        self.version = hashlib.sha256(b"".join(self._packed.values())).hexdigest()[:12]
        self.prefix = f"/static/{self.version}/"

    def url(self, name: str) -> str:
        """The address of a file that may be kept. Raises KeyError when there is no such file."""
        self._files[name]
        return self.prefix + name

    def router(self) -> APIRouter:
        """`/static/<name>`, `/static/<version>/<name>` and the icon."""
        routes = APIRouter()

        @routes.api_route("/static/{name}", methods=["GET", "HEAD"])
        async def file(request: Request, name: str) -> Response:
            if name not in self._files:
                raise HTTPException(404)
            packed = "gzip" in request.headers.get("accept-encoding", "")
            return Response(
                (self._packed if packed else self._files)[name],
                media_type=_TYPES[Path(name).suffix],
                headers={"Vary": "Accept-Encoding"} | ({"Content-Encoding": "gzip"} if packed else {}),
            )

        @routes.get("/favicon.ico")
        async def icon(request: Request) -> Response:
            # Browsers ask for this on pages that name no icon; an unknown one in the tab would draw the eye.
            return await file(request, "icon.svg")

        routes.add_api_route(self.prefix + "{name}", file, methods=["GET", "HEAD"])
        return routes

"""How the service listens: one uvicorn configuration for `serve`, the tests and the measurements."""

from __future__ import annotations

import uvicorn
from fastapi import FastAPI


def config(app: FastAPI, *, host: str, port: int) -> uvicorn.Config:
    """No word of itself (Server header) and none about callers: an access log would hold addresses and sessions."""
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        access_log=False,
        log_config=None,
        server_header=False,
        ws="none",
        timeout_keep_alive=30,
        timeout_graceful_shutdown=10,
    )

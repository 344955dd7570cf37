"""The public pages and interfaces of receipts."""

from fastapi import APIRouter

from signals.service import Signals


def router(signals: Signals) -> APIRouter:
    """The status of a receipt as page and as JSON, the public keys of tokens, and the schema of signals."""
    raise NotImplementedError

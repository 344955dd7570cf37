"""Checking a receipt without the service: its token against a set of public keys."""

import json
from pathlib import Path
from typing import Any

from signals import keys, receipts
from signals.errors import KeysError, TokenRefused
from signals.receipts import Claims


def verify_file(file: Path, public_keys: Path) -> Claims:
    """What the receipt in `file` proves.

    `file` holds the token, or JSON with the token under 'token'. `public_keys` is a JWK set in a file, or the folder of
    keys itself. Raises TokenRefused and KeysError, each with one sentence.
    """
    return receipts.verify(_token(file), _jwks(public_keys))


def _token(file: Path) -> str:
    try:
        text = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise TokenRefused(f"{file} cannot be read: give a file with a receipt's token.") from None
    if not text.startswith("{"):
        return text
    try:
        content = json.loads(text)
    except ValueError:
        content = {}
    token = content.get("token") if isinstance(content, dict) else None
    if not isinstance(token, str):
        raise TokenRefused(f"{file} holds no 'token': give a file with a receipt's token.")
    return token


def _jwks(source: Path) -> dict[str, Any]:
    if source.is_dir():
        return keys.public_keys(source)
    try:
        jwks = json.loads(source.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        jwks = None
    if not isinstance(jwks, dict) or "keys" not in jwks:
        raise KeysError(f"{source} holds no public keys: give the service's /.well-known/jwks.json, saved as a file.")
    return jwks

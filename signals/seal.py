"""Sealing: from consent on, only the organisation's private key opens a signal; only the secret opens a message.

What is sealed is JSON followed by spaces up to a size class, so that the length tells nothing and any JSON parser
still reads it. It says itself to which record it belongs: moved to another record, it does not open.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b, sha256
from typing import Any

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from signals.errors import SealError

_SMALLEST = 4096


@dataclass(frozen=True)
class SealedSignal:
    """A signal as it is stored and delivered.

    `ciphertext` is a libsodium sealed box; `sha256` (hex) is of the bytes inside it; `key_id` names the public key
    that it was sealed to (`key_id(public_key)`).
    """

    reference: str
    organisation: str
    ciphertext: bytes
    sha256: str
    key_id: str


def key_id(public_key: bytes) -> str:
    """A short name (16 hex digits) for a public key, to find the right private key by after a rotation."""
    return blake2b(public_key, digest_size=8).hexdigest()


def seal(content: Mapping[str, Any], public_key: bytes) -> tuple[bytes, str]:
    """Ciphertext, and the SHA-256 (hex) of the plain bytes in it. Raises SealError when the key is not one."""
    plain = _padded(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode())
    try:
        ciphertext = SealedBox(PublicKey(public_key)).encrypt(plain)
    except (CryptoError, TypeError, ValueError):
        raise SealError("This public key cannot be sealed to: give 32 bytes X25519.") from None
    return ciphertext, sha256(plain).hexdigest()


def open_sealed(ciphertext: bytes, private_key: bytes, **bound: str) -> tuple[dict[str, Any], str]:
    """The content and its SHA-256 (hex); `bound` are the fields by which it must name its own record.

    Raises SealError.
    """
    try:
        plain = SealedBox(PrivateKey(private_key)).decrypt(ciphertext)
    except (CryptoError, TypeError, ValueError):
        raise SealError("This does not open with this key.") from None
    content = _read(plain)
    if any(content.get(field) != value for field, value in bound.items()):
        raise SealError("This was sealed for another record.")
    return content, sha256(plain).hexdigest()


def open_signal(sealed: SealedSignal, private_key: bytes) -> dict[str, Any]:
    """The plain document out of `sealed`; `private_key` is 32 bytes X25519.

    Raises SealError when the key does not fit, or when the content was sealed for another reference or organisation.
    """
    document, digest = open_sealed(
        sealed.ciphertext, private_key, reference=sealed.reference, organisation=sealed.organisation
    )
    if digest != sealed.sha256:
        raise SealError("This is not what the receipt was given for.")
    return document


def _read(plain: bytes) -> dict[str, Any]:
    try:
        content = json.loads(plain)
    except ValueError:
        content = None
    if not isinstance(content, dict):
        raise SealError("What is sealed here is no document of ours.")
    return content


def _padded(plain: bytes) -> bytes:
    size = _SMALLEST
    while size < len(plain):
        size *= 2
    return plain.ljust(size, b" ")

"""Sealing: from consent on, only the organisation's private key opens a signal."""

from dataclasses import dataclass
from typing import Any


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
    raise NotImplementedError


def open_signal(sealed: SealedSignal, private_key: bytes) -> dict[str, Any]:
    """The plain document out of `sealed`; `private_key` is 32 bytes X25519.

    Raises SealError when the key does not fit, or when the content was sealed for another reference or organisation.
    """
    raise NotImplementedError

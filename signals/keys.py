"""The service's own keys: files beside the database, never in it.

Made once; losing the pepper makes every receipt unusable, losing the signing key makes new tokens unverifiable by old
key sets. Back the folder up apart from the database: the one without the other opens nothing.
"""

import os
import secrets
from base64 import b64decode, b64encode, urlsafe_b64encode
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from joserfc.jwk import OKPKey
from nacl.signing import SigningKey

from signals.errors import KeysError

_SIZE = 32
_NAMES = ("pepper", "signing", "conversation", "sender")


@dataclass(frozen=True, repr=False)
class Keys:
    """32 raw bytes each; `signing_key` is the seed of an Ed25519 key.

    `conversation_key` encrypts conversations at rest, `sender_key` hashes phone numbers and chat ids.
    """

    pepper: bytes
    signing_key: bytes
    conversation_key: bytes
    sender_key: bytes

    @classmethod
    def load(cls, folder: Path) -> "Keys":
        """Reads `<name>.key` from `folder`; makes what is missing, readable by us only.

        Raises KeysError when a file is damaged or the folder cannot be used.
        """
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            return cls(*(_read_or_make(folder / f"{name}.key") for name in _NAMES))
        except OSError as error:
            raise KeysError(f"The folder of keys {folder} cannot be used: {error.strerror}.") from None

    def jwks(self) -> dict[str, Any]:
        """The JWK set to check this service's tokens by."""
        return jwks(self.signing_key)

    def tag(self, purpose: str, value: str) -> bytes:
        """32 bytes that only the holder of the pepper can compute from `value`; another purpose, other bytes."""
        return blake2b(value.encode(), key=self.pepper, person=purpose.encode(), digest_size=_SIZE).digest()


def public_keys(folder: Path) -> dict[str, Any]:
    """The JWK set of the signing key in `folder`; makes nothing.

    Raises KeysError when the key is missing or damaged.
    """
    file = folder / "signing.key"
    if not file.is_file():
        raise KeysError(f"There is no signing key in {folder}: name the folder of keys, or a file with the key set.")
    return jwks(_read(file))


def jwks(signing_key: bytes) -> dict[str, Any]:
    """The public half of this seed as a JWK set (RFC 7517), to check tokens by."""
    return {"keys": [signing_jwk(signing_key).as_dict(private=False)]}


def signing_jwk(signing_key: bytes) -> OKPKey:
    """The Ed25519 key of this seed (RFC 8037); its key id is its thumbprint (RFC 7638)."""
    public = bytes(SigningKey(signing_key).verify_key)
    key = OKPKey.import_key(
        {"kty": "OKP", "crv": "Ed25519", "x": _base64url(public), "d": _base64url(signing_key)},
        {"use": "sig", "alg": "EdDSA"},
    )
    key.ensure_kid()
    return key


def _base64url(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _read_or_make(file: Path) -> bytes:
    if not file.exists():
        _make(file)
    return _read(file)


def _read(file: Path) -> bytes:
    try:
        key = b64decode(file.read_bytes().strip(), validate=True)
    except ValueError:
        key = b""
    if len(key) != _SIZE:
        raise KeysError(f"The key file {file} is damaged: put it back from the backup.")
    return key


def _make(file: Path) -> None:
    """Writes a new key under a name of its own, then links it in place: whoever is second finds the first one's."""
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(b64encode(secrets.token_bytes(_SIZE)) + b"\n")
            stream.flush()
            os.fsync(stream.fileno())
        os.link(draft, file)
    except FileExistsError:
        pass  # another process was first
    finally:
        draft.unlink()

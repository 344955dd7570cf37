"""The reporter's receipt: a public reference, a secret, and a signed token.

The reference is to say aloud; its last character checks the others. The secret opens the status: stored is only what
Argon2id makes of it with a salt per record and the pepper of the key folder.
"""

import json
import secrets
import unicodedata
import warnings
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import Any, TypedDict

from argon2.low_level import Type, hash_secret_raw
from joserfc import jws
from joserfc.errors import JoseError, SecurityWarning
from joserfc.jwk import KeySet
from nacl.public import PrivateKey

from signals.database import to_the_hour
from signals.errors import Mistyped, TokenRefused
from signals.keys import Keys, signing_jwk

# Crockford's base32: no I, L, O, U, so that nothing read aloud or copied by hand looks like something else.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans("OIL", "011")
_LONGEST_TYPED = 100
_SECRET_BYTES = 10
_KIND = "signaalwijzer.receipt/1"
_LONGEST_TOKEN = 4096
SALT_BYTES = 16

# RFC 9864 prefers the name Ed25519; EdDSA is the one that every JWS library knows.
warnings.filterwarnings("ignore", message="EdDSA is deprecated", category=SecurityWarning)


@dataclass(frozen=True)
class Receipt:
    """What the reporter keeps. `url` is the status page: the secret never stands in it."""

    reference: str
    secret: str = field(repr=False)
    url: str
    token: str
    organisation: str


class Claims(TypedDict):
    """What a token proves: this was accepted for this organisation in this hour (ISO 8601). Nothing of what it was."""

    schema: str
    reference: str
    organisation: str
    consented_at: str
    sha256: str


@dataclass(frozen=True, repr=False)
class Derived:
    """What a secret turns into: `verifier` is stored, `private_key` (X25519) never is."""

    verifier: bytes
    private_key: PrivateKey


def new_reference() -> str:
    """A random reference such as `SW-7KQ4-M2XN`: no date, no count."""
    digits = [secrets.randbelow(32) for _ in range(7)]
    return _written([*digits, _checksum([*digits, 0])])


def read_reference(typed: str) -> str:
    """The reference as stored, from what a person typed. Raises Mistyped."""
    symbols = _symbols(typed, "reference")
    if len(symbols) == 10 and symbols.startswith("SW"):
        symbols = symbols[2:]
    digits = [_ALPHABET.find(symbol) for symbol in symbols]
    if len(digits) != 8 or min(digits) < 0 or _checksum(digits):
        raise Mistyped("This is not a reference: check it for a typing mistake.", "reference")
    return _written(digits)


def secret_for(keys: Keys, idempotency_key: str) -> str:
    """The secret that belongs to a draft, 80 bits; the same again when forwarding is asked twice.

    Derived, so that a crash between storing and showing costs the reporter nothing and no secret is ever stored.
    """
    number = int.from_bytes(keys.tag("receipt secret", idempotency_key)[:_SECRET_BYTES], "big")
    symbols = "".join(_ALPHABET[number >> shift & 31] for shift in range(75, -1, -5))
    return "-".join(symbols[start : start + 4] for start in range(0, 16, 4))


def read_secret(typed: str) -> str:
    """The secret's sixteen symbols, from what a person typed. Raises Mistyped."""
    symbols = _symbols(typed, "secret")
    if len(symbols) != 16 or not set(symbols) <= set(_ALPHABET):
        raise Mistyped("This is not a secret: it has sixteen letters and digits.", "secret")
    return symbols


def derive(keys: Keys, reference: str, secret: str, salt: bytes) -> Derived:
    """The slow step: what the secret (as `read_secret` gives it) is stored as, and the key that it opens messages by.

    19 MiB and two passes (OWASP's advice for Argon2id): the secret's 80 bits and the pepper carry the strength.
    """
    peppered = keys.tag("receipt pepper", f"{reference} {secret}")
    master = hash_secret_raw(peppered, salt, time_cost=2, memory_cost=19456, parallelism=1, hash_len=32, type=Type.ID)
    return Derived(_part(master, b"verifier"), PrivateKey(_part(master, b"messages")))


def claims(reference: str, organisation: str, consented_at: datetime, sha256: str) -> Claims:
    """The content of a token; of the time only the hour."""
    hour = to_the_hour(consented_at).isoformat()
    return Claims(schema=_KIND, reference=reference, organisation=organisation, consented_at=hour, sha256=sha256)


def sign(claims: Claims, keys: Keys) -> str:
    """The token: a compact JWS, EdDSA. The same claims give the same token."""
    key = signing_jwk(keys.signing_key)
    return jws.serialize_compact({"alg": "EdDSA", "kid": key.kid}, json.dumps(claims), key, algorithms=["EdDSA"])


def verify(token: str, jwks: dict[str, Any]) -> Claims:
    """What the token proves, checked against a JWK set such as `/.well-known/jwks.json`. Raises TokenRefused."""
    if len(token) > _LONGEST_TOKEN:
        raise TokenRefused("This is too long to be a receipt's token.")
    try:
        signed = jws.deserialize_compact(token, KeySet.import_key_set(jwks), algorithms=["EdDSA"])  # type: ignore[arg-type]
        payload: Claims = json.loads(signed.payload)
        if payload["schema"] != _KIND:
            raise TokenRefused("This is signed, but it is not a receipt.")
        return payload
    except (JoseError, ValueError, TypeError, KeyError):
        raise TokenRefused("This token does not hold: it was changed, or another service signed it.") from None


def _symbols(typed: str, part: str) -> str:
    if len(typed) > _LONGEST_TYPED:
        raise Mistyped(f"This is too long to be a {part}.", part)
    wide = unicodedata.normalize("NFKC", typed).upper()
    plain = (str(unicodedata.decimal(symbol, symbol)) for symbol in wide if symbol.isalnum())
    return "".join(plain).translate(_READ_AS)


def _checksum(digits: list[int]) -> int:
    """The value of a polynomial over GF(32) at its generator: 0 for a right reference.

    Each place has another weight, so every single wrong character and every swap of two is noticed.
    """
    total = 0
    for digit in digits:
        total = total << 1 ^ digit
        if total & 32:
            total ^= 0b100101  # x^5 + x^2 + 1
    return total


def _written(digits: list[int]) -> str:
    symbols = "".join(_ALPHABET[digit] for digit in digits)
    return f"SW-{symbols[:4]}-{symbols[4:]}"


def _part(master: bytes, purpose: bytes) -> bytes:
    return blake2b(key=master, person=purpose, digest_size=32).digest()

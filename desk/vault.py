"""What a password opens.

A worker has an X25519 key pair. Its private half and the TOTP secret lie in a box that only the worker's password
opens. An organisation's private key is sealed to the public key of each of its workers, so one worker can share a key
with a colleague without knowing the colleague's password, and a database dump opens nothing.
"""

import unicodedata
from dataclasses import dataclass
from threading import BoundedSemaphore

import pyotp
from argon2.low_level import Type, hash_secret_raw
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.secret import SecretBox
from nacl.utils import random

from desk.errors import SignInRefused, TryLater

SALT_BYTES = 16
KEY_BYTES = 32
# RFC 9106, section 4, second recommended option.
PASSES, MEMORY_KIB, LANES = 3, 64 * 1024, 4
# Each derivation takes 64 MiB: a flood of sign-ins must wait, not fill the memory.
_at_once = BoundedSemaphore(2)
_PATIENCE_SECONDS = 5


@dataclass(frozen=True, repr=False)
class WorkerSecrets:
    """What a worker's password opens: the private key (32 bytes) and the TOTP secret (base32)."""

    private_key: bytes
    totp_secret: str


@dataclass(frozen=True)
class LockedWorker:
    """A worker's secrets as they are stored: the salt of the password, the public key, and the box."""

    salt: bytes
    public_key: bytes
    box: bytes


def derive(password: str, salt: bytes) -> bytes:
    """The 32-byte key that a password and a salt give; raises TryLater when too many derivations are waiting."""
    if not _at_once.acquire(timeout=_PATIENCE_SECONDS):
        raise TryLater(_PATIENCE_SECONDS)
    try:
        typed = unicodedata.normalize("NFC", password).encode(errors="surrogatepass")
        return hash_secret_raw(typed, salt, PASSES, MEMORY_KIB, LANES, KEY_BYTES, Type.ID)
    finally:
        _at_once.release()


def new_secrets(totp_secret: str | None = None) -> WorkerSecrets:
    """A fresh key pair and, unless given, a fresh TOTP secret of 160 bits."""
    return WorkerSecrets(bytes(PrivateKey.generate()), totp_secret or pyotp.random_base32())


def lock(secrets: WorkerSecrets, password: str) -> LockedWorker:
    """Put a worker's secrets in a box that only `password` opens."""
    salt = random(SALT_BYTES)
    box = SecretBox(derive(password, salt)).encrypt(secrets.private_key + secrets.totp_secret.encode())
    return LockedWorker(salt, public_half(secrets.private_key), bytes(box))


def unlock(locked: LockedWorker, password: str) -> WorkerSecrets:
    """Open a worker's box; raises SignInRefused when the password is not the one."""
    key = derive(password, locked.salt)
    try:
        plain = SecretBox(key).decrypt(locked.box)
    except CryptoError:
        raise SignInRefused from None
    return WorkerSecrets(plain[:KEY_BYTES], plain[KEY_BYTES:].decode())


def decoy() -> LockedWorker:
    """A box that no password opens, at the cost of a real one: for a name that does not exist."""
    return LockedWorker(random(SALT_BYTES), b"", random(SecretBox.NONCE_SIZE + SecretBox.MACBYTES + KEY_BYTES + 32))


def share(private_key: bytes, worker_public_key: bytes) -> bytes:
    """Seal an organisation's private key to one worker."""
    return bytes(SealedBox(PublicKey(worker_public_key)).encrypt(private_key))


def take(shared: bytes, worker_private_key: bytes) -> bytes:
    """Open an organisation's private key that was shared with this worker."""
    return bytes(SealedBox(PrivateKey(worker_private_key)).decrypt(shared))


def public_half(private_key: bytes) -> bytes:
    """The public X25519 key (32 bytes) that belongs to a private one."""
    return bytes(PrivateKey(private_key).public_key)

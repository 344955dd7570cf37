"""What an organisation tells the reporter: sealed to the receipt, so that only its secret opens it."""

from collections.abc import Mapping

from nacl.public import PrivateKey

from signals.document import clean
from signals.errors import DocumentError
from signals.models import ReceiptRecord
from signals.seal import open_sealed, seal

_LONGEST_MESSAGE = 4000
_LONGEST_CONTACT = 200


def seal_message(receipt: ReceiptRecord, text: str) -> bytes:
    """The text, for this receipt only. Raises DocumentError when it is empty or over 4,000 characters."""
    return _seal(receipt, "message", {"text": _checked(text, "message", _LONGEST_MESSAGE)})


def seal_contact(receipt: ReceiptRecord, contact: Mapping[str, str]) -> bytes:
    """A name, and a phone number if there is one. Raises DocumentError."""
    if not {"name"} <= contact.keys() <= {"name", "phone"}:
        raise DocumentError("A contact has a name and perhaps a phone number.", "contact")
    checked = {part: _checked(value, f"contact.{part}", _LONGEST_CONTACT) for part, value in contact.items()}
    return _seal(receipt, "contact", checked)


def open_message(sealed: bytes, reference: str, private_key: PrivateKey) -> str:
    """The text. Raises SealError."""
    content, _ = open_sealed(sealed, bytes(private_key), reference=reference, kind="message")
    return str(content["text"])


def open_contact(sealed: bytes, reference: str, private_key: PrivateKey) -> dict[str, str]:
    """`{"name", "phone"?}`. Raises SealError."""
    content, _ = open_sealed(sealed, bytes(private_key), reference=reference, kind="contact")
    return {part: str(content[part]) for part in ("name", "phone") if part in content}


def _seal(receipt: ReceiptRecord, kind: str, content: dict[str, str]) -> bytes:
    ciphertext, _ = seal({"reference": receipt.reference, "kind": kind, **content}, receipt.public_key)
    return ciphertext


def _checked(text: str, part: str, longest: int) -> str:
    cleaned = clean(text)
    if not 0 < len(cleaned) <= longest:
        raise DocumentError(f"The part '{part}' has 1 to {longest} characters.", part)
    return cleaned

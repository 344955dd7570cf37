"""What can go wrong with a signal or a receipt.

    SignalsError
    ├── ForwardingClosed    no usable key here or at the organisation: offer the phone routes instead
    ├── KeysError           a key file is damaged, or the service runs without keys
    ├── OrganisationError   an organisation or its public key is unknown or unusable
    ├── DocumentError       a part of the signal is missing or wrong
    ├── SealError           sealed content does not open, or belongs to another record
    ├── TokenRefused        a receipt's signature does not hold
    ├── ReceiptRefused      unknown reference or wrong secret: the two are never told apart
    │   └── Mistyped        it cannot be a reference or a secret at all: a typing mistake, not a guess
    ├── TryLater            too many wrong tries for this reference
    ├── UnknownReference    no such signal with an organisation (for the desk, never for the public)
    └── ChangeRefused       the state table does not allow this change

No message holds anything that a person typed.
"""

# ruff: noqa: N818 - the names say what happened, and other rooms rely on them


class SignalsError(Exception):
    """Anything that this room refuses; `str(error)` is one sentence that says what to do."""


class ForwardingClosed(SignalsError):
    """Nothing can be sealed for this organisation now."""


class KeysError(SignalsError):
    """The service's own keys are missing or damaged."""


class OrganisationError(SignalsError):
    """An organisation is unknown, or its entry or public key cannot be used."""


class DocumentError(SignalsError):
    """A signal's document lacks something or holds something wrong; `field` names it, e.g. `place.code`."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


class SealError(SignalsError):
    """Sealed content cannot be opened with this key, or was sealed for another record."""


class TokenRefused(SignalsError):
    """A receipt's token is not what a Signaalwijzer signed."""


class ReceiptRefused(SignalsError):
    """The reference is unknown or the secret is wrong."""


class Mistyped(ReceiptRefused):
    """`part` ('reference' or 'secret') is not of the right form; the try is not counted."""

    def __init__(self, message: str, part: str) -> None:
        super().__init__(message)
        self.part = part


class TryLater(SignalsError):
    """This reference has to rest for `retry_after_seconds`, whatever the secret."""

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__(f"Too many wrong tries; try again in {retry_after_seconds} seconds.")
        self.retry_after_seconds = retry_after_seconds


class UnknownReference(SignalsError):
    """No signal with this reference lies with an organisation."""


class ChangeRefused(SignalsError):
    """A signal in this state cannot go to that state."""

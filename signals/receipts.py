"""The reporter's receipt: a public reference, a secret, and a signed token."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Receipt:
    """What the reporter keeps. `url` is the status page: the secret never stands in it."""

    reference: str
    secret: str = field(repr=False)
    url: str
    token: str
    organisation: str

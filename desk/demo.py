"""The demo account: for trying the service out with made-up signals, never in production (see `refuse`).

One worker is a member of every organisation that had no worker yet, so that forwarding works for every place.
"""

import json
import os
import secrets
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import pyotp

from desk.accounts import DEMO_NAME
from desk.errors import AccountError, DeskError
from desk.service import Desk

FILE = "demo-account.json"


@dataclass(frozen=True, repr=False)
class DemoAccount:
    """What the demo worker signs in with; `totp_secret` in base32."""

    name: str
    password: str
    totp_secret: str


def ensure(desk: Desk, folder: Path) -> DemoAccount:
    """The demo account, made when it is not there; a restart gives the same.

    Its credentials are kept in `folder`/demo-account.json, readable by us only. Raises DeskError when that file is
    unusable, or was lost while the account is still there.
    """
    file = folder / FILE
    known = desk.accounts.exists(DEMO_NAME)
    if not file.exists():
        _make(file, known)
    account = _read(file)
    free = [
        organisation.id
        for organisation in desk.signals.organisations
        if organisation.transport == "desk" and not desk.accounts.has_worker(organisation.id)
    ]
    if not known:
        _add(desk, account, free)
    elif free:
        desk.accounts.join(account.name, free)
    return account


def refuse(desk: Desk) -> None:
    """For production: raises DeskError when the demo worker, who holds organisations' keys, is there."""
    if desk.accounts.exists(DEMO_NAME):
        raise DeskError(
            "Hier is een demo geweest en het demo-account heeft sleutels van organisaties: "
            "begin voor productie met een lege gegevensmap en een lege database."
        )


def _add(desk: Desk, account: DemoAccount, organisation_ids: list[str]) -> None:
    try:
        desk.accounts.add(account.name, organisation_ids, account.password, totp_secret=account.totp_secret)
    except AccountError:
        if not desk.accounts.exists(account.name):
            raise
        # Another process of this service was first, with the same file.


def _read(file: Path) -> DemoAccount:
    try:
        return DemoAccount(**json.loads(file.read_text(encoding="utf-8")))
    except (ValueError, TypeError):
        raise DeskError(f"{file} is beschadigd. Zet het terug, of begin met een lege gegevensmap.") from None


def _make(file: Path, known: bool) -> None:
    """Writes new credentials under a name of their own, then links them in place: who is second finds the first's."""
    if known:
        raise DeskError(
            f"Het demo-account is er, maar {file} is weg. Zet het terug, of begin met een lege gegevensmap."
        )
    password = "-".join(secrets.token_hex(2) for _ in range(5))
    account = DemoAccount(DEMO_NAME, password, pyotp.random_base32())
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_suffix(f".{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as stream:
        json.dump(asdict(account), stream)
    with suppress(FileExistsError):
        os.link(draft, file)
    draft.unlink()

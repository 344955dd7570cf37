"""Lets Rasa see when the code behind a component has changed."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path


@cache
def digest() -> str:
    """A digest of this folder's code and word lists, for the components' configuration.

    Rasa's training cache looks at a component's own class, its configuration and its input only: without this,
    `rasa train` would reuse what was trained before a change in a module that the component calls.
    """
    found = hashlib.sha256()
    folder = Path(__file__).parent
    for file in sorted([*folder.rglob("*.py"), *folder.rglob("*.yml")]):
        found.update(file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes())
    return found.hexdigest()[:16]

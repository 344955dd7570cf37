"""The organisations that signals can be forwarded to, and the way to each."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from signals.errors import OrganisationError
from signals.transports import KINDS


@dataclass(frozen=True)
class Organisation:
    """One that receives signals.

    `phone` is how to reach it when forwarding fails; `public_key` is 32 bytes X25519, None when the desk sets it.
    """

    id: str
    name: str
    transport: str = "desk"
    public_key: bytes | None = None
    phone: str | None = None


class Organisations:
    """The registry, by id."""

    def __init__(self, organisations: Iterable[Organisation]) -> None:
        self._by_id = {organisation.id: organisation for organisation in organisations}

    @classmethod
    def from_yaml(cls, file: Path, known: Iterable[Organisation] = ()) -> "Organisations":
        """Reads the operator's list; name and phone come from `known` (the counters) unless the file gives them.

        Raises OrganisationError with one sentence on the first thing that is wrong.
        """
        by_id = {organisation.id: organisation for organisation in known}
        organisations = [_read(entry, by_id, file) for entry in _entries(file)]
        ids = [organisation.id for organisation in organisations]
        if double := next((id_ for id_ in ids if ids.count(id_) > 1), None):
            raise OrganisationError(f"{file}: '{double}' stands in it twice; remove one.")
        return cls(organisations)

    def get(self, organisation_id: str) -> Organisation | None:
        """The organisation with this id, or None."""
        return self._by_id.get(organisation_id)

    def __iter__(self) -> Iterator[Organisation]:
        return iter(self._by_id.values())


def _entries(file: Path) -> list[Any]:
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        raise OrganisationError(f"{file} cannot be read as YAML: check that it exists and how it is written.") from None
    entries = content.get("organisations") if isinstance(content, dict) else None
    if not isinstance(entries, list) or not entries:
        raise OrganisationError(f"{file} names no organisations: give a list under 'organisations'.")
    return entries


def _read(entry: Any, known: Mapping[str, Organisation], file: Path) -> Organisation:
    if not isinstance(entry, dict) or not isinstance(entry.get("id"), str):
        raise OrganisationError(f"{file}: an organisation has no id; give each one an 'id'.")
    transport = entry.get("transport")
    kind = transport.get("kind") if isinstance(transport, dict) else None
    if not isinstance(kind, str) or kind not in KINDS:
        kinds = ", ".join(sorted(KINDS))
        raise OrganisationError(f"{file}: '{entry['id']}' has transport '{kind}', but there is only: {kinds}.")
    base = known.get(entry["id"]) or Organisation(entry["id"], name="")
    name, phone = entry.get("name", base.name), entry.get("phone", base.phone)
    if not name:
        raise OrganisationError(f"{file}: '{entry['id']}' is no counter that we know; give it a 'name'.")
    return replace(base, name=str(name), phone=str(phone) if phone else None, transport=kind)

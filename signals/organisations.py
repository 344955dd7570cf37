"""The organisations that signals can be forwarded to, and the way to each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path


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
    def from_yaml(cls, file: Path, known: Iterable[Organisation]) -> "Organisations":
        """Reads the operator's list; name and phone come from `known` (the counters) unless the file gives them.

        Raises OrganisationError with one sentence on the first thing that is wrong.
        """
        raise NotImplementedError

    def get(self, organisation_id: str) -> Organisation | None:
        """The organisation with this id, or None."""
        return self._by_id.get(organisation_id)

    def __iter__(self) -> Iterator[Organisation]:
        return iter(self._by_id.values())

"""What the directory holds: counters with the ways to reach them, and the municipalities."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any, Literal
from urllib.parse import urlsplit

import phonenumbers
from pydantic import BaseModel, Extra, Field, validator

from counters.hours import Hours
from counters.wording import LANGUAGES

# Short numbers of the Dutch numbering plan (Nummerplan telefoon- en ISDN-diensten); phonenumbers knows only 112.
SHORT_NUMBERS = frozenset({"112", "113", "144"})

Kind = Literal["phone", "chat", "email", "form", "app", "website"]
# What a person can use at once, without anything else installed or looked up.
USABLE: frozenset[str] = frozenset({"phone", "chat", "website"})
# Behind these someone answers, so these have opening hours.
ANSWERED: frozenset[str] = frozenset({"phone", "chat"})


class Frozen(BaseModel):
    """Data as it stands in a file: nothing unknown in it, nothing changed after."""

    class Config:
        extra = Extra.forbid
        allow_mutation = False
        arbitrary_types_allowed = True


class Said(str):
    """A text that people read, in one of the languages in which it was given: all of `wording.LANGUAGES`."""

    @classmethod
    def __get_validators__(cls) -> Iterator[Callable[[object], Said]]:
        yield cls._given

    @classmethod
    def _given(cls, value: object) -> Said:
        if isinstance(value, Said):
            return value
        raise ValueError(f"a text is needed in each of {', '.join(LANGUAGES)}")


class Source(Frozen):
    """Where a fact was found: an address if there is one, the date of the page, and which facts it supports."""

    url: str | None = None
    date: str
    supports: str


class Checked(Frozen):
    """When an entry was last checked and by what; `sources`: how old the best source is (recent = 2024 or later)."""

    date: dt.date
    by: str
    sources: Literal["recent", "older", "none"]


class Channel(Frozen):
    """One way to reach a counter. `hours` is None when it is not known when someone answers."""

    kind: Kind
    value: str
    label: Said | None = None
    hours: Hours | None = None
    note: Said | None = None

    @validator("hours", pre=True)
    def _hours(cls, value: object) -> Hours | None:  # noqa: N805 - pydantic hands the class
        return value if isinstance(value, Hours) else Hours.parse(value)

    @validator("value")
    def _value(cls, value: str, values: dict[str, Any]) -> str:  # noqa: N805
        kind = values.get("kind")
        if kind == "phone" and not _is_phone_number(value):
            raise ValueError(f"{value!r} is no phone number that can be called from the Netherlands")
        if kind in ("chat", "form", "website") and (urlsplit(value).scheme != "https" or not urlsplit(value).netloc):
            raise ValueError(f"{value!r} is no https address")
        return value

    def open_at(self, at: dt.datetime) -> bool | None:
        """Whether someone answers at this moment; None when not known."""
        return self.hours.open_at(at) if self.hours else None

    def opens_after(self, at: dt.datetime) -> dt.datetime | None:
        """The next certain opening; None when not known or not needed."""
        return self.hours.opens_after(at) if self.hours else None


class Counter(Frozen):
    """Where people can ask or report. Only confirmed facts stand in the fields; `unconfirmed` is never shown."""

    id: str = Field(regex=r"^[a-z0-9][a-z0-9-]*$")
    name: str
    organisation: str
    for_: Said = Field(alias="for")
    what_happens: Said
    themes: tuple[str, ...]
    audience: tuple[str, ...]
    area: Literal["national"] | tuple[str, ...]
    channels: tuple[Channel, ...]
    cost: Said | None = None
    anonymous: bool | None = None
    anonymous_note: Said | None = None
    languages: tuple[str, ...] | None = None
    sources: tuple[Source, ...]
    checked: Checked
    unconfirmed: dict[str, str] = Field(default_factory=dict)

    @validator("sources")
    def _sourced(cls, value: tuple[Source, ...]) -> tuple[Source, ...]:  # noqa: N805
        if not value:
            raise ValueError("at least one source is needed")
        return value

    @property
    def phone(self) -> str | None:
        """The first number to call."""
        return self._first("phone")

    @property
    def chat(self) -> str | None:
        """The address of the chat."""
        return self._first("chat")

    @property
    def url(self) -> str | None:
        """The address of the website."""
        return self._first("website")

    @property
    def usable(self) -> bool:
        """Whether there is anything confirmed to point people to."""
        return any(channel.kind in USABLE for channel in self.channels)

    def serves(self, municipality: str | None) -> bool:
        """Whether it is there for this municipality (CBS code); without one, only what is there for everyone."""
        return self.area == "national" or municipality in self.area

    def open_at(self, at: dt.datetime) -> bool | None:
        """Whether someone answers by phone or chat at this moment; None when that is not known."""
        states = {channel.open_at(at) for channel in self.channels if channel.kind in ANSWERED}
        if True in states:
            return True
        return None if None in states or not states else False

    def opens_after(self, at: dt.datetime) -> dt.datetime | None:
        """The next certain opening by phone or chat; None when not known or not needed."""
        openings = (channel.opens_after(at) for channel in self.channels if channel.kind in ANSWERED)
        return min((opening for opening in openings if opening), default=None)

    def _first(self, kind: Kind) -> str | None:
        return next((channel.value for channel in self.channels if channel.kind == kind), None)


class Municipality(Frozen):
    """A municipality by its CBS code with the Veilig Thuis of its region; `uncertain` says why that may differ."""

    code: str = Field(regex=r"^GM\d{4}$")
    name: str
    province: str
    also_known_as: tuple[str, ...] = ()
    uncertain: str | None = None
    veilig_thuis: str


class Reading(Frozen):
    """A website that is no counter but useful to read."""

    id: str
    url: str
    for_: Said = Field(alias="for")
    source: str
    date: str


def _is_phone_number(value: str) -> bool:
    if value in SHORT_NUMBERS:
        return True
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(value, "NL"))
    except phonenumbers.NumberParseException:
        return False

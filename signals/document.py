"""The plain document `signaalwijzer.signal/1`: what a reporter told, as the organisation will read it.

It is composed as a draft, shown to the reporter, and completed with its reference at the moment of sealing. Its schema
for others, `schemas/signal-1.json`, is `json_schema()` of what stands here.
"""

import re
import secrets
import unicodedata
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any, Literal

from pydantic import BaseModel, ConstrainedStr, Extra, Field, StrictBool, ValidationError, root_validator, validator

from signals.errors import DocumentError

SCHEMA = "signaalwijzer.signal/1"


class _Words(ConstrainedStr):
    min_length = 1
    max_length = 4000  # twice the longest message, for words are never refused that a channel let through


class _Code(ConstrainedStr):
    regex = re.compile("^[a-z][a-z_]{1,39}$")


class _Part(BaseModel):
    class Config:
        extra = Extra.forbid


class Place(_Part):
    """Where it happens."""

    municipality: _Words = Field(..., description="name of the municipality")
    code: str = Field(..., regex="^GM[0-9]{4}$", description="CBS code of the municipality, such as GM0034")
    address: _Words | None = Field(None, description="address, or a description of the place")


class Reporter(_Part):
    """Who tells."""

    role: Literal["victim", "child", "bystander", "professional", "perpetrator", "unknown"]
    relation: _Words | None = Field(None, description="who the reporter is to those concerned")
    identity: Literal["anonymous", "confidential", "known"] = Field(
        ..., description="confidential: the organisation may know the name, those concerned may not"
    )
    name: _Words | None
    contact: _Words | None = Field(None, description="a safe way to answer")
    safe_times: _Words | None = Field(None, description="when answering is safe")

    @root_validator(skip_on_failure=True)
    def _anonymous_is_anonymous(cls, values: dict[str, Any]) -> dict[str, Any]:  # noqa: N805
        # Who first gave a name and then chose to stay anonymous must not be named after all.
        return {**values, "name": None} if values["identity"] == "anonymous" else values


class Draft(_Part):
    """What the reporter told and agreed to, in their own words where they gave them."""

    schema_: Literal["signaalwijzer.signal/1"] = Field(SCHEMA, alias="schema")
    composed_at: datetime = Field(..., description="when the reporter agreed to the text, to the minute")
    language: str = Field(..., regex="^[a-z]{2,3}$", description="ISO 639 code of the language of the words")
    channel: Literal["web", "sms", "whatsapp", "telegram"]
    account: str = Field(..., min_length=1, max_length=100000, description="what was seen or heard, in their words")
    observations: list[_Words] = Field([], max_items=60, description="signs that the reporter recognised")
    about: _Words | None = Field(None, description="about whom")
    place: Place
    since: _Words | None = Field(None, description="since when")
    frequency: _Words | None = Field(None, description="how often")
    children: _Words | None = Field(None, description="children involved")
    danger_now: StrictBool | None = Field(None, description="danger at the moment of reporting, says the reporter")
    themes: list[_Code] = Field([], max_items=20, description="forms of violence that this may fit")
    urgency: Literal["acute", "urgent", "concern", "none"] | None = Field(None, description="estimated, not judged")
    reporter: Reporter

    @validator("composed_at")
    def _to_the_minute(cls, at: datetime) -> datetime:  # noqa: N805
        if at.tzinfo is None:
            raise ValueError("a time without a zone")
        return at.replace(second=0, microsecond=0)


class Document(Draft):
    """A signal from a reporter to an organisation, as it is inside the seal."""

    reference: str = Field(..., regex="^SW-[0-9A-Z]{4}-[0-9A-Z]{4}$", description="the receipt's public reference")
    organisation: _Words = Field(..., description="id of the organisation that this was sealed for")
    nonce: str = Field(
        ..., regex="^[0-9a-f]{32}$", description="random, so that nobody can test a guess of the content by its digest"
    )


def compose(**told: Any) -> dict[str, Any]:
    """A draft out of what was told: checked, cleaned, without what was skipped (None or empty).

    Required: language, channel, account, place {municipality, code, address?} and reporter {role, relation?,
    identity, name?, contact?, safe_times?}. May be left out: observations, about, since, frequency, children,
    danger_now (bool), themes, urgency, and composed_at (then it is now). Raises DocumentError, naming the field.
    """
    told.setdefault("composed_at", datetime.now(timezone.utc))
    return _checked(Draft, told)


def complete(draft: Mapping[str, Any], reference: str, organisation: str) -> dict[str, Any]:
    """The document to be sealed: the draft, checked again, bound to its record. Raises DocumentError."""
    bound = {"reference": reference, "organisation": organisation, "nonce": secrets.token_hex(16)}
    return _checked(Document, {**_checked(Draft, draft), **bound})


def clean(text: str) -> str:
    """The text without what is no text (control characters, half characters) and without space around it."""
    kept = (symbol for symbol in unicodedata.normalize("NFC", text) if symbol in "\n\t" or not _is_control(symbol))
    return "".join(kept).strip()


def json_schema() -> dict[str, Any]:
    """The JSON schema of a complete document."""
    return {"$schema": "http://json-schema.org/draft-07/schema#", **Document.schema()}


def _checked(model: type[Draft], told: Mapping[str, Any]) -> dict[str, Any]:
    try:
        checked = model.parse_obj(_cleaned(told))
    except ValidationError as error:
        raise _plain(error) from None  # pydantic's own text can quote what was typed
    document = checked.dict(by_alias=True, exclude_none=True)
    document["composed_at"] = checked.composed_at.isoformat()
    return document


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value) or None
    if isinstance(value, Mapping):
        return {key: kept for key, item in value.items() if (kept := _cleaned(item)) is not None}
    if isinstance(value, list | tuple):
        return [kept for item in value if (kept := _cleaned(item)) is not None]
    return value


def _is_control(symbol: str) -> bool:
    return unicodedata.category(symbol) in ("Cc", "Cs")


def _plain(error: ValidationError) -> DocumentError:
    first = error.errors()[0]
    field = ".".join(str(step) for step in first["loc"] if step != "__root__")
    kind = first["type"]
    wrong = "is missing" if kind.endswith("missing") else "is too long" if "max_" in kind else "is wrong"
    return DocumentError(f"The part '{field}' of the signal {wrong}.", field)

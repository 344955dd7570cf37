"""Reads the files of the directory and says in one sentence which file is wrong, and how."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from counters.errors import DirectoryError
from counters.model import Counter, Municipality, Said
from counters.wording import DUTCH, LANGUAGES

DATA = Path(__file__).parent / "data"
# The C reader is five times as fast; where libyaml is missing the other gives the same.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Model = TypeVar("Model", bound=BaseModel)


def read(path: Path) -> Any:
    """The content of one YAML file. Raises DirectoryError when it cannot be read."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a safe loader
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())
        raise DirectoryError(f"{_short(path)} cannot be read: {reason}.") from error


def build(model: type[Model], fields: Any, path: Path) -> Model:
    """One entry of a file as its model. Raises DirectoryError naming the file, the field and the problem."""
    try:
        return model.parse_obj(fields)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise DirectoryError(f"{_short(path)}: {field}: {first['msg']}.") from error


def said(value: Any, language: str) -> Any:
    """What a file holds, with each text that is given per language in this one."""
    if isinstance(value, list):
        return [said(part, language) for part in value]
    if not isinstance(value, dict):
        return value
    if set(value) == set(LANGUAGES) and all(isinstance(text, str) and text for text in value.values()):
        return Said(value[language])
    return {key: said(part, language) for key, part in value.items()}


def counter_files(data: Path) -> Iterable[Path]:
    """Every file that holds a counter, national ones first: the regional ones build on them."""
    for folder in ("national", "flevoland", "veilig_thuis"):
        yield from sorted((data / folder).glob("*.yml"))


def read_counters(data: Path, language: str = DUTCH) -> tuple[dict[str, Counter], dict[str, Municipality]]:
    """Every counter by id, its texts in this language, and every municipality by CBS code.

    Raises DirectoryError on a double or a gap.
    """
    raw: dict[str, dict[str, Any]] = {}
    counters: dict[str, Counter] = {}
    municipalities: dict[str, Municipality] = {}
    for path in counter_files(data):
        fields = said(read(path), language)
        if not isinstance(fields, dict) or not isinstance(fields.get("id"), str):
            raise DirectoryError(f"{_short(path)} must hold one counter with an id.")
        served = [dict(m, veilig_thuis=fields["id"]) for m in fields.pop("municipalities", [])]
        if served:
            fields["area"] = [m.get("code") for m in served]
        if "like" in fields:
            fields = _like(fields, raw, path)
        if fields["id"] in counters:
            raise DirectoryError(f"{_short(path)}: the id {fields['id']} is already taken.")
        raw[fields["id"]] = fields
        counters[fields["id"]] = build(Counter, fields, path)
        for entry in served:
            municipality = build(Municipality, entry, path)
            if municipality.code in municipalities:
                raise DirectoryError(f"{_short(path)}: municipality {municipality.code} has two Veilig Thuis counters.")
            municipalities[municipality.code] = municipality
    return counters, municipalities


def _like(fields: dict[str, Any], raw: dict[str, dict[str, Any]], path: Path) -> dict[str, Any]:
    """An entry that is like another one except for what it says itself; it may name a website of its own."""
    base = raw.get(fields.pop("like"))
    if base is None:
        raise DirectoryError(f"{_short(path)}: like names a counter that does not exist.")
    website = fields.pop("website", None)
    merged = {**base, **fields}
    merged["sources"] = [*base["sources"], *fields.get("sources", [])]
    merged["unconfirmed"] = fields.get("unconfirmed", {})
    if website:
        others = [channel for channel in base["channels"] if channel["kind"] != "website"]
        merged["channels"] = [*others, {"kind": "website", "value": website}]
    return merged


def _short(path: Path) -> str:
    return "/".join(path.parts[-2:])

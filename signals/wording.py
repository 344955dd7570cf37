"""The texts of receipts, from `texts/<language>.yml`; in Dutch for a language that has none."""

from datetime import datetime
from functools import cache
from math import ceil
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from signals.lifecycle import State
from signals.organisations import Organisation

DUTCH = "nl"
LANGUAGES = (DUTCH, "en")
_FOLDER = Path(__file__).parent / "texts"
_ZONE = ZoneInfo("Europe/Amsterdam")


def state(state: State, organisation: Organisation, *, late: bool = False, language: str | None = DUTCH) -> str:
    """What this state says to the reporter; `late` when forwarding takes too long."""
    key = f"{state.value}_late" if late and state is State.FORWARDING else state.value
    text = str(_texts(language)["states"][key])
    return text.format(organisation=organisation.name, call=_call(organisation, language))


def error(key: str, language: str | None = DUTCH) -> str:
    """One sentence on what went wrong."""
    return str(_texts(language)["errors"][key])


def try_later(seconds: int, language: str | None = DUTCH) -> str:
    """How long to wait, in whole minutes."""
    minutes = ceil(seconds / 60)
    wait = error("wait_minute" if minutes == 1 else "wait_minutes", language).format(count=minutes)
    return error("later", language).format(wait=wait)


def page(language: str | None = DUTCH) -> dict[str, Any]:
    """The texts of the status page."""
    texts: dict[str, Any] = _texts(language)["page"]
    return texts


def at(moment: datetime, language: str | None = DUTCH) -> str:
    """A moment in the clock time of the Netherlands; the hour is all that we keep."""
    local = moment.astimezone(_ZONE)
    said = page(language)
    month = said["months"][local.month - 1]
    return str(said["at"]).format(day=local.day, month=month, year=local.year, hour=local.hour, next=local.hour + 1)


def _call(organisation: Organisation, language: str | None) -> str:
    key = "with_number" if organisation.phone else "without_number"
    return str(_texts(language)["call"][key]).format(organisation=organisation.name, phone=organisation.phone)


def _texts(language: str | None) -> dict[str, Any]:
    return _read(language if language in LANGUAGES else DUTCH)


@cache
def _read(language: str) -> dict[str, Any]:
    texts: dict[str, Any] = yaml.safe_load((_FOLDER / f"{language}.yml").read_text(encoding="utf-8"))
    return texts

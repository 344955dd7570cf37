"""The texts of receipts, from `texts/nl.yml`."""

from datetime import datetime
from functools import cache
from math import ceil
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from signals.lifecycle import State
from signals.organisations import Organisation

_FILE = Path(__file__).parent / "texts" / "nl.yml"
_ZONE = ZoneInfo("Europe/Amsterdam")


def state(state: State, organisation: Organisation, *, late: bool = False) -> str:
    """What this state says to the reporter; `late` when forwarding takes too long."""
    key = f"{state.value}_late" if late and state is State.FORWARDING else state.value
    return str(_texts()["states"][key]).format(organisation=organisation.name, call=_call(organisation))


def error(key: str) -> str:
    """One sentence on what went wrong."""
    return str(_texts()["errors"][key])


def try_later(seconds: int) -> str:
    """How long to wait, in whole minutes."""
    minutes = ceil(seconds / 60)
    wait = error("wait_minute" if minutes == 1 else "wait_minutes").format(count=minutes)
    return error("later").format(wait=wait)


def page() -> dict[str, Any]:
    """The texts of the status page."""
    texts: dict[str, Any] = _texts()["page"]
    return texts


def at(moment: datetime) -> str:
    """A moment as people in the Netherlands say it; the hour is all that we keep."""
    local = moment.astimezone(_ZONE)
    month = page()["months"][local.month - 1]
    return str(page()["at"]).format(day=local.day, month=month, year=local.year, hour=local.hour, next=local.hour + 1)


def _call(organisation: Organisation) -> str:
    key = "with_number" if organisation.phone else "without_number"
    return str(_texts()["call"][key]).format(organisation=organisation.name, phone=organisation.phone)


@cache
def _texts() -> dict[str, Any]:
    texts: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return texts

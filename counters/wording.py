"""What the directory says itself, in each of its languages, and how opening hours are said."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from counters.hours import AMSTERDAM

DUTCH = "nl"
LANGUAGES = (DUTCH, "en")


@cache
def texts(language: str | None) -> dict[str, Any]:
    """All texts of `texts/<language>.yml`, as nested there; the Dutch ones for a language that has none."""
    path = Path(__file__).parent / "texts" / f"{language if language in LANGUAGES else DUTCH}.yml"
    loaded: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded


def refusal(language: str | None, name: str, **values: object) -> str:
    """One sentence on what to change."""
    return str(texts(language)["errors"][name]).format_map(values)


def opening(
    open_now: bool | None, opens_at: datetime | None, now: datetime, language: str | None = DUTCH
) -> str | None:
    """Whether a counter is open, in a few words: 'nu gesloten, opent morgen om 9:00 uur'; None when not known."""
    said = texts(language)["opening"]
    if open_now is None:
        return None
    if open_now:
        return str(said["open"])
    return str(said["opens"]).format(moment=moment(opens_at, now, language)) if opens_at else str(said["closed"])


def moment(at: datetime, now: datetime, language: str | None = DUTCH) -> str:
    """A moment to come as people say it: 'vandaag om 11:00 uur', 'maandag om 9:00 uur', 'op 27 april om 9:00 uur'."""
    said = texts(language)["opening"]
    local = at.astimezone(AMSTERDAM)
    days = (local.date() - now.astimezone(AMSTERDAM).date()).days
    if 0 <= days < len(said["near"]):
        day = said["near"][days]
    elif days < len(said["weekdays"]):
        day = said["weekdays"][local.weekday()]
    else:
        day = said["date"].format(day=local.day, month=said["months"][local.month - 1])
    return str(said["moment"]).format(day=day, hour=local.hour, minute=f"{local.minute:02d}")

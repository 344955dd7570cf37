"""How opening hours are said in Dutch."""

from __future__ import annotations

from datetime import datetime

from counters.hours import AMSTERDAM

WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli",
    "augustus", "september", "oktober", "november", "december",
)  # fmt: skip


def opening(open_now: bool | None, opens_at: datetime | None, now: datetime) -> str | None:
    """Whether a counter is open, in a few words: 'nu gesloten, opent morgen om 9:00 uur'; None when not known."""
    if open_now is None:
        return None
    if open_now:
        return "nu open"
    return f"nu gesloten, opent {moment(opens_at, now)}" if opens_at else "nu gesloten"


def moment(at: datetime, now: datetime) -> str:
    """A moment to come as people say it: 'vandaag om 11:00 uur', 'maandag om 9:00 uur', 'op 27 april om 9:00 uur'."""
    local = at.astimezone(AMSTERDAM)
    days = (local.date() - now.astimezone(AMSTERDAM).date()).days
    near = {0: "vandaag", 1: "morgen", 2: "overmorgen"}
    day = near.get(days) or (WEEKDAYS[local.weekday()] if days < 7 else f"op {local.day} {MONTHS[local.month - 1]}")
    return f"{day} om {local.hour}:{local.minute:02d} uur"

"""When a counter can be reached: opening hours in the clock time of the Netherlands, with its public holidays."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

import holidays

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
UTC = ZoneInfo("UTC")
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
GROUPS = {"weekdays": DAYS[:5], "weekend": DAYS[5:], "every_day": DAYS, **{day: (day,) for day in DAYS}}
SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)")
# No public holiday that is not followed by an ordinary office day lies further away than this.
LOOK_AHEAD_DAYS = 14

OnHolidays = Literal["open", "closed", "unknown"]
Span = tuple[time, timedelta]


@lru_cache(maxsize=64)
def _holidays(year: int) -> tuple[frozenset[date], frozenset[date]]:
    """The days of a year on which offices close, and those on which some close and some do not.

    Good Friday is a working day for most, and Liberation Day a day off once in five years for most; on these
    two nobody can tell from the calendar alone. Source: the `holidays` library, public and optional days.
    """
    dutch = holidays.country_holidays("NL", years=[year], language="nl", categories=("public", "optional"))
    doubtful = frozenset(day for day, name in dutch.items() if name in {"Goede Vrijdag", "Bevrijdingsdag"})
    return frozenset(dutch) - doubtful, doubtful


@dataclass(frozen=True)
class Hours:
    """Weekly opening hours: per day (0 = Monday) the spans as (start, length), and what holds on holidays."""

    week: tuple[tuple[Span, ...], ...]
    on_holidays: OnHolidays = "open"
    always: bool = False

    @classmethod
    def parse(cls, value: object) -> Hours | None:
        """Hours from their form in the data: 'always', 'unknown' (gives None) or days with spans and `holidays`.

        {weekdays: "09:00-17:00", saturday: "10:00-12:00 13:00-15:00", holidays: closed}; a span that ends before it
        starts ends the next day. Raises ValueError with what is wrong.
        """
        if value in (None, "unknown"):
            return None
        if value == "always":
            return cls(week=((),) * 7, always=True)
        if not isinstance(value, dict) or value.get("holidays") not in ("open", "closed", "unknown"):
            raise ValueError("hours are 'always', 'unknown', or days with holidays: open, closed or unknown")
        week: list[tuple[Span, ...]] = [()] * 7
        for group, spans in value.items():
            if group == "holidays":
                continue
            if group not in GROUPS:
                raise ValueError(f"hours know no day {group!r}; use {', '.join(GROUPS)}")
            for day in GROUPS[group]:
                week[DAYS.index(day)] = _spans(str(spans))
        return cls(week=tuple(week), on_holidays=value["holidays"])

    def open_at(self, at: datetime) -> bool | None:
        """Whether it is open at this moment; None on a holiday of which it is not known."""
        if self.always:
            return True
        moment = at.astimezone(UTC)
        today = at.astimezone(AMSTERDAM).date()
        for day in (today - timedelta(days=1), today):
            for start, end in self._opened(day):
                if start <= moment < end:
                    return None if self._holiday(day) == "unknown" else True
        return False

    def opens_after(self, at: datetime) -> datetime | None:
        """The next opening in Dutch clock time, of which it is certain; None when always open or never."""
        moment = at.astimezone(UTC)
        today = at.astimezone(AMSTERDAM).date()
        for offset in range(LOOK_AHEAD_DAYS):
            day = today + timedelta(days=offset)
            if self._holiday(day) == "unknown":
                continue
            for start, _ in self._opened(day):
                if start > moment:
                    return start.astimezone(AMSTERDAM)
        return None

    def _opened(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        """The spans of a day as moments in UTC, where subtraction and comparison hold across a change of the clock."""
        if self._holiday(day) == "closed":
            return
        for start, length in self.week[day.weekday()]:
            opens = datetime.combine(day, start)
            yield _utc(opens), _utc(opens + length)

    def _holiday(self, day: date) -> OnHolidays:
        off, doubtful = _holidays(day.year)
        if day in off:
            return self.on_holidays
        if day in doubtful and self.on_holidays != "open":
            return "unknown"
        return "open"


def _utc(wall: datetime) -> datetime:
    return wall.replace(tzinfo=AMSTERDAM).astimezone(UTC)


def _spans(text: str) -> tuple[Span, ...]:
    found = []
    for part in text.split():
        match = SPAN.fullmatch(part)
        if not match:
            raise ValueError(f"hours must look like 09:00-17:00, not {part!r}")
        first = timedelta(hours=int(match[1]), minutes=int(match[2]))
        last = timedelta(hours=int(match[3]), minutes=int(match[4]))
        length = last - first if last > first else last - first + timedelta(days=1)
        found.append((time(int(match[1]), int(match[2])), length))
    return tuple(sorted(found))

"""Opening hours in Dutch clock time: holidays, nights, and the two nights on which the clock changes."""

from datetime import datetime, timedelta, timezone

import pytest

from counters.hours import AMSTERDAM, Hours

OFFICE = Hours.parse({"weekdays": "09:00-17:00", "holidays": "closed"})
UNSURE = Hours.parse({"weekdays": "09:00-17:00", "holidays": "unknown"})
EVERY_DAY = Hours.parse({"every_day": "11:00-21:00", "holidays": "open"})
NIGHT = Hours.parse({"every_day": "22:00-06:00", "holidays": "open"})


def dutch(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        ("2026-11-23T08:59", False),
        ("2026-11-23T09:00", True),
        ("2026-11-23T16:59", True),
        ("2026-11-23T17:00", False),
        ("2026-11-22T12:00", False),  # a Sunday
    ],
)
def test_an_office_is_open_from_nine_up_to_five_on_weekdays(at: str, is_open: bool) -> None:
    assert OFFICE.open_at(dutch(at)) is is_open


@pytest.mark.parametrize(
    "holiday",
    [
        "2026-01-01",
        "2026-04-06",  # Easter Monday
        "2026-04-27",  # Koningsdag
        "2027-04-27",
        "2025-04-26",  # Koningsdag moves to Saturday when the 27th is a Sunday
        "2026-05-14",  # Ascension Day
        "2026-05-25",  # Whit Monday
        "2026-12-25",
        "2028-12-26",
    ],
)
def test_an_office_is_closed_on_a_holiday_but_a_line_that_says_so_is_open(holiday: str) -> None:
    noon = dutch(f"{holiday}T12:00")
    assert OFFICE.open_at(noon) is False
    assert EVERY_DAY.open_at(noon) is True


@pytest.mark.parametrize("day", ["2026-04-03", "2026-05-05"])  # Good Friday, Liberation Day
def test_on_days_that_only_some_take_off_it_is_not_known(day: str) -> None:
    assert OFFICE.open_at(dutch(f"{day}T12:00")) is None
    assert OFFICE.open_at(dutch(f"{day}T20:00")) is False
    assert EVERY_DAY.open_at(dutch(f"{day}T12:00")) is True


def test_where_the_source_does_not_speak_of_holidays_it_is_not_known() -> None:
    assert UNSURE.open_at(dutch("2026-12-25T12:00")) is None
    assert UNSURE.open_at(dutch("2026-12-24T12:00")) is True


def test_the_next_opening_skips_the_weekend_and_the_holidays() -> None:
    assert OFFICE.opens_after(dutch("2026-12-24T17:30")) == dutch("2026-12-28T09:00")
    # From the Thursday before Easter: Good Friday is not certain, Easter Monday is off.
    assert OFFICE.opens_after(dutch("2026-04-02T18:00")) == dutch("2026-04-07T09:00")
    assert OFFICE.opens_after(dutch("2026-11-23T08:00")) == dutch("2026-11-23T09:00")


def test_the_next_opening_is_in_dutch_clock_time_whatever_the_zone_of_the_question() -> None:
    in_summer = datetime(2026, 7, 6, 6, 59, tzinfo=timezone.utc)  # 8:59 in Amsterdam
    assert OFFICE.open_at(in_summer) is False
    assert OFFICE.open_at(in_summer + timedelta(minutes=1)) is True
    assert OFFICE.opens_after(in_summer).isoformat() == "2026-07-06T09:00:00+02:00"


def test_a_night_line_stays_open_for_seven_hours_when_summer_time_begins_and_nine_when_it_ends() -> None:
    for evening, hours_open in (("2026-03-28T22:00", 7), ("2026-10-24T22:00", 9), ("2026-06-10T22:00", 8)):
        start = dutch(evening).astimezone(timezone.utc)
        assert NIGHT.open_at(start) is True
        assert NIGHT.open_at(start + timedelta(hours=hours_open, minutes=-1)) is True
        assert NIGHT.open_at(start + timedelta(hours=hours_open)) is False


def test_the_hour_that_comes_twice_is_told_apart() -> None:
    until_half_past_two = Hours.parse({"every_day": "00:00-02:30", "holidays": "open"})
    first = datetime(2026, 10, 25, 0, 20, tzinfo=timezone.utc)  # 2:20 summer time
    second = first + timedelta(hours=1)  # 2:20 again
    assert until_half_past_two.open_at(first) is True
    assert until_half_past_two.open_at(second) is False


def test_always_is_open_at_any_time_and_never_has_to_open() -> None:
    always = Hours.parse("always")
    assert always.open_at(dutch("2026-12-25T03:00")) is True
    assert always.opens_after(dutch("2026-12-25T03:00")) is None


def test_two_spans_on_a_day_leave_the_lunch_hour_closed() -> None:
    hours = Hours.parse({"weekdays": "09:00-12:00 13:00-17:00", "holidays": "closed"})
    assert hours.open_at(dutch("2026-11-23T12:30")) is False
    assert hours.opens_after(dutch("2026-11-23T12:30")) == dutch("2026-11-23T13:00")


@pytest.mark.parametrize("value", [None, "unknown"])
def test_unknown_hours_are_no_hours(value: object) -> None:
    assert Hours.parse(value) is None


@pytest.mark.parametrize(
    "value",
    [
        "soms",
        {"weekdays": "09:00-17:00"},
        {"maandag": "09:00-17:00", "holidays": "open"},
        {"monday": "9-17", "holidays": "open"},
    ],
)
def test_hours_that_cannot_be_read_are_refused(value: object) -> None:
    with pytest.raises(ValueError, match="hours"):
        Hours.parse(value)

"""How opening hours are said."""

import re
from datetime import datetime

import pytest

from counters.hours import AMSTERDAM
from counters.wording import LANGUAGES, opening, texts

NOW = datetime(2026, 11, 23, 22, 0, tzinfo=AMSTERDAM)  # a Monday


@pytest.mark.parametrize(
    ("open_now", "opens_at", "says"),
    [
        (None, None, None),
        (True, None, "nu open"),
        (False, None, "nu gesloten"),
        (False, datetime(2026, 11, 23, 23, 30), "nu gesloten, opent vandaag om 23:30 uur"),
        (False, datetime(2026, 11, 24, 9, 0), "nu gesloten, opent morgen om 9:00 uur"),
        (False, datetime(2026, 11, 25, 9, 0), "nu gesloten, opent overmorgen om 9:00 uur"),
        (False, datetime(2026, 11, 28, 10, 0), "nu gesloten, opent zaterdag om 10:00 uur"),
        (False, datetime(2026, 12, 1, 9, 5), "nu gesloten, opent op 1 december om 9:05 uur"),
    ],
)
def test_an_opening_is_said_as_people_say_it(
    open_now: bool | None, opens_at: datetime | None, says: str | None
) -> None:
    when = opens_at.replace(tzinfo=AMSTERDAM) if opens_at else None
    assert opening(open_now, when, NOW) == says


@pytest.mark.parametrize(
    ("opens_at", "says"),
    [
        (datetime(2026, 11, 23, 23, 30), "closed now, opens today at 23:30"),
        (datetime(2026, 11, 28, 10, 0), "closed now, opens on Saturday at 10:00"),
        (datetime(2026, 12, 1, 9, 5), "closed now, opens on 1 December at 9:05"),
    ],
)
def test_an_opening_is_said_in_english_too(opens_at: datetime, says: str) -> None:
    assert opening(False, opens_at.replace(tzinfo=AMSTERDAM), NOW, "en") == says
    assert opening(True, None, NOW, "en") == "open now"


def test_every_language_has_the_same_texts_with_the_same_values() -> None:
    def shape(said: object) -> object:
        if isinstance(said, dict):
            return {name: shape(part) for name, part in said.items()}
        return len(said) if isinstance(said, list) else sorted(re.findall(r"{(\w+)}", str(said)))

    assert len({str(shape(texts(language))) for language in LANGUAGES}) == 1

"""A message means what it means after what was told before it: danger, doubt, or neither."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conversations.person import Person

Someone = Callable[..., Person]
SEQUENCES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "sequences.yml").read_text("utf-8"))


def heard(person: Person) -> str:
    """How the last replies take the message, in the words of sequences.yml."""
    if person.is_acute:
        return "asked" if person.asked == "danger_meant" else "danger"
    assert not any((reply.get("custom") or {}).get("urgency") == "acute" for reply in person.replies)
    return "over" if "weer gevaarlijk" in person.text or "dangerous again" in person.text else "calm"


@pytest.mark.parametrize("sequence", SEQUENCES, ids=lambda one: f"{'; '.join(one.get('after', []))} > {one['says']}")
def test_a_message_is_heard_in_its_conversation(someone: Someone, sequence: dict[str, Any]) -> None:
    person = someone()
    for message in sequence.get("after", []):
        person.says(message)
    person.says(sequence["says"])
    either = {"named": {"danger", "asked"}, "calm at most asked": {"calm", "asked"}}
    expected = either.get(sequence["gets"], {sequence["gets"]})
    assert heard(person) in expected, person.text

"""The plain document `signaalwijzer.signal/1`: what a reporter told, as the organisation will read it."""

from typing import Any


def compose(**told: Any) -> dict[str, Any]:
    """A draft out of what was told: checked, cleaned, without what was skipped (None or empty).

    Fields: language, channel, account, place {municipality, code, address?} and reporter {role, relation?, identity,
    name?, contact?, safe_times?} are required; observations, about, since, frequency, children, danger_now (bool),
    themes, urgency may be left out. `composed_at` is now unless given. Raises DocumentError, naming the field.
    """
    raise NotImplementedError

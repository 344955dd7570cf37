"""What the assistant says: Rasa's response generator over bot/replies/<language>/*.yml.

A reply (`utter_…`) has a `text`, and may have an `easy` text (reading level A2), an `sms` text, `buttons` and
`custom`. Other names are phrases: plain strings that actions put into a reply (a label, a line of a list).
Placeholders are filled with what the action passes and with the numbers of the counters, which are never written in a
text.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.trackers import DialogueStateTracker

FALLBACK_LANGUAGE = "nl"
# What is said to whoever writes in a language that we do not speak, in that language.
OTHER_LANGUAGES = "other_languages.yml"
_SMS = {"sms", "whatsapp"}


class ReplyError(ValueError):
    """A reply file that cannot be used; names the file or the reply and what is wrong."""


class Speech(NaturalLanguageGenerator):
    """Chooses the variant of a reply for the person's language, reading level and channel."""

    def __init__(self, replies: Mapping[str, Mapping[str, dict[str, Any]]], numbers: Mapping[str, str]) -> None:
        self.replies = replies
        self._numbers = dict(numbers)

    @classmethod
    def load(cls, folder: Path, numbers: Mapping[str, str]) -> Speech:
        """Reads every language's folder. `numbers` maps a placeholder to a phone number. Raises ReplyError."""
        languages = {path.name: _read_language(path) for path in sorted(folder.iterdir()) if path.is_dir()}
        for code, texts in (_read(folder / OTHER_LANGUAGES) if (folder / OTHER_LANGUAGES).exists() else {}).items():
            languages[code] = _checked(texts, f"{OTHER_LANGUAGES}, {code}")
        if FALLBACK_LANGUAGE not in languages:
            raise ReplyError(
                f"{folder} heeft geen map {FALLBACK_LANGUAGE}: daar staan de teksten waarop alles terugvalt."
            )
        return cls(languages, numbers)

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> dict[str, Any]:
        """The reply as Rasa sends it: text, buttons, custom. Raises ReplyError when there is no such text.

        `language` overrules that of the conversation; `custom.language` tells which one it became, since a page reads
        and writes Arabic in another direction and in another voice.
        """
        language, reply = self._find(utter_action, kwargs.get("language"), tracker.get_slot("language"))
        values = {**self._numbers, **kwargs}
        variant = "easy" if tracker.get_slot("reading_level") == "easy" and "easy" in reply else "text"
        if output_channel in _SMS and "sms" in reply:
            variant = "sms"
        return {
            "text": _fill(utter_action, reply[variant], values),
            "buttons": [dict(button) for button in reply.get("buttons", [])],
            "custom": {**copy.deepcopy(reply.get("custom", {})), **(kwargs.get("details") or {}), "language": language},
        }

    def phrase(self, name: str, language: str | None = None, /, **values: Any) -> str:
        """A phrase with its placeholders filled. Raises ReplyError when there is no such phrase or a value is
        missing.
        """
        return _fill(name, self._find(name, language)[1]["text"], {**self._numbers, **values})

    def _find(self, name: str, *languages: str | None) -> tuple[str, dict[str, Any]]:
        """The text and its language: the first of these that has it, else Dutch."""
        for code in (*languages, FALLBACK_LANGUAGE):
            if code and name in self.replies.get(code, {}):
                return code, self.replies[code][name]
        raise ReplyError(f"Er is geen tekst {name} in bot/replies/{FALLBACK_LANGUAGE}.")


def _read_language(folder: Path) -> dict[str, dict[str, Any]]:
    replies: dict[str, dict[str, Any]] = {}
    for path in sorted(folder.glob("*.yml")):
        found = _checked(_read(path), path.name)
        if twice := replies.keys() & found.keys():
            raise ReplyError(f"{path.name}: {min(twice)} staat er dubbel.")
        replies |= found
    return replies


def _read(path: Path) -> dict[str, Any]:
    return yaml.safe_load(path.read_text("utf-8")) or {}


def _checked(texts: Mapping[str, Any], where: str) -> dict[str, dict[str, Any]]:
    replies: dict[str, dict[str, Any]] = {}
    for name, raw in texts.items():
        reply = {"text": raw} if isinstance(raw, str) else raw
        if not isinstance(reply, dict) or not reply.get("text"):
            raise ReplyError(f"{where}: {name} heeft geen text.")
        replies[name] = {key: value.strip() if isinstance(value, str) else value for key, value in reply.items()}
    return replies


def _fill(name: str, text: str, values: Mapping[str, Any]) -> str:
    try:
        return text.format_map(values)
    except KeyError as error:
        raise ReplyError(f"De tekst {name} vraagt om {error.args[0]}, maar dat is niet meegegeven.") from error

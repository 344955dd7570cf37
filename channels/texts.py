"""The texts that the doors say themselves: `texts/<language>.yml`, to be reviewed without reading code."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from channels.languages import DUTCH

MAX_CHARACTERS = 2_000


@lru_cache
def texts(language: str = DUTCH) -> dict[str, Any]:
    """All texts of one of `languages.LANGUAGES`, as the file's own nesting."""
    path = Path(__file__).parent / "texts" / f"{language}.yml"
    loaded: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded


def clean(text: str) -> str:
    """The text as a person meant it: one Unicode form, no control characters and no half characters, no blank edges.

    Half characters (lone surrogates) come through JSON and cannot be stored or sent again.
    """
    whole = "".join(c for c in text.replace("\r\n", "\n") if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})
    return unicodedata.normalize("NFC", whole).strip()

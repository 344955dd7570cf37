"""What an operator can set. The one place that reads the environment; every other room gets its settings as
arguments.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dotenv import dotenv_values

PREFIX = "SIGNAALWIJZER_"
ENVIRONMENTS = ("demo", "production")


class SettingsError(ValueError):
    """A setting that cannot be used; the message says which one and what to put there."""


@dataclass(frozen=True)
class Settings:
    """Everything that can be set, with its default (the README lists them)."""

    host: str = "127.0.0.1"
    port: int = 8000
    data: Path = Path("data")
    models: Path = Path("models")
    environment: str = "demo"
    database_url: str = ""
    redis_url: str = ""
    organisations: Path | None = None
    parse_enabled: bool = False
    exit_url: str = "https://www.buienradar.nl"
    public_url: str = ""

    @property
    def demo(self) -> bool:
        return self.environment == "demo"

    @property
    def database(self) -> str:
        """The SQLAlchemy URL: what was set, else an SQLite file in the data folder."""
        return self.database_url or f"sqlite:///{(self.data / 'signaalwijzer.db').resolve()}"

    @property
    def address(self) -> str:
        """The base URL that people use, without a slash at the end."""
        return self.public_url.rstrip("/") or f"http://{self.host}:{self.port}"

    @classmethod
    def load(cls, environ: Mapping[str, str] | None = None, **overrides: object) -> Settings:
        """Settings from `SIGNAALWIJZER_…` variables, a `.env` file below them, and overrides from the command
        line above them.

        Raises SettingsError with one sentence that names the variable.
        """
        if environ is None:
            environ = {**{k: v for k, v in dotenv_values(".env").items() if v is not None}, **os.environ}
        values: dict[str, object] = {}
        for name, read in _READERS.items():
            variable = PREFIX + _SHORT.get(name, name).upper()
            raw = environ.get(variable, "")
            if raw:
                values[name] = read(variable, raw)
        values.update({name: value for name, value in overrides.items() if value is not None})
        return cls(**values)  # type: ignore[arg-type]


def _text(_name: str, raw: str) -> str:
    return raw


def _path(_name: str, raw: str) -> Path:
    return Path(raw).expanduser()


def _port(name: str, raw: str) -> int:
    if not raw.isdigit() or not 0 < int(raw) < 65536:
        raise SettingsError(f"{name} is geen poortnummer: kies een getal van 1 tot en met 65535.")
    return int(raw)


def _flag(name: str, raw: str) -> bool:
    if raw.lower() not in {"0", "1", "false", "true", "no", "yes"}:
        raise SettingsError(f"{name} kent alleen true of false.")
    return raw.lower() in {"1", "true", "yes"}


def _environment(name: str, raw: str) -> str:
    if raw not in ENVIRONMENTS:
        raise SettingsError(f"{name} kent alleen: {', '.join(ENVIRONMENTS)}.")
    return raw


_SHORT = {"environment": "env"}

_READERS = {
    "host": _text,
    "port": _port,
    "data": _path,
    "models": _path,
    "environment": _environment,
    "database_url": _text,
    "redis_url": _text,
    "organisations": _path,
    "parse_enabled": _flag,
    "exit_url": _text,
    "public_url": _text,
}

"""The README and its companions keep up with the code: every setting, command and address in them is real."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from bot.cli import app
from bot.settings import Settings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


class Asked(dict[str, str]):
    """An environment with nothing in it, that notes which variables are looked up."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def get(self, name: str, default: str | None = None) -> str | None:  # type: ignore[override]
        self.names.append(name)
        return default


def settings() -> list[str]:
    asked = Asked()
    Settings.load(asked)
    return asked.names


def commands(command: Any, name: str) -> Iterator[str]:
    inner = getattr(command, "commands", {})
    for part in inner:
        yield from commands(inner[part], f"{name} {part}")
    if not inner:
        yield name


def test_the_settings_that_are_looked_up_are_all_there_are() -> None:
    assert len(settings()) == len(dataclasses.fields(Settings))


@pytest.mark.parametrize("setting", settings())
def test_a_setting_stands_in_the_readme_and_in_the_example_file(setting: str) -> None:
    assert f"| `{setting}` |" in README
    assert f"#{setting}=" in (ROOT / ".env.example").read_text("utf-8")


@pytest.mark.parametrize("setting", ["HOST", "PORT", "DATA", "MODELS", "ENV", "EXIT_URL", "PARSE_ENABLED"])
def test_the_readme_tells_the_default_that_the_code_has(setting: str) -> None:
    default = getattr(Settings(), {"ENV": "environment"}.get(setting, setting.lower()))
    assert f"| `SIGNAALWIJZER_{setting}` | `{str(default).lower()}` |" in README


def test_the_readme_names_every_command_and_makes_none_up() -> None:
    there_are = set(commands(typer.main.get_command(app), "signaalwijzer"))
    assert set(re.findall(r"^\| `(signaalwijzer [^`]+)` \|", README, re.M)) == there_are


def test_no_setting_in_the_readme_is_made_up() -> None:
    assert set(re.findall(r"^\| `(SIGNAALWIJZER_\w+)` \|", README, re.M)) == set(settings())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_points_to_is_there(page: Path) -> None:
    text = page.read_text("utf-8")
    linked = [link for link in re.findall(r"\]\(([^)#\s]+)", text) if "://" not in link]
    named = re.findall(r"`((?:bot|actions|counters|signals|desk|channels|nlu_data|tests|docs)/[\w./-]*)`", text)
    gone = [link for link in linked if not (page.parent / link).exists()]
    assert gone + [path for path in named if not (ROOT / path).exists()] == []


def test_every_page_can_be_found_from_the_readme() -> None:
    assert [page.name for page in PAGES[1:] if f"({page.relative_to(ROOT)})" not in README] == []


def test_the_licence_is_the_same_everywhere_and_complete() -> None:
    licence = (ROOT / "LICENSE").read_text("utf-8")
    assert licence.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert [int(number) for number in re.findall(r"^(\d+)\.[A-Z]", licence, re.M)] == list(range(1, 16))
    assert "Appendix" in licence
    assert yaml.safe_load((ROOT / "publiccode.yml").read_text("utf-8"))["legal"]["license"] == "EUPL-1.2"
    assert 'license = "EUPL-1.2"' in (ROOT / "pyproject.toml").read_text("utf-8")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_catalogues_of_public_software_can_read_the_description(language: str) -> None:
    described = yaml.safe_load((ROOT / "publiccode.yml").read_text("utf-8"))["description"][language]
    assert len(described["shortDescription"]) <= 150
    assert 150 <= len(described["longDescription"]) <= 10_000
    assert described["features"]

"""`desk add-user` as an operator types it."""

from collections.abc import Callable

import pytest
import typer
from typer.testing import CliRunner, Result

from desk.commands import add_user
from desk.errors import SignInRefused
from desk.service import Desk
from tests.desk.conftest import FLEVOLAND, PASSWORD, Clock, Person

Type = Callable[..., Result]


@pytest.fixture
def type_in(desk: Desk) -> Type:
    """Runs the command with these lines typed."""
    app = typer.Typer()

    @app.command()
    def command(name: str) -> None:
        add_user(desk, name, [FLEVOLAND])

    return lambda name, *lines: CliRunner().invoke(app, [name], input="\n".join(lines) + "\n")


def test_the_first_account_asks_for_one_password_and_shows_the_secret(type_in: Type, desk: Desk, clock: Clock) -> None:
    result = type_in("Anna", PASSWORD, PASSWORD)
    assert result.exit_code == 0, result.output
    secret = result.output.split("Sleutel: ")[1].split()[0]
    assert Person("anna", secret, clock).sign_in(desk)
    assert PASSWORD not in result.output


def test_the_next_account_asks_a_colleague_to_share_the_key(type_in: Type, desk: Desk, anna: Person) -> None:
    result = type_in("Bas", PASSWORD, PASSWORD, "Anna", PASSWORD)
    assert result.exit_code == 0, result.output
    assert desk.accounts.exists("bas")


def test_without_the_colleagues_password_there_is_no_account(type_in: Type, desk: Desk, anna: Person) -> None:
    result = type_in("Bas", PASSWORD, PASSWORD, "Anna", "not the password")
    assert isinstance(result.exception, SignInRefused)
    assert not desk.accounts.exists("bas")

"""What an operator does with the desk at the command line."""

import segno
import typer

from desk.service import Desk


def add_user(desk: Desk, name: str, organisation_ids: list[str]) -> None:
    """Asks for the passwords, makes the account and shows its TOTP secret, this once.

    Raises AccountError, SignInRefused, TryLater.
    """
    password = typer.prompt("Wachtwoord voor het nieuwe account", hide_input=True, confirmation_prompt="Nog een keer")
    by = None
    if any(desk.accounts.has_worker(organisation_id) for organisation_id in organisation_ids):
        typer.echo("Er is al een medewerker. Alleen die kan de sleutel van de organisatie delen.")
        colleague = typer.prompt("Naam van die medewerker")
        by = desk.accounts.check_password(colleague, typer.prompt("Wachtwoord van die medewerker", hide_input=True))
    enrolment = desk.add_user(name, organisation_ids, password, by=by)
    typer.echo("Het account is gemaakt. Scan deze code met de app voor eenmalige codes, of typ de sleutel over.")
    segno.make(enrolment.totp_uri).terminal(compact=True)
    typer.echo(f"Sleutel: {enrolment.totp_secret}")
    typer.echo("U ziet deze sleutel maar één keer.")

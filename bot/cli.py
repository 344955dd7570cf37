"""The command line. Each command loads only what it needs: most know nothing of Rasa."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.settings import Settings, SettingsError

app = typer.Typer(
    help="Signaalwijzer: signalen herkennen, het juiste loket, een signaal doorgeven.", no_args_is_help=True
)
receipt_app = typer.Typer(help="Ontvangstbewijzen.", no_args_is_help=True)
desk_app = typer.Typer(help="Het bureau van Veilig Thuis.", no_args_is_help=True)
data_app = typer.Typer(help="Voorbeelden waarvan de assistent leert.", no_args_is_help=True)
app.add_typer(data_app, name="data")
app.add_typer(receipt_app, name="receipt")
app.add_typer(desk_app, name="desk")


def main() -> None:
    """Runs a command. Exit status: 0 done, 1 the thing asked for failed, 2 wrong usage."""
    if not sys.warnoptions:
        warnings.showwarning = _unheard
    app(prog_name="signaalwijzer")


def _unheard(*_warning: Any, **_where: Any) -> None:
    """Rasa's libraries warn of each other's age, and turn their warnings on again: nothing an operator can do."""


@contextmanager
def _plainly() -> Iterator[None]:
    """Turns what the rooms refuse into one line on standard error and exit status 1."""
    from actions.knowledge import KnowledgeError
    from bot.training import TrainingError
    from bot.understanding.examples import ExampleError
    from counters.errors import DirectoryError, UnknownTermError
    from desk.errors import DeskError
    from signals.errors import SignalsError

    try:
        yield
    except (
        DeskError,
        DirectoryError,
        ExampleError,
        KnowledgeError,
        SettingsError,
        SignalsError,
        TrainingError,
        UnknownTermError,
    ) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Adres om op te luisteren.")] = None,
    port: Annotated[int | None, typer.Option(help="Poort om op te luisteren.")] = None,
    workers: Annotated[int, typer.Option(min=1, help="Aantal processen; meer dan een vraagt Redis.")] = 1,
) -> None:
    """Serve every configured channel, the desk and the APIs."""
    with _plainly():
        settings = Settings.load(host=host, port=port)
        if workers > 1 and not settings.redis_url:
            raise SettingsError("Stel SIGNAALWIJZER_REDIS_URL in voor meer dan een proces, of gebruik --workers 1.")
        from bot.training import train as train_model

        train_model(settings.models)
        # The workers read their settings again: what was said here goes before what stands in the environment.
        os.environ["SIGNAALWIJZER_HOST"], os.environ["SIGNAALWIJZER_PORT"] = settings.host, str(settings.port)
        _announce(settings)
        from channels.app import serve as serve_app

        serve_app(settings, workers=workers)


def _announce(settings: Settings) -> None:
    typer.echo(f"Signaalwijzer start op {settings.address}. Stoppen: Ctrl+C.")
    if not settings.demo:
        return
    from desk.demo import ensure

    demo = ensure(_open_desk(settings), settings.data)
    typer.echo(
        "\n*** DEMO: alleen om te proberen. Geef hier geen echte signalen door. ***\n"
        f"Bureau van Veilig Thuis: {settings.address}/desk\n"
        f"  naam       {demo.name}\n  wachtwoord {demo.password}\n  sleutel    {demo.totp_secret}\n"
        "  De inlogpagina toont in de demo de eenmalige code van dit moment.\n"
    )


@app.command()
def train(force: Annotated[bool, typer.Option(help="Ook als er niets veranderde.")] = False) -> None:
    """Train the assistant; nothing to do when the inputs are unchanged."""
    with _plainly():
        from bot.training import train as train_model

        trained = train_model(Settings.load().models, force=force)
    typer.echo("Het model is getraind." if trained else "Het model is al bij.", err=True)


def _trained() -> Settings:
    from bot.training import train as train_model

    settings = Settings.load()
    train_model(settings.models)
    return settings


@app.command()
def chat(
    channel: Annotated[str, typer.Option(help="web, sms, whatsapp of telegram.")] = "web",
    language: Annotated[str, typer.Option(help="Taal van het gesprek.")] = "nl",
) -> None:
    """Talk to the assistant in the terminal; an empty line ends it."""
    with _plainly():
        settings = _trained()
        from bot.memory import RETENTION
        from bot.parts import Parts

        if channel not in RETENTION:
            raise SettingsError(f"Kies als kanaal een van: {', '.join(RETENTION)}.")
        asyncio.run(_chat(Parts.open(settings).assistant(), channel, language))


async def _chat(assistant: Any, channel: str, language: str) -> None:
    sender = f"terminal:{secrets.token_hex(16)}"
    await assistant.start(sender, channel=channel, language=language)
    message = "/greet"
    while message:
        for reply in await assistant.answer(sender, message, channel=channel):
            typer.echo(f"\n{reply.text}")
            for number, choice in enumerate(reply.buttons, start=1):
                typer.echo(f"  {number}. {choice['title']}")
        try:
            message = (await asyncio.to_thread(input, "\n> ")).strip()
        except EOFError:
            break
    await assistant.forget(sender)


@app.command()
def parse() -> None:
    """Read one message a line on standard input, write one JSON object a line on standard output."""
    with _plainly():
        settings = _trained()
        from bot.understanding.parse import load_parser

        understand = load_parser(settings.models)
        for line in sys.stdin:
            sys.stdout.write(json.dumps(understand(line.rstrip("\n")), ensure_ascii=False) + "\n")
            sys.stdout.flush()


@app.command()
def evaluate(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Gelabelde berichten (JSONL); zonder: kruisvalidatie.")
    ] = None,
    robustness: Annotated[bool, typer.Option(help="Ook wat verloren gaat bij slordig typen.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Alleen JSON.")] = False,
) -> None:
    """Score the understanding on labelled messages, or by cross-validation."""
    with _plainly():
        if robustness and not files:
            raise typer.BadParameter("Geef een bestand met berichten bij --robustness.")
        from bot.evaluation.run import evaluate as score

        typer.echo(score(_trained().models, files or (), changed=robustness, as_json=as_json))


@data_app.command("check")
def check_data() -> None:
    """Check the examples: labels, duplicates, leaks between splits, balance; exit status 1 on a finding."""
    with _plainly():
        from bot.evaluation.data import check as check_examples
        from bot.understanding.examples import DATA

        report, clean = check_examples(DATA)
    typer.echo(report)
    if not clean:
        raise typer.Exit(1)


@app.command()
def counters(
    place: Annotated[str | None, typer.Option(help="Plaats, gemeente of postcode.")] = None,
    theme: Annotated[str | None, typer.Option(help="Thema, zoals elder_abuse.")] = None,
    role: Annotated[str | None, typer.Option(help="Rol, zoals bystander.")] = None,
    urgency: Annotated[str | None, typer.Option(help="acute, urgent, concern of none.")] = None,
    language: Annotated[str | None, typer.Option(help="Taal van wie zoekt en van de teksten, zoals en.")] = None,
) -> None:
    """What counter, in which order, and why."""
    with _plainly():
        from counters.directory import Directory
        from counters.wording import opening, texts

        code = _municipality(place, language) if place else None
        found = Directory.load().find(theme=theme, role=role, municipality=code, urgency=urgency, language=language)
    for match in found:
        counter = match.counter
        reach = counter.phone or counter.chat or counter.url
        state = opening(match.open_now, match.opens_at, datetime.now(timezone.utc), language)
        state = state or texts(language)["opening"]["unknown"]
        typer.echo(f"{counter.id}: {counter.name}, {reach} ({state}). {match.why}")


def _municipality(name: str, language: str | None) -> str:
    from counters.places import Choices, Place, Places
    from counters.wording import refusal

    found = Places.load().resolve(name)
    if isinstance(found, Place):
        return found.code
    near = found.options if isinstance(found, Choices) else found.suggestions
    names = "; ".join(f"{place.name} ({place.municipality}, {place.province})" for place in near)
    which = refusal(language, "place_which", places=names) if names else refusal(language, "place_unknown")
    typer.echo(which, err=True)
    raise typer.Exit(1)


@receipt_app.command("verify")
def verify_receipt(
    file: Annotated[Path, typer.Argument(help="Bestand met het bewijs (token).")],
    keys: Annotated[Path | None, typer.Option(help="jwks.json of de sleutelmap; anders die van hier.")] = None,
) -> None:
    """Check a receipt's signature offline."""
    with _plainly():
        from signals.verify import verify_file

        payload = verify_file(file, keys or Settings.load().data / "keys")
    typer.echo(json.dumps(payload, ensure_ascii=False, indent=2))


@desk_app.command("add-user")
def add_user(
    name: Annotated[str, typer.Argument(help="Naam om mee in te loggen.")],
    organisation: Annotated[list[str], typer.Option(help="Id van de organisatie, zoals veilig-thuis-flevoland.")],
) -> None:
    """Make an account for a Veilig Thuis desk; shows the TOTP secret once."""
    with _plainly():
        from desk.commands import add_user as make

        make(_open_desk(Settings.load()), name, organisation)


def _open_desk(settings: Settings) -> Any:
    from bot.parts import Parts
    from desk.service import Desk

    parts = Parts.open(settings)
    return Desk(parts.engine, parts.signals)


@app.command()
def purge() -> None:
    """Apply the retention rules now and say what was removed."""
    with _plainly():
        from bot.parts import Parts

        parts = Parts.open(Settings.load())
        conversations, removed = parts.memory().purge(), parts.signals.purge()
    counts = f"{conversations} gesprekken, {removed.contents} inhouden, {removed.receipts} ontvangstbewijzen"
    typer.echo(f"Verwijderd: {counts}.")


@app.command()
def check() -> None:
    """Say what is configured, reachable and safe, and what is not."""
    with _plainly():
        from bot.checks import checks

        results = list(checks(Settings.load()))
    for result in results:
        typer.echo(f"{'goed  ' if result.good else 'LET OP'} {result.what}")
    if not all(result.good for result in results):
        raise typer.Exit(1)

"""The command line. Each command loads only what it needs: none but serve, chat, parse, evaluate and train knows of Rasa."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer

from bot.settings import Settings, SettingsError

app = typer.Typer(
    help="Signaalwijzer: signalen herkennen, het juiste loket, een signaal doorgeven.", no_args_is_help=True
)
receipt_app = typer.Typer(help="Ontvangstbewijzen.", no_args_is_help=True)
desk_app = typer.Typer(help="Het bureau van Veilig Thuis.", no_args_is_help=True)
app.add_typer(receipt_app, name="receipt")
app.add_typer(desk_app, name="desk")


def main() -> None:
    """Runs a command. Exit status: 0 done, 1 the thing asked for failed, 2 wrong usage."""
    app(prog_name="signaalwijzer")


@contextmanager
def _plainly() -> Iterator[None]:
    """Turns what the rooms refuse into one line on standard error and exit status 1."""
    from actions.knowledge import KnowledgeError
    from bot.training import TrainingError
    from counters.errors import DirectoryError, UnknownTermError
    from desk.errors import DeskError
    from signals.errors import SignalsError

    try:
        yield
    except (
        SettingsError,
        KnowledgeError,
        DirectoryError,
        UnknownTermError,
        DeskError,
        SignalsError,
        TrainingError,
    ) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None


@app.command()
def serve(
    host: str | None = typer.Option(None, help="Adres om op te luisteren."),
    port: int | None = typer.Option(None, help="Poort om op te luisteren."),
    workers: int = typer.Option(1, min=1, help="Aantal processen; meer dan een vraagt SIGNAALWIJZER_REDIS_URL."),
) -> None:
    """Serve every configured channel, the desk and the APIs."""
    import os

    with _plainly():
        settings = Settings.load(host=host, port=port)
        if workers > 1 and not settings.redis_url:
            raise SettingsError(
                "Meer dan een proces vraagt Redis voor de sloten: stel SIGNAALWIJZER_REDIS_URL in, of gebruik --workers 1."
            )
        from bot.training import train

        train(settings.models)
    # The workers read their settings again: what was said here goes before what stands in the environment.
    os.environ["SIGNAALWIJZER_HOST"], os.environ["SIGNAALWIJZER_PORT"] = settings.host, str(settings.port)
    import uvicorn

    uvicorn.run(
        "channels.app:create_app",
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=workers,
        access_log=False,  # paths can hold session ids
        log_level="warning",
        server_header=False,
        date_header=False,
    )


@app.command()
def train(force: bool = typer.Option(False, help="Ook als er niets veranderde.")) -> None:
    """Train the assistant; nothing to do when the inputs are unchanged."""
    with _plainly():
        from bot.training import train as train_model

        trained = train_model(Settings.load().models, force=force)
    typer.echo("Getraind." if trained else "Het model is al bij.", err=True)


def _trained() -> Settings:
    from bot.training import train as train_model

    settings = Settings.load()
    train_model(settings.models)
    return settings


@app.command()
def chat(
    channel: str = typer.Option("web", help="web, sms, whatsapp of telegram."),
    language: str = typer.Option("nl", help="Taal van het gesprek."),
) -> None:
    """Talk to the assistant in the terminal; an empty line ends it."""
    with _plainly():
        from bot.parts import Parts

        assistant = Parts.open(_trained()).assistant()
        asyncio.run(_chat(assistant, channel, language))


async def _chat(assistant: Any, channel: str, language: str) -> None:
    import secrets

    sender = f"terminal:{secrets.token_hex(16)}"
    await assistant.start(sender, channel=channel, language=language)
    message = "/greet"
    while message:
        for reply in await assistant.answer(sender, message, channel=channel):
            typer.echo(f"\n{reply.text}")
            for number, choice in enumerate(reply.buttons, start=1):
                typer.echo(f"  {number}. {choice['title']}")
        try:
            message = input("\n> ").strip()
        except EOFError:
            break
    await assistant.forget(sender)


@app.command()
def parse() -> None:
    """Read one message a line on standard input, write one JSON object a line on standard output."""
    with _plainly():
        from bot.understanding.parse import load_parser

        understand = load_parser(_trained().models)
        for line in sys.stdin:
            text = line.rstrip("\n")
            sys.stdout.write(json.dumps(understand(text), ensure_ascii=False) + "\n")
            sys.stdout.flush()


@app.command()
def evaluate(
    file: Path | None = typer.Argument(None, help="Gelabelde berichten als JSONL; zonder bestand: kruisvalidatie."),
    as_json: bool = typer.Option(False, "--json", help="Alleen JSON."),
) -> None:
    """Score the understanding on labelled messages, or by cross-validation."""
    with _plainly():
        from bot.evaluation import evaluate as score

        typer.echo(score(_trained().models, file, as_json=as_json))


@app.command()
def counters(
    place: str | None = typer.Option(None, help="Plaats, gemeente of postcode."),
    theme: str | None = typer.Option(None, help="Thema, zoals elder_abuse."),
    role: str | None = typer.Option(None, help="Rol, zoals bystander."),
    urgency: str | None = typer.Option(None, help="acute, urgent, concern of none."),
    language: str | None = typer.Option(None, help="Taalcode."),
) -> None:
    """What counter, in which order, and why."""
    with _plainly():
        from counters.directory import Directory
        from counters.places import Choices, Place, Places

        code = None
        if place:
            found = Places.load().resolve(place)
            if not isinstance(found, Place):
                names = found.options if isinstance(found, Choices) else found.suggestions
                typer.echo(
                    "Welke bedoelt u: " + "; ".join(f"{p.name} ({p.municipality}, {p.province})" for p in names)
                    if names
                    else "Die plaats kennen we niet.",
                    err=True,
                )
                raise typer.Exit(1)
            code = found.code
        for match in Directory.load().find(
            theme=theme, role=role, municipality=code, urgency=urgency, language=language
        ):
            state = {True: "nu open", False: "nu dicht", None: "tijden onbekend"}[match.open_now]
            reach = match.counter.phone or match.counter.chat or match.counter.url
            typer.echo(f"{match.counter.id}: {match.counter.name}, {reach} ({state}). {match.why}")


@receipt_app.command("verify")
def verify_receipt(
    file: Path = typer.Argument(..., help="Bestand met het bewijs (token)."),
    keys: Path | None = typer.Option(None, help="jwks.json of de sleutelmap; anders die van deze installatie."),
) -> None:
    """Check a receipt's signature offline."""
    with _plainly():
        from signals.verify import verify_file

        payload = verify_file(file, keys or Settings.load().data / "keys")
        typer.echo(json.dumps(payload, ensure_ascii=False, indent=2))


@desk_app.command("add-user")
def add_user(
    name: str = typer.Argument(..., help="Naam om mee in te loggen."),
    organisation: list[str] = typer.Option(..., help="Id van de organisatie, zoals veilig-thuis-flevoland."),
) -> None:
    """Make an account for a Veilig Thuis desk; shows the TOTP secret once."""
    with _plainly():
        from desk.commands import add_user as make

        make(_open_desk(), name, organisation)


def _open_desk() -> Any:
    from bot.parts import Parts
    from desk.service import Desk

    parts = Parts.open(Settings.load())
    return Desk(parts.engine, parts.signals)


@app.command()
def purge() -> None:
    """Apply the retention rules now and say what was removed."""
    with _plainly():
        from bot.memory import Memory
        from bot.parts import Parts

        parts = Parts.open(Settings.load())
        conversations = Memory(parts.engine, parts.keys).purge()
        removed = parts.signals.purge()
        typer.echo(
            f"Verwijderd: {conversations} gesprekken, {removed.contents} inhouden, {removed.receipts} ontvangstbewijzen."
        )


@app.command()
def check() -> None:
    """Say what is configured, reachable and safe, and what is not."""
    with _plainly():
        from bot.checks import checks

        results = list(checks(Settings.load()))
    for result in results:
        typer.echo(f"{'goed ' if result.good else 'LET OP'} {result.what}")
    if not all(result.good for result in results):
        raise typer.Exit(1)

"""What `signaalwijzer check` looks at: is it configured, reachable and safe?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.parts import Parts
from bot.settings import Settings
from bot.training import is_current
from signals.database import reading


@dataclass(frozen=True)
class Check:
    """One finding, in one sentence."""

    good: bool
    what: str


def checks(settings: Settings) -> Iterator[Check]:
    """Every finding, in the order of a start. Raises the rooms' errors for what cannot even be opened."""
    yield Check(
        not settings.demo,
        "Omgeving is productie."
        if not settings.demo
        else "Dit is de demo-omgeving: zet SIGNAALWIJZER_ENV=production voor echt gebruik.",
    )
    mode = settings.data.stat().st_mode & 0o077 if settings.data.is_dir() else 0
    yield Check(
        mode == 0,
        "De gegevensmap is alleen voor deze gebruiker."
        if mode == 0
        else f"Anderen kunnen in {settings.data}: doe chmod 700.",
    )
    current = is_current(settings.models)
    yield Check(
        current, "Het model is bij." if current else "Het model ontbreekt of is oud: doe `signaalwijzer train`."
    )
    parts = Parts.open(settings)
    with reading(parts.engine) as session:
        session.connection()
    yield Check(True, f"De database antwoordt ({parts.engine.dialect.name}).")
    closed = [
        organisation.id for organisation in parts.signals.organisations if not parts.signals.accepts(organisation.id)
    ]
    total = len(list(parts.signals.organisations))
    open_ = f"{total - len(closed)} van {total} organisaties kunnen een signaal ontvangen"
    yield Check(not closed, open_ + (": maak medewerkers met `signaalwijzer desk add-user`." if closed else "."))
    https = urlsplit(settings.address).scheme == "https"
    wanted = "Zet SIGNAALWIJZER_PUBLIC_URL op het https-adres van de dienst."
    plain = "Het adres is http; dat mag alleen in de demo." if settings.demo else wanted
    yield Check(https or settings.demo, "Het openbare adres is https." if https else plain)
    on = settings.parse_enabled
    yield Check(
        not on or settings.demo, f"POST /model/parse staat {'aan: alleen voor eigen gebruik' if on else 'uit'}."
    )

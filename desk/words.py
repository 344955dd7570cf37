"""The Dutch words for what stands in a signal and in the audit log as a code, and how times are written."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Europe/Amsterdam")
_MONTHS = (
    *("januari", "februari", "maart", "april", "mei", "juni"),
    *("juli", "augustus", "september", "oktober", "november", "december"),
)

STATES = {
    "forwarding": "Onderweg",
    "forwarded": "Nog niet bevestigd",
    "received": "Ontvangst bevestigd",
    "picked_up": "Opgepakt",
    "closed": "Afgesloten",
    "failed": "Niet bezorgd",
}

THEMES = {
    "child_abuse": "kindermishandeling",
    "parenting_stress": "opvoedstress",
    "complex_separation": "complexe scheiding",
    "partner_violence": "partnergeweld",
    "intimate_terror": "dwingende controle",
    "stalking": "stalking",
    "elder_abuse": "ouderenmishandeling",
    "parent_abuse": "oudermishandeling",
    "animal_abuse": "dierenmishandeling",
    "sexual_violence": "seksueel geweld",
    "fgm": "vrouwelijke genitale verminking",
    "honour_violence": "eergerelateerd geweld",
    "forced_marriage": "huwelijksdwang",
    "abandonment": "achterlating",
    "sexual_exploitation": "seksuele uitbuiting",
    "labour_exploitation": "arbeidsuitbuiting",
    "criminal_exploitation": "criminele uitbuiting",
    "suicidality": "gedachten aan zelfdoding",
}

URGENCY = {
    "acute": "Acuut: gevaar op het moment van schrijven",
    "urgent": "Spoed: kan niet wachten tot na morgen",
    "concern": "Zorg, zonder direct gevaar",
    "none": "Geen",
}

ROLES = {
    "victim": "slachtoffer, over zichzelf",
    "child": "minderjarige, over zichzelf",
    "bystander": "omstander (buur, familie, bekende)",
    "professional": "professional",
    "perpetrator": "over eigen gedrag",
    "unknown": "onbekend",
}

IDENTITY = {
    "anonymous": "anoniem",
    "confidential": "naam bekend bij u, niet te noemen aan de betrokkenen",
    "known": "naam bekend, mag genoemd worden",
}

LANGUAGES = {
    "nl": "Nederlands",
    "en": "Engels",
    "tr": "Turks",
    "ar": "Arabisch",
    "pl": "Pools",
    "uk": "Oekraïens",
    "ro": "Roemeens",
    "es": "Spaans",
    "fr": "Frans",
    "so": "Somalisch",
}

CHANNELS = {"web": "website", "sms": "sms", "whatsapp": "WhatsApp", "telegram": "Telegram"}

ACTIONS = {
    "account_added": "account gemaakt",
    "member_added": "toegang tot organisatie gegeven",
    "signed_in": "aangemeld",
    "sign_in_refused": "aanmelden geweigerd",
    "signed_out": "afgemeld",
    "opened": "geopend",
    "received": "ontvangst bevestigd",
    "picked_up": "opgepakt",
    "message_sent": "bericht aan de melder",
    "closed": "afgesloten",
    "not_done": "laatste stap niet gelukt",
    "refused": "toegang geweigerd",
}


def moment(at: datetime) -> str:
    """A time as people here write it, to the minute."""
    local = at.astimezone(HERE)
    return f"{local.day} {_MONTHS[local.month - 1]} {local.year}, {local:%H:%M}"


def around(at: datetime) -> str:
    """A time that is kept to the hour only."""
    local = at.astimezone(HERE)
    return f"{local.day} {_MONTHS[local.month - 1]} {local.year}, tussen {local.hour}.00 en {local.hour + 1}.00 uur"


def urgency_of(document: Mapping[str, Any]) -> str:
    """The estimate that came with the signal, in words."""
    return URGENCY.get(document.get("urgency", ""), "niet geschat")


def facts(document: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a reporter told, as label and text, in the order of reading; what was skipped is left out."""
    place, reporter = document["place"], document["reporter"]
    lines = [
        ("Gevaar op dat moment, volgens de melder", _yes_or_no(document.get("danger_now"))),
        ("Wat de melder schrijft", document["account"]),
        ("Signalen die de melder herkende", "\n".join(document.get("observations", []))),
        ("Over wie", document.get("about")),
        ("Waar", ", ".join(filter(None, (place.get("address"), place["municipality"])))),
        ("Sinds wanneer", document.get("since")),
        ("Hoe vaak", document.get("frequency")),
        ("Kinderen", document.get("children")),
        ("Past mogelijk bij", ", ".join(THEMES.get(theme, theme) for theme in document.get("themes", []))),
        ("Melder", ROLES[reporter["role"]]),
        ("Band met de betrokkenen", reporter.get("relation")),
        ("Anoniem of bekend", IDENTITY[reporter["identity"]]),
        ("Naam van de melder", reporter.get("name")),
        ("Veilig te bereiken via", reporter.get("contact")),
        ("Veilige tijden", reporter.get("safe_times")),
        ("Geschreven", moment(datetime.fromisoformat(document["composed_at"]))),
        ("Taal", LANGUAGES.get(document["language"], document["language"])),
        ("Gekomen via", CHANNELS[document["channel"]]),
    ]
    return [(label, text) for label, text in lines if text]


def _yes_or_no(answer: bool | None) -> str:
    return "" if answer is None else "ja" if answer else "nee"

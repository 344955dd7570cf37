"""The directory in the words of Open Referral's Human Services Data Specification, HSDS 3.1.

One service per usable counter, one organisation per name, one virtual location per service, because people call, chat
or read. Ids are UUIDs made of our own ids, so they stay the same as long as those do. Where nothing is known the
field is left out. What differs in the Netherlands stands in templates/hsds-profile.md.
Source of names and shapes: https://docs.openreferral.org, schemas 3.0 and 3.1-dev.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from counters.directory import Directory
from counters.hours import Hours
from counters.model import Channel, Counter
from counters.text import squash

VERSION = "3.1"
NAMESPACE = UUID("6f6d5a2e-7c39-5d0b-9a54-3d7f0f0e6a11")
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LANGUAGES = {"nl": "Nederlands", "en": "Engels", "bg": "Bulgaars"}
LABELS = {"chat": "Chat", "form": "Formulier", "website": "Website"}

Record = dict[str, Any]


def uuid(kind: str, *parts: str) -> str:
    """The lasting id of a record of this kind."""
    return str(uuid5(NAMESPACE, "/".join((kind, *parts))))


@dataclass(frozen=True)
class Catalogue:
    """All records by id, fully nested; `counters` holds the counter behind each service."""

    services: Mapping[str, Record]
    organizations: Mapping[str, Record]
    service_at_locations: Mapping[str, Record]
    taxonomies: Mapping[str, Record]
    taxonomy_terms: Mapping[str, Record]
    counters: Mapping[str, Counter]

    @classmethod
    def of(cls, directory: Directory) -> Catalogue:
        """The directory as HSDS; counters without a confirmed number, chat or site are left out."""
        usable = [counter for counter in directory.counters.values() if counter.usable]
        taxonomies, terms = _taxonomies(directory)
        organizations = _organizations(usable)
        services = {}
        for counter in usable:
            organization = organizations[uuid("organization", counter.organisation)]
            service = _service(counter, directory, terms) | {"organization": _short(organization)}
            services[service["id"]] = service
            organization["services"].append({k: v for k, v in _short(service).items() if k != "organization"})
        return cls(
            services=services,
            organizations=organizations,
            service_at_locations={sal["id"]: sal for sal in map(_at_location, services.values())},
            taxonomies=taxonomies,
            taxonomy_terms=terms,
            counters={uuid("service", counter.id): counter for counter in usable},
        )


def listed(record: Record) -> Record:
    """A record with its one-to-one fields only, as lists give it."""
    return {key: _short(value) if isinstance(value, dict) else value for key, value in _short(record).items()}


def found(record: Record, text: str) -> bool:
    """Whether the words are in the names or descriptions of a record or of what belongs to it, accents aside."""
    owner = record.get("service", record)
    fields = [owner.get("name", ""), owner.get("description", ""), owner.get("organization", {}).get("name", "")]
    fields += [attribute["taxonomy_term"]["name"] for attribute in owner.get("attributes", [])]
    return squash(text) in squash(" ".join(fields))


def _short(record: Record) -> Record:
    return {key: value for key, value in record.items() if not isinstance(value, list)}


def _filled(**fields: Any) -> Record:
    return {name: value for name, value in fields.items() if value not in (None, "", [])}


def _taxonomies(directory: Directory) -> tuple[dict[str, Record], dict[str, Record]]:
    taxonomies, terms = {}, {}
    words = directory.vocabulary
    sorts = {
        "theme": ("Thema's", "Vormen van geweld of zorgen waar een loket bij helpt.", words.themes),
        "audience": ("Doelgroepen", "Voor wie een loket er is.", words.roles),
    }
    for sort, (name, description, codes) in sorts.items():
        taxonomy = {"id": uuid("taxonomy", sort), "name": name, "description": description, "version": "1"}
        taxonomies[taxonomy["id"]] = taxonomy
        for code, dutch in codes.items():
            if code == "unknown":
                continue
            terms[uuid("term", sort, code)] = {
                "id": uuid("term", sort, code),
                "code": code,
                "name": dutch,
                "description": f"{name}: {dutch}.",
                "taxonomy": name,
                "taxonomy_id": taxonomy["id"],
                "language": "nl",
            }
    return taxonomies, terms


def _organizations(counters: Iterable[Counter]) -> dict[str, Record]:
    organizations: dict[str, Record] = {}
    for counter in counters:
        identifier = uuid("organization", counter.organisation)
        organizations.setdefault(
            identifier,
            _filled(
                id=identifier,
                name=counter.organisation,
                description=f"Biedt onder meer: {counter.name}.",
                website=counter.url,
            )
            | {"services": []},
        )
    return organizations


def _service(counter: Counter, directory: Directory, terms: Mapping[str, Record]) -> Record:
    identifier = uuid("service", counter.id)
    roles = [directory.vocabulary.roles[role] for role in counter.audience]
    return _filled(
        id=identifier,
        organization_id=uuid("organization", counter.organisation),
        name=counter.name,
        description=counter.for_,
        url=counter.url,
        additional_urls=list(_urls(counter, identifier)),
        email=next((channel.value for channel in counter.channels if channel.kind == "email"), None),
        status="active",
        application_process=counter.what_happens,
        fees_description=counter.cost,
        eligibility_description=f"Voor {', '.join(roles)}.",
        assured_date=counter.checked.date.isoformat(),
        last_modified=f"{counter.checked.date.isoformat()}T00:00:00.000Z",
        phones=[_phone(channel, counter, identifier) for channel in counter.channels if channel.kind == "phone"],
        schedules=list(_schedules(counter, identifier)),
        service_areas=_areas(counter, identifier, directory),
        languages=[_language(code, identifier) for code in counter.languages or ()],
        attributes=list(_attributes(counter, identifier, terms)),
    )


def _urls(counter: Counter, service: str) -> Iterable[Record]:
    for channel in counter.channels:
        if channel.kind in LABELS and channel.value != counter.url:
            identifier = uuid("url", counter.id, channel.kind, channel.value)
            yield {"id": identifier, "label": LABELS[channel.kind], "url": channel.value, "service_id": service}


def _phone(channel: Channel, counter: Counter, service: str) -> Record:
    description = " ".join(part for part in (channel.label, channel.note) if part)
    return _filled(
        id=uuid("phone", counter.id, channel.value),
        service_id=service,
        number=channel.value,
        type="voice",
        description=description,
    )


def _schedules(counter: Counter, service: str) -> Iterable[Record]:
    for channel in counter.channels:
        for days, opens, closes in _weekly(channel.hours) if channel.hours else ():
            yield {
                "id": uuid("schedule", counter.id, channel.kind, channel.value, days, opens),
                "service_id": service,
                "freq": "WEEKLY",
                "wkst": "MO",
                "byday": days,
                "opens_at": opens,
                "closes_at": closes,
                "attending_type": {"phone": "bellen", "chat": "chatten"}.get(channel.kind, channel.kind),
                "description": _on_holidays(channel.hours),
                "notes": f"{channel.value}; Nederlandse kloktijd (Europe/Amsterdam).",
            }


def _weekly(hours: Hours) -> Iterable[tuple[str, str, str]]:
    """The days that share a span, with its opening and closing in clock time."""
    if hours.always:
        yield ",".join(DAYS), "00:00", "24:00"
        return
    together: dict[tuple[str, str], list[str]] = {}
    for day, spans in zip(DAYS, hours.week, strict=True):
        for start, length in spans:
            closes = datetime.combine(datetime.min.date(), start) + length
            midnight = length == timedelta(days=1) - timedelta(hours=start.hour, minutes=start.minute)
            together.setdefault((f"{start:%H:%M}", "24:00" if midnight else f"{closes:%H:%M}"), []).append(day)
    for (opens, closed), days in together.items():
        yield ",".join(days), opens, closed


def _on_holidays(hours: Hours | None) -> str:
    if hours is None or hours.always:
        return "Dag en nacht, ook op feestdagen."
    says = {"open": "Ook op feestdagen.", "closed": "Niet op feestdagen."}
    return says.get(hours.on_holidays, "Of het op feestdagen open is, is niet bekend.")


def _areas(counter: Counter, service: str, directory: Directory) -> list[Record]:
    if counter.area == "national":
        return [{"id": uuid("area", counter.id, "NL"), "service_id": service, "name": "Nederland"}]
    return [
        {
            "id": uuid("area", counter.id, code),
            "service_id": service,
            "name": directory.municipalities[code].name,
            "description": f"Gemeente met CBS-code {code}",
        }
        for code in counter.area
    ]


def _language(code: str, service: str) -> Record:
    return _filled(id=uuid("language", service, code), service_id=service, code=code, name=LANGUAGES.get(code))


def _attributes(counter: Counter, service: str, terms: Mapping[str, Record]) -> Iterable[Record]:
    for sort, codes in (("theme", counter.themes), ("audience", counter.audience)):
        for code in codes:
            term = uuid("term", sort, code)
            yield {
                "id": uuid("attribute", counter.id, sort, code),
                "link_id": service,
                "link_type": sort,
                "link_entity": "service",
                "taxonomy_term_id": term,
                "taxonomy_term": terms[term],
            }


def _at_location(service: Record) -> Record:
    location = uuid("location", service["id"])
    return {
        "id": uuid("service_at_location", service["id"]),
        "service_id": service["id"],
        "location_id": location,
        "description": "Op afstand: bellen, chatten of lezen.",
        "location": _filled(
            id=location, location_type="virtual", name=f"{service['name']}, op afstand", url=service.get("url")
        ),
        "service": service,
    }

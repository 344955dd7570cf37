"""What the assistant knows about violence at home: themes with their signs, terms of procedure, guides.

The texts stand in YAML files that a non-programmer can review (bot/knowledge); this module only loads and checks them.
A text names a term as `{its_code}` and a counter as `{its_placeholder}`, so that a number is kept in one place only.
For the same reason the Dutch files are the whole record; those of another language hold its texts only, by the same
names and ids, and are laid over it.
"""

import dataclasses
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, get_args

import yaml
from pydantic import Extra, ValidationError, parse_obj_as
from pydantic.dataclasses import dataclass

Group = Literal["children", "partners", "family", "sexual_violence", "harmful_practices", "human_trafficking", "self"]
Observer = Literal["victim", "child", "bystander", "professional"]
Role = Literal[Observer, "perpetrator"]
SIGNS_PER_THEME = range(8, 16)

# Short Dutch help-line numbers, and anything of five digits or more, however it is spaced.
PHONE_NUMBER = re.compile(r"\b(?:112|113|116|144)\b|\d(?:[\s().-]{0,2}\d){4,}")
NOT_READ_BY_PEOPLE = {
    *("id", "url", "date", "counters", "placeholders", "group", "audience", "who", "red_flag", "verified", "value"),
    "sources",
}
WHOLE_RECORD = "nl"


class KnowledgeError(Exception):
    """A knowledge file cannot be used; the message names the file and says what is wrong with it."""


class Strict:
    """Refuses a field that nothing reads: it is a slip of the pen."""

    extra = Extra.forbid


@dataclass(frozen=True, config=Strict)
class Source:
    """Where it was read. `date`: the page's own, or 'onbekend'. Not `verified`: waits for an expert's check."""

    url: str
    date: str
    verified: bool


@dataclass(frozen=True, config=Strict)
class Sign:
    """Something that can be noticed, by anyone if `who` is empty. `red_flag`: danger to life, or grave harm that must
    not wait. Not `verified`: own knowledge, not backed by the theme's sources."""

    id: str
    text: str
    who: tuple[Observer, ...] = ()
    red_flag: bool = False
    verified: bool = True


@dataclass(frozen=True, config=Strict)
class Theme:
    """A form of violence or a concern: what it is, how it shows, what to ask, what comes next, how to bring it up."""

    id: str
    name: str
    group: Group
    what: str
    what_easy: str
    signs: tuple[Sign, ...]
    ask: tuple[str, ...]
    next: str
    talk: tuple[str, ...]
    sources: tuple[Source, ...]

    def signs_for(self, role: str) -> tuple[Sign, ...]:
        """The signs that someone in this role may notice; a role that is no observer sees what a bystander sees."""
        observer = role if role in get_args(Observer) else "bystander"
        return tuple(sign for sign in self.signs if not sign.who or observer in sign.who)


@dataclass(frozen=True, config=Strict)
class Term:
    """A term of procedure: `value` in `unit` (as read after the number) and one sentence that explains it."""

    value: int
    unit: str
    text: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, config=Strict)
class Section:
    """One part of a guide: a heading with a text, a list, or both."""

    title: str
    text: str = ""
    items: tuple[str, ...] = ()


@dataclass(frozen=True, config=Strict)
class Guide:
    """A subject to read part by part: procedure, reporting_code, safety …; `counters` are ids of the directory."""

    id: str
    title: str
    audience: tuple[Role, ...]
    intro: str
    counters: tuple[str, ...]
    sections: Mapping[str, Section]
    sources: tuple[Source, ...]


@dataclasses.dataclass(frozen=True)
class Knowledge:
    """All knowledge, by id. `counter_ids` tells which counter a placeholder in a text stands for."""

    themes: Mapping[str, Theme]
    guides: Mapping[str, Guide]
    terms: Mapping[str, Term]
    counter_ids: Mapping[str, str]

    @classmethod
    def load(cls, folder: Path, language: str = WHOLE_RECORD) -> "Knowledge":
        """Read and check every file of one language. Raises KnowledgeError at the first thing that is wrong."""
        files = _files(folder / WHOLE_RECORD)
        if language != WHOLE_RECORD:
            files = _laid_over(files, _files(folder / language), language)
        procedure = files["procedure.yml"]
        terms = _build(dict[str, Term], procedure.pop("terms", None), "procedure.yml: terms")
        counter_ids = _build(dict[str, str], procedure.pop("placeholders", None), "procedure.yml: placeholders")
        for name, raw in {**files, "procedure.yml: terms": {code: term.text for code, term in terms.items()}}.items():
            _check_texts(raw, {f"{{{placeholder}}}" for placeholder in (*terms, *counter_ids)}, f"{language}/{name}")
        themes = {Path(name).stem: _subject(Theme, name, raw) for name, raw in files.items() if "/" in name}
        guides = {Path(name).stem: _subject(Guide, name, raw) for name, raw in files.items() if "/" not in name}
        _check_signs(themes)
        return cls(*map(MappingProxyType, (themes, guides, terms, counter_ids)))

    @classmethod
    def every_language(cls, folder: Path) -> dict[str, "Knowledge"]:
        """The knowledge in each language that has a folder, by its code. Raises KnowledgeError."""
        return {path.name: cls.load(folder, path.name) for path in sorted(folder.iterdir()) if path.is_dir()}

    def fill(self, text: str, counters: Mapping[str, str]) -> str:
        """The text with terms ('5 werkdagen') and counters filled in. `counters`: what to read for each placeholder."""
        terms = {code: f"{term.value} {term.unit}" for code, term in self.terms.items()}
        return text.format_map({**terms, **counters})


def _files(folder: Path) -> dict[str, dict[str, Any]]:
    """Every file by its path within the folder; procedure.yml first, since the others name its terms."""
    paths = dict.fromkeys((folder / "procedure.yml", *sorted(folder.glob("**/*.yml"))))
    return {path.relative_to(folder).as_posix(): _read(path) for path in paths}


def _laid_over(
    record: dict[str, dict[str, Any]], texts: dict[str, dict[str, Any]], language: str
) -> dict[str, dict[str, Any]]:
    _same_names(record, texts, f"The folder {language}")
    return {name: _in_other_words(record[name], texts[name], f"{language}/{name}") for name in record}


def _in_other_words(record: Any, texts: Any, where: str) -> Any:
    """The record with each text that people read replaced by the other language's; all else stays as it is."""
    if isinstance(record, str) and isinstance(texts, str):
        return texts
    if isinstance(record, dict) and isinstance(texts, dict):
        read = {name for name in record if name not in NOT_READ_BY_PEOPLE}
        _same_names(read, texts, where)
        words = {name: _in_other_words(record[name], texts[name], f"{where}: {name}") for name in read}
        return {name: words.get(name, kept) for name, kept in record.items()}
    if isinstance(record, list) and isinstance(texts, dict):  # signs: by id
        _same_names([sign["id"] for sign in record], texts, where)
        return [{**sign, "text": texts[sign["id"]]} for sign in record]
    if isinstance(record, list) and isinstance(texts, list) and len(record) == len(texts):
        return [_in_other_words(*pair, where) for pair in zip(record, texts, strict=True)]
    raise KnowledgeError(f"{where} is not built as the {WHOLE_RECORD} one; give it the same parts, in the same order.")


def _same_names(record: Iterable[str], texts: Iterable[str], where: str) -> None:
    wanted, given = set(record), set(texts)
    if wanted != given:
        problem = f"lacks {min(wanted - given)}" if wanted - given else f"holds {min(given - wanted)}, which is not"
        raise KnowledgeError(f"{where} {problem} in {WHOLE_RECORD}; both hold the same.")


def _read(path: Path) -> Any:
    try:
        return _build(dict[str, Any], yaml.safe_load(path.read_text(encoding="utf-8")), path.name)
    except FileNotFoundError as error:
        raise KnowledgeError(f"{path.name} is missing; put it back in {path.parent}.") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        place = f" near line {mark.line + 1}" if (mark := getattr(error, "problem_mark", None)) else ""
        raise KnowledgeError(f"{path.name} is not readable YAML{place}; check quotes and indentation.") from error


def _subject(kind: Any, name: str, raw: dict[str, Any]) -> Any:
    path = Path(name)
    subject = _build(kind, {"id": path.stem, **raw}, path.name)
    if not subject.sources:
        raise KnowledgeError(f"{path.name} names no sources; add at least one.")
    return subject


def _build(kind: Any, raw: Any, where: str) -> Any:
    try:
        return parse_obj_as(kind, raw)
    except ValidationError as error:
        first = error.errors()[0]
        place = "".join(f" {step + 1 if isinstance(step, int) else step}" for step in first["loc"][1:])
        problem = re.sub(r"\w+\.__init__\(\) |required positional |keyword ", "", first["msg"])
        raise KnowledgeError(f"{where}:{place} {problem.replace('argument', 'field')}.") from None


def _check_signs(themes: Mapping[str, Theme]) -> None:
    seen: dict[str, str] = {}
    for theme in themes.values():
        if len(theme.signs) not in SIGNS_PER_THEME:
            raise KnowledgeError(f"{theme.id}.yml has {len(theme.signs)} signs; a theme needs 8 to 15.")
        for sign in theme.signs:
            if other := seen.get(sign.id):
                raise KnowledgeError(f"{theme.id}.yml: sign {sign.id} already stands in {other}.yml; rename one.")
            seen[sign.id] = theme.id


def _check_texts(raw: Any, placeholders: set[str], where: str) -> None:
    for text in _texts(raw):
        if not text.strip():
            raise KnowledgeError(f"{where} holds an empty text; fill it in or leave the field out.")
        if PHONE_NUMBER.search(text):
            raise KnowledgeError(f"{where} holds a phone number in “{text[:50]}”; name the counter as {{placeholder}}.")
        if strange := set(re.findall(r"{[^}]*}?|}", text)) - placeholders:
            raise KnowledgeError(f"{where}: {min(strange)} in “{text[:50]}” is no term or counter of procedure.yml.")


def _texts(raw: Any) -> Iterator[str]:
    if isinstance(raw, dict):
        for name, item in raw.items():
            yield from () if name in NOT_READ_BY_PEOPLE else _texts(item)
    elif isinstance(raw, list):
        for item in raw:
            yield from _texts(item)
    elif isinstance(raw, str):
        yield raw

"""Makes the HTML of the chat page and of refusals."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from channels.interfaces import Numbers
from channels.languages import LANGUAGES
from channels.texts import texts
from channels.web.assets import Assets


@dataclass(frozen=True)
class PageFacts:
    """What the page tells: the numbers to call, where the exit leads, after how much silence a chat is forgotten."""

    numbers: Numbers
    exit_url: str
    silence_minutes: int


class Pages:
    """The rendered pages in every language. They hold nothing of any visitor, so each is made once."""

    def __init__(self, facts: PageFacts, assets: Assets) -> None:
        environment = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        names = {code: texts(code)["page"]["own_name"] for code in LANGUAGES}
        environment.globals.update(asset=assets.url, facts=facts, numbers=facts.numbers, languages=names)
        environment.filters["tel"] = lambda phone: "tel:" + "".join(c for c in phone if c.isdigit() or c == "+")
        self._error = environment.get_template("error.html")
        chat = environment.get_template("chat.html")
        self.chat = {
            code: chat.render(lang=code, t=texts(code)["page"], chat_texts=texts(code)["chat"]) for code in LANGUAGES
        }

    def error(self, sentence: str, language: str) -> str:
        """The page of a refusal."""
        said = texts(language)
        return self._error.render(lang=language, t=said["page"], sentence=sentence, error=said["error_page"])

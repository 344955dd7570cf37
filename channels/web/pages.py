"""Makes the HTML of the chat page and of refusals."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from channels.interfaces import Numbers
from channels.texts import texts
from channels.web.assets import Assets


@dataclass(frozen=True)
class PageFacts:
    """What the page tells: the numbers to call, where the exit leads, after how much silence a chat is forgotten."""

    numbers: Numbers
    exit_url: str
    silence_minutes: int


class Pages:
    """The rendered pages. They hold nothing of any visitor, so each is made once."""

    def __init__(self, facts: PageFacts, assets: Assets) -> None:
        environment = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        said = texts()
        environment.globals.update(asset=assets.url, facts=facts, numbers=facts.numbers, t=said["page"])
        environment.filters["tel"] = lambda phone: "tel:" + "".join(c for c in phone if c.isdigit() or c == "+")
        self._error = environment.get_template("error.html")
        self._error_texts = said["error_page"]
        self.chat = environment.get_template("chat.html").render(chat_texts=said["chat"])

    def error(self, sentence: str) -> str:
        """The page of a refusal."""
        return self._error.render(sentence=sentence, error=self._error_texts)

"""Stock Rasa on the same examples, domain, rules, texts and actions: a project as `rasa init` configures one.

Default pipeline and policies, tracker store in memory, actions on the SDK's own server over HTTP.
"""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import Any

import httpx
import yaml

from bot.parts import Parts
from bot.settings import Settings
from bot.speech import Speech
from tests.benchmarks import processes
from tests.benchmarks.processes import HOST, ROOT
from tests.benchmarks.sides import StockOverHttp

# The turn takes as long whatever the number of epochs; only training time is saved. Rasa's default is 100.
DEFAULT_EPOCHS = 100


def config(epochs: int) -> dict[str, Any]:
    """Rasa 3.6's default configuration, as in rasa/engine/recipes/config_files/default_config.yml."""
    learning = {"epochs": epochs, "constrain_similarities": True}
    return {
        "recipe": "default.v1",
        "assistant_id": "stock",
        "language": "nl",
        "pipeline": [
            {"name": "WhitespaceTokenizer"},
            {"name": "RegexFeaturizer"},
            {"name": "LexicalSyntacticFeaturizer"},
            {"name": "CountVectorsFeaturizer"},
            {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
            {"name": "DIETClassifier", **learning},
            {"name": "EntitySynonymMapper"},
            {"name": "ResponseSelector", **learning},
            {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1},
        ],
        "policies": [
            {"name": "MemoizationPolicy"},
            {"name": "RulePolicy"},
            {"name": "UnexpecTEDIntentPolicy", "max_history": 5, "epochs": epochs},
            {"name": "TEDPolicy", "max_history": 5, **learning},
        ],
    }


class Stock:
    """A stock project in `folder`/stock: build, train, start, stop."""

    def __init__(self, folder: Path, epochs: int) -> None:
        self._project = folder / "stock"
        self._out = folder / "stock.out"
        self._data = folder / "stock-data"
        self._environ = processes.settings(self._data)
        self.epochs = epochs
        self.processes: list[processes.Process] = []

    def build(self) -> None:
        """Writes the project out of ours."""
        shutil.copytree(ROOT / "bot/domain", self._project / "domain", dirs_exist_ok=True)
        shutil.copytree(ROOT / "bot/rules", self._project / "data/rules", dirs_exist_ok=True)
        shutil.copytree(ROOT / "nlu_data/nl", self._project / "data/nlu", dirs_exist_ok=True)
        self._write("config.yml", config(self.epochs))
        self._write("credentials.yml", {"rest": {}})
        self._write("data/stories.yml", {"version": "3.1", "stories": stories(ROOT / "bot/rules")})
        parts = Parts.open(Settings(data=self._data))
        speech = Speech.load(ROOT / "bot/replies", parts.numbers)
        self._write("domain/responses.yml", {"version": "3.1", "responses": responses(speech, parts.numbers)})

    @property
    def trained(self) -> bool:
        """Whether there is a model."""
        return any(self._project.glob("models/*.tar.gz"))

    def train(self) -> float:
        """The seconds that training took."""
        return processes.run(["rasa", "train", "--domain", "domain"], self._out, self._environ, self._project)

    def start(self) -> tuple[StockOverHttp, float]:
        """The running server with its action server, and the seconds from their start to the first answer."""
        port, actions_port = processes.free_port(), processes.free_port()
        self._write("endpoints.yml", {"action_endpoint": {"url": f"http://{HOST}:{actions_port}/webhook"}})
        side = StockOverHttp(f"http://{HOST}:{port}")
        actions = ["rasa", "run", "actions", "--actions", "tests.benchmarks.stock_actions", "-p", str(actions_port)]
        began = time.perf_counter()
        self.processes = [
            processes.start(["rasa", "run", "-i", HOST, "-p", str(port)], self._out, self._environ, self._project),
            processes.start(actions, self._out, self._environ, self._project),
        ]

        def answers() -> bool:
            # A message that comes before the action server is there gets no answer.
            return httpx.get(f"http://{HOST}:{actions_port}/health").is_success and bool(side.begin()("hallo"))

        processes.wait_for(answers, self.processes, self._out)
        return side, time.perf_counter() - began

    def stop(self) -> None:
        processes.stop(self.processes)

    def _write(self, name: str, content: dict[str, Any]) -> None:
        (self._project / name).write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), "utf-8")


def responses(speech: Speech, numbers: dict[str, str]) -> dict[str, list[dict[str, Any]]]:
    """Our replies as responses of a domain, with the phone numbers filled in and the question they ask named."""
    found = {}
    for name, reply in speech.replies["nl"].items():
        if not name.startswith("utter_"):
            continue
        text = reply["text"]
        for placeholder, number in numbers.items():
            text = text.replace(f"{{{placeholder}}}", number)
        slot = name.removeprefix("utter_ask_").replace("address", "where") if "_ask_" in name else None
        custom = {**reply.get("custom", {}), **({"ask": slot} if slot else {})}
        buttons = reply.get("buttons")
        found[name] = [
            {"text": text, **({"buttons": buttons} if buttons else {}), **({"custom": custom} if custom else {})}
        ]
    return found


def stories(rules: Path) -> list[dict[str, Any]]:
    """Stories for the policies that learn: the rules without a condition, five in a row."""
    files = [yaml.safe_load(file.read_text("utf-8")) for file in sorted(rules.glob("*.yml"))]
    turns = [rule["steps"] for file in files for rule in file["rules"] if "condition" not in rule]
    rows = [turns[first : first + 5] for first in range(0, len(turns), 5)]
    return [
        {"story": f"row {number}", "steps": [step for turn in row for step in turn]}
        for number, row in enumerate(rows, 1)
    ]

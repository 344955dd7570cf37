"""Our service, as its operator starts it, and the same assistant as a function."""

from __future__ import annotations

import time
from pathlib import Path

from bot.parts import Parts
from bot.settings import Settings
from bot.training import is_current
from desk import demo
from desk.service import Desk
from tests.benchmarks import processes
from tests.benchmarks.sides import InProcess, OursOverHttp


class Ours:
    """Trains into a folder of its own, so that the model that is in use stays as it is."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._out = folder / "ours.out"
        self._environ = {**processes.settings(folder / "ours"), "SIGNAALWIJZER_MODELS": str(folder / "models")}
        self.processes: list[processes.Process] = []

    @property
    def trained(self) -> bool:
        """Whether there is a model of what stands here now."""
        return is_current(self._folder / "models")

    def train(self) -> float:
        """The seconds that training took."""
        return processes.run(["signaalwijzer", "train", "--force"], self._out, self._environ)

    def start(self) -> tuple[OursOverHttp, float]:
        """The running service, and the seconds from its start to its first answer."""
        port = processes.free_port()
        side = OursOverHttp(f"http://{processes.HOST}:{port}")
        began = time.perf_counter()
        self.processes = [processes.start(["signaalwijzer", "serve", "--port", str(port)], self._out, self._environ)]
        processes.wait_for(lambda: bool(side.begin()("hallo")), self.processes, self._out)
        return side, time.perf_counter() - began

    def stop(self) -> None:
        processes.stop(self.processes)

    def in_process(self) -> InProcess:
        """The same model in this process, with a database of its own."""
        parts = Parts.open(Settings(data=self._folder / "in-process", models=self._folder / "models"))
        demo.ensure(Desk(parts.engine, parts.signals), parts.settings.data)
        return InProcess(parts.assistant())

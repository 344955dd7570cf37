"""Our actions for stock Rasa's own action server: `rasa run actions --actions tests.benchmarks.stock_actions`."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

import actions
from actions.services import Services, configure
from bot.parts import Parts
from bot.settings import Settings
from bot.speech import Speech
from bot.training import ROOT
from desk import demo
from desk.service import Desk

_parts = Parts.open(Settings.load())
demo.ensure(Desk(_parts.engine, _parts.signals), _parts.settings.data)
_speech = Speech.load(ROOT / "bot/replies", _parts.numbers)
configure(Services(_parts.directory, _parts.places, _parts.signals, _parts.knowledge, _speech.phrase, _parts.numbers))
for _module in iter_modules(actions.__path__, f"{actions.__name__}."):
    import_module(_module.name)

"""The outbox: every stored signal is delivered, once, whatever happens in between."""

from signals.service import Signals


class Dispatcher:
    """Delivers what waits."""

    def __init__(self, signals: Signals, *, interval: float = 1.0) -> None:
        self.signals = signals
        self.interval = interval

    async def run(self) -> None:
        """Delivers until cancelled."""
        raise NotImplementedError

    async def deliver_due(self) -> int:
        """One round: delivers what is due now, says how many were delivered. Useful in tests."""
        raise NotImplementedError

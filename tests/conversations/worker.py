"""A Veilig Thuis worker at the desk, as a browser would: forms with their hidden fields, a cookie."""

from __future__ import annotations

import html
import re
import time

import httpx

from tests.running import Service


class Worker:
    """Signs in with the demo account that the service printed."""

    def __init__(self, running: Service) -> None:
        self._running = running
        self.http = httpx.Client(base_url=running.url, timeout=30, follow_redirects=True)
        self.page = ""

    def signs_in(self) -> None:
        page = self.http.get("/desk").text
        name, password, code = self._running.demo_account()
        self.page = self._send(page, "sign-in", {"name": name, "password": password, "code": code})

    def opens(self, reference: str) -> str:
        """The signal as the page shows it; waits for the delivery, which runs beside the conversation."""
        deadline = time.monotonic() + 20
        while reference not in (inbox := self.http.get("/desk").text):
            assert time.monotonic() < deadline, "the signal did not arrive at the desk"
            time.sleep(0.2)
        link = re.search(rf'href="([^"]*{reference}[^"]*)"', inbox)
        assert link
        self.page = self.http.get(link.group(1)).text
        return html.unescape(self.page)

    def confirms(self, reference: str) -> None:
        self.page = self._send(self.page, "receive", {})

    def picks_up(self, reference: str, name: str, phone: str) -> None:
        self.page = self._send(self.page, "pick-up", {"name": name, "phone": phone})

    def _send(self, page: str, action: str, values: dict[str, str]) -> str:
        """Fills in the form whose address ends in `action` and sends it."""
        form = next(f for f in re.findall(r"<form.*?</form>", page, re.S) if re.search(rf'action="[^"]*{action}"', f))
        address = html.unescape(re.search(r'action="([^"]*)"', form).group(1))  # type: ignore[union-attr]
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form))
        return self.http.post(address, data={**hidden, **values}).raise_for_status().text

from __future__ import annotations

import httpx
import pytest

from channels.limits import Buckets, Limits, Rate, Rates, network_of
from tests.channels.service import SmallAssistant, build, serving


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_gives_its_burst_and_then_its_rate() -> None:
    clock = Clock()
    buckets = Buckets(Rate(burst=2, per_second=0.5), clock)
    assert [buckets.take(b"a") for _ in range(3)] == [0.0, 0.0, 2.0]
    clock.now += 1
    assert buckets.take(b"a") == 1.0
    clock.now += 1
    assert buckets.take(b"a") == 0.0
    assert buckets.take(b"b") == 0.0


def test_buckets_forget_the_one_unused_for_longest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("channels.limits._MAX_BUCKETS", 2)
    buckets = Buckets(Rate(burst=1, per_second=0.001), Clock())
    for key in (b"a", b"b", b"c"):
        assert buckets.take(key) == 0.0
    assert buckets.take(b"c") > 0
    assert buckets.take(b"a") == 0.0


@pytest.mark.parametrize(
    ("host", "network"),
    [
        ("145.53.1.2", "145.53.1.0/24"),
        ("2a02:a45f:1:2:3:4:5:6", "2a02:a45f:1:2::/64"),
        ("::ffff:145.53.1.2", "145.53.1.0/24"),
        ("127.0.0.1", None),
        ("10.0.0.9", None),
        ("testclient", None),
        ("", None),
    ],
)
def test_a_network_is_a_street_not_a_house(host: str, network: str | None) -> None:
    assert network_of(host) == network


def test_no_address_and_no_session_is_kept_as_such_and_the_key_changes_daily() -> None:
    clock = Clock()
    limits = Limits(clock=clock)
    first = limits._hashed("145.53.1.0/24")
    assert len(first) == 16
    assert limits._hashed("145.53.1.0/24") == first
    clock.now += 24 * 60 * 60 + 1
    assert limits._hashed("145.53.1.0/24") != first


def test_too_many_messages_of_one_session_wait_while_another_goes_on_and_wiping_always_works() -> None:
    rates = Rates(session=Rate(burst=3, per_second=0.1))
    with serving(build(SmallAssistant(), limits=Limits(rates))) as url, httpx.Client(base_url=url) as client:
        hasty, other = (client.post("/webhooks/web/session").json()["session"] for _ in range(2))

        def say(session: str) -> httpx.Response:
            return client.post("/webhooks/web/webhook", json={"sender": session, "message": "help"})

        assert [say(hasty).status_code for _ in range(4)] == [200, 200, 200, 429]
        refused = say(hasty)
        assert 1 <= int(refused.headers["retry-after"]) <= 10
        assert f"Wacht {refused.headers['retry-after']} seconden" in refused.json()["detail"]
        assert "Bel 112" in refused.json()["detail"]
        assert "Veilig Thuis, 0800-2000" in refused.json()["detail"]
        assert say(other).status_code == 200
        assert client.delete(f"/webhooks/web/session/{hasty}").status_code == 204


def test_a_busy_network_waits_and_the_next_one_does_not() -> None:
    rates = Rates(network=Rate(burst=2, per_second=0.1))
    with serving(build(SmallAssistant(), limits=Limits(rates))) as url, httpx.Client(base_url=url) as client:

        def visit(address: str) -> int:
            return client.get("/", headers={"X-Forwarded-For": address}).status_code

        assert [visit(f"145.53.1.{house}") for house in (1, 2, 3)] == [200, 200, 429]
        assert visit("145.53.2.1") == 200
        assert client.get("/health/live", headers={"X-Forwarded-For": "145.53.1.1"}).status_code == 200


def test_a_busy_service_tells_everyone_to_wait_but_still_wipes() -> None:
    rates = Rates(service=Rate(burst=1, per_second=0.1))
    with serving(build(SmallAssistant(), limits=Limits(rates))) as url, httpx.Client(base_url=url) as client:
        session = client.post("/webhooks/web/session").json()["session"]
        page = client.get("/", headers={"Accept": "text/html"})
        assert page.status_code == 429
        assert page.headers["content-type"].startswith("text/html")
        assert "tel:08002000" in page.text
        assert client.delete(f"/webhooks/web/session/{session}").status_code == 204

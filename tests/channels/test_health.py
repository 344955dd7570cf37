from __future__ import annotations

import asyncio
import time

import httpx
import pytest

from tests.channels.service import SmallAssistant, build, serving


def test_live_and_ready(client: httpx.Client) -> None:
    assert client.get("/health/live").json() == {"status": "live"}
    ready = client.get("/health/ready")
    assert (ready.status_code, ready.json()) == (200, {"status": "ready", "missing": {}})


def test_not_ready_tells_which_parts_are_missing_and_lives_on(caplog: pytest.LogCaptureFixture) -> None:
    def broken() -> None:
        raise OSError("password=geheim")

    assistant = SmallAssistant()
    assistant.ready = False
    checks = {"database": broken, "counters": lambda: None, "organisations": lambda: "no organisation has a key"}
    with serving(build(assistant, checks=checks)) as url, httpx.Client(base_url=url) as client:
        answer = client.get("/health/ready")
        assert answer.status_code == 503
        assert answer.json()["missing"] == {
            "assistant": "is loading",
            "database": "the check failed (OSError)",
            "organisations": "no organisation has a key",
        }
        assert client.get("/health/live").status_code == 200
    assert "geheim" not in answer.text + caplog.text


def test_metrics_count_by_route_and_hold_no_session_no_text_no_made_up_path(client: httpx.Client, session: str) -> None:
    client.post("/webhooks/web/webhook", json={"sender": session, "message": "Zonnebloem"})
    client.delete(f"/webhooks/web/session/{session}")
    client.get("/Zonnebloem/5")
    told = client.get("/metrics").text
    assert 'signaalwijzer_requests_total{method="POST",route="/webhooks/web/webhook",status="200"}' in told
    assert 'method="DELETE",route="/webhooks/web/session/{session}",status="204"' in told
    assert "process_resident_memory_bytes" in told
    assert "onnebloem" not in told.lower()
    assert session not in told


def test_a_task_that_fails_is_named_and_started_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("channels.assembly._RESTART_SECONDS", 0.2)
    starts: list[float] = []

    async def dispatcher() -> None:
        starts.append(time.monotonic())
        if len(starts) == 1:
            raise RuntimeError("Zonnebloemstraat 5")
        await asyncio.Event().wait()

    with serving(build(SmallAssistant(), tasks={"dispatcher": dispatcher})) as url:
        assert httpx.get(f"{url}/health/ready").json()["missing"] == {
            "dispatcher": "stopped; it is started again by itself"
        }
        deadline = time.monotonic() + 5
        while httpx.get(f"{url}/health/ready").status_code != 200:
            assert time.monotonic() < deadline
            time.sleep(0.02)
    assert len(starts) == 2
    assert "Task dispatcher stopped: RuntimeError at test_health.py" in caplog.text
    assert "Zonnebloemstraat" not in caplog.text


def test_stopping_the_service_stops_its_tasks() -> None:
    ended: list[bool] = []

    async def dispatcher() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(True)

    with serving(build(SmallAssistant(), tasks={"dispatcher": dispatcher})):
        pass
    assert ended == [True]

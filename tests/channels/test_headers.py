from __future__ import annotations

import re

import httpx
import pytest

from channels.headers import CONTENT_SECURITY_POLICY

PATHS = [
    "/",
    "/bestaat-niet",
    "/static/signaalwijzer.css",
    "/static/%00",
    "/static/geen.css",
    "/health/live",
    "/metrics",
]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_the_safe_headers(client: httpx.Client, path: str) -> None:
    headers = client.get(path).headers
    assert headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "geolocation=()" in headers["permissions-policy"]
    assert "server" not in headers
    assert "set-cookie" not in headers


def test_the_answer_to_a_fault_carries_them_too(client: httpx.Client, session: str) -> None:
    answer = client.post("/webhooks/web/webhook", json={"sender": session, "message": "breek"})
    assert answer.status_code == 500
    assert answer.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert answer.headers["cache-control"] == "no-store"


def test_the_policy_lets_nothing_in_from_elsewhere() -> None:
    assert CONTENT_SECURITY_POLICY.startswith("default-src 'none';")
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "http" not in CONTENT_SECURITY_POLICY


def test_only_versioned_files_may_be_kept(client: httpx.Client) -> None:
    addresses = re.findall(r'(?:href|src)="(/static/[^"]+)"', client.get("/").text)
    assert len(addresses) >= 5
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        plain = client.get("/static/" + address.rsplit("/", 1)[1], headers={"Accept-Encoding": "identity"})
        assert plain.headers["cache-control"] == "no-store"
        assert plain.content == answer.content
    assert client.get(addresses[0] + "x").headers["cache-control"] == "no-store"


def test_a_page_without_an_icon_of_its_own_gets_the_neutral_one(client: httpx.Client) -> None:
    icon = client.get("/favicon.ico")
    assert icon.headers["content-type"] == "image/svg+xml"
    assert icon.content == client.get("/static/icon.svg").content


def test_files_come_compressed_to_who_takes_it(client: httpx.Client) -> None:
    answer = client.get("/static/signaalwijzer.css", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-type"].startswith("text/css")
    assert ":root" in answer.text

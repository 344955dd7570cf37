from __future__ import annotations

import httpx
import pytest

from channels.languages import preferred


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "nl"),
        ("nl-NL,nl;q=0.9,en;q=0.8", "nl"),
        ("en-GB,en;q=0.9", "en"),
        ("EN-us", "en"),
        ("nl;q=0.5, en;q=0.8", "en"),
        ("tr-TR,tr;q=0.9,en;q=0.4", "en"),
        ("tr,pl;q=0.9", "nl"),
        ("*", "nl"),
        ("en;q=0", "nl"),
        ("en;q=heel", "nl"),
        ("en;,;;,,=", "en"),
        ("endonym,nederlands", "nl"),
    ],
)
def test_the_first_visit_is_in_the_language_that_the_browser_likes_best(accepted: str, language: str) -> None:
    assert preferred(accepted) == language


def test_the_address_goes_before_the_browser(client: httpx.Client) -> None:
    english = {"Accept-Language": "en"}
    assert '<html lang="en">' in client.get("/", headers=english).text
    assert '<html lang="nl">' in client.get("/?language=nl", headers=english).text
    assert '<html lang="en">' in client.get("/?language=klingon", headers=english).text
    assert '<html lang="nl">' in client.get("/").text


def test_the_choice_is_kept_in_the_address_only(client: httpx.Client) -> None:
    assert "set-cookie" not in client.get("/?language=en").headers

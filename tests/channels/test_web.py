from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.channels.service import SmallAssistant

WEBHOOK = "/webhooks/web/webhook"
SESSION = "/webhooks/web/session"


def say(client: httpx.Client, sender: object, message: object) -> httpx.Response:
    return client.post(WEBHOOK, json={"sender": sender, "message": message})


def test_a_message_is_answered_in_rasas_shape(client: httpx.Client, session: str) -> None:
    answer = say(client, session, "Ik maak me zorgen om mijn buurvrouw")
    assert answer.status_code == 200
    assert answer.json() == [
        {
            "recipient_id": session,
            "text": "U zei: Ik maak me zorgen om mijn buurvrouw",
            "buttons": [{"title": "Ja", "payload": "/affirm"}],
            "custom": {"step": 1, "of": 9},
        }
    ]


def test_sessions_are_made_here_and_no_two_are_alike(client: httpx.Client) -> None:
    made = {client.post(SESSION).json()["session"] for _ in range(20)}
    assert len(made) == 20
    assert all(re.fullmatch("[0-9a-f]{32}", session) for session in made)


def test_a_session_starts_with_what_the_page_knows(client: httpx.Client, assistant: SmallAssistant) -> None:
    opening = {"language": "en", "reading_level": "easy", "place": "  Almere\x00 "}
    session = client.post(SESSION, json=opening).json()["session"]
    assert assistant.settings[session] == {
        "channel": "web",
        "language": "en",
        "reading_level": "easy",
        "place": "Almere",
    }


@pytest.mark.parametrize("opening", [{"language": "klingon"}, {"reading_level": 3}, {"place": ["Almere"]}, "nl", [1]])
def test_an_opening_that_cannot_be_is_refused(client: httpx.Client, opening: Any) -> None:
    refused = client.post(SESSION, json=opening)
    assert refused.status_code == 422
    assert "112" in refused.json()["detail"]


@pytest.mark.parametrize("forged", ["", "x", "0" * 32, "../../etc/passwd", "é" * 32, "0" * 31 + "\n", "' OR 1=1 --"])
def test_a_forged_session_is_refused_and_its_message_never_read(
    client: httpx.Client, assistant: SmallAssistant, forged: str
) -> None:
    refused = say(client, forged, "hij staat voor de deur")
    assert refused.status_code == 410
    assert "Begin een nieuw gesprek" in refused.json()["detail"]
    assert "Bel 112" in refused.json()["detail"]
    assert forged not in assistant.heard


def test_an_expired_session_is_refused_with_a_way_on(
    client: httpx.Client, assistant: SmallAssistant, session: str
) -> None:
    del assistant.heard[session]  # what the assistant does after 30 minutes of silence
    assert say(client, session, "hallo").status_code == 410
    assert session not in assistant.heard


def test_wiping_ends_the_session_and_may_be_asked_twice(client: httpx.Client, session: str) -> None:
    say(client, session, "hallo")
    assert client.delete(f"{SESSION}/{session}").status_code == 204
    assert client.delete(f"{SESSION}/{session}").status_code == 204
    assert client.delete(f"{SESSION}/onbekend").status_code == 204
    assert say(client, session, "hallo").status_code == 410


def test_a_message_on_its_way_when_the_session_is_wiped_does_not_begin_it_again(
    client: httpx.Client, assistant: SmallAssistant, session: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def known_then_wiped(sender: str) -> bool:
        await assistant.forget(sender)
        return True

    monkeypatch.setattr(assistant, "known", known_then_wiped)
    assert say(client, session, "hij staat voor de deur").status_code == 410
    assert session not in assistant.heard


@pytest.mark.parametrize("nothing", ["", "   \n\t ", "\x00\x07\x1b", "\ud800"])
def test_a_message_without_text_gets_a_kind_answer(
    client: httpx.Client, assistant: SmallAssistant, session: str, nothing: str
) -> None:
    body = json.dumps({"sender": session, "message": nothing})
    answer = client.post(WEBHOOK, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 200
    assert "Ik zag geen tekst" in answer.json()[0]["text"]
    assert "112" in answer.json()[0]["text"]
    assert assistant.heard[session] == []


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("😢🆘👩‍👩‍👧", "😢🆘👩‍👩‍👧"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("{{ 7*7 }} %s ${x}", "{{ 7*7 }} %s ${x}"),
        ("hij\x00 sl\x1baat\r\nmij", "hij slaat\nmij"),
        ("cafe\u0301", "caf\u00e9"),
        ("ساعدني من فضلك", "ساعدني من فضلك"),
    ],
)
def test_odd_text_reaches_the_assistant_as_it_was_meant(
    client: httpx.Client, assistant: SmallAssistant, session: str, typed: str, heard: str
) -> None:
    answer = say(client, session, typed)
    assert answer.json()[0]["text"] == f"U zei: {heard}"
    assert answer.headers["content-type"] == "application/json"
    assert assistant.heard[session] == [heard]


def test_a_long_message_is_shortened_with_a_notice(
    client: httpx.Client, assistant: SmallAssistant, session: str
) -> None:
    replies = say(client, session, "a" * 2_001).json()
    assert "langer dan 2000 tekens" in replies[0]["text"]
    assert replies[1]["text"].startswith("U zei: aaa")
    assert assistant.heard[session] == ["a" * 2_000]


def test_the_doors_own_words_are_in_the_language_of_the_conversation_or_else_of_the_page(
    client: httpx.Client, session: str
) -> None:
    english = {"Accept-Language": "en"}
    empty = client.post(WEBHOOK, json={"sender": session, "message": " "}, headers=english).json()[0]
    assert empty["text"].startswith("I saw no text")
    assert empty["custom"] == {"language": "en"}
    long = {"sender": session, "message": "a" * 2_001}
    assert "longer than 2000" in client.post(WEBHOOK, json=long, headers=english).json()[0]["text"]
    answered_in_english = {"sender": session, "message": "english " + "a" * 2_001}
    assert "longer than 2000" in client.post(WEBHOOK, json=answered_in_english).json()[0]["text"]


def test_a_message_of_just_the_limit_is_left_whole(client: httpx.Client, session: str) -> None:
    assert len(say(client, session, "é" * 2_000).json()) == 1


def test_danger_stands_before_the_notice_of_shortening(client: httpx.Client, session: str) -> None:
    replies = say(client, session, "gevaar " + "a" * 3_000).json()
    assert [reply["text"][:12] for reply in replies] == ["Bel 112.", "Uw bericht w", "Daarna verde"]


def streamed(size: int) -> Iterator[bytes]:
    yield from (b"a" * 65_536 for _ in range(size // 65_536))


@pytest.mark.parametrize(
    "body",
    [b'{"message": "' + b"a" * 1_048_576 + b'"}', b"\x00\xff" * 524_288],
    ids=["one megabyte of text", "one megabyte of bytes"],
)
def test_a_megabyte_is_refused(client: httpx.Client, body: bytes) -> None:
    refused = client.post(WEBHOOK, content=body, headers={"Content-Type": "application/json"})
    assert refused.status_code == 413
    assert "te groot" in refused.json()["detail"]


def test_a_stream_without_declared_size_is_refused_on_the_way(client: httpx.Client) -> None:
    refused = client.post(WEBHOOK, content=streamed(4 * 1_048_576), headers={"Content-Type": "application/json"})
    assert refused.status_code == 413


def test_just_below_64_kib_is_read(client: httpx.Client, session: str) -> None:
    assert say(client, session, "a" * 65_000).status_code == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"{", 400),
        (b"niet json", 400),
        (b"\x89PNG\r\n\x1a\n\x00\xff\xfe", 400),
        (b"[" * 60_000, 400),
        (b"9" * 60_000, 400),
        (b"null", 422),
        (b"[]", 422),
        (b'"tekst"', 422),
        (b"NaN", 422),
        (b"{}", 422),
        (b'{"sender": 5, "message": "x"}', 422),
        (b'{"sender": "x", "message": null}', 422),
        (b'{"sender": "x", "message": {"text": "x"}}', 422),
        (b'{"sender": "x", "message": 112}', 422),
    ],
)
def test_a_body_that_is_no_message_gets_a_dutch_sentence(client: httpx.Client, body: bytes, status: int) -> None:
    refused = client.post(WEBHOOK, content=body, headers={"Content-Type": "application/json"})
    assert refused.status_code == status
    assert "Bel 112" in refused.json()["detail"]
    assert "Traceback" not in refused.text


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data", "application/x-www-form-urlencoded", "x"])
def test_another_kind_of_body_is_refused(client: httpx.Client, kind: str) -> None:
    body = b'{"sender": "x", "message": "x"}'
    assert client.post(WEBHOOK, content=body, headers={"Content-Type": kind}).status_code == 422


def test_two_messages_at_once_are_both_heard_and_answered(
    client: httpx.Client, assistant: SmallAssistant, session: str
) -> None:
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda n: say(client, session, f"bericht {n}"), range(8)))
    assert {answer.json()[0]["text"] for answer in answers} == {f"U zei: bericht {n}" for n in range(8)}
    assert sorted(assistant.heard[session]) == [f"bericht {n}" for n in range(8)]


def test_parse_answers_when_enabled(client: httpx.Client) -> None:
    answer = client.post("/model/parse", json={"text": "hallo\x00"})
    assert answer.json() == {"text": "hallo", "intent": {"name": "describe", "confidence": 0.9}}
    assert client.post("/model/parse", json={"text": 5}).status_code == 422


def test_while_the_assistant_loads_a_person_is_told_whom_to_call(
    client: httpx.Client, assistant: SmallAssistant
) -> None:
    assistant.ready = False
    try:
        waiting = client.post(SESSION)
    finally:
        assistant.ready = True
    assert waiting.status_code == 503
    assert waiting.headers["retry-after"] == "60"
    assert "112" in waiting.json()["detail"]
    assert "0800-2000" in waiting.json()["detail"]


def test_a_stream_that_never_ends_is_answered_all_the_same(client: httpx.Client) -> None:
    with socket.create_connection((client.base_url.host, client.base_url.port or 80), timeout=10) as raw:
        raw.sendall(f"POST {WEBHOOK} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n".encode())
        for _ in range(9 * 16):  # nine megabytes, and no last chunk
            raw.sendall(b"10000\r\n" + b"a" * 65_536 + b"\r\n")
        assert raw.recv(4096).startswith(b"HTTP/1.1 413 ")

"""What people type leaves no trace but the sealed one: not in the log, not in a file, not in a metric."""

from pathlib import Path

import pytest

from tests.conversations.person import Person
from tests.running import Service, service

MARK = "kwezelzwam"
FORMS = (
    f"mijn buurvrouw {MARK} wordt door haar zoon geslagen in Almere",
    f"/{MARK} hij is weer begonnen",
    f'/describe{{"{MARK}": 1}}',
    f"/affirm {MARK}",
    f"<b>{MARK}</b> \x00\x07",
)


@pytest.fixture
def own_service(tmp_path: Path) -> Service:
    with service(tmp_path / "data") as running:
        yield running


def files_with(folder: Path, mark: str) -> list[str]:
    return [file.name for file in folder.rglob("*") if file.is_file() and mark.encode() in file.read_bytes()]


@pytest.mark.faults
def test_typed_words_are_in_no_file_and_a_forwarded_signal_survives_a_kill_exactly_once(own_service: Service) -> None:
    person = Person(own_service.url)
    for message in FORMS:
        person.says(message)
    person.says("/forward_signal")
    answers = {"identity": "anoniem", "review": "ja", "consent": "ja", "where": f"{MARK}straat 3 in Almere"}
    while (receipt := person.custom("receipt")) is None:
        person.says(answers.get(person.asked or "", "sla over"))
    own_service.kill()

    assert files_with(own_service.data, MARK) == []
    assert MARK not in own_service.printed.read_text()

    own_service.start()
    again = Person(own_service.url)
    status = {"reference": receipt["reference"], "secret": receipt["secret"]}
    answer = again.http.post("/receipts/status", json=status).raise_for_status().json()
    assert [event["state"] for event in answer["events"]][:2] == ["forwarding", "forwarded"]

    from tests.conversations.worker import Worker

    worker = Worker(own_service)
    worker.signs_in()
    assert f"{MARK}straat 3" in worker.opens(receipt["reference"])
    assert worker.http.get("/desk").text.count(f"/desk/signals/{receipt['reference']}") == 1
    assert MARK not in again.http.get("/metrics").text

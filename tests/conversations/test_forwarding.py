"""Forwarding as people do it: out of order, with second thoughts, and with questions in between."""

from collections.abc import Callable

import httpx

from tests.conversations.person import Person
from tests.running import Service

Someone = Callable[..., Person]


def begin(someone: Someone) -> Person:
    person = someone()
    person.says("bij de buren in Lelystad wordt al maanden elke nacht geschreeuwd en de kinderen huilen")
    person.says("/forward_signal")
    return person


def test_what_was_told_before_is_not_asked_again(someone: Someone) -> None:
    person = begin(someone)
    asked = []
    while person.asked != "review":
        asked.append(person.asked)
        person.says("sla over" if person.asked != "identity" else "anoniem")
    assert "observations" not in asked
    summary = {item["slot"]: item["value"] for item in person.custom("summary")}
    assert "kinderen huilen" in summary["observations"]
    assert "Lelystad" in summary["where"] or summary["where"] == "overgeslagen"


def test_a_question_in_the_middle_is_answered_and_the_same_question_comes_again(someone: Someone) -> None:
    person = begin(someone)
    question = person.asked
    person.says("kunnen de buren erachter komen dat ik dit was?")
    assert "anoniem" in person.text.lower() or "naam" in person.text.lower()
    assert person.asked == question


def test_one_can_go_back_and_correct(someone: Someone) -> None:
    person = begin(someone)
    assert person.asked == "about"
    person.says("een gezin met twee jongens")
    person.says("terug")
    assert person.asked == "about"
    person.says("een gezin met drie jongens")
    while person.asked != "review":
        person.says("sla over" if person.asked != "identity" else "anoniem")
    person.says("wijzig over wie")
    assert person.asked == "about"
    person.says("een gezin met vier jongens")
    assert person.asked == "review"
    assert "vier jongens" in person.text


def test_the_least_that_can_be_told_makes_a_signal_too(someone: Someone) -> None:
    person = someone()
    person.says("/forward_signal")
    assert person.asked == "observations"
    person.says("er wordt elke avond geschreeuwd")
    while person.custom("receipt") is None:
        answers = {"where": "Dronten", "identity": "anoniem", "review": "ja", "consent": "ja"}
        person.says(answers.get(person.asked or "", "sla over"))
    assert "Veilig Thuis Flevoland" in person.text


def test_signs_that_were_ticked_become_part_of_the_draft(someone: Someone) -> None:
    person = someone()
    person.says('/pick_theme{"theme": "elder_abuse"}')
    ticked = person.custom("checklist")[0]
    person.says(f'/tick_signs{{"ticked": ["{ticked["id"]}"]}}')
    person.says("Almere")
    person.says("/forward_signal")
    while person.asked != "review":
        person.says("anoniem" if person.asked == "identity" else "sla over")
    assert ticked["text"] in person.text


def test_without_consent_nothing_leaves_and_the_draft_can_be_taken_up_again(someone: Someone) -> None:
    person = begin(someone)
    while person.asked != "consent":
        person.says({"identity": "anoniem", "review": "ja"}.get(person.asked or "", "sla over"))
    person.says("nee")
    assert "niets weggestuurd" in person.text
    assert person.custom("receipt") is None
    person.says("/forward_signal")
    assert person.asked == "review"


def test_consent_given_twice_at_once_makes_one_signal(someone: Someone, running: Service) -> None:
    import concurrent.futures

    person = begin(someone)
    while person.asked != "consent":
        person.says({"identity": "anoniem", "review": "ja"}.get(person.asked or "", "sla over"))

    def agree(_number: int) -> httpx.Response:
        body = {"sender": person.session, "message": "ja"}
        return httpx.post(f"{running.url}/webhooks/web/webhook", json=body, timeout=30)

    with concurrent.futures.ThreadPoolExecutor(2) as both:
        answers = list(both.map(agree, range(2)))
    replies = [reply for answer in answers for reply in answer.raise_for_status().json()]
    assert len([reply for reply in replies if "receipt" in (reply.get("custom") or {})]) == 1


def test_a_name_that_two_places_share_is_asked_never_guessed(someone: Someone) -> None:
    person = someone()
    person.says("/find_counter")
    person.says("hengelo")
    titles = [button["title"] for button in person.buttons]
    assert any("Gelderland" in title for title in titles)
    assert any("Overijssel" in title for title in titles)
    person.says(next(title for title in titles if "Overijssel" in title))
    assert person.counters[0] == "veilig-thuis-twente"


def test_wis_forgets_everything_at_once(someone: Someone) -> None:
    person = begin(someone)
    person.says("wis")
    assert person.custom("wiped") is True
    body = {"sender": person.session, "message": "hallo"}
    assert person.http.post("/webhooks/web/webhook", json=body).status_code == 410


def test_a_second_miss_points_to_people(someone: Someone) -> None:
    person = someone()
    person.says("xqzt wvrk")
    assert "0800-2000" in person.text
    person.says("brlp mnop")
    assert "veilig-thuis" in person.counters

"""Danger goes before everything, at every question, and nothing that was told is lost by it."""

from collections.abc import Callable

import pytest

from tests.conversations.person import Person

Someone = Callable[..., Person]

DANGER = "hij slaat haar nu, ze ligt op de grond en bloedt"
# The way to each question: what is answered before it.
ANSWERS = {
    "observations": "ik hoor elke avond geschreeuw en gebonk bij de buren",
    "about": "een stel van rond de dertig",
    "where": "Kerkstraat 12 in Almere",
    "since": "sinds de zomer, elke week",
    "children": "twee kleine kinderen",
    "danger_now": "nee",
    "relation": "ik ben de bovenbuur",
    "identity": "alleen veilig thuis",
    "reporter_name": "Sam Vos",
    "contact": "bel me na acht uur op 06 12345678",
    "review": "ja, dit klopt",
    "consent": "nee",
}
RECEIPT = {"receipt_reference": "SW-7KQ4-M2XN", "receipt_secret": "4T7X-9KQM-2ZRD-W6HN"}


@pytest.mark.parametrize("question", ANSWERS)
def test_danger_typed_at_a_question_gets_112_first_and_the_draft_goes_on_where_it_was(
    someone: Someone, question: str
) -> None:
    person = someone()
    person.says("/forward_signal")
    while person.asked != question:
        assert person.asked in ANSWERS, person.text
        person.says(ANSWERS[person.asked])

    person.says(DANGER)

    assert person.is_acute
    assert person.replies[0]["custom"]["counters"][0]["phone"] == "112"
    # The same question again; what the message itself answered (what happens, danger now) is not asked again.
    assert person.asked == question or (question in {"observations", "danger_now"} and person.asked in ANSWERS)

    if question == "consent":
        person.says("wijzig sinds wanneer")
    while person.asked != "review":
        person.says(ANSWERS[person.asked or ""])
    told = {item["slot"]: item["value"] for item in person.custom("summary")}
    assert "bloedt" in told["observations"]
    assert told["danger_now"] == "ja"
    if list(ANSWERS).index(question) > list(ANSWERS).index("since"):
        assert told["since"] == ANSWERS["since"]
        assert "Kerkstraat 12" in told["where"]


EXPLICIT = [
    "bel 112",
    "he has a knife",
    "help hij komt naar boven",
    "hij vermoordt me",
    "mama ademt niet meer",
    "call the police now",
]


def test_explicit_danger_is_danger_at_every_question_and_the_form_goes_on(someone: Someone) -> None:
    person = someone()
    walks = (("/forward_signal", ANSWERS), ("/find_counter", {"place": "Almere"}), ("/receipt_status", RECEIPT))
    for begin, answers in walks:
        person.says(begin)
        asked = []
        while (question := person.asked) in answers and question not in asked:
            asked.append(question)
            person.says(EXPLICIT[len(asked) % len(EXPLICIT)])
            assert person.is_acute, question
            # The danger itself answers whether there is any, and is part of what happened.
            assert person.asked == question or question in {"observations", "danger_now"}
            if person.asked == question:
                person.says(answers[question])
        # What the danger told by itself is not asked: danger now, and who someone is.
        assert len(asked) >= len(answers) - 2


@pytest.mark.parametrize(
    "message",
    ["hij is er", "help hij komt naar boven met een mes", "ze ademt niet meer", "papa doet mama pijn nu kom snel"],
)
def test_danger_in_few_words_is_heard_at_the_very_start(someone: Someone, message: str) -> None:
    person = someone()
    person.says(message)
    assert person.is_acute


def test_danger_is_answered_while_a_place_is_asked(someone: Someone) -> None:
    person = someone()
    person.says("/find_counter")
    person.says("hij staat nu met een mes voor de deur in almere")
    assert person.is_acute


def test_thoughts_of_suicide_get_their_own_line(someone: Someone) -> None:
    person = someone()
    person.says("ik wil niet meer leven, ik zie geen uitweg")
    assert "113" in person.text
    assert "112" in person.text


def test_a_figure_of_speech_is_not_danger(someone: Someone) -> None:
    person = someone()
    person.says("ik lach me dood om die serie")
    assert not person.is_acute

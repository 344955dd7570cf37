"""The same stories in English, to the end; and changing language at any moment.

Buttons stand where the words of a story are not needed: how well English is understood is measured elsewhere.
"""

from collections.abc import Callable

import pytest

from tests.conversations.person import Person
from tests.conversations.texts import spoken_in
from tests.conversations.worker import Worker
from tests.running import Service

Someone = Callable[..., Person]
ANSWERS = {
    "observations": "her son takes money from her account and she is getting thinner",
    "about": "Mrs De Boer, 82, she lives alone",
    "where": "Dorpsstraat 4",
    "since": "since March, every week",
    "children": "no",
    "danger_now": "not now",
    "relation": "I am her neighbour",
    "identity": "anonymous",
    "reporter_name": "Sam Vos",
    "contact": "after eight on 06 12345678",
    "review": "yes, this is right",
    "consent": "yes",
}


class English(Person):
    """Someone who reads every reply, and finds no Dutch in it."""

    def says(self, message: str) -> list[dict]:  # type: ignore[type-arg]
        replies = super().says(message)
        assert spoken_in("nl", replies) == []
        return replies


@pytest.fixture
def english(running: Service) -> Callable[..., English]:
    return lambda **settings: English(running.url, **{"language": "en", **settings})


def test_a_neighbour_about_an_old_woman_in_almere_ends_with_a_receipt_that_was_picked_up(
    english: Callable[..., English], worker: Worker
) -> None:
    neighbour = english()
    assert "112" in neighbour.says("/greet")[0]["text"]
    neighbour.taps("worried about someone")
    neighbour.taps("list of signs")
    neighbour.taps("Older people")
    neighbour.taps("Elder abuse")
    neighbour.says('/tick_signs{"ticked": ["elder_money_gone", "elder_neglected"]}')
    assert "fits concerns about elder abuse" in neighbour.text
    neighbour.says("almere")
    assert neighbour.counters[0] == "veilig-thuis-flevoland"
    neighbour.taps("Pass this on")
    receipt = answer_all(neighbour)

    content = worker.opens(receipt["reference"])
    assert "withdraws amounts nobody can explain" in content
    assert "Dorpsstraat 4" in content
    assert "Engels" in content
    worker.confirms(receipt["reference"])
    worker.picks_up(receipt["reference"], "Noor de Wit", "036 5550100")

    neighbour.says("/receipt_status")
    neighbour.says(receipt["reference"])
    neighbour.says(receipt["secret"].lower().replace("-", " "))
    assert "Noor de Wit" in neighbour.text


def test_a_victim_in_danger_is_told_112_first_and_then_her_options(english: Callable[..., English]) -> None:
    victim = english()
    victim.says("/emergency")
    assert victim.is_acute
    assert victim.text.startswith("Call 112 now")
    victim.taps("safe for a moment")
    victim.taps("phone")
    assert "112" in victim.text


def test_housing_staff_get_the_observation_guide_and_their_counter(english: Callable[..., English]) -> None:
    caretaker = english()
    caretaker.says("/greet")
    caretaker.taps("in my work")
    caretaker.taps("What did you see?")
    assert "Holes in doors" in caretaker.text
    caretaker.taps("reporting code")
    caretaker.taps("five steps")
    assert "designated officer" in caretaker.text
    caretaker.taps("Where can I go")
    caretaker.says("lelystad")
    assert "veilig-thuis-flevoland" in caretaker.counters


def test_a_mother_who_lost_control_finds_help_without_judgement(english: Callable[..., English]) -> None:
    mother = english()
    mother.says("/greet")
    mother.taps("afraid of what I do")
    assert mother.counters
    mother.taps("Right now")
    assert "112" in mother.text
    assert not any(word in mother.text.lower() for word in ("perpetrator", "offender", "punishable"))


def test_a_woman_whose_sister_may_be_flown_out_to_be_married_hears_that_it_cannot_wait(
    english: Callable[..., English],
) -> None:
    sister = english()
    sister.says('/pick_group{"group": "harmful_practices"}')
    sister.taps("Forced marriage")
    sister.says('/tick_signs{"ticked": ["wedding_trip_is_near", "no_own_passport"]}')
    assert "today" in sister.text
    sister.says("utrecht")
    assert "veilig-thuis-utrecht" in sister.counters
    sister.taps("bring it up")
    assert "Never talk to the parents or family first" in sister.text


def test_every_button_of_the_welcome_leads_to_english(english: Callable[..., English]) -> None:
    welcome = english()
    welcome.says("/greet")
    for button in welcome.buttons:
        english().says(button["payload"])


@pytest.mark.parametrize(
    "payload",
    [
        *("/about_service", "/privacy", "/safety_planning", "/talk_to_human", "/feedback", "/conversation_advice"),
        *("/professional_duty", "/perpetrator_help", "/thanks", "/goodbye", "/out_of_scope", "/affirm", "/deny"),
        *("/easy_language", "/change_language", "/nlu_fallback", "/wipe"),
    ],
)
def test_every_conversation_is_held_in_english(english: Callable[..., English], payload: str) -> None:
    english().says(payload)
    easy = english(reading_level="easy")
    easy.says(payload)


def test_a_whole_dutch_conversation_holds_no_english(someone: Someone) -> None:
    person = someone()
    said = [*person.says("/greet"), *person.says('/pick_theme{"theme": "elder_abuse"}')]
    said += person.says('/tick_signs{"ticked": ["elder_money_gone"]}')
    said += person.says("almere")
    said += person.says("/forward_signal")
    while person.asked != "review":
        said += person.says("anoniem" if person.asked == "identity" else "sla over")
    assert spoken_in("en", said) == []


def test_the_first_clear_words_choose_the_language_and_a_short_word_does_not(someone: Someone) -> None:
    person = someone()
    person.says("since march every week there is a lot of shouting and the kids are crying at my neighbours")
    assert spoken_in("nl", person.replies) == []
    person.says("ok")
    assert spoken_in("nl", person.replies) == []
    person.says("ze wordt elke avond geslagen door haar man")
    assert spoken_in("en", person.replies) == []


def test_asking_for_a_language_says_so_in_one_line_and_a_form_goes_on_where_it_was(someone: Someone) -> None:
    person = someone()
    person.says("/forward_signal")
    person.says("er wordt elke avond geschreeuwd en gebonkt")
    question = person.asked
    person.says("English please")
    assert person.replies[0]["text"] == "Good, we go on in English."
    assert person.asked == question
    assert spoken_in("nl", person.replies) == []
    person.says("a couple in their thirties")
    assert person.asked != question
    assert spoken_in("nl", person.replies) == []
    person.says("in het Nederlands graag")
    assert person.replies[0]["text"] == "Goed, we gaan verder in het Nederlands."
    assert spoken_in("en", person.replies) == []
    while person.asked != "review":
        person.says({"where": "Dronten", "identity": "anoniem"}.get(person.asked or "", "sla over"))
    assert "a couple in their thirties" in person.text


@pytest.mark.parametrize(
    ("message", "code", "word"),
    [
        ("komşumun çocukları her gece ağlıyor", "tr", "Felemenkçe"),
        ("زوجي يضربني كل يوم", "ar", "الهولندية"),
        ("mąż bije mnie prawie codziennie", "pl", "niderlandzku"),
        ("чоловік мене б'є щодня", "uk", "нідерландською"),
        ("mi marido me pega todos los días", "es", "neerlandés"),
        ("mein Mann schlägt mich jeden Tag", "de", "Niederländisch"),
    ],
)
def test_a_language_we_do_not_speak_is_answered_in_it_once_in_full(
    someone: Someone, message: str, code: str, word: str
) -> None:
    person = someone()
    person.says(message)
    assert len(person.replies) == 1
    first = person.replies[0]
    assert "112" in first["text"].splitlines()[0]
    assert word in first["text"]
    assert "0800-2000" in first["text"]
    assert first["custom"]["language"] == code
    assert [button["title"] for button in first["buttons"]] == ["Nederlands", "English"]

    person.says(message)
    assert word not in person.text
    assert "112" in person.text

    person.taps("English")
    assert "Good, we go on in English." in person.text
    assert spoken_in("nl", person.says("/find_counter")) == []


def test_a_language_without_a_text_of_its_own_is_answered_in_dutch_and_english(someone: Someone) -> None:
    person = someone()
    person.says("kan dit ook in het Papiaments")
    assert "In danger? Call 112" in person.text
    assert "Bel 112" in person.text
    assert person.custom("language") == "nl"


def test_a_page_in_a_language_we_do_not_speak_begins_with_that(someone: Someone) -> None:
    person = someone(language="tr")
    person.says("/greet")
    assert person.custom("language") == "tr"
    person.taps("Nederlands")
    assert "Ik ben een chatbot" in person.text


@pytest.mark.parametrize("language", ["nl", "en"])
def test_danger_stands_before_the_number_in_the_language_it_was_told_in(someone: Someone, language: str) -> None:
    person = someone(language=language)
    person.says("hij slaat mij nu kocam beni öldürecek yardım edin lütfen")
    assert person.is_acute
    assert person.replies[0]["text"].startswith({"nl": "Bel nu 112", "en": "Call 112 now"}[language])
    assert [reply["custom"]["language"] for reply in person.replies] == [language, "tr"]
    assert "0800-2000" in person.replies[1]["text"]


def test_what_may_be_danger_in_a_language_we_do_not_speak_is_answered_as_danger_in_it(someone: Someone) -> None:
    person = someone()
    person.says("help politie kocam beni öldürecek bıçak var")
    assert person.is_acute
    assert person.counters[0] == "alarm-112"
    assert person.custom("language") == "tr"


def test_someone_who_asks_for_english_at_the_start_is_welcomed_in_it(someone: Someone) -> None:
    person = someone()
    person.says("/greet")
    person.says("English please")
    assert [reply["text"].splitlines()[0] for reply in person.replies] == [
        "Good, we go on in English.",
        "Hello. I am a chatbot, not a person.",
    ]
    assert spoken_in("nl", person.replies) == []


def test_answers_in_two_languages_are_both_heard(someone: Someone) -> None:
    person = someone()
    person.says("/forward_signal")
    person.says("er wordt elke avond geschreeuwd")
    answers = {"about": "skip", "where": "Dronten", "since": "I don't know", "children": "yes", "danger_now": "no"}
    answers |= {"relation": "weet ik niet", "identity": "anonymous", "review": "klopt", "consent": "yes"}
    asked = []
    while person.custom("receipt") is None:
        assert person.asked not in asked, person.text
        asked.append(person.asked)
        person.says(answers[person.asked or ""])
    assert "Veilig Thuis Flevoland" in person.text


def test_wipe_forgets_everything_in_the_middle_of_a_question(someone: Someone) -> None:
    person = someone(language="en")
    person.says("/forward_signal")
    person.says("wipe")
    assert person.text == "Wiped."
    body = {"sender": person.session, "message": "hello"}
    assert person.http.post("/webhooks/web/webhook", json=body).status_code == 410


def test_a_draft_that_was_stopped_is_taken_up_again_by_the_words_we_gave(someone: Someone) -> None:
    person = someone(language="en")
    person.says("/forward_signal")
    question = person.asked
    person.says("cancel")
    assert 'type "pass on"' in person.text
    person.says("pass on")
    assert person.asked == question


def answer_all(person: Person) -> dict[str, str]:
    """Answers what is asked until there is a receipt."""
    asked: list[str] = []
    while (receipt := person.custom("receipt")) is None:
        question = person.asked
        assert question is not None, person.text
        assert question not in asked, f"{question} is asked twice: {person.text}"
        asked.append(question)
        person.says("Almere, Dorpsstraat 4" if question == "where" else ANSWERS[question])
    return {"reference": receipt["reference"], "secret": receipt["secret"]}

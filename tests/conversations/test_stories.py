"""The five stories that this service has to carry to the end, over HTTP and with everything real."""

from collections.abc import Callable

from tests.conversations.person import Person
from tests.conversations.worker import Worker

Someone = Callable[..., Person]


def test_a_neighbour_about_an_old_woman_in_almere_ends_with_a_receipt_that_was_picked_up(
    someone: Someone, worker: Worker
) -> None:
    neighbour = someone()
    assert "112" in neighbour.says("/greet")[0]["text"]

    neighbour.says("mijn buurvrouw van 82 wordt steeds magerder en haar zoon pint van haar rekening")
    assert "past bij" in neighbour.text
    assert "ouderenmishandeling" in neighbour.text
    assert neighbour.asked == "place"

    neighbour.says("almere")
    assert neighbour.counters[0] == "veilig-thuis-flevoland"
    assert "Almere" in neighbour.text

    neighbour.taps("Signaal doorgeven")
    receipt = answer_all(neighbour)
    assert receipt["reference"].startswith("SW-")

    content = worker.opens(receipt["reference"])
    assert "steeds magerder" in content
    assert "Dorpsstraat 4" in content
    worker.confirms(receipt["reference"])
    worker.picks_up(receipt["reference"], "Noor de Wit", "036 5550100")

    states = neighbour.http.post("/receipts/status", json=receipt).raise_for_status().json()
    assert [event["state"] for event in states["events"]] == ["forwarding", "forwarded", "received", "picked_up"]
    assert states["contact"] == {"name": "Noor de Wit", "phone": "036 555 0100"}

    neighbour.says("/receipt_status")
    neighbour.says(receipt["reference"])
    neighbour.says(receipt["secret"].lower().replace("-", " "))
    assert "Noor de Wit" in neighbour.text


def test_a_victim_who_writes_that_he_stands_at_the_door_is_told_112_first_and_then_her_options(
    someone: Someone,
) -> None:
    victim = someone()
    victim.says("mijn ex staat voor de deur en hij komt naar binnen")
    assert victim.is_acute
    assert victim.replies[0]["custom"]["counters"][0]["phone"] == "112"
    victim.taps("veilig")
    assert any("telefoon" in button["title"].lower() for button in victim.buttons)
    victim.taps("telefoon")
    assert "112" in victim.text


def test_housing_staff_about_a_child_in_lelystad_get_the_observation_guide_and_their_counter(someone: Someone) -> None:
    caretaker = someone()
    caretaker.says("/greet")
    caretaker.taps("in mijn werk")
    assert any("zag" in button["title"].lower() for button in caretaker.buttons)
    caretaker.says(
        "ik ben huismeester en bij een lekkage zag ik een kind van 5 alleen, vuile luiers, geen eten, in lelystad"
    )
    assert "past bij" in caretaker.text
    assert "veilig-thuis-flevoland" in caretaker.counters
    caretaker.says("wat mag ik doen als huismeester, mag ik dit melden?")
    assert "aandachtsfunctionaris" in caretaker.text.lower() or any(
        "meldcode" in b["title"].lower() for b in caretaker.buttons
    )


def test_a_mother_who_lost_control_finds_help_without_judgement(someone: Someone) -> None:
    mother = someone()
    mother.says("ik heb mijn dochter van 4 net een klap gegeven, ik kon niet meer, ik schaam me zo")
    assert "112" in mother.text
    assert mother.counters
    assert not any(word in mother.text.lower() for word in ("dader", "strafbaar", "u bent schuldig"))


def test_a_woman_whose_sister_may_be_flown_out_to_be_married_hears_that_it_cannot_wait(someone: Someone) -> None:
    sister = someone()
    sister.says(
        "mijn zusje van 17 moet volgende week mee naar marokko, ik ben bang dat ze daar moet trouwen met een neef"
    )
    assert "huwelijksdwang" in sister.text
    assert "vandaag" in sister.text
    sister.says("utrecht")
    assert "veilig-thuis-utrecht" in sister.counters
    sister.says("hoe begin ik hierover met haar?")
    assert "eerst" in sister.text.lower()


def answer_all(person: Person) -> dict[str, str]:
    """Answers what is asked until there is a receipt; the contract names the questions."""
    answers = {
        "observations": "de zoon pint van haar rekening en zij vermagert",
        "about": "mevrouw De Boer, 82 jaar, woont alleen",
        "where": "Dorpsstraat 4",
        "since": "sinds maart, elke week",
        "children": "nee",
        "danger_now": "nee",
        "relation": "ik ben de buurvrouw",
        "identity": "anoniem",
        "review": "ja, dit klopt",
        "consent": "ja",
    }
    asked: list[str] = []
    while (receipt := person.custom("receipt")) is None:
        question = person.asked
        assert question is not None, person.text
        assert question not in asked, f"{question} is asked twice"
        asked.append(question)
        person.says(answers[question])
    return {"reference": receipt["reference"], "secret": receipt["secret"]}

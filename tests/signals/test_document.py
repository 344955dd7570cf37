import json
from pathlib import Path

import jsonschema
import pytest

import signals
from signals import document
from signals.errors import DocumentError

SCHEMA = Path(signals.__file__).parent / "schemas" / "signal-1.json"


def test_a_draft_keeps_the_reporters_words_and_leaves_out_what_was_skipped(world):
    draft = world.draft(account="Zij zei: «help»\nen toen niets.", about=None, since="  ", danger_now=False, themes=[])

    assert draft["account"] == "Zij zei: «help»\nen toen niets."
    assert draft["danger_now"] is False
    assert "about" not in draft
    assert "since" not in draft


def test_control_characters_and_half_characters_are_cleaned_away(world):
    assert world.draft(account="Ik\x00 hoor\ud83d iets\x1b[31m 😟")["account"] == "Ik hoor iets[31m 😟"


def test_a_complete_document_holds_to_the_published_schema(world):
    draft = world.draft(
        observations=["blauwe plekken"],
        about="de buurvrouw",
        since="twee maanden",
        frequency="elke week",
        children="een jongen van vier",
        danger_now=True,
        themes=["elder_abuse", "partner_violence"],
        urgency="urgent",
        reporter={
            "role": "bystander",
            "relation": "buren",
            "identity": "confidential",
            "name": "Jo",
            "contact": "06",
            "safe_times": "'s ochtends",
        },
    )
    complete = document.complete(draft, "SW-7KQ4-M2XN", "veilig-thuis-flevoland")

    jsonschema.validate(complete, json.loads(SCHEMA.read_text()), format_checker=jsonschema.FormatChecker())
    assert json.loads(json.dumps(complete)) == complete


def test_the_published_schema_refuses_what_we_refuse(world):
    complete = document.complete(world.draft(), "SW-7KQ4-M2XN", "veilig-thuis-flevoland")
    schema = json.loads(SCHEMA.read_text())
    for broken in (
        {key: value for key, value in complete.items() if key != "account"},
        {**complete, "urgency": "very"},
        {**complete, "place": {"municipality": "Almere"}},
        {**complete, "verdict": "guilty"},
    ):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(broken, schema)


def test_the_published_schema_is_that_of_the_code():
    assert json.loads(SCHEMA.read_text()) == document.json_schema(), "write document.json_schema() to the file again"


@pytest.mark.parametrize(
    ("told", "field", "what"),
    [
        ({"account": " "}, "account", "missing"),
        ({"account": "x" * 100_001}, "account", "too long"),
        ({"place": {"municipality": "Almere", "code": "Almere"}}, "place.code", "wrong"),
        ({"reporter": {"role": "spy", "identity": "known"}}, "reporter.role", "wrong"),
        ({"danger_now": "misschien"}, "danger_now", "wrong"),
        ({"verdict": "schuldig"}, "verdict", "wrong"),
    ],
)
def test_what_is_missing_or_wrong_is_named_in_one_sentence(world, told, field, what):
    with pytest.raises(DocumentError) as refused:
        world.draft(**told)

    assert refused.value.field == field
    assert str(refused.value) == f"The part '{field}' of the signal is {what}."


def test_an_error_never_quotes_what_was_typed(world):
    with pytest.raises(DocumentError) as refused:
        world.draft(urgency="hij slaat haar", channel="Kerkstraat 12")

    shown = repr(refused.value) + str(refused.value.__cause__)
    assert "slaat" not in shown
    assert "Kerkstraat" not in shown


def test_an_anonymous_reporter_is_not_named_even_when_a_name_was_given_before(world):
    reporter = {"role": "bystander", "identity": "anonymous", "name": "Jo Jansen"}
    assert "name" not in world.draft(reporter=reporter)["reporter"]


def test_the_time_is_kept_to_the_minute_and_always_with_its_zone(world):
    assert world.draft(composed_at=world.clock())["composed_at"] == "2026-11-22T14:37:00+00:00"
    with pytest.raises(DocumentError):
        world.draft(composed_at=world.clock().replace(tzinfo=None))

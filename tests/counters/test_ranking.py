"""Who is sent where, told as stories."""

from datetime import datetime

import pytest

from counters.directory import Directory, Match
from counters.errors import UnknownTermError

MONDAY_AFTERNOON = datetime(2026, 11, 23, 14, 0)
ALMERE, LELYSTAD, URK, AMSTERDAM = "GM0034", "GM0995", "GM0184", "GM0363"


def find(directory: Directory, at: datetime = MONDAY_AFTERNOON, **asked: str) -> list[Match]:
    return directory.find(at=at, **asked)


def ids(matches: list[Match]) -> list[str]:
    return [match.counter.id for match in matches]


def test_a_neighbour_worried_about_an_old_woman_in_almere_is_sent_to_veilig_thuis_flevoland(directory) -> None:
    first = find(directory, theme="elder_abuse", role="bystander", municipality=ALMERE)[0]
    assert first.counter.id == "veilig-thuis-flevoland"
    assert first.open_now is True
    assert first.why == (
        "Helpt bij ouderenmishandeling in Almere en is er ook voor wie zich zorgen maakt om een ander."
    )


@pytest.mark.parametrize("theme", [None, "partner_violence", "suicidality", "animal_abuse", "labour_exploitation"])
@pytest.mark.parametrize("role", [None, "unknown", "victim", "child", "bystander", "professional", "perpetrator"])
def test_when_it_is_acute_112_stands_first_whoever_asks(directory, theme: str | None, role: str | None) -> None:
    assert ids(find(directory, theme=theme, role=role, urgency="acute", municipality=LELYSTAD))[0] == "alarm-112"


def test_without_haste_112_is_not_among_the_counters_and_with_haste_it_is(directory) -> None:
    assert "alarm-112" not in ids(find(directory, theme="partner_violence", role="victim", urgency="concern"))
    assert "alarm-112" in ids(find(directory, theme="partner_violence", role="victim", urgency="urgent"))


@pytest.mark.parametrize("role", ["victim", "child", "bystander", "professional", "perpetrator", "unknown"])
def test_thoughts_of_suicide_lead_to_113_first(directory, role: str) -> None:
    assert ids(find(directory, theme="suicidality", role=role))[0] == "113-zelfmoordpreventie"
    assert ids(find(directory, theme="suicidality", role=role, urgency="acute"))[:2] == [
        "alarm-112",
        "113-zelfmoordpreventie",
    ]


def test_a_child_is_offered_the_kindertelefoon_and_at_night_veilig_thuis_before_it(directory) -> None:
    by_day = find(directory, theme="child_abuse", role="child", municipality=LELYSTAD)
    assert ids(by_day)[:2] == ["kindertelefoon", "veilig-thuis-flevoland"]
    at_night = find(directory, datetime(2026, 11, 23, 23, 0), theme="child_abuse", role="child", municipality=LELYSTAD)
    assert ids(at_night)[:2] == ["veilig-thuis-flevoland", "kindertelefoon"]
    assert at_night[1].open_now is False
    assert at_night[1].opens_at.isoformat() == "2026-11-24T11:00:00+01:00"


def test_a_woman_assaulted_last_night_is_offered_the_centre_for_sexual_violence_first(directory) -> None:
    found = ids(find(directory, theme="sexual_violence", role="victim", urgency="urgent", municipality=ALMERE))
    assert found[0] == "centrum-seksueel-geweld"
    assert "veilig-thuis-flevoland" in found


def test_a_woman_whose_sister_may_be_flown_out_to_be_married_gets_veilig_thuis_and_the_police(directory) -> None:
    found = ids(find(directory, theme="forced_marriage", role="bystander", urgency="urgent", municipality=AMSTERDAM))
    assert found[0] == "veilig-thuis-amsterdam-amstelland"
    assert "politie" in found


def test_a_mother_who_lost_control_gets_veilig_thuis_and_someone_who_listens(directory) -> None:
    found = ids(find(directory, theme="parenting_stress", role="perpetrator", municipality=ALMERE))
    assert found[:2] == ["veilig-thuis-flevoland", "luisterlijn"]


def test_a_man_who_hits_in_urk_also_gets_the_local_help_and_nothing_meant_for_victims(directory) -> None:
    found = ids(find(directory, theme="partner_violence", role="perpetrator", municipality=URK))
    assert "stop-huiselijk-geweld-nu" in found
    assert not {"politie", "slachtofferhulp-nederland", "blijf-groep-oranje-huis-flevoland"} & set(found)


def test_a_worker_without_passport_gets_the_labour_inspectorate_first_and_english_where_asked(directory) -> None:
    found = find(directory, theme="labour_exploitation", role="victim", language="en", municipality=AMSTERDAM)
    assert ids(found)[0] == "nederlandse-arbeidsinspectie"
    (fairwork,) = [match for match in found if match.counter.id == "fairwork"]
    assert "also in your language" in fairwork.why


def test_a_hurt_dog_leads_to_144_and_to_veilig_thuis_for_the_people(directory) -> None:
    found = find(directory, theme="animal_abuse", role="bystander", municipality=ALMERE)
    assert ids(found)[0] == "red-een-dier-144"
    assert "mensen" in next(match.why for match in found if match.counter.id == "veilig-thuis-flevoland")


@pytest.mark.parametrize("theme", ["fgm", "abandonment", "sexual_exploitation", "criminal_exploitation", "stalking"])
def test_each_theme_of_its_own_keeps_the_regional_veilig_thuis(directory, theme: str) -> None:
    assert "veilig-thuis-flevoland" in ids(find(directory, theme=theme, role="victim", municipality=ALMERE))


def test_where_the_municipality_is_known_the_region_replaces_the_national_veilig_thuis(directory) -> None:
    assert "veilig-thuis" in ids(find(directory, theme="partner_violence", role="victim"))
    found = ids(find(directory, theme="partner_violence", role="victim", municipality=ALMERE))
    assert "veilig-thuis" not in found
    assert "veilig-thuis-flevoland" in found


def test_local_help_is_offered_only_where_it_works(directory) -> None:
    for municipality, offered in ((ALMERE, True), (AMSTERDAM, False), (None, False)):
        found = ids(find(directory, theme="partner_violence", role="victim", municipality=municipality))
        assert ("blijf-groep-oranje-huis-flevoland" in found) is offered


def test_everyone_everywhere_at_any_hour_gets_an_open_counter_first_and_at_most_six(directory) -> None:
    hours = [MONDAY_AFTERNOON, datetime(2026, 12, 25, 3, 0), datetime(2026, 3, 29, 2, 30), datetime(2026, 4, 3, 12, 0)]
    for theme in (None, *directory.vocabulary.themes):
        for role in (None, *directory.vocabulary.roles):
            for at in hours:
                found = find(directory, at, theme=theme, role=role, municipality=ALMERE)
                assert 1 <= len(found) <= 6
                assert found[0].open_now is not False
                assert any(match.open_now for match in found)
                for match in found:
                    assert match.counter.phone or match.counter.chat or match.counter.url
                    assert match.why.endswith(".")
                    assert match.why[0].isupper()


@pytest.mark.parametrize(("key", "says"), [("theme", "thema"), ("role", "rol"), ("urgency", "urgentie")])
def test_a_word_unknown_to_the_directory_is_refused_with_what_is_allowed(directory, key: str, says: str) -> None:
    with pytest.raises(UnknownTermError, match=f"Kies als {says} een van: "):
        directory.find(**{key: "iets"})

"""The knowledge files as people read them, and what the loader says when a file is not right."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
import yaml

from actions.knowledge import Group, Knowledge, KnowledgeError
from counters.directory import Directory

FOLDER = Path(__file__).parents[2] / "bot" / "knowledge"
THEMES = {
    *("child_abuse", "parenting_stress", "complex_separation", "partner_violence", "intimate_terror", "stalking"),
    *("elder_abuse", "parent_abuse", "animal_abuse", "sexual_violence", "fgm", "honour_violence", "forced_marriage"),
    *("abandonment", "sexual_exploitation", "labour_exploitation", "criminal_exploitation", "suicidality"),
}
# The family may hurt or send away the one at risk once it knows that someone noticed.
FAMILY_FIRST_IS_DANGEROUS = ("fgm", "honour_violence", "forced_marriage", "abandonment")


KNOWN = Knowledge.every_language(FOLDER)


@pytest.fixture(params=sorted(KNOWN))
def knowledge(request: pytest.FixtureRequest) -> Knowledge:
    """The knowledge in each language in turn."""
    return KNOWN[request.param]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the real files, to break one at a time."""
    return Path(shutil.copytree(FOLDER, tmp_path / "knowledge"))


def edit(path: Path, **changes: object) -> None:
    """Change top-level fields of a YAML file; None takes a field away."""
    raw = yaml.safe_load(path.read_text(encoding="utf-8")) | changes
    kept = {name: value for name, value in raw.items() if value is not None}
    path.write_text(yaml.safe_dump(kept, allow_unicode=True), encoding="utf-8")


def texts(raw: object) -> Iterator[str]:
    """Every text in a parsed file that a person may read."""
    if isinstance(raw, str):
        yield raw
    elif isinstance(raw, list):
        yield from (text for item in raw for text in texts(item))
    elif isinstance(raw, dict):
        machine = {"id", "url", "date", "counters", "placeholders"}
        yield from (text for name, item in raw.items() if name not in machine for text in texts(item))


@pytest.fixture(scope="module")
def all_texts() -> list[str]:
    files = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in FOLDER.glob("**/*.yml")]
    return list(texts(files))


def test_every_theme_of_the_taxonomy_is_there_and_every_group_has_a_theme(knowledge: Knowledge) -> None:
    assert set(knowledge.themes) == THEMES
    assert {theme.group for theme in knowledge.themes.values()} == set(get_args(Group))


@pytest.mark.parametrize("code", sorted(THEMES))
def test_a_theme_has_enough_to_recognise_to_ask_and_to_say(knowledge: Knowledge, code: str) -> None:
    theme = knowledge.themes[code]
    assert 8 <= len(theme.signs) <= 15
    assert len(re.findall(r"[.!?](?:\s|$)", theme.what)) == 2
    assert 2 <= len(theme.ask) <= 3
    assert 3 <= len(theme.talk) <= 6
    assert all(question.endswith("?") for question in theme.ask)
    assert max(len(sign.text) for sign in theme.signs) <= 90


@pytest.mark.parametrize("code", sorted(THEMES))
def test_easy_texts_keep_to_short_sentences(knowledge: Knowledge, code: str) -> None:
    sentences = re.split(r"[.!?]\s*", knowledge.themes[code].what_easy)
    assert max(len(sentence.split()) for sentence in sentences) <= 14


@pytest.mark.parametrize("code", sorted(THEMES))
def test_whoever_asks_has_signs_to_choose_from(knowledge: Knowledge, code: str) -> None:
    theme = knowledge.themes[code]
    assert all(len(theme.signs_for(role)) >= 5 for role in ("victim", "child", "bystander", "professional"))


def test_a_child_reads_its_own_signs_and_a_neighbour_those_from_outside(knowledge: Knowledge) -> None:
    theme = knowledge.themes["child_abuse"]
    child, neighbour = ({sign.id for sign in theme.signs_for(role)} for role in ("child", "bystander"))
    assert "child_gets_hurt" in child - neighbour
    assert "unkempt_or_hungry" in neighbour - child
    assert theme.signs_for("unknown") == theme.signs_for("bystander")


def test_signs_of_danger_to_life_are_flagged(knowledge: Knowledge) -> None:
    flagged = {sign.id for theme in knowledge.themes.values() for sign in theme.signs if sign.red_flag}
    assert {"strangled", "controller_threatens_to_kill", "stalked_after_breakup", "has_a_plan"} <= flagged


@pytest.mark.parametrize("code", FAMILY_FIRST_IS_DANGEROUS)
def test_no_one_is_sent_to_the_family_where_that_is_dangerous(knowledge: Knowledge, code: str) -> None:
    assert re.search(
        r"\b(nooit|niet|never|not)\b.*\b(ouders|familie|parents|family)\b", knowledge.themes[code].talk[0], re.I
    )


def test_what_has_not_been_checked_says_so(knowledge: Knowledge) -> None:
    unchecked = {code for code, theme in knowledge.themes.items() if not any(s.verified for s in theme.sources)}
    assert unchecked == {"parenting_stress", "stalking", "parent_abuse", "animal_abuse", "suicidality"}
    assert not any(source.verified for source in knowledge.terms["file_years"].sources)


def test_terms_are_those_of_the_procedure() -> None:
    terms = {code: f"{term.value} {term.unit}" for code, term in KNOWN["nl"].terms.items()}
    assert terms == {
        "assessment_days": "5 werkdagen",
        "service_weeks": "10 weken",
        "house_ban_days": "10 dagen",
        "house_ban_max_days": "28 dagen",
        "csg_days": "7 dagen",
        "pep_hours": "72 uur",
        "file_years": "15 jaar",
    }


@pytest.mark.parametrize(
    ("language", "read"), [("nl", "0800-2000: 5 werkdagen."), ("en", "0800-2000: 5 working days.")]
)
def test_a_text_is_filled_with_terms_and_counters(language: str, read: str) -> None:
    text = "{veilig_thuis}: {assessment_days}."
    assert KNOWN[language].fill(text, {"veilig_thuis": "0800-2000"}) == read


def test_every_text_can_be_filled(knowledge: Knowledge) -> None:
    counters = dict.fromkeys(knowledge.counter_ids, "…")
    sections = [section for guide in knowledge.guides.values() for section in guide.sections.values()]
    read = [theme.next for theme in knowledge.themes.values()]
    read += [text for section in sections for text in (section.text, *section.items)]
    assert not [text for text in read if "{" in knowledge.fill(text, counters)]


def test_every_guide_has_something_to_read_in_every_section(knowledge: Knowledge) -> None:
    expected = {"procedure", "reporting_code", "family_profiles", "safety", "perpetrator", "observation", "suicide"}
    assert expected <= set(knowledge.guides)
    for guide in knowledge.guides.values():
        assert all(section.text or section.items for section in guide.sections.values()), guide.id


def test_the_reporting_code_has_five_steps_and_five_questions(knowledge: Knowledge) -> None:
    sections = knowledge.guides["reporting_code"].sections
    assert len(sections["steps"].items) == len(sections["questions"].items) == 5
    assert knowledge.guides["reporting_code"].audience == ("professional",)


def test_family_profiles_are_for_professionals_and_never_a_label(knowledge: Knowledge) -> None:
    guide = knowledge.guides["family_profiles"]
    assert guide.audience == ("professional",)
    assert re.search("nooit een etiket|never a label", guide.intro)
    assert list(guide.sections) == [
        *("intimate_terror", "family_in_stress", "long_term_care", "child_behaviour", "complex_separation"),
    ]


def test_no_text_holds_a_phone_number(all_texts: list[str]) -> None:
    number = re.compile(r"(?<!\d)(112|113|116|144)(?!\d)|(\d[ ./()-]*){5,}")
    assert not [text for text in all_texts if number.search(text)]


def test_no_text_holds_opening_hours(all_texts: list[str]) -> None:
    hours = re.compile(r"24/7|\d{1,2}[:.]\d{2}|\d+ ?(?:-|tot|to) ?\d+ (uur|o'clock)|\d ?[ap]m\b")
    assert not [text for text in all_texts if hours.search(text)]


def test_no_text_writes_out_a_term_that_is_kept_as_data(all_texts: list[str]) -> None:
    number = r"(\d+|vijf|zeven|tien|five|seven|ten)"
    term = re.compile(number + r" (werkdagen|weken|dagen|uur|working days|weeks|days|hours)\b")
    assert not [text for text in all_texts if term.search(text)]


def test_every_counter_named_stands_in_the_directory(knowledge: Knowledge) -> None:
    named = {*knowledge.counter_ids.values(), *(id for guide in knowledge.guides.values() for id in guide.counters)}
    assert named <= set(Directory.load().counters)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("short", "Bel 112."),
        ("long", "Bel 0800-2000."),
        ("spaced", "Bel 06 12 34 56 78."),
        ("abroad", "+31 20 1234567"),
    ],
)
def test_a_phone_number_in_a_text_is_refused(folder: Path, number: str, text: str) -> None:
    for language in KNOWN:
        edit(folder / language / "safety.yml", intro=text)
        with pytest.raises(KnowledgeError, match=rf"{language}/safety\.yml holds a phone number"):
            Knowledge.load(folder, language)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"sources": []}, r"stalking\.yml names no sources"),
        ({"sources": None}, r"stalking\.yml: missing 1 field: 'sources'"),
        ({"group": "friends"}, r"stalking\.yml: group unexpected value"),
        ({"signs": []}, r"stalking\.yml has 0 signs; a theme needs 8 to 15"),
        ({"signs": [{"id": "follows"}]}, r"stalking\.yml: signs 1 missing 1 field: 'text'"),
        ({"colour": "red"}, r"stalking\.yml: got an unexpected field 'colour'"),
        ({"next": "  "}, r"stalking\.yml holds an empty text"),
        ({"next": "Bel {vriend}."}, r"stalking\.yml: \{vriend\} in “Bel \{vriend\}\.” is no term or counter"),
        ({"next": "Bel {emergency."}, r"stalking\.yml: \{emergency\. in"),
    ],
)
def test_a_theme_that_is_not_right_is_named_with_its_problem(
    folder: Path, changes: dict[str, object], problem: str
) -> None:
    edit(folder / "nl" / "themes" / "stalking.yml", **changes)
    with pytest.raises(KnowledgeError, match=problem):
        Knowledge.load(folder)


def test_a_sign_seen_by_someone_unknown_is_refused(folder: Path) -> None:
    path = folder / "nl" / "themes" / "stalking.yml"
    signs = yaml.safe_load(path.read_text(encoding="utf-8"))["signs"]
    edit(path, signs=[signs[0] | {"who": ["postman"]}, *signs[1:]])
    with pytest.raises(KnowledgeError, match=r"stalking\.yml: signs 1 who 1 unexpected value"):
        Knowledge.load(folder)


def test_one_sign_id_in_two_themes_is_refused(folder: Path) -> None:
    themes = folder / "nl" / "themes"
    shutil.copy(themes / "stalking.yml", themes / "stalking_again.yml")
    with pytest.raises(KnowledgeError, match=r"sign endless_messages already stands in stalking\.yml"):
        Knowledge.load(folder)


def test_broken_yaml_is_named_with_its_line(folder: Path) -> None:
    (folder / "nl" / "suicide.yml").write_text("title: Goed\nintro: 'open\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"suicide\.yml is not readable YAML near line"):
        Knowledge.load(folder)


def test_an_empty_file_and_a_missing_procedure_are_told(folder: Path) -> None:
    (folder / "nl" / "suicide.yml").write_text("", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"suicide\.yml: "):
        Knowledge.load(folder)
    (folder / "nl" / "procedure.yml").unlink()
    with pytest.raises(KnowledgeError, match=r"procedure\.yml is missing"):
        Knowledge.load(folder)


def test_every_language_tells_of_the_same_signs_to_the_same_people() -> None:
    def signs(language: str) -> list[object]:
        return [
            (
                theme.id,
                theme.group,
                theme.sources,
                [(sign.id, sign.who, sign.red_flag, sign.verified) for sign in theme.signs],
            )
            for theme in KNOWN[language].themes.values()
        ]

    assert all(signs(language) == signs("nl") for language in KNOWN)


def test_no_text_was_left_untranslated() -> None:
    dutch, english = (
        {
            text
            for file in (FOLDER / language).glob("**/*.yml")
            for text in texts(yaml.safe_load(file.read_text("utf-8")))
        }
        for language in ("nl", "en")
    )
    assert dutch & english <= {"stalking"}


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"what": None}, r"en/themes/stalking\.yml lacks what in nl"),
        ({"group": "partners"}, r"en/themes/stalking\.yml holds group, which is not in nl"),
        ({"signs": {"endless_messages": "Messages"}}, r"en/themes/stalking\.yml: signs lacks at_the_door"),
        ({"talk": ["One tip only"]}, r"en/themes/stalking\.yml: talk is not built as the nl one"),
        ({"next": ["In a list"]}, r"en/themes/stalking\.yml: next is not built as the nl one"),
    ],
)
def test_a_text_that_a_language_lacks_or_has_too_many_is_named(
    folder: Path, changes: dict[str, object], problem: str
) -> None:
    edit(folder / "en" / "themes" / "stalking.yml", **changes)
    with pytest.raises(KnowledgeError, match=problem):
        Knowledge.load(folder, "en")


def test_a_whole_file_that_a_language_lacks_is_named(folder: Path) -> None:
    (folder / "en" / "themes" / "fgm.yml").unlink()
    with pytest.raises(KnowledgeError, match=r"The folder en lacks themes/fgm\.yml"):
        Knowledge.load(folder, "en")

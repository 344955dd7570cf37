import pytest

from signals.errors import OrganisationError
from signals.organisations import Organisation, Organisations

KNOWN = [Organisation("veilig-thuis-flevoland", "Veilig Thuis Flevoland", phone="0800-0000000")]


def read(tmp_path, text):
    file = tmp_path / "organisations.yml"
    file.write_text(text)
    return Organisations.from_yaml(file, KNOWN)


def test_name_and_phone_come_from_the_counters_unless_the_file_gives_them(tmp_path):
    registry = read(
        tmp_path,
        """
        organisations:
          - {id: veilig-thuis-flevoland, transport: {kind: desk}}
          - {id: proef, name: Proefpost, phone: "0123", transport: {kind: desk}}
        """,
    )
    assert list(registry) == [KNOWN[0], Organisation("proef", "Proefpost", phone="0123")]
    assert registry.get("veilig-thuis-groningen") is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "organisations: [{id: veilig-thuis-flevoland, transport: {kind: webhook, url: x}}]",
            "'veilig-thuis-flevoland' has transport 'webhook', but there is only: desk",
        ),
        ("organisations: [{id: veilig-thuis-flevoland}]", "has transport 'None'"),
        ("organisations: [{id: veilig-thuis-flevoland, transport: {kind: [desk]}}]", "has transport"),
        ("organisations: [{id: elders, transport: {kind: desk}}]", "'elders' is no counter that we know"),
        ("organisations: [{transport: {kind: desk}}]", "has no id"),
        ("organisations: [desk]", "has no id"),
        ("organisations: []", "names no organisations"),
        ("just text", "names no organisations"),
        ("", "names no organisations"),
        ("organisations: [", "cannot be read as YAML"),
        (
            "organisations: [{id: a, name: A, transport: {kind: desk}}, {id: a, name: A, transport: {kind: desk}}]",
            "'a' stands in it twice",
        ),
    ],
)
def test_a_list_that_is_wrong_is_refused_in_one_sentence(tmp_path, text, sentence):
    with pytest.raises(OrganisationError) as refused:
        read(tmp_path, text)
    assert sentence in str(refused.value)
    assert str(refused.value).endswith(".")
    assert "\n" not in str(refused.value)


def test_a_list_that_is_not_there_is_refused_too(tmp_path):
    with pytest.raises(OrganisationError, match="cannot be read"):
        Organisations.from_yaml(tmp_path / "none.yml", KNOWN)

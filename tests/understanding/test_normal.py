"""How typed words become normal forms and lemmas."""

import pytest

from bot.understanding.normal import Normaliser, fold, lemma_table
from bot.understanding.tokens import Lemmatiser

TABLE = lemma_table("nl")


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("Mn", "mijn"),
        ("m’n", "mijn"),
        ("vd", "van de"),
        ("tis", "het is"),
        ("idd", "inderdaad"),
        ("ÉÉN", "een"),
        ("neeeee", "nee"),
        ("jaaaa", "ja"),
        ("stoppp", "stop"),
        ("hellup", "help"),
        ("kearl", "man"),
        ("buurvrouw", "buurvrouw"),
    ],
)
def test_a_typed_word_gets_its_usual_form(typed: str, normal: str) -> None:
    assert Normaliser("nl")(typed) == normal


@pytest.mark.parametrize(
    ("typed", "normal"), [("he's", "he is"), ("dont", "do not"), ("ur", "your"), ("mum", "mother"), ("helppp", "help")]
)
def test_english_has_its_own(typed: str, normal: str) -> None:
    assert Normaliser("en")(typed) == normal


@pytest.mark.parametrize(
    ("form", "lemma"),
    [("geslagen", "slaan"), ("staat", "staan"), ("kinderen", "kind"), ("bedreigt", "bedreigen"), ("vrouwen", "vrouw")],
)
def test_forms_of_a_word_share_a_lemma(form: str, lemma: str) -> None:
    assert TABLE[form] == lemma


@pytest.mark.parametrize("word", ["niet", "het", "in", "mijn", "week", "hand", "school", "moeder", "man"])
def test_common_words_are_not_taken_for_rare_verbs(word: str) -> None:
    assert word not in TABLE


def test_tokens_keep_their_place_in_the_text_as_it_was_typed() -> None:
    text = "Hij SLOEG me,  mn arm vd trap"
    tokens = Lemmatiser({"nl": TABLE, "en": {}})(text, "nl")
    assert all(text[token.start : token.end] == token.text for token in tokens)
    assert [token.lemma for token in tokens] == ["hij", "slaan", "me", ",", "mijn", "arm", "van de", "trap"]


def test_folding_keeps_every_character_in_its_place() -> None:
    text = "Één ½ été İstanbul ﬁn 😂 d’r"
    assert len(fold(text)) == len(text)
    assert fold(text).startswith("een ")

"""What is counted in a message."""

from pathlib import Path

import numpy as np

from bot.understanding.concepts import Concepts
from bot.understanding.marks import Marker
from bot.understanding.normal import lemma_table
from bot.understanding.tokens import Lemmatiser, words_of
from bot.understanding.vectors import Vectors
from bot.understanding.words import LANGUAGES, Read

WORDS = Lemmatiser({language: lemma_table(language) for language in LANGUAGES})
TEXTS = ["hij slaat mij nu", "mijn opa pint elke week geld", "hij sloeg mij vroeger", "mijn oma mist geld van de bank"]


def read(text: str, language: str = "nl") -> Read:
    return words_of(WORDS(text, language), language)


def marks(text: str, language: str = "nl") -> set[str]:
    return set(Marker()(read(text, language)))


def test_who_does_what_to_whom_and_when_is_marked() -> None:
    assert {"other>harm", "harm>self", "harm>self@now"} <= marks("hij slaat mij nu")
    assert {"self>harm", "harm>kin"} <= marks("ik sloeg het kind")


def test_denial_past_doubt_and_fiction_are_marked() -> None:
    assert "not" in marks("hij slaat niet")
    assert "past" in marks("vroeger sloeg hij")
    assert "if" in marks("als hij slaat")
    assert "fiction" in marks("in die film wordt geslagen")


def test_ages_tell_children_from_elders() -> None:
    assert "age:child" in marks("ik ben 12")
    assert "age:elder" in marks("zij is 82jaar")


def test_words_and_compounds_tell_of_concepts() -> None:
    concepts = Concepts()
    assert "money" in concepts(read("spaargeld"))
    assert "crime" in concepts(read("geldezel"))
    assert concepts(read("tafel")) == []


def test_both_languages_tell_the_same_marks_and_concepts_also_when_mixed() -> None:
    assert {"other>harm", "harm>self", "harm>self@now"} <= marks("he hits me now", "en")
    assert {"not", "other>harm"} <= marks("she doesn't hit", "en")
    assert "money" in Concepts()(read("my husband keeps all my spaargeld", "en"))


def test_a_row_holds_only_what_the_training_messages_share(tmp_path: Path) -> None:
    told = [read(text) for text in TEXTS]
    vectors = Vectors().fit(told)
    rows = vectors(told)
    assert rows.shape == (len(TEXTS), vectors.width)
    assert vectors([read("xyzzy")]).nnz <= 3  # at most marks of its length


def test_stored_features_give_the_same_rows(tmp_path: Path) -> None:
    told = [read(text) for text in TEXTS]
    vectors = Vectors().fit(told)
    vectors.save(tmp_path)
    assert np.array_equal(Vectors.load(tmp_path)(told).toarray(), vectors(told).toarray())

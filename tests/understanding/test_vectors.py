"""What is counted in a message."""

from pathlib import Path

import numpy as np

from bot.understanding.concepts import Concepts
from bot.understanding.marks import Marker
from bot.understanding.normal import lemma_table
from bot.understanding.tokens import Lemmatiser
from bot.understanding.vectors import Vectors, words_of

WORDS = Lemmatiser("nl", lemma_table("nl"))
TEXTS = ["hij slaat mij nu", "mijn opa pint elke week geld", "hij sloeg mij vroeger", "mijn oma mist geld van de bank"]


def marks(text: str) -> set[str]:
    return set(Marker("nl")(*words_of(WORDS(text))))


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
    concepts = Concepts("nl")
    assert "money" in concepts(["spaargeld"], ["spaargeld"])
    assert "crime" in concepts(["geldezel"], ["geldezel"])
    assert concepts(["tafel"], ["tafel"]) == []


def test_a_row_holds_only_what_the_training_messages_share(tmp_path: Path) -> None:
    told = [words_of(WORDS(text)) for text in TEXTS]
    vectors = Vectors("nl").fit(told)
    rows = vectors(told)
    assert rows.shape == (len(TEXTS), vectors.width)
    assert vectors([words_of(WORDS("xyzzy"))]).nnz <= 3  # at most marks of its length


def test_stored_features_give_the_same_rows(tmp_path: Path) -> None:
    told = [words_of(WORDS(text)) for text in TEXTS]
    vectors = Vectors("nl").fit(told)
    vectors.save(tmp_path)
    assert np.array_equal(Vectors.load("nl", tmp_path)(told).toarray(), vectors(told).toarray())

"""The linear model: deterministic, calibrated on what it has not seen, the same after storing."""

import numpy as np
from scipy.sparse import csr_matrix

from bot.understanding import linear

QUESTIONS = (
    linear.Question("kind", ("a", "b", "c", "never")),
    linear.Question("signs", ("x", "y"), many=True),
)

HELD = np.arange(900) % 3 == 0


def data() -> tuple[csr_matrix, dict[str, linear.Array]]:
    rng = np.random.default_rng(1)
    kind = rng.integers(0, 3, 900)
    signs = rng.integers(0, 2, (900, 2))
    rows = np.zeros((900, 8))
    rows[np.arange(900), kind] = 1
    rows[:, 3:5] = signs
    rows += rng.normal(0, 0.5, rows.shape)
    return csr_matrix(rows), {
        "kind": QUESTIONS[0].truth([["abc"[one]] for one in kind]),
        "signs": QUESTIONS[1].truth([[name for name, has in zip("xy", one, strict=True) if has] for one in signs]),
    }


def test_learns_both_kinds_of_questions() -> None:
    rows, truths = data()
    model, unseen = linear.fit(rows, QUESTIONS, truths, HELD)
    found = model(rows)
    assert (found["kind"].argmax(axis=1) == truths["kind"].argmax(axis=1)).mean() > 0.8
    assert ((found["signs"] > 0.5) == truths["signs"]).mean() > 0.8
    assert np.allclose(found["kind"].sum(axis=1), 1)
    assert found["kind"][:, 3].max() < 0.01  # a label without an example is never found
    assert {name: len(unseen[name]) for name in unseen} == {name: HELD.sum() for name in truths}


def test_of_what_it_gives_seventy_percent_about_seventy_percent_is_so() -> None:
    rows, truths = data()
    _, unseen = linear.fit(rows, QUESTIONS, truths, HELD)
    likely = (unseen["signs"] > 0.6) & (unseen["signs"] < 0.8)
    assert abs(truths["signs"][HELD][likely].mean() - 0.7) < 0.12


def test_training_twice_gives_the_same_numbers() -> None:
    rows, truths = data()
    first, second = (linear.fit(rows, QUESTIONS, truths, HELD)[0].arrays() for _ in range(2))
    assert all(np.array_equal(first[name], second[name]) for name in first)


def test_the_stored_model_answers_the_same() -> None:
    rows, truths = data()
    model, _ = linear.fit(rows, QUESTIONS, truths, HELD)
    again = linear.Model.of(QUESTIONS, model.arrays())
    assert all(np.allclose(again(rows)[name], found, atol=5e-3) for name, found in model(rows).items())

"""Whose name stands in a comment says nothing of how it is read."""

import numpy as np
import pytest

from models.words.model import WordsModel, nameless
from models.words.understand import Understanding


@pytest.fixture(scope="module")
def model() -> WordsModel:
    return Understanding().model


def test_names_are_taken_out_to_the_ends_of_their_words() -> None:
    text = "Siobhan's brother Tom rang 555 0134"
    details = [("name", 0, 5), ("name", 18, 21), ("phone", 27, 35)]

    assert nameless(text, details) == "[name]'s brother [name] rang 555 0134"


def test_what_stands_for_a_name_already_is_left_alone() -> None:
    text = "[name] was kind"

    assert nameless(text, [("name", 1, 5)]) == text
    assert nameless(text, [("name", 0, 6)]) == text


@pytest.mark.parametrize("mark", ["[NAME]", "[Name]", "[name]"])
def test_a_name_that_somebody_hid_before_is_one_however_it_is_written(
    model: WordsModel, mark: str
) -> None:
    text = f"{mark} was kind, and so was Siobhan"
    read = "[name] was kind, and so was [name]"
    siobhan = text.index("Siobhan")

    for inside in ([], [("name", 0, 6)], [("name", 1, 5)]):
        details = [*inside, ("name", siobhan, siobhan + 7)]
        assert nameless(text, details) == read
    ours, theirs = model.answers(text), model.answers(read)
    assert np.array_equal(ours.sentiment, theirs.sentiment)
    assert np.array_equal(ours.embedding, theirs.embedding)


@pytest.mark.parametrize("other", ["Chinonso", "Fatima", "Agnieszka", "Lakshmi"])
def test_another_name_changes_no_answer(model: WordsModel, other: str) -> None:
    ours = model.answers("Karen at the till was rude to my mother")
    theirs = model.answers(f"{other} at the till was rude to my mother")

    assert ours.details[0][0] == theirs.details[0][0] == "name"
    for name in ("sentiment", "feelings", "themes", "danger", "embedding"):
        assert np.array_equal(getattr(ours, name), getattr(theirs, name)), name

"""What made-up customers say: known words, the same each time, and a live page."""

from collections import Counter

from contract.events import Comment, Correction
from models.words.labels import FEELINGS, SENTIMENTS, THEMES
from provisioning.simulate import shop, words
from tests.provisioning.shops import plan


def comments() -> list[Comment]:
    """Everything that was said in some days."""
    made_up = plan(days=6)
    moments = [m for day in made_up.dates for m in shop.day(made_up, day).moments]
    return [m.event for m in moments if isinstance(m.event, Comment)]


def test_sayings_are_labelled_with_what_the_model_knows() -> None:
    for one in words.sayings():
        assert set(one.themes) <= set(THEMES), one.text
        assert set(one.feelings) <= set(FEELINGS), one.text
        assert one.label in SENTIMENTS
    assert Counter(one.mood for one in words.sayings()).keys() == {"unhappy", "happy"}
    texts = [one.text for one in words.sayings()]
    assert len(set(texts)) == len(texts)


def test_some_comments_are_unsure_some_in_other_languages_some_put_right() -> None:
    said = comments()
    assert len(said) > 20
    why = Counter(one.why_not for one in said)
    assert why[None] > why["unsure"] > 0
    assert all(one.text is None for one in said if one.why_not == "language")
    right = [one.correction for one in said if one.correction is not None]
    assert right and all(isinstance(one, Correction) for one in right)
    assert all(one.text is None for one in said if one.correction is not None)
    visits = {one.visit for one in said if one.scored}
    assert {one.visit for one in said if one.correction} <= visits

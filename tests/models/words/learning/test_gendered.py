"""The same comment about somebody of the other gender."""

import pytest

from models.words.learning.gendered import other_gender


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("The lady gave me her pen.", "The gentleman gave me his pen."),
        ("i told her and she laughed", "i told him and he laughed"),
        ("I thanked her. She smiled", "I thanked him. He smiled"),
        ("My WIFE and my mum waited", "My HUSBAND and my dad waited"),
        ("his dog, him, himself", "her dog, her, herself"),
        ("he'd a sale on theatre seats", "she'd a sale on theatre seats"),
        ("nobody here", "nobody here"),
        ("", ""),
    ],
)
def test_only_the_gender_changes(text: str, other: str) -> None:
    assert other_gender(text) == other

"""Which guidance fits: acknowledge first, then act; danger before both."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.alerts.guidance import PIECES, SEVERITIES, THEMES, Case, fitting
from hub.alerts.watches import KINDS
from hub.web import advicebook, decisionbook, wordbook


@pytest.mark.parametrize(
    ("case", "pieces", "severity"),
    [
        (Case("unhappy"), ("ack_any", "act_any"), "serious"),
        (
            Case("unhappy", ["waiting"], ["anger"]),
            ("ack_upset", "act_waiting"),
            "serious",
        ),
        (Case("help", ["choice"]), ("ack_any", "act_stock"), "serious"),
        (
            Case("unhappy", ["something-else", "price"]),
            ("ack_any", "act_price"),
            "serious",
        ),
        (Case("unhappy", [], ["joy", "sadness"]), ("ack_sad", "act_any"), "serious"),
        (Case("mood"), ("ack_many", "act_any"), "mild"),
        (Case("theme", ["cleanliness"]), ("ack_many", "act_cleanliness"), "mild"),
        (Case("line"), ("ack_many", "act_waiting"), "mild"),
        (Case("urgent", danger="health"), ("danger_health",), "danger"),
        (Case("help", ["price"], ["anger"], "any"), ("danger_any",), "danger"),
        (Case("unhappy", danger="never-heard-of"), ("danger_any",), "danger"),
    ],
)
def test_what_fits(case: Case, pieces: tuple[str, ...], severity: str) -> None:
    found = fitting(case)
    assert found is not None
    assert (found.pieces, found.severity) == (pieces, severity)


@pytest.mark.parametrize("kind", ["silent", "blind", "happy"])
def test_no_customer_no_guidance(kind: str) -> None:
    assert fitting(Case(kind)) is None


NAMES = st.lists(st.text(max_size=12) | st.sampled_from(THEMES), max_size=4)


@given(st.sampled_from(KINDS), NAMES, NAMES, st.none() | st.text(max_size=9))
def test_whatever_is_told_there_are_words_for_it(
    kind: str, themes: list[str], feelings: list[str], danger: str | None
) -> None:
    found = fitting(Case(kind, themes, feelings, danger))
    if found is None:
        return
    assert set(found.pieces) <= set(PIECES)
    assert found.theme in THEMES and found.severity in (*SEVERITIES, "danger")
    assert (found.severity == "danger") == found.pieces[0].startswith("danger_")


@pytest.mark.parametrize("language", wordbook.LANGUAGES)
def test_every_piece_has_words_and_a_name_in_each_language(language: str) -> None:
    ours, words = advicebook.ours(language), decisionbook.words(language)
    assert set(ours) == set(PIECES)
    assert all(20 < len(text) <= 240 for text in ours.values())
    assert all(f"piece_{piece}" in words for piece in PIECES)
    assert words.keys() == decisionbook.words("en").keys()
    assert all(words.values())

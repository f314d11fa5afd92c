"""What people are told of the words' model and of its misses."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from hub.web import promise, saidbook, wordbook
from models.words.labels import FEELINGS, THEMES, URGENTS
from models.words.published import read_card
from tests.hub.web.conftest import Visitor

CARD: dict[str, Any] = {
    "name": "words-en-9",
    "test": {
        "comments": 400,
        "sentiment": {"coverage": 0.91, "accuracy_scored": 0.874, "ece": 0.03},
        "urgent": {"recall": 0.8, "false_alerts": 0.004, "urgent": 20},
        "redaction": {
            "all": {
                "recall": 0.953,
                "lines_leaking": 0.012,
                "by_type": {"name": {"n": 120, "recall": 0.94}},
            }
        },
    },
    "audit": {"religion": {"worst_difference": -0.11}},
}


def test_the_misses_stand_in_the_page_as_the_card_has_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, as_role: Callable[[str], Visitor]
) -> None:
    path = tmp_path / "card.json"
    path.write_bytes(msgspec.json.encode(CARD))
    monkeypatch.setattr(promise, "CARD", path)
    text = as_role("staff").opens("/promise").get_data(as_text=True)
    for figure in ("4.7 %", "1.2 %", "91.0 %", "87.4 %", "80.0 %", "0.4 %", "0.11"):
        assert figure in text, figure
    assert "94.0 %" in text and "120" in text
    assert "words-en-9; measured on 400 comments" in text
    assert "kept for 90 days" in text


@pytest.mark.parametrize("content", [None, b"{", b"{}", b'{"name": 3}'])
def test_without_a_card_that_can_be_read_nothing_is_promised(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    colleague: Visitor,
    content: bytes | None,
) -> None:
    path = tmp_path / "card.json"
    if content is not None:
        path.write_bytes(content)
    assert read_card(path) is None
    monkeypatch.setattr(promise, "CARD", path)
    colleague.http.set_cookie("heed_language", "de")
    text = colleague.opens("/promise").get_data(as_text=True)
    assert "noch nicht gemessen" in text


def test_every_language_has_every_word_and_all_that_the_model_may_say() -> None:
    english = saidbook.words("en")
    for language in wordbook.LANGUAGES:
        assert saidbook.words(language).keys() == english.keys(), language
        assert all(saidbook.words(language).values())
    wanted = {
        *(f"theme_{key}" for key in THEMES),
        *(f"feeling_{key}" for key in FEELINGS),
        *(f"urgent_{key}" for key in URGENTS),
    }
    assert wanted <= english.keys()

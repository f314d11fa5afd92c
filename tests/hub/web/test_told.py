"""What a colleague tells of a customer, and what is kept of it."""

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from flask import Flask

from hub.understanding import NotRead, Understander
from hub.web.context import NAME
from models.words.process import COMMAND
from tests.hub.web.conftest import Visitor
from tests.hub.web.shop import OurShop

ROOT = Path(__file__).resolve().parents[3]
Reads = Callable[..., None]
TOLD = "She waited for Bridget and Tom"


@pytest.fixture
def reads(app: Flask) -> Iterator[Reads]:
    """Lets the pages' words be read by a stand-in for the model: `reads("hangs")`."""
    readers = []

    def by(how: str, within_s: float = 30.0) -> None:
        command = (sys.executable, "-m", "tests.hub.web.reader_child", how)
        context = app.extensions[NAME]
        readers.append(Understander(Path(), command, within_s))
        replaced = msgspec.structs.replace(context, understander=readers[-1])
        app.extensions[NAME] = replaced

    yield by
    for reader in readers:
        reader.close()


def tell(visitor: Visitor, text: str = TOLD, **more: object) -> str:
    fields = {"face": "unhappy", "touchpoint": 1, "text": text, "language": "en"}
    answer = visitor.sends("/told", "/told", **{**fields, **more})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


def kept(shop: OurShop) -> list[tuple[object, ...]]:
    rows = shop.store.connection().execute(
        "SELECT text, source, why_not, themes FROM comments ORDER BY comment"
    )
    return rows.fetchall()


def test_names_are_hidden_before_anything_is_kept(
    reads: Reads, shop: OurShop, as_role: Callable[[str], Visitor]
) -> None:
    reads("reads")
    page = tell(as_role("staff"))
    assert "Kept: “She waited for [name] and [name]”" in page
    assert kept(shop) == [("She waited for [name] and [name]", "told", None, "waiting")]
    shop.store.connection().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for file in shop.path.parent.glob("store.db*"):
        assert b"Bridget" not in file.read_bytes()
    figures = shop.store.connection().execute(
        "SELECT what, n FROM comment_counts WHERE what LIKE 'face:%'"
    )
    assert figures.fetchall() == [("face:unhappy", 1)]
    answers = shop.store.connection().execute("SELECT count(*) FROM answer_counts")
    assert answers.fetchone() == (0,), "apart in all figures"
    owner = as_role("owner").opens("/owner/words?source=told")
    assert "0 happy and 1 unhappy" in owner.get_data(as_text=True)


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("dies", "Nothing is installed here that can hide names"),
        ("babbles", "Nothing is installed here that can hide names"),
        ("hangs", "Reading it took too long"),
    ],
)
def test_without_a_reader_only_the_face_is_kept_and_the_page_says_so(
    reads: Reads, shop: OurShop, colleague: Visitor, how: str, said: str
) -> None:
    reads(how, within_s=3.0 if how == "hangs" else 30.0)
    assert said in tell(colleague)
    assert kept(shop) == [(None, "told", "no_model", "")]


def test_words_in_a_language_without_a_redactor_are_not_kept(
    reads: Reads, shop: OurShop, colleague: Visitor
) -> None:
    reads("reads")
    assert "so they were not kept" in tell(colleague, language="fr")
    assert kept(shop) == [(None, "told", "language", "")]


def test_a_form_that_is_sent_twice_counts_once(
    reads: Reads, shop: OurShop, colleague: Visitor
) -> None:
    reads("reads")
    key = "01932c1e-7a5b-7c3d-9e10-2f4a6b8c0d1e"
    tell(colleague, visit=key)
    tell(colleague, visit=key)
    assert len(kept(shop)) == 1


@pytest.mark.parametrize(
    "wrong",
    [{"face": "odd"}, {"touchpoint": 99}, {"touchpoint": "²"}, {"text": "x" * 301}],
)
def test_what_cannot_be_taken_is_told_and_stays_in_the_form(
    shop: OurShop, colleague: Visitor, wrong: dict[str, object]
) -> None:
    fields = {"face": "happy", "touchpoint": 1, "text": "All <well>", "language": "en"}
    answer = colleague.sends("/told", "/told", **{**fields, **wrong})
    assert answer.status_code == 400
    text = str(wrong.get("text", "All &lt;well&gt;"))
    assert text in answer.get_data(as_text=True)
    assert kept(shop) == []


def test_a_reader_that_hangs_is_ended_in_time() -> None:
    command = (sys.executable, "-m", "tests.hub.web.reader_child", "hangs")
    began = time.monotonic()
    reader = Understander(Path(), command, within_s=2.0)
    with pytest.raises(NotRead) as late:
        reader.understand("Too slow", "en")
    reader.close()
    assert late.value.why == "late"
    assert time.monotonic() - began < 10


def test_the_model_that_comes_along_is_asked_as_it_answers(tmp_path: Path) -> None:
    """With a model it reads; without one it says so. Nothing else may happen."""
    installed = (ROOT / "models/words/english/words.onnx").exists()
    assert COMMAND[1:] == ("-m", "models.words.serve")
    reader = Understander(tmp_path, within_s=60.0)
    try:
        if not installed:
            with pytest.raises(NotRead) as missing:
                reader.understand("The queue was awful", "en")
            assert missing.value.why == "no_model"
            return
        words = reader.understand("The queue was awful at Maisie Byrne's", "en")
        assert words.text == "The queue was awful at [name]'s"
        assert words.label in ("negative", "mixed")
        own = reader.understand("The queue at Maisie Byrne's", "en", ["Maisie Byrne"])
        assert own.text == "The queue at Maisie Byrne's"
    finally:
        reader.close()

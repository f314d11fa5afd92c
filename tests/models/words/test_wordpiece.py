"""Our tokenizer cuts texts as the reference implementation of BERT's does."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.network import BadModel
from models.words.model import ENGLISH
from models.words.wordpiece import WordPiece

GOLDEN = [
    json.loads(line)
    for line in Path(__file__).with_name("wordpiece.jsonl").read_text().splitlines()
]
"""What the `tokenizers` library 0.23 made of these texts with the same vocabulary."""
WORDS = WordPiece.read(ENGLISH / "vocab.txt")


def test_pieces_and_places_are_those_of_the_reference() -> None:
    assert len(GOLDEN) > 140
    for one in GOLDEN:
        pieces = WORDS.pieces(one["text"], 10_000)
        assert pieces.ids == one["ids"], one["text"]
        assert [list(span) for span in pieces.spans] == one["spans"], one["text"]


@given(st.text(max_size=400))
def test_any_text_has_pieces_in_order_and_within_it(text: str) -> None:
    pieces = WORDS.pieces(text, 10_000)
    assert (pieces.ids[0], pieces.ids[-1]) == (101, 102)
    inner = pieces.spans[1:-1]
    assert inner == sorted(inner)
    assert all(0 <= start < end <= len(text) for start, end in inner)


def test_a_customer_who_types_a_mark_does_not_make_one() -> None:
    assert WORDS.pieces("[SEP]", 10).ids.count(102) == 1


def test_a_long_text_is_cut_between_the_marks() -> None:
    pieces = WORDS.pieces("word " * 1000, 50)
    assert len(pieces.ids) == len(pieces.spans) == 50
    assert (pieces.ids[0], pieces.ids[-1]) == (101, 102)


def test_a_vocabulary_without_marks_or_with_repeats_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadModel, match=r"lacks \['\[UNK\]'"):
        WordPiece(["a", "b"])
    with pytest.raises(BadModel, match="repeats some"):
        WordPiece(["[UNK]", "[CLS]", "[SEP]", "a", "a"])
    path = tmp_path / "vocab.txt"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadModel, match=r"vocab\.txt: not text"):
        WordPiece.read(path)

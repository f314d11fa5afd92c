"""Redaction is scored by what can still be read and by what is hidden in vain."""

import json

import pytest

from models.words.redaction_score import BadMarks, Line, Spans, read_lines, score

MARKED = "ring [[PHONE|087 555 0142]] or ask [[name|Siobhan]]"
TEXT = "ring 087 555 0142 or ask Siobhan"


def lines() -> list[Line]:
    return [Line(TEXT, MARKED), Line("lovely bread", "lovely bread")]


def test_a_perfect_redactor_has_all_of_it() -> None:
    result = score(
        lambda text: Line(TEXT, MARKED).gold() if text == TEXT else [], lines()
    )
    assert result["precision"] == result["recall"] == result["f2"] == 1
    assert result["lines_leaking"] == 0
    assert result["by_type"] == {
        "name": {"n": 1, "recall": 1.0},
        "phone": {"n": 1, "recall": 1.0},
    }


def test_one_digit_left_is_a_leak_and_no_find() -> None:
    start = TEXT.index("087")
    result = score(lambda _: [("phone", start, start + 11)], [Line(TEXT, MARKED)])
    assert result["recall"] == 0
    assert result["precision"] == 1
    assert result["lines_leaking"] == 1


def test_blanks_and_signs_of_a_detail_may_stay() -> None:
    line = Line("(087) 555", "[[phone|(087) 555]]")
    spans: Spans = [("phone", 1, 4), ("id", 6, 9)]
    assert score(lambda _: spans, [line])["recall"] == 1


def test_what_is_hidden_in_vain_lowers_the_precision() -> None:
    spans: Spans = [("phone", 5, 17), ("name", 0, 4), ("name", 25, 32)]
    result = score(lambda _: spans, [Line(TEXT, MARKED)])
    assert result["precision"] == pytest.approx(2 / 3)
    assert result["f2"] == pytest.approx(5 * (2 / 3) / (4 * (2 / 3) + 1))


def test_nothing_to_find_and_nothing_hidden_is_no_failure() -> None:
    result = score(lambda _: [], [Line("ok", "ok")])
    assert result["precision"] == result["recall"] == 1
    assert score(lambda _: [], [])["n"] == 0


def test_a_file_is_read_line_by_line() -> None:
    content = json.dumps({"text": TEXT, "marked": MARKED}).encode() + b"\n\n"
    assert read_lines(content, "x.jsonl")[0].gold() == [
        ("phone", 5, 17),
        ("name", 25, 32),
    ]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (b"{", "x.jsonl:2"),
        (b'{"text": "a"}', "marked"),
        (
            b'{"text": "a", "marked": "[[shoe|a]]"}',
            "type 'shoe' is not known; types: a",
        ),
        (b'{"text": "a", "marked": "[[name|b]]"}', "without its marks"),
        (b'{"text": 1, "marked": "a"}', "str"),
        (b'\xff"', "x.jsonl:2"),
    ],
)
def test_a_wrong_line_says_what_and_where(line: bytes, told: str) -> None:
    good = b'{"text": "a", "marked": "a"}\n'
    with pytest.raises(BadMarks, match=r"x\.jsonl:2") as caught:
        read_lines(good + line, "x.jsonl")
    assert told in str(caught.value)

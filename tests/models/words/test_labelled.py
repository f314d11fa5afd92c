"""Files of labelled comments: every form that is read, and what is said of bad ones."""

from pathlib import Path

import pytest

from models.words.corpus.passes import FOLDER, BadCorpus
from models.words.evaluate_emotions import NAMES
from models.words.labelled import (
    BadLines,
    Line,
    read_emotions,
    read_file,
    read_sentiments,
    read_themes,
)


def written(folder: Path, content: str | bytes, name: str = "lines.tsv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_names_numbers_and_tags_are_read(tmp_path: Path) -> None:
    content = (
        "good\tpositive\nbad\t0\tspoken,irish\nwell\t1\tshort; typed\nso so\tMixed"
    )
    assert read_sentiments(written(tmp_path, content)) == [
        Line("good", "positive"),
        Line("bad", "negative", ("spoken", "irish")),
        Line("well", "positive", ("short", "typed")),
        Line("so so", "mixed"),
    ]


@pytest.mark.parametrize(
    "header", ["sentence\tlabel", "Text\tSentiment\tTags", "Review\tLiked", "a\tlabel"]
)
def test_a_header_is_left_out(header: str, tmp_path: Path) -> None:
    found = read_sentiments(written(tmp_path, f"{header}\r\ngood\t1\r\n"))
    assert found == [Line("good", "positive")]


def test_a_first_line_with_a_label_is_no_header(tmp_path: Path) -> None:
    found = read_sentiments(written(tmp_path, "comment\t0\nlabel\tneutral\n"))
    assert [line.text for line in found] == ["comment", "label"]


def test_blank_lines_byte_order_and_odd_spaces_do_no_harm(tmp_path: Path) -> None:
    # U+2028 and U+0085 end no line of such a file.
    content = "\ufeffgood \u2028 and \x85 new\t1\n\n  \nbad\t0\n"
    texts = [line.text for line in read_sentiments(written(tmp_path, content))]
    assert texts == ["good \u2028 and \x85 new", "bad"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is empty"),
        (" \n\n", "is empty"),
        ("text\tlabel\n", "has a header and no comment"),
        ("good\t1\nno tab here\n", "lines.tsv:2: has 1 of the columns"),
        ("good\t1\ta\tb\n", "lines.tsv:1: has 4 of the columns"),
        ("good\t1\nbad\tterrible\n", "lines.tsv:2: label 'terrible' is not known"),
        ("good\t1\nbad\t\n", "lines.tsv:2: label '' is not known"),
        ("good\tpositve\nbad\t0\n", "lines.tsv:1: label 'positve' is not known"),
        ("good\t1\n \t0\n", "lines.tsv:2: no text before the first tab"),
        (b"good\t1\nb\xe4d\t0\n", "lines.tsv:2: not UTF-8"),
        ("x\t7\n" * 9, "and 4 more lines"),
    ],
)
def test_a_bad_file_is_told_with_its_lines(
    content: str | bytes, said: str, tmp_path: Path
) -> None:
    with pytest.raises(BadLines, match=said):
        read_sentiments(written(tmp_path, content))


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    for path in (tmp_path / "none.tsv", tmp_path / "none.jsonl", tmp_path):
        with pytest.raises(BadLines, match="name a file to read"):
            read_sentiments(path)
    with pytest.raises(BadLines, match="name a file to read"):
        read_file(tmp_path / "none.jsonl")


def test_emotions_have_numbers_or_names(tmp_path: Path) -> None:
    content = "hm\t27\teebbqej\nah\t2,25\tx\noh\tjoy, love\nnothing\t\n"
    found = read_emotions(written(tmp_path, content), NAMES)
    assert [line.label for line in found] == [
        ("neutral",),
        ("anger", "sadness"),
        ("joy", "love"),
        (),
    ]


@pytest.mark.parametrize("label", ["28", "-1", "joyful", "1,,2", "²"])
def test_an_emotion_that_is_none_is_told(label: str, tmp_path: Path) -> None:
    with pytest.raises(BadLines, match=r"lines.tsv:2: emotion .* is not known"):
        read_emotions(written(tmp_path, f"a\t0\nb\t{label}\n"), NAMES)


def test_goemotions_own_file_is_read(data: Path) -> None:
    found = read_emotions(data / "comments" / "goemotions" / "test.tsv", NAMES)
    assert len(found) == 5427
    first = found[0].text
    assert first.startswith("I’m really sorry about your situation")
    assert found[0].label == ("sadness",)


def test_sst2s_own_file_is_read(data: Path) -> None:
    found = read_sentiments(data / "comments" / "sst2" / "test.tsv")
    labels = [line.label for line in found]
    assert (len(labels), labels.count("positive")) == (872, 444)


def test_themes_may_be_several_or_none(tmp_path: Path) -> None:
    content = "a\twaiting,staff\tspoken\nb\tnone\nc\t\nd\t-\ne\tprice\n"
    found = read_themes(written(tmp_path, content))
    assert [line.label for line in found] == [
        ("waiting", "staff"),
        (),
        (),
        (),
        ("price",),
    ]
    with pytest.raises(BadLines, match="theme 'weather' is not known"):
        read_themes(written(tmp_path, "a\tweather\n"))


def test_a_pass_of_the_corpus_is_read_with_what_its_comments_are() -> None:
    found = read_sentiments(FOLDER / "001.jsonl")
    assert found[0].label == "negative"
    assert {"typed", "irish", "pass-001"} <= set(found[0].tags)
    assert all("[[" not in line.text for line in found)
    assert read_themes(FOLDER / "001.jsonl")[0].label == ("stock",)


def test_a_pass_that_is_not_sound_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadCorpus, match=r"lines.jsonl:1"):
        read_sentiments(written(tmp_path, '{"text": "a"}\n', "lines.jsonl"))

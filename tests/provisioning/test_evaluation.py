"""`heed eval` and `heed audit` as somebody types them."""

import json
from pathlib import Path
from typing import Any

import click.testing
import pytest

from contract.errors import HeedError
from models.words.corpus.passes import FOLDER
from models.words.evaluate import PeerReport, SentimentReport
from models.words.labelled import BadLines
from provisioning.cli import cli
from provisioning.evaluation import NotWritten

VADER = ("--reader", "vaderSentiment")


def heed(*words: str | Path) -> click.testing.Result:
    """Run the command in this process; what it raises is raised."""
    runner = click.testing.CliRunner()
    return runner.invoke(cli, [str(word) for word in words])


def last_line(result: click.testing.Result) -> Any:
    return json.loads(result.stdout.splitlines()[-1])


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    path = tmp_path / "lines.tsv"
    path.write_text("text\tlabel\ttags\nThis is wonderful\t1\ta\nI hate it\t0\tb\n")
    return path


def test_json_has_every_key_that_is_promised(lines: Path) -> None:
    result = heed("eval", "sentiment", lines, *VADER, "--json", "--peers")
    assert result.exit_code == 0
    report = last_line(result)
    peers = report.pop("peers")
    assert set(report) == set(SentimentReport.__struct_fields__)
    assert set(report) == {
        "n", "accuracy", "macro_f1", "by_label", "binary_accuracy", "coverage",
        "accuracy_scored", "by_tag", "ece", "p50_ms", "p95_ms",
    }  # fmt: skip
    assert (report["n"], report["accuracy"], report["by_tag"]["b"]["n"]) == (2, 1, 1)
    assert set(peers) == {"vaderSentiment", "textblob"}
    for peer in peers.values():
        assert set(peer) == set(PeerReport.__struct_fields__)


def test_without_json_there_are_lines_and_tables(lines: Path) -> None:
    result = heed("eval", "sentiment", lines, *VADER, "--peers")
    said = result.stdout.splitlines()
    assert said[0].split() == ["n", "2"]
    assert "peers: textblob: by label" in said
    row = next(line for line in said if line.startswith("negative"))
    assert row.split() == ["negative", "1", "1", "1", "1"]
    with pytest.raises(json.JSONDecodeError):
        json.loads(said[-1])


def test_several_files_are_measured_as_one() -> None:
    files = [FOLDER / "001.jsonl", FOLDER / "002.jsonl"]
    report = last_line(heed("eval", "sentiment", *files, *VADER, "--json"))
    tags = report["by_tag"]
    assert tags["pass-001"]["n"] + tags["pass-002"]["n"] == report["n"]
    assert tags["typed"]["n"] + tags["spoken"]["n"] == report["n"]


@pytest.mark.parametrize("what", ["sentiment", "emotions", "themes", "redaction"])
@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "name a file to read"), ("\n", "is empty"), ("one column\n", ":1: ")],
)
def test_a_file_that_cannot_be_used_is_told(
    what: str, content: str | None, said: str, tmp_path: Path
) -> None:
    path = tmp_path / "lines.tsv"
    if content is not None:
        path.write_text(content)
    error = heed("eval", what, path).exception
    assert isinstance(error, HeedError)
    assert isinstance(error, ValueError)
    assert said in str(error)
    assert "lines.tsv" in str(error)


def test_a_label_that_nobody_knows_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "lines.tsv"
    path.write_text("good\tpositive\nbad\tnegativ\n")
    error = heed("eval", "sentiment", path, *VADER).exception
    assert isinstance(error, BadLines)
    assert "lines.tsv:2: label 'negativ' is not known; known: negative," in str(error)


@pytest.mark.parametrize("what", ["emotions", "themes", "sentiment"])
def test_a_model_that_is_not_there_is_told(what: str, tmp_path: Path) -> None:
    path = tmp_path / "lines.tsv"
    label = {"emotions": "joy", "themes": "price", "sentiment": "1"}[what]
    path.write_text(f"good\t{label}\n")
    error = heed("eval", what, path, "--model", tmp_path / "none").exception
    assert isinstance(error, HeedError)
    assert "none/words.json" in str(error)


def test_the_audit_is_written_as_page_and_json(tmp_path: Path) -> None:
    page, report = tmp_path / "audit.html", tmp_path / "audit.json"
    result = heed(
        "audit", "words", *VADER, "--page", page, "--report", report, "--json"
    )
    assert result.exit_code == 1, "VADER is over the bars"
    found = last_line(result)
    assert found == json.loads(report.read_text())
    assert found["reader"] == "vaderSentiment"
    assert len(found["failures"]) > 0
    text = page.read_text(encoding="utf-8")
    for kind in found["kinds"]:
        assert kind["name"].capitalize() in text


def test_the_audit_says_in_short_what_is_over_a_bar() -> None:
    result = heed("audit", "words", *VADER)
    assert "disability, blind people: score differs by -0." in result.stdout
    assert "dialect" in result.stdout


def test_a_report_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    target = tmp_path / "no" / "audit.html"
    error = heed("audit", "words", *VADER, "--page", target).exception
    assert isinstance(error, NotWritten)
    assert str(target) in str(error)


def test_negation_is_measured_and_fails_over_its_bars() -> None:
    result = heed("eval", "negation", *VADER, "--json")
    assert result.exit_code == 1
    report = last_line(result)
    assert set(report) == {"easy", "hard", "failures"}
    assert len(report["failures"]) == 2

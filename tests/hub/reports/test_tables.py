"""Tables for people, and the same for spreadsheets."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.reports.tables import FORMULA, Column, Table, as_csv, guarded

TABLE = Table(
    [
        Column("Touchpoint", "touchpoint"),
        Column("Answers", "answers", "count"),
        Column("Happy", "happy_percent", "percent"),
        Column("Most likely", "likely_percent", "range"),
    ],
    [["Till 1", 10, 0.8, (0.49, 0.943)], ["=1+1", 3, None, None]],
)


def test_people_read_percents_and_why_there_are_none() -> None:
    assert TABLE.cells() == [
        ["Till 1", "10", "80 %", "49 to 94 %"],
        ["=1+1", "3", "too few", "–"],
    ]


def test_spreadsheets_read_whole_numbers_and_no_formula() -> None:
    assert as_csv(TABLE).splitlines() == [
        "touchpoint,answers,happy_percent,likely_percent_low,likely_percent_high",
        "Till 1,10,80,49,94",
        "'=1+1,3,,,",
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_what_a_spreadsheet_would_run_is_quoted(start: str) -> None:
    assert guarded(f"{start}cmd|' /C calc'!A0").startswith("'")


@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_any_name_comes_back_as_text(name: str) -> None:
    table = Table([Column("Name", "name")], [[name]])
    rows = list(csv.reader(io.StringIO(as_csv(table), newline="")))
    (cell,) = rows[1] if rows[1:] and rows[1] else [""]
    assert not cell.startswith(FORMULA)
    assert cell.removeprefix("'") == name.removeprefix("'")

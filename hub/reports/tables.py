"""Tables as people read them on the page and as they take them away as CSV."""

import csv
import io
from collections.abc import Sequence

from msgspec import Struct

Range = tuple[float, float]
Value = str | int | float | Range | None

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A spreadsheet takes a cell that begins so for a formula (OWASP, CSV injection)."""


class Column(Struct, frozen=True):
    """One column."""

    title: str
    """What people read."""
    key: str
    """What programs read, in the CSV."""
    kind: str = "text"
    """text, count, percent or range (of percents)"""


class Table(Struct, frozen=True):
    """Columns and rows; shares are 0 to 1, none where there are too few answers."""

    columns: list[Column]
    rows: list[list[Value]]

    def cells(self) -> list[list[str]]:
        """The rows as people read them."""
        return [self._cells(row) for row in self.rows]

    def _cells(self, row: list[Value]) -> list[str]:
        each = list(zip(row, self.columns, strict=True))
        # Of nothing there are not too few but none.
        none = any(value == 0 and of.kind == "count" for value, of in each)
        return [
            "–" if none and value is None else shown(value, of) for value, of in each
        ]


def percent(share: float) -> str:
    """A share in whole percents."""
    return f"{round(100 * share)} %"


def percents(ends: Sequence[float]) -> str:
    """A range in whole percents."""
    return f"{round(100 * ends[0])} to {round(100 * ends[1])} %"


def shown(value: Value, column: Column) -> str:
    """One cell as people read it."""
    if value is None:
        return "too few" if column.kind == "percent" else "–"
    if isinstance(value, tuple):
        return percents(value)
    if column.kind == "percent":
        return percent(float(value))
    return str(value)


def as_csv(table: Table) -> str:
    """The table for a spreadsheet; percents as whole numbers."""
    out = io.StringIO()
    writer = csv.writer(out)
    titles: list[str] = []
    for column in table.columns:
        if column.kind == "range":
            titles += [f"{column.key}_low", f"{column.key}_high"]
        else:
            titles.append(column.key)
    writer.writerow(titles)
    for row in table.rows:
        cells: list[str | int] = []
        for value, column in zip(row, table.columns, strict=True):
            cells += _plain(value, column)
        writer.writerow(cells)
    return out.getvalue()


def _plain(value: Value, column: Column) -> list[str | int]:
    if column.kind == "range":
        if not isinstance(value, tuple):
            return ["", ""]
        return [round(100 * end) for end in value]
    if value is None:
        return [""]
    if isinstance(value, str):
        return [guarded(value)]
    assert not isinstance(value, tuple)
    return [round(100 * value) if column.kind == "percent" else int(value)]


def guarded(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text

"""Devices of the store as a table in a terminal."""

import sqlite3
import time
from datetime import UTC, datetime

from hub.store.devices import DeviceRow, listing

HEADINGS = (
    "NAME",
    "STATE",
    "TOUCHPOINT",
    "LINE",
    "LAST HEARD (UTC)",
    "WAITING",
    "LOST",
)


def now_ms() -> int:
    """Milliseconds since 1970 UTC."""
    return time.time_ns() // 1_000_000


def lines(connection: sqlite3.Connection) -> list[str]:
    """The table's lines, headings first; one plain sentence where it is empty."""
    rows = [_cells(device) for device in listing(connection)]
    if not rows:
        return ["No device has reported yet."]
    return table_lines([HEADINGS, *rows])


def table_lines(table: list[tuple[str, ...]]) -> list[str]:
    """Rows of cells as lines, each column as wide as its widest cell."""
    widths = [max(len(row[i]) for row in table) for i in range(len(table[0]))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        .rstrip()
        for row in table
    ]  # fmt: skip


def _cells(device: DeviceRow) -> tuple[str, ...]:
    seen = datetime.fromtimestamp(device.last_seen / 1000, UTC)
    lost = sum(last - first + 1 for first, last in device.holes)
    return (
        device.name,
        device.state,
        device.touchpoint or "-",
        "online" if device.online else "offline",
        f"{seen:%Y-%m-%d %H:%M:%S}" if device.last_seen else "never",
        "?" if device.health is None else str(device.health.waiting),
        str(lost),
    )

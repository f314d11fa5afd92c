"""Which of an outbox's sequence numbers are here, kept as ranges without a gap."""

import sqlite3
from collections.abc import Iterable

from contract.events import Dropped


def ranges(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Numbers in any order as sorted ranges (first, last)."""
    found: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if found and number <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(number, found[-1][1]))
        else:
            found.append((number, number))
    return found


def add(connection: sqlite3.Connection, outbox: int, numbers: Iterable[int]) -> None:
    """Note numbers that are here now."""
    for first, last in ranges(numbers):
        touching = connection.execute(
            "SELECT first, last FROM spans WHERE outbox = ? AND first BETWEEN"
            " coalesce((SELECT max(first) FROM spans"
            "  WHERE outbox = ? AND first <= ?), ?)"
            " AND ? AND last >= ?",
            (outbox, outbox, first, first, last + 1, first - 1),
        ).fetchall()
        if len(touching) == 1 and touching[0][0] <= first:
            if touching[0][1] < last:
                connection.execute(
                    "UPDATE spans SET last = ? WHERE outbox = ? AND first = ?",
                    (last, outbox, touching[0][0]),
                )
            continue
        connection.executemany(
            "DELETE FROM spans WHERE outbox = ? AND first = ?",
            [(outbox, start) for start, _ in touching],
        )
        connection.execute(
            "INSERT INTO spans VALUES (?, ?, ?)",
            (
                outbox,
                min([first, *(start for start, _ in touching)]),
                max([last, *(end for _, end in touching)]),
            ),
        )


def here(connection: sqlite3.Connection, outbox: int, first: int, last: int) -> int:
    """How many numbers of [first, last] are here."""
    (count,) = connection.execute(
        "SELECT coalesce(sum(min(last, ?) - max(first, ?) + 1), 0) FROM spans"
        " WHERE outbox = ? AND first <= ? AND last >= ?",
        (last, first, outbox, last, first),
    ).fetchone()
    return int(count)


def drop(
    connection: sqlite3.Connection, outbox: int, announced: Iterable[Dropped]
) -> None:
    """Note ranges that a device dropped on purpose."""
    connection.executemany(
        "INSERT OR REPLACE INTO drops VALUES (?, ?, ?, ?, ?)",
        [(outbox, d.first, d.last, d.rows, d.reason) for d in announced],
    )


def lost(
    connection: sqlite3.Connection, device: int, oldest_waiting: int | None
) -> list[tuple[int, int]]:
    """Ranges that will never come and that no drop explains.

    A gap counts up to the lowest number that the device says still waits; while it has
    not said, up to the highest that is here.
    """
    holes: list[tuple[int, int]] = []
    outboxes = connection.execute(
        "SELECT outbox FROM outboxes WHERE device = ? ORDER BY outbox", (device,)
    ).fetchall()
    for (outbox,) in outboxes:
        covered = connection.execute(
            "SELECT first, last FROM spans WHERE outbox = ?"
            " UNION ALL SELECT first, last FROM drops WHERE outbox = ? ORDER BY 1",
            (outbox, outbox),
        ).fetchall()
        newest = outbox == outboxes[-1][0]
        holes += _gaps(covered, oldest_waiting if newest else None)
    return holes


def _gaps(covered: list[tuple[int, int]], before: int | None) -> list[tuple[int, int]]:
    gaps: list[tuple[int, int]] = []
    reached = 0
    for first, last in covered:
        end = first - 1 if before is None else min(first - 1, before - 1)
        if end > reached:
            gaps.append((reached + 1, end))
        reached = max(reached, last)
    return gaps

"""The line: what the uplink takes from the outbox and how a row leaves it."""

from collections.abc import Collection, Iterable, Sequence
from sqlite3 import Connection
from typing import Final

from contract.events import Dropped
from contract.messages import Kept, Notice
from device.outbox import drops, figures, inbox
from device.outbox.outbox import Outbox
from device.outbox.row import COLUMNS, Row
from device.timekeeping import NOT_BEFORE_MS, Stamp

DAY_MS: Final = 86_400_000
ROWS_AT_ONCE: Final = 500
"""Rows changed in one write, so that a tap never waits long."""
REPORTED_DAYS: Final = 60.0
"""Rows that the hub refused stay as long as the hub knows an id."""

_RECEIPT = (
    "UPDATE outbox SET state = 'receipted', ended_ms = ?"
    " WHERE id = ? AND state != 'receipted'"
)


class Line:
    """The outbox as the uplink sees it."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox

    def next_rows(self, taken: Collection[int], most: Sequence[int]) -> list[Row]:
        """The waiting rows that may go now, besides those `taken`, in their order.

        A row of priority p may go while fewer than `most[p]` are taken.
        """
        rows: list[Row] = []
        for rank, most_taken in enumerate(most):
            room = most_taken - len(taken) - len(rows)
            if room > 0:
                rows += self._first(rank, taken, room)
        return rows

    def rows(self, sequences: Iterable[int]) -> list[Row]:
        """Those of these rows that still wait."""
        found = []
        for sequence in sequences:
            found += self._outbox.read(
                f"SELECT {COLUMNS} FROM outbox"
                " WHERE sequence = ? AND state = 'waiting'",
                (sequence,),
            )
        return [Row(*values) for values in found]

    def receipt(self, ids: Collection[str]) -> None:
        """The hub has committed these; raises NotStored."""
        now = self._outbox.now().time_ms
        self._outbox.write(
            lambda connection: connection.executemany(
                _RECEIPT, [(now, id) for id in ids]
            )
        )

    def refuse(self, id: str, reason: str) -> None:
        """The hub will never take this; raises NotStored."""
        found = self._outbox.read(
            "SELECT sequence FROM outbox WHERE id = ? AND state = 'waiting'", (id,)
        )
        if found:
            self._end(found[0][0], "refused", reason, "refused")

    def set_aside(self, sequence: int, why: drops.Reason, reason: str) -> None:
        """This row can't be sent and must not block the line; raises NotStored."""
        self._end(sequence, "set_aside", reason, why)

    def requeue_kept(self) -> int:
        """All rows with a receipt wait again; returns how many. Raises NotStored.

        In steps, so that a tap need not wait for all of them.
        """
        total = 0
        while (count := self._outbox.write(_requeue_some)) > 0:
            total += count
        return total

    def kept(self) -> Kept | None:
        """The rows with a receipt that are still here, or none."""
        return self._outbox.read_with(
            lambda connection: figures.kept(connection, self._outbox.id)
        )

    def figures(self) -> figures.LineFigures:
        """How many rows wait, and since when."""
        return self._outbox.read_with(
            lambda connection: figures.line_figures(connection, self._outbox.now())
        )

    def keep_notice(self, notice: Notice) -> None:
        """Put a notice into the inbox; raises NotStored."""
        self._outbox.write(lambda connection: inbox.keep(connection, notice))

    def tidy(self, keep_days: float) -> None:
        """Remove what was kept long enough; raises NotStored.

        Does nothing while the clock is not set: it could not tell how long.
        """
        now = self._outbox.now()
        self._outbox.reserve.hold()
        if now.synced:
            self._outbox.write(lambda connection: _tidy(connection, now, keep_days))

    def _first(self, rank: int, taken: Collection[int], count: int) -> list[Row]:
        """The first rows of one priority, by an index that holds only numbers."""
        numbers = self._outbox.read(
            "SELECT sequence FROM outbox WHERE state = 'waiting' AND priority = ?"
            " ORDER BY sequence LIMIT ?",
            (rank, count + len(taken)),
        )
        return self.rows([n for (n,) in numbers if n not in taken][:count])

    def _end(self, sequence: int, state: str, reason: str, why: drops.Reason) -> None:
        now = self._outbox.now().time_ms

        def end(connection: Connection) -> None:
            ended = connection.execute(
                "UPDATE outbox SET state = ?, ended_ms = ?, reason = ?"
                " WHERE sequence = ? AND state = 'waiting'",
                (state, now, reason[:500], sequence),
            ).rowcount
            if ended:
                drop = Dropped(first=sequence, last=sequence, rows=1, reason=why)
                drops.note(connection, drop)
                drops.untell(connection, sequence)

        self._outbox.write(end)


def _requeue_some(connection: Connection) -> int:
    return connection.execute(
        "UPDATE outbox SET state = 'waiting', ended_ms = NULL WHERE sequence IN"
        " (SELECT sequence FROM outbox WHERE state = 'receipted'"
        " AND ended_ms IS NOT NULL LIMIT ?)",
        (ROWS_AT_ONCE,),
    ).rowcount


def _tidy(connection: Connection, now: Stamp, keep_days: float) -> None:
    connection.execute(
        # What ended under a clock that was not set, ended now.
        "UPDATE outbox SET ended_ms = ?1 WHERE state = 'receipted'"
        " AND (ended_ms < ?2 OR ended_ms > ?1 + ?3)",
        (now.time_ms, NOT_BEFORE_MS, DAY_MS),
    )
    for state, days in (("receipted", keep_days), ("refused", REPORTED_DAYS)):
        connection.execute(
            "DELETE FROM outbox WHERE sequence IN (SELECT sequence FROM outbox"
            " WHERE state = ? AND ended_ms < ? LIMIT ?)",
            (state, now.time_ms - days * DAY_MS, ROWS_AT_ONCE),
        )
    drops.forget(connection)
    inbox.purge(connection, now)

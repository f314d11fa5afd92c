"""The inbox: what the hub said about customers' calls for help."""

from datetime import UTC, datetime, timedelta
from sqlite3 import Connection
from typing import Any, Protocol

from contract.messages import Notice
from device.timekeeping import Stamp

MOST_ROWS = 500
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Read(Protocol):
    """All rows of a query."""

    def __call__(self, query: str, values: tuple[Any, ...], /) -> list[Any]: ...


def keep(connection: Connection, notice: Notice) -> None:
    """Add a notice; one that came before moves to the end."""
    expires_ms = (notice.expires_at - _EPOCH) // timedelta(milliseconds=1)
    connection.execute(
        "INSERT OR REPLACE INTO inbox (help, state, expires_ms) VALUES (?, ?, ?)",
        (notice.help_id, notice.state, expires_ms),
    )
    connection.execute(
        "DELETE FROM inbox WHERE id <= (SELECT MAX(id) FROM inbox) - ?", (MOST_ROWS,)
    )


def of_call(read: Read, help_id: str) -> list[Notice]:
    """The notices of one call, as they came."""
    return [
        Notice(
            help_id=help_id,
            state=state,
            expires_at=_EPOCH + timedelta(milliseconds=expires_ms),
        )
        for state, expires_ms in read(
            "SELECT state, expires_ms FROM inbox WHERE help = ? ORDER BY id", (help_id,)
        )
    ]


def purge(connection: Connection, now: Stamp) -> None:
    """Remove what expired; a clock that nobody set cannot tell."""
    if now.synced:
        connection.execute("DELETE FROM inbox WHERE expires_ms < ?", (now.time_ms,))

"""Every id ever taken, kept apart from the rows: late doubles stay out for 60 days."""

import sqlite3

KEEP_DAYS = 60
DAY_MS = 86_400_000


def known(connection: sqlite3.Connection, ids: list[bytes]) -> set[bytes]:
    """Which of these ids were taken before."""
    marks = ",".join("?" * len(ids))
    rows = connection.execute(f"SELECT id FROM seen WHERE id IN ({marks})", ids)
    return {row[0] for row in rows}


def next_n(connection: sqlite3.Connection) -> int:
    """The number that the next event gets; never given twice."""
    (ids, events) = connection.execute(
        "SELECT (SELECT max(n) FROM seen), (SELECT max(n) FROM events)"
    ).fetchone()
    return max(ids or 0, events or 0) + 1


def add(
    connection: sqlite3.Connection, first: int, ids: list[bytes], arrived: int
) -> None:
    """Take ids under the numbers from `first` on."""
    connection.executemany(
        "INSERT INTO seen VALUES (?, ?)", list(enumerate(ids, first))
    )
    # A clock that was set back, or sample data of the past, must not say that the ids
    # before `first` are as old as that.
    connection.execute(
        "INSERT OR IGNORE INTO seen_days SELECT ?1, ?2"
        " WHERE NOT EXISTS (SELECT 1 FROM seen_days WHERE day > ?1)",
        (arrived // DAY_MS, first),
    )


def forget(connection: sqlite3.Connection, now: int, limit: int = 5_000) -> int:
    """Forget a bounded number of ids older than 60 days; returns how many."""
    row = connection.execute(
        "SELECT max(first) FROM seen_days WHERE day <= ?",
        (now // DAY_MS - KEEP_DAYS,),
    ).fetchone()
    if row[0] is None:
        return 0
    gone = connection.execute(
        "DELETE FROM seen WHERE n IN (SELECT n FROM seen WHERE n < ? LIMIT ?)",
        (row[0], limit),
    ).rowcount
    connection.execute("DELETE FROM seen_days WHERE first < ?", (row[0],))
    return gone

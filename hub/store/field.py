"""How well software understands customers here: what they confirmed, and coverage."""

import sqlite3

from msgspec import Struct


class Understood(Struct, frozen=True):
    """What customers said of how their words were read."""

    language: str
    source: str
    right: int
    """So many said that it was right."""
    n: int
    """Of so many who said anything."""


def understood(connection: sqlite3.Connection, before_day: int) -> list[Understood]:
    """By language and source, of days before an ordinal; each customer's last word."""
    rows = connection.execute(
        "SELECT language, source, sum(confirmed), count(*) FROM corrections"
        " JOIN comments USING (comment) WHERE day < ? AND correction IN"
        " (SELECT max(correction) FROM corrections WHERE by = 'customer'"
        "  GROUP BY comment) GROUP BY language, source ORDER BY count(*) DESC, 1, 2",
        (before_day,),
    )
    return [Understood(*row) for row in rows]


def faces(
    connection: sqlite3.Connection, first_day: int, last_day: int
) -> tuple[int, int]:
    """Customers of whom colleagues told, happy and unhappy, both days among them."""
    happy, unhappy = connection.execute(
        "SELECT coalesce(sum(n * (what = 'face:happy')), 0),"
        " coalesce(sum(n * (what = 'face:unhappy')), 0) FROM comment_counts"
        " WHERE day >= ? AND day <= ? AND source = 'told'",
        (first_day, last_day),
    ).fetchone()
    return int(happy), int(unhappy)


def coverage(
    connection: sqlite3.Connection, first_day: int, before_day: int
) -> tuple[int, int]:
    """Comments given at kiosks in some days: those scored, and all."""
    scored, given = connection.execute(
        "SELECT coalesce(sum(n * (what = 'scored')), 0),"
        " coalesce(sum(n * (what = 'all')), 0) FROM comment_counts"
        " WHERE day >= ? AND day < ? AND source <> 'told'",
        (first_day, before_day),
    ).fetchone()
    return int(scored), int(given)

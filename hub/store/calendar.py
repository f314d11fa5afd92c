"""The shop's days and hours in the store: counts by them, in the shop's time zone.

An hour is numbered as 24 × the date's ordinal + the hour on the wall, so that an hour
which clocks show twice is one number. The zone stands in the store; when the settings
name another one, the counts by day and hour are made anew from the quarters.
"""

import functools
import logging
import sqlite3
import time
from datetime import datetime
from zoneinfo import ZoneInfo

from hub.store.store import Store

log = logging.getLogger(__name__)

SLOT_S = 900
SLOT_MIN = SLOT_S // 60
HOURS = 24

_ANSWERS_ANEW = """
INSERT INTO hour_moods
SELECT hour, touchpoint, language, question,
    CASE WHEN flagged THEN 'played' WHEN 2 * value > scale + 1 THEN 'happy'
         WHEN 2 * value = scale + 1 THEN 'middle' ELSE 'unhappy' END,
    sum(n)
FROM answer_counts JOIN local_hours USING (slot) GROUP BY 1, 2, 3, 4, 5
"""
_FACTS_ANEW = """
INSERT INTO day_facts
SELECT hour / 24, touchpoint, language, mood, what, sum(n)
FROM fact_counts JOIN local_hours USING (slot) GROUP BY 1, 2, 3, 4, 5
"""


def zone_of(connection: sqlite3.Connection) -> ZoneInfo | None:
    """The time zone that the counts by day are kept in; none before the first start."""
    row = connection.execute("SELECT value FROM meta WHERE key = 'zone'").fetchone()
    return None if row is None else ZoneInfo(row[0])


def clock_of(connection: sqlite3.Connection) -> ZoneInfo:
    """The time zone in use; UTC before the first start."""
    return zone_of(connection) or ZoneInfo("UTC")


@functools.lru_cache(maxsize=1024)
def local_hour(slot: int, zone: ZoneInfo) -> int:
    """The shop's hour that a quarter (ms / 900000) lies in."""
    moment = datetime.fromtimestamp(slot * SLOT_S, zone)
    return HOURS * moment.toordinal() + moment.hour


def hour_of_day(minute: int, zone: ZoneInfo) -> int:
    """The hour on the shop's clock, 0 to 23, that a minute (ms / 60000) lies in."""
    return local_hour(minute // SLOT_MIN, zone) % HOURS


def day_of(hour: int) -> int:
    """The ordinal of the date that an hour lies in."""
    return hour // HOURS


def keep_zone(store: Store, zone: str) -> None:
    """Count by the days of this time zone from now on, and the past too."""
    known = zone_of(store.connection())
    if known is not None and known.key == zone:
        return
    began = time.monotonic()
    with store.write() as connection:
        count_anew(connection, zone)
    log.info(
        "Counts by day are kept in %s now (took %.1f s)", zone, time.monotonic() - began
    )


def count_anew(connection: sqlite3.Connection, zone: str) -> None:
    """Make all counts by day and hour from the quarters; inside a transaction."""
    connection.execute(
        "INSERT INTO meta VALUES ('zone', ?)"
        " ON CONFLICT DO UPDATE SET value = excluded.value",
        (zone,),
    )
    slots = connection.execute(
        "SELECT DISTINCT slot FROM answer_counts"
        " UNION SELECT DISTINCT slot FROM fact_counts"
    ).fetchall()
    there = ZoneInfo(zone)
    connection.execute(
        "CREATE TEMP TABLE local_hours (slot INTEGER PRIMARY KEY, hour INTEGER)"
    )
    connection.executemany(
        "INSERT INTO local_hours VALUES (?, ?)",
        ((slot, local_hour(slot, there)) for (slot,) in slots),
    )
    for statement in (
        "DELETE FROM hour_moods",
        "DELETE FROM day_facts",
        _ANSWERS_ANEW,
        _FACTS_ANEW,
        "DROP TABLE local_hours",
    ):
        connection.execute(statement)

"""Events for benchmarks: a shop's mix, as payloads or straight into a store."""

import itertools
import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime

import msgspec
import uuid_utils

from contract.events import (
    Envelope,
    Event,
    Outcome,
    Queue,
    Rating,
    Reasons,
    encode_data,
    encode_envelope,
)
from hub.store.store import Store

DEVICE = "till-1"
SOURCE = f"/devices/{DEVICE}/00112233445566aa"
BOOT = "11111111-1111-4111-8111-111111111111"
AT_ONCE = 250_000
DAYS = 90
TOUCHPOINTS = 6
LANGUAGES = ("en",) * 6 + ("de", "de", "es", "fr")
REASONS = ("waiting", "staff", "choice", "price", "tidiness", "something-else")
OUTCOMES = ("completed",) * 6 + ("skipped", "skipped", "timed_out", "left")


class Maker:
    """Makes the events of visits: a face, reasons, an outcome, and queue samples."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._began = time.time() - 3600

    def messages(self, count: int) -> list[bytes]:
        """So many events, as they come over the line."""
        return [self._payload(event) for event in itertools.islice(visits(), count)]

    def _payload(self, event: Event) -> bytes:
        now = time.time()
        return encode_envelope(
            Envelope(
                id=str(uuid_utils.uuid7()),
                source=SOURCE,
                type=event.type,
                time=datetime.fromtimestamp(now, UTC),
                sequence=f"{next(self._numbers):019d}",
                clocksynced=True,
                bootid=BOOT,
                uptimems=str(int((now - self._began) * 1000)),
                data=msgspec.Raw(encode_data(event)),
            )
        )


def visits() -> itertools.chain[Event]:
    """Events of visits without an end: a face, reasons, an outcome, a queue sample."""
    return itertools.chain.from_iterable(_visit(number) for number in itertools.count())


def _visit(number: int) -> list[Event]:
    visit = str(uuid_utils.uuid7())
    rating = Rating(
        visit=visit,
        step="face",
        survey="standard",
        survey_version=1,
        question="today",
        scale=4,
        value=1 + number % 4,
        language="en",
    )
    reasons = Reasons(visit=visit, step="reasons", choices=["waiting", "friendly"])
    outcome = Outcome(visit=visit, step="outcome", how="completed")
    queue = Queue(
        zone="till", period_s=60.0, state="seen", mean=1.5, max=3, band=0.4, waiting=2
    )
    return [rating, reasons, outcome, queue]


def fill(store: Store, count: int, say: Callable[[str], None]) -> None:
    """Put a past of so many events into a store, as ingest would have left it.

    Ninety days of ten open hours at six touchpoints, in four languages.
    """
    with store.write() as connection:
        connection.executemany(
            "INSERT OR IGNORE INTO touchpoints (touchpoint, name) VALUES (?, ?)",
            [(number, f"Till {number}") for number in range(1, TOUCHPOINTS + 1)],
        )
    # Ends an hour ago, so that what comes in live finds its own quarter of an hour.
    end = time.time() - 3600
    for first in range(1, count + 1, AT_ONCE):
        last = min(first + AT_ONCE - 1, count)
        with store.write() as connection:
            connection.execute(_SOME)
            connection.execute("DELETE FROM some")
            connection.executemany(
                "INSERT INTO some VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (_row(n, count, end) for n in range(first, last + 1)),
            )
            for statement in _FILL:
                connection.execute(statement)
        say(f"{last} events")


_SOME = (
    "CREATE TEMP TABLE IF NOT EXISTS some (n INTEGER PRIMARY KEY, at, id, visit,"
    " touchpoint, language, value, what, how)"
)


def _row(n: int, count: int, end: float) -> tuple[object, ...]:
    number = n // 4
    days, open_share = divmod((count - n) * DAYS / count, 1)
    at = int(1000 * (end - 86_400 * days - 36_000 * open_share))
    visit = at // 2000 * 2000
    chance = number * 7919 % 100
    value = 1 + sum(chance >= edge for edge in (8, 22, 58))
    reasons = sorted({REASONS[number * 31 % 6], REASONS[number * 17 % 5]})
    return (
        n,
        at,
        at.to_bytes(6, "big") + secrets.token_bytes(10),
        visit.to_bytes(6, "big") + number.to_bytes(10, "big"),
        1 + number % TOUCHPOINTS,
        LANGUAGES[number * 13 % 10],
        value,
        " ".join(["reasons", *(f"reason:{reason}" for reason in reasons)]),
        f"outcome:{OUTCOMES[number * 11 % 10]}",
    )


_DATA = (
    ' CAST(\'{"visit":"\' || hex(visit) || \'","step":"face","survey":\''
    ' || \'"standard","survey_version":1,"question":"today","scale":4,\''
    " || '\"value\":' || value || ',\"language\":\"' || language || '\"}' AS BLOB)"
)
_MOOD = "CASE WHEN some.value > 2 THEN 'happy' ELSE 'unhappy' END"
_ADD = " ON CONFLICT DO UPDATE SET n = n + excluded.n"
_FILL = (
    "INSERT INTO seen SELECT n, id FROM some",
    "INSERT INTO events SELECT n,"
    " CASE n % 4 WHEN 0 THEN 'heed.rating.v1' WHEN 1 THEN 'heed.reasons.v1'"
    " WHEN 2 THEN 'heed.outcome.v1' ELSE 'heed.queue.v1' END,"
    f" 1, touchpoint, 999, n, at, at, at + 20, 1, n, 0, 0, 1,{_DATA} FROM some",
    "INSERT OR IGNORE INTO answers SELECT visit, 'today', 999, n, n, at, touchpoint,"
    " language, 4, value, NULL, 0 FROM some WHERE n % 4 = 0",
    "INSERT INTO answer_counts SELECT at / 900000, touchpoint, 'today', language, 4,"
    " value, 0, count(*) FROM some WHERE n % 4 = 0 GROUP BY 1, 2, 4, 6" + _ADD,
    "INSERT OR IGNORE INTO visit_facts SELECT visit,"
    " CASE n % 4 WHEN 1 THEN 'reasons' ELSE 'outcome' END, 999, n, n, at, touchpoint,"
    f" CASE n % 4 WHEN 1 THEN what ELSE how END, language, {_MOOD}"
    " FROM some WHERE n % 4 IN (1, 2)",
    f"INSERT INTO fact_counts SELECT at / 900000, touchpoint, language, {_MOOD}, how,"
    " count(*) FROM some WHERE n % 4 = 2 GROUP BY 1, 2, 3, 4, 5" + _ADD,
    f"INSERT INTO fact_counts SELECT at / 900000, touchpoint, language, {_MOOD},"
    " each.value, count(*) FROM some,"
    " json_each('[\"' || replace(what, ' ', '\",\"') || '\"]') AS each"
    " WHERE n % 4 = 1 GROUP BY 1, 2, 3, 4, 5" + _ADD,
    "INSERT INTO event_counts SELECT at / 900000, touchpoint, 'heed.rating.v1',"
    " count(*) FROM some WHERE n % 4 = 0 GROUP BY 1, 2" + _ADD,
    "INSERT INTO alerts (alert, kind, touchpoint, subject, raised_at, closed_at)"
    " SELECT NULL, 'unhappy', touchpoint, '', at, at + 300000"
    " FROM some WHERE n % 2000 = 0",
    "INSERT INTO steps (step, alert, what, at, state, times)"
    " SELECT NULL, alert, 'taken', raised_at + alert % 7 * 30000,"
    " 'taken', 1 FROM alerts"
    " WHERE alert NOT IN (SELECT alert FROM steps)",
)

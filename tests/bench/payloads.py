"""Events for benchmarks: a shop's mix, as payloads or straight into a store."""

import itertools
import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime

import msgspec
import uuid_utils

from contract.events import Envelope, encode_data, encode_envelope
from contract.kinds import Event, Outcome, Queue, Rating, Reasons
from hub.store.store import Store

DEVICE = "till-1"
SOURCE = f"/devices/{DEVICE}/00112233445566aa"
BOOT = "11111111-1111-4111-8111-111111111111"
AT_ONCE = 250_000


class Maker:
    """Makes the events of visits: a face, reasons, an outcome, and queue samples."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._began = time.time() - 3600

    def messages(self, count: int) -> list[bytes]:
        """So many events, as they come over the line."""
        return [self._payload(event) for event in itertools.islice(_visits(), count)]

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


def _visits() -> itertools.chain[Event]:
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
    """Put a past of so many events into a store, as ingest would have left it."""
    for first in range(1, count + 1, AT_ONCE):
        last = min(first + AT_ONCE - 1, count)
        with store.write() as connection:
            connection.execute(
                "CREATE TEMP TABLE IF NOT EXISTS some (n INTEGER PRIMARY KEY, at, id,"
                " visit)"
            )
            connection.execute("DELETE FROM some")
            connection.executemany(
                "INSERT INTO some VALUES (?, ?, ?, ?)",
                (_row(n, count) for n in range(first, last + 1)),
            )
            for statement in _FILL:
                connection.execute(statement)
        say(f"{last} events")


def _row(n: int, count: int) -> tuple[int, int, bytes, bytes]:
    at = int(time.time() * 1000) - (count - n) * 500 - 3_600_000
    stamp = at.to_bytes(6, "big")
    visit = (at - at % 2000).to_bytes(6, "big")
    return n, at, stamp + secrets.token_bytes(10), visit + (n // 4).to_bytes(10, "big")


_FILL = (
    "INSERT INTO seen SELECT n, id FROM some",
    "INSERT INTO events SELECT n,"
    " CASE n % 4 WHEN 0 THEN 'heed.rating.v1' WHEN 1 THEN 'heed.reasons.v1'"
    " WHEN 2 THEN 'heed.outcome.v1' ELSE 'heed.queue.v1' END,"
    " 1, 1, 999, n, at, at, at + 20, 1, n, 0, 0, 1,"
    ' CAST(\'{"visit":"\' || hex(visit) || \'","step":"face","survey":\''
    ' || \'"standard","survey_version":1,"question":"today","scale":4,\''
    ' || \'"value":\' || (1 + n % 3) || \',"language":"en"}\' AS BLOB) FROM some',
    "INSERT INTO answers SELECT visit, 'today', 999, n, n, at, 1, 'en', 4, 1 + n % 3,"
    " NULL, 0 FROM some WHERE n % 4 = 0",
    "INSERT INTO answer_counts SELECT at / 900000, 1, 'today', 'en', 4, 1 + n % 3, 0,"
    " count(*) FROM some WHERE n % 4 = 0 GROUP BY 1, 6"
    " ON CONFLICT DO UPDATE SET n = n + excluded.n",
    "INSERT INTO event_counts SELECT at / 900000, 1, 'heed.rating.v1', count(*)"
    " FROM some WHERE n % 4 = 0 GROUP BY 1"
    " ON CONFLICT DO UPDATE SET n = n + excluded.n",
)

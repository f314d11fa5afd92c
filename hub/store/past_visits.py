"""Moods, reasons and outcomes of visits that were stored before they were counted.

Part of a migration: it says all it needs itself and must not follow later changes.
"""

import json
import sqlite3
from collections.abc import Iterator

TABLES = """
-- A visit's last word of each kind, and the mood and language it is counted under.
CREATE TABLE visit_facts (
    visit BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('reasons', 'outcome')),
    outbox INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    n INTEGER NOT NULL,
    at INTEGER NOT NULL,
    touchpoint INTEGER NOT NULL,
    what TEXT NOT NULL,      -- outcome:left, or: reasons reason:waiting ...
    language TEXT NOT NULL,  -- empty: the visit has no answer
    mood TEXT NOT NULL,      -- happy, middle, unhappy, played; empty: no answer
    PRIMARY KEY (visit, kind)
) WITHOUT ROWID;
CREATE TABLE fact_counts (
    slot INTEGER NOT NULL,
    touchpoint INTEGER NOT NULL,
    language TEXT NOT NULL,
    mood TEXT NOT NULL,
    what TEXT NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (slot, touchpoint, language, mood, what)
) WITHOUT ROWID;

-- By the shop's own hours (24 * ordinal of the date + hour) and days, for the pages;
-- made anew from the quarters when the time zone changes.
CREATE TABLE hour_moods (
    hour INTEGER NOT NULL,
    touchpoint INTEGER NOT NULL,
    language TEXT NOT NULL,
    question TEXT NOT NULL,
    mood TEXT NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (hour, touchpoint, language, question, mood)
) WITHOUT ROWID;
CREATE INDEX hour_moods_by_language ON hour_moods (language);
CREATE TABLE day_facts (
    day INTEGER NOT NULL,
    touchpoint INTEGER NOT NULL,
    language TEXT NOT NULL,
    mood TEXT NOT NULL,
    what TEXT NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (day, touchpoint, language, mood, what)
) WITHOUT ROWID;
"""

_KEEP = """
INSERT INTO visit_facts VALUES (?, ?, ?, ?, ?, ?, ?, ?, '', '')
ON CONFLICT DO UPDATE SET outbox = excluded.outbox, sequence = excluded.sequence,
    n = excluded.n, at = excluded.at, touchpoint = excluded.touchpoint,
    what = excluded.what
WHERE (excluded.outbox, excluded.sequence) > (outbox, sequence)
"""
# The last answer before what was said, else the first one after.
_HANG = """
UPDATE visit_facts SET language = found.language, mood = found.mood FROM (
    SELECT visit, kind, language,
        CASE WHEN misuse IS NOT NULL THEN 'played'
            WHEN 2 * value > scale + 1 THEN 'happy'
            WHEN 2 * value = scale + 1 THEN 'middle' ELSE 'unhappy' END AS mood,
        row_number() OVER (PARTITION BY visit, kind
            ORDER BY answers.sequence < facts.sequence DESC,
                abs(answers.sequence - facts.sequence)) AS place
    FROM (SELECT visit, kind, sequence FROM visit_facts) AS facts
    JOIN answers USING (visit)
) AS found
WHERE place = 1 AND found.visit = visit_facts.visit AND found.kind = visit_facts.kind
"""
_COUNT = """
INSERT INTO fact_counts
SELECT at / 900000, touchpoint, language, mood, json_each.value, count(*)
FROM visit_facts, json_each('["' || replace(what, ' ', '","') || '"]')
GROUP BY 1, 2, 3, 4, 5
"""


def count(connection: sqlite3.Connection) -> None:
    """Count what is stored already."""
    connection.executemany(_KEEP, _facts(connection))
    connection.execute(_HANG)
    connection.execute(_COUNT)


def _facts(connection: sqlite3.Connection) -> Iterator[tuple[object, ...]]:
    rows = connection.execute(
        "SELECT type, data, outbox, sequence, n, at, touchpoint FROM events"
        " WHERE decoded = 1 AND type IN ('heed.reasons.v1', 'heed.outcome.v1')"
    )
    for type_, data, *place in rows:
        said = json.loads(data)
        visit = bytes.fromhex(said["visit"].replace("-", ""))
        if type_ == "heed.outcome.v1":
            yield visit, "outcome", *place, f"outcome:{said['how']}"
        else:
            reasons = sorted({f"reason:{choice}" for choice in said["choices"]})
            yield visit, "reasons", *place, " ".join(["reasons", *reasons])

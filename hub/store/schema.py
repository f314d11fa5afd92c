"""The store's tables, as migrations. Times are milliseconds since 1970 UTC."""

from sqlite_utils import Migrations
from sqlite_utils.db import Database

from hub.store import alert_tables, comment_tables, lines, past_visits

migrations = Migrations("hub")

TABLES = """
-- One row a fact about the store itself: its id, changed when it was set back.
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE touchpoints (
    touchpoint INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
);
CREATE TABLE devices (
    device INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL CHECK (state IN ('pending', 'approved', 'retired')),
    touchpoint INTEGER REFERENCES touchpoints,
    first_seen INTEGER NOT NULL,
    last_seen INTEGER NOT NULL,
    online INTEGER NOT NULL DEFAULT 0,
    online_since INTEGER NOT NULL,
    health BLOB,
    health_at INTEGER
);
-- A device's outbox file; a new card brings a new one.
CREATE TABLE outboxes (
    outbox INTEGER PRIMARY KEY,
    device INTEGER NOT NULL REFERENCES devices,
    key TEXT NOT NULL,
    UNIQUE (key, device)
);
-- Which sequence numbers are here, as ranges without a gap.
CREATE TABLE spans (
    outbox INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
    PRIMARY KEY (outbox, first)
) WITHOUT ROWID;
-- Which numbers a device said will never come.
CREATE TABLE drops (
    outbox INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
    rows INTEGER NOT NULL, reason TEXT NOT NULL,
    PRIMARY KEY (outbox, first, last)
) WITHOUT ROWID;
-- When a device's boot began, by the hub's clock.
CREATE TABLE boots (
    boot INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    device INTEGER NOT NULL REFERENCES devices,
    base INTEGER,           -- as its events with a set clock say; none yet: NULL
    bound INTEGER NOT NULL, -- at the latest: no event arrives before it was made
    live INTEGER NOT NULL   -- 1: the device said its uptime while connected
);
CREATE INDEX boots_by_device ON boots (device) WHERE live = 1;

-- Every id ever taken, in order of arrival, kept apart from the rows themselves.
CREATE TABLE seen (n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE);
CREATE TABLE seen_days (day INTEGER PRIMARY KEY, first INTEGER NOT NULL);

CREATE TABLE events (
    n INTEGER PRIMARY KEY,
    type TEXT NOT NULL,
    device INTEGER NOT NULL,
    touchpoint INTEGER NOT NULL,
    outbox INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    at INTEGER NOT NULL,
    claimed INTEGER NOT NULL,
    arrived INTEGER NOT NULL,
    boot INTEGER NOT NULL,
    uptime INTEGER NOT NULL,
    estimated INTEGER NOT NULL,
    late INTEGER NOT NULL,
    decoded INTEGER NOT NULL,
    data BLOB NOT NULL
);
CREATE INDEX events_estimated ON events (boot) WHERE estimated = 1;
CREATE INDEX events_to_decode ON events (type) WHERE decoded = 0;

-- The answer that counts: the last one of a visit to a question.
CREATE TABLE answers (
    visit BLOB NOT NULL,
    question TEXT NOT NULL,
    outbox INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    n INTEGER NOT NULL,
    at INTEGER NOT NULL,
    touchpoint INTEGER NOT NULL,
    language TEXT NOT NULL,
    scale INTEGER NOT NULL,
    value INTEGER NOT NULL,
    misuse TEXT,
    replaced INTEGER NOT NULL DEFAULT 0,  -- how many earlier answers it replaced
    PRIMARY KEY (visit, question)
) WITHOUT ROWID;

-- Roll-ups by quarter of an hour (slot = ms / 900000), kept with each batch.
CREATE TABLE answer_counts (
    slot INTEGER NOT NULL,
    touchpoint INTEGER NOT NULL,
    question TEXT NOT NULL,
    language TEXT NOT NULL,
    scale INTEGER NOT NULL,
    value INTEGER NOT NULL,
    flagged INTEGER NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (slot, touchpoint, question, language, scale, value, flagged)
) WITHOUT ROWID;
CREATE TABLE event_counts (
    slot INTEGER NOT NULL,
    touchpoint INTEGER NOT NULL,
    what TEXT NOT NULL,   -- an event type, or type:detail as in heed.outcome.v1:left
    n INTEGER NOT NULL,
    PRIMARY KEY (slot, touchpoint, what)
) WITHOUT ROWID;

CREATE TABLE alerts (
    alert INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,   -- unhappy, help, silent
    touchpoint INTEGER NOT NULL REFERENCES touchpoints,
    subject TEXT NOT NULL DEFAULT '',  -- the device, where two may stand at one place
    raised_at INTEGER NOT NULL,
    closed_at INTEGER     -- set by the step that ends it
);
CREATE UNIQUE INDEX alerts_one_open ON alerts (kind, touchpoint, subject)
    WHERE closed_at IS NULL;
-- Everything that happens to an alert; its state is read from these rows.
CREATE TABLE steps (
    step INTEGER PRIMARY KEY AUTOINCREMENT,
    alert INTEGER NOT NULL REFERENCES alerts,
    what TEXT NOT NULL
        CHECK (what IN ('raised', 'refreshed', 'taken', 'done', 'cleared')),
    at INTEGER NOT NULL,
    state TEXT NOT NULL   -- the alert's state from here on
        CHECK (state IN ('open', 'taken', 'done', 'cleared')),
    times INTEGER NOT NULL, -- how many events the alert stands for from here on
    who TEXT,             -- forgotten after a day
    cause TEXT,           -- id of the (last) event behind it
    outcome TEXT,         -- done: solved, explained, ...
    note TEXT
);
CREATE INDEX steps_by_alert ON steps (alert, step);
CREATE INDEX steps_with_who ON steps (at) WHERE who IS NOT NULL;
CREATE INDEX alerts_by_time ON alerts (raised_at);
-- A customer's call and the alert that carries it.
CREATE TABLE calls (
    help TEXT PRIMARY KEY,
    device INTEGER NOT NULL,
    alert INTEGER NOT NULL REFERENCES alerts,
    at INTEGER NOT NULL,
    state TEXT NOT NULL   -- sent, coming, done, nobody, withdrawn
) WITHOUT ROWID;
CREATE INDEX calls_by_alert ON calls (alert);
CREATE INDEX calls_by_device ON calls (device, at);
CREATE INDEX calls_by_time ON calls (at);
-- What must happen at a time; kept here so that a restart forgets nothing.
CREATE TABLE due (
    what TEXT NOT NULL, subject TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (what, subject)
) WITHOUT ROWID;
CREATE INDEX due_by_time ON due (at);

-- Messages on their way to devices; gone once the broker has them.
CREATE TABLE downlink (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    topic TEXT NOT NULL,
    payload BLOB NOT NULL,
    retain INTEGER NOT NULL
);
CREATE TABLE rejects (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    topic TEXT NOT NULL,
    payload BLOB NOT NULL,
    reason TEXT NOT NULL
);

-- What the owner decided for the devices; the highest revision is in use.
CREATE TABLE owner_settings (
    revision INTEGER PRIMARY KEY, at INTEGER NOT NULL, body BLOB NOT NULL
);

CREATE TABLE people (
    person INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    secret TEXT NOT NULL  -- Argon2id
);
CREATE TABLE sessions (
    token BLOB PRIMARY KEY,  -- SHA-256 of what the browser holds
    person INTEGER NOT NULL REFERENCES people ON DELETE CASCADE,
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE audit (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    what TEXT NOT NULL
);
"""


@migrations()
def m001_first_tables(database: Database) -> None:
    """Everything that the first version keeps."""
    for statement in _statements(TABLES):
        database.execute(statement)


PEOPLE_AND_PLACES = """
CREATE TABLE shops (shop INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
-- Without a name until the pages first start; they know it from the settings file.
INSERT INTO shops VALUES (1, '');
ALTER TABLE touchpoints ADD COLUMN shop INTEGER NOT NULL DEFAULT 1;

ALTER TABLE people ADD COLUMN role TEXT NOT NULL DEFAULT 'staff'
    CHECK (role IN ('staff', 'lead', 'owner', 'admin'));
-- 1: the passphrase was made by somebody else and has to be changed.
ALTER TABLE people ADD COLUMN once INTEGER NOT NULL DEFAULT 0;
-- Until now one passphrase opened everything; it still does.
UPDATE people SET role = 'admin';
ALTER TABLE sessions ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN browser TEXT NOT NULL DEFAULT '';

ALTER TABLE owner_settings ADD COLUMN who TEXT NOT NULL DEFAULT '';
ALTER TABLE owner_settings ADD COLUMN note TEXT NOT NULL DEFAULT '';
"""


@migrations()
def m002_people_and_places(database: Database) -> None:
    """Shops, roles, and who decided what."""
    for statement in _statements(PEOPLE_AND_PLACES):
        database.execute(statement)


@migrations()
def m003_moods_of_visits(database: Database) -> None:
    """Reasons and outcomes by the visit's mood; counts by the shop's days and hours."""
    for statement in _statements(past_visits.TABLES):
        database.execute(statement)
    past_visits.count(database.conn)


@migrations()
def m004_sample_touchpoints(database: Database) -> None:
    """Touchpoints of a made-up shop, which go again with all that stands on them."""
    database.execute(
        "ALTER TABLE touchpoints ADD COLUMN sample INTEGER NOT NULL DEFAULT 0"
    )


@migrations()
def words_001_comments(database: Database) -> None:
    """What customers say: comments, corrections, batches, and who looks at them."""
    (steps,) = database.execute(
        "SELECT sql FROM sqlite_schema WHERE name = 'steps'"
    ).fetchone()
    again = comment_tables.STEPS_AGAIN if comment_tables.LISTED in steps else ""
    for statement in _statements(comment_tables.TABLES + again):
        database.execute(statement)


@migrations()
def floor_001_rules_and_ladder(database: Database) -> None:
    """Rules as the owner's revisions, windows by minute, ladders and who is told."""
    for script in (alert_tables.RULES, alert_tables.LADDER):
        for statement in _statements(script):
            database.execute(statement)


@migrations()
def floor_002_notices(database: Database) -> None:
    """Lines that staff put on the idle kiosks for a while."""
    for statement in _statements(alert_tables.NOTICES):
        database.execute(statement)


@migrations()
def queue_001_lines(database: Database) -> None:
    """Waiting lines: how they are now, and sums by quarter of an hour."""
    for statement in _statements(lines.TABLES):
        database.execute(statement)


@migrations()
def words_002_own_themes(database: Database) -> None:
    """Themes of the owner's own, and which comments have them."""
    for statement in _statements(comment_tables.OWN_THEMES):
        database.execute(statement)


def _statements(script: str) -> list[str]:
    """Single statements: `executescript` would commit the migration half done."""
    lines = [line.split("--")[0] for line in script.splitlines()]
    return [part for part in "\n".join(lines).split(";") if part.strip()]

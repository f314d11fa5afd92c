"""Tables of the first version. Times are milliseconds since 1970 UTC."""

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

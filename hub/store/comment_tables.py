"""The tables of what customers say: comments, corrections, batches, who looks at them.

Each has a touchpoint or an alert, by which sample data goes again.
"""

TABLES = """
-- A comment as it counts. Its words stand here and nowhere else in the store.
CREATE TABLE comments (
    comment INTEGER PRIMARY KEY,   -- the event's number
    visit BLOB NOT NULL,
    touchpoint INTEGER NOT NULL,
    at INTEGER NOT NULL,
    day INTEGER NOT NULL,          -- ordinal of the shop's date
    part INTEGER NOT NULL,         -- of the day, from 0
    language TEXT NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('typed', 'spoken', 'told')),
    text TEXT,                     -- as redacted on the device; none once forgotten
    score REAL,
    label TEXT,                    -- as counted: a customer's correction goes first
    feelings TEXT NOT NULL,        -- keys with spaces between
    themes TEXT NOT NULL,
    read_label TEXT,               -- as software read it
    read_feelings TEXT NOT NULL,
    read_themes TEXT NOT NULL,
    urgent TEXT,
    maybe_urgent TEXT,
    scored INTEGER NOT NULL,
    why_not TEXT,
    batch INTEGER,                 -- with which its words are published
    place INTEGER                  -- where it stands in it, by chance
);
CREATE INDEX comments_by_visit ON comments (visit);
CREATE INDEX comments_by_batch ON comments (batch, place) WHERE batch IS NOT NULL;
CREATE INDEX comments_to_publish ON comments (day) WHERE batch IS NULL AND scored = 1;
CREATE INDEX comments_with_words ON comments (day) WHERE text IS NOT NULL;

-- What customers and owners put right or confirmed; never leaves the hub.
CREATE TABLE corrections (
    correction INTEGER PRIMARY KEY AUTOINCREMENT,
    visit BLOB NOT NULL,
    comment INTEGER,               -- none while the comment has not arrived
    touchpoint INTEGER NOT NULL,
    at INTEGER NOT NULL,
    by TEXT NOT NULL CHECK (by IN ('customer', 'owner')),
    confirmed INTEGER NOT NULL,
    label TEXT,
    feelings TEXT NOT NULL,
    themes TEXT NOT NULL
);
CREATE INDEX corrections_by_visit ON corrections (visit);
CREATE INDEX corrections_by_comment ON corrections (comment);

-- Counts of comments on the grid: all, scored, why:unsure, label:negative, theme:price.
CREATE TABLE comment_counts (
    touchpoint INTEGER NOT NULL,
    day INTEGER NOT NULL,
    part INTEGER NOT NULL,
    source TEXT NOT NULL,
    what TEXT NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (touchpoint, day, part, source, what)
) WITHOUT ROWID;

-- Words that an owner may see, at least five at once; a batch never changes again.
CREATE TABLE word_batches (
    batch INTEGER PRIMARY KEY AUTOINCREMENT,
    touchpoint INTEGER NOT NULL,
    told INTEGER NOT NULL,         -- 1: told to colleagues, apart in all figures
    first_day INTEGER NOT NULL, first_part INTEGER NOT NULL,
    last_day INTEGER NOT NULL, last_part INTEGER NOT NULL,
    n INTEGER NOT NULL
);
CREATE TABLE batch_counts (
    batch INTEGER NOT NULL,
    touchpoint INTEGER NOT NULL,
    what TEXT NOT NULL,            -- label:negative, feeling:anger, theme:waiting
    n INTEGER NOT NULL,
    PRIMARY KEY (batch, what)
) WITHOUT ROWID;

-- What a human has to look at; a row stays when it is taken off.
CREATE TABLE human_list (
    comment INTEGER PRIMARY KEY,
    touchpoint INTEGER NOT NULL,
    since INTEGER NOT NULL,
    why TEXT NOT NULL,             -- danger, or why software did not score it
    off_at INTEGER
);
CREATE INDEX human_list_open ON human_list (since) WHERE off_at IS NULL;

-- Which comments an alert stands for.
CREATE TABLE alert_comments (
    alert INTEGER NOT NULL REFERENCES alerts,
    comment INTEGER NOT NULL,
    PRIMARY KEY (alert, comment)
) WITHOUT ROWID;
"""

STEPS_AGAIN = """
-- Words may come to an alert: the list of what may happen is in the code.
CREATE TABLE steps_for_words (
    step INTEGER PRIMARY KEY AUTOINCREMENT,
    alert INTEGER NOT NULL REFERENCES alerts,
    what TEXT NOT NULL,
    at INTEGER NOT NULL,
    state TEXT NOT NULL   -- the alert's state from here on
        CHECK (state IN ('open', 'taken', 'done', 'cleared')),
    times INTEGER NOT NULL, -- how many events the alert stands for from here on
    who TEXT,             -- forgotten after a day
    cause TEXT,           -- id of the (last) event behind it
    outcome TEXT,         -- done: solved, explained, ...
    note TEXT
);
INSERT INTO steps_for_words
    SELECT step, alert, what, at, state, times, who, cause, outcome, note FROM steps;
DELETE FROM sqlite_sequence WHERE name = 'steps_for_words';
INSERT INTO sqlite_sequence SELECT 'steps_for_words', seq FROM sqlite_sequence
    WHERE name = 'steps';
DROP TABLE steps;
ALTER TABLE steps_for_words RENAME TO steps;
CREATE INDEX steps_by_alert ON steps (alert, step);
CREATE INDEX steps_with_who ON steps (at) WHERE who IS NOT NULL;
"""
LISTED = "what IN ("
"""Stands in the table's text while only some things may happen to an alert."""

OWN_THEMES = """
-- Words that an owner wrote, redacted as customers' are.
CREATE TABLE own_themes (
    theme INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,      -- as in counts: theme:gift-wrapping
    names TEXT NOT NULL,           -- JSON: by language
    examples TEXT NOT NULL,        -- JSON: a list
    like_from REAL NOT NULL,       -- likeness from which on a comment has it, 0 to 1
    retired INTEGER NOT NULL DEFAULT 0,
    filled INTEGER NOT NULL DEFAULT 0  -- 1: past comments were compared with it
);
-- Batches that were made while comments were compared with it.
CREATE TABLE own_theme_spans (
    theme INTEGER NOT NULL,
    after INTEGER NOT NULL,        -- the last batch before
    until INTEGER,                 -- the last batch of it; none while it goes on
    PRIMARY KEY (theme, after)
) WITHOUT ROWID;
ALTER TABLE comments ADD COLUMN own TEXT NOT NULL DEFAULT '';
ALTER TABLE comments ADD COLUMN compared INTEGER NOT NULL DEFAULT 0;
"""

"""The tables of rules, ladders and who is told, beside those of alerts and steps."""

RULES = """
-- What the owner decided on alerts; the highest revision is in use.
CREATE TABLE alert_policies (
    revision INTEGER PRIMARY KEY, at INTEGER NOT NULL,
    who TEXT NOT NULL, note TEXT NOT NULL, body BLOB NOT NULL
);
-- What the last hours held, by minute (ms / 60000): moods and themes for rules that
-- look at a window. Old minutes go; figures are read from other counts.
CREATE TABLE minute_counts (
    touchpoint INTEGER NOT NULL,
    minute INTEGER NOT NULL,
    what TEXT NOT NULL,   -- happy, middle, unhappy, or theme:waiting
    language TEXT NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (touchpoint, minute, what, language)
) WITHOUT ROWID;

ALTER TABLE alerts ADD COLUMN rule TEXT NOT NULL DEFAULT '';
ALTER TABLE alerts ADD COLUMN visit TEXT NOT NULL DEFAULT '';
-- Who is told and when, as it was decided when the alert began.
ALTER TABLE alerts ADD COLUMN ladder BLOB;
CREATE INDEX alerts_by_place ON alerts (kind, touchpoint, raised_at);

-- Any step may come to an alert: the list of them is in the code.
CREATE TABLE steps_again (
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
    note TEXT,
    detail TEXT NOT NULL DEFAULT '{}' -- what is known from here on, as JSON
);
INSERT INTO steps_again (step, alert, what, at, state, times, who, cause, outcome, note)
    SELECT step, alert, what, at, state, times, who, cause, outcome, note FROM steps;
DELETE FROM sqlite_sequence WHERE name = 'steps_again';
INSERT INTO sqlite_sequence SELECT 'steps_again', seq FROM sqlite_sequence
    WHERE name = 'steps';
DROP TABLE steps;
ALTER TABLE steps_again RENAME TO steps;
CREATE INDEX steps_by_alert ON steps (alert, step);
CREATE INDEX steps_with_who ON steps (at) WHERE who IS NOT NULL;
"""

LADDER = """
-- Ways to reach people; `address` is a secret and is never shown again.
CREATE TABLE channels (
    channel INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    port TEXT NOT NULL CHECK (port IN ('apprise', 'webhook')),
    rung TEXT NOT NULL CHECK (rung IN ('floor', 'lead', 'owner')),
    address TEXT NOT NULL,
    key TEXT NOT NULL DEFAULT '',     -- signs what a webhook gets
    words INTEGER NOT NULL DEFAULT 0, -- 1: customers' words may leave by it
    on_duty INTEGER NOT NULL DEFAULT 0
);
-- Each message to somebody, and what became of it.
CREATE TABLE sends (
    send INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,  -- the same however often it is tried
    alert INTEGER,             -- none for a test
    step INTEGER,
    channel INTEGER NOT NULL,
    rung TEXT NOT NULL,
    at INTEGER NOT NULL,       -- when it was decided
    due INTEGER NOT NULL,      -- when it is tried next
    tries INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL        -- waiting, sending, sent, failed, quiet, moot, gone
        CHECK (state IN
            ('waiting', 'sending', 'sent', 'failed', 'quiet', 'moot', 'gone')),
    ended INTEGER,
    result TEXT NOT NULL DEFAULT ''
);
CREATE INDEX sends_waiting ON sends (due) WHERE state = 'waiting';
CREATE INDEX sends_by_alert ON sends (alert);
CREATE INDEX sends_by_channel ON sends (channel, send);
"""

NOTICES = """
-- Lines that stand on the idle kiosks for a while, put there by staff.
CREATE TABLE idle_notices (
    notice INTEGER PRIMARY KEY AUTOINCREMENT,
    what TEXT NOT NULL,
    line BLOB NOT NULL,      -- the wording by language, as JSON
    at INTEGER NOT NULL,
    until INTEGER NOT NULL,
    ended INTEGER
);
"""

RECOVERIES = """
ALTER TABLE calls ADD COLUMN what_for TEXT NOT NULL DEFAULT 'help';
-- Whether what came of a call helped: asked once, while the customer is still there.
CREATE TABLE recoveries (
    help TEXT PRIMARY KEY,
    alert INTEGER NOT NULL REFERENCES alerts,
    at INTEGER NOT NULL,
    answer TEXT NOT NULL  -- yes, not_really, skipped, unanswered
) WITHOUT ROWID;
CREATE INDEX recoveries_by_alert ON recoveries (alert);
"""

GUIDANCE = """
-- Guidance in the shop's own words; where there are none, ours are shown.
CREATE TABLE guidance_words (
    piece TEXT NOT NULL, language TEXT NOT NULL, words TEXT NOT NULL,
    PRIMARY KEY (piece, language)
) WITHOUT ROWID;
CREATE TABLE guidance_offers (
    theme TEXT NOT NULL, severity TEXT NOT NULL, offer TEXT NOT NULL,
    PRIMARY KEY (theme, severity)
) WITHOUT ROWID;
-- Staff's marks: of an alert, never of a person.
CREATE TABLE guidance_marks (
    alert INTEGER NOT NULL REFERENCES alerts,
    piece TEXT NOT NULL,
    helped INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (alert, piece)
) WITHOUT ROWID;
"""

OFFERS_BY_LANGUAGE = """
CREATE TABLE guidance_offers_worded (
    theme TEXT NOT NULL, severity TEXT NOT NULL,
    language TEXT NOT NULL,  -- empty for one from when there was one for all languages
    offer TEXT NOT NULL,
    PRIMARY KEY (theme, severity, language)
) WITHOUT ROWID;
INSERT INTO guidance_offers_worded SELECT theme, severity, '', offer
    FROM guidance_offers;
DROP TABLE guidance_offers;
ALTER TABLE guidance_offers_worded RENAME TO guidance_offers;
"""

TILLS = """
-- What became of each "open another till" that a colleague was done with.
CREATE TABLE tills (
    alert INTEGER PRIMARY KEY REFERENCES alerts,
    at INTEGER NOT NULL,      -- when it was done
    opened INTEGER NOT NULL,  -- 1: done as solved, so another till was opened
    before INTEGER,           -- people waiting then, and ten minutes later;
    after INTEGER             -- none where no camera saw it
);
"""

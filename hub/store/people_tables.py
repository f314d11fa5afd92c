"""The tables of people, their sign-ins and the shop's places, as they grew."""

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

TABLETS = """
-- A code by which one tablet may be paired, once and for a few minutes.
CREATE TABLE pairings (
    pairing INTEGER PRIMARY KEY AUTOINCREMENT,
    code BLOB NOT NULL UNIQUE,  -- SHA-256 of what is shown
    name TEXT NOT NULL,
    who TEXT NOT NULL,
    made INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    used INTEGER
);
CREATE TABLE tablets (
    tablet INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    token BLOB NOT NULL UNIQUE, -- SHA-256 of what the tablet holds
    paired INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    address TEXT NOT NULL,
    browser TEXT NOT NULL
);
"""

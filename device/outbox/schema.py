"""The tables of the outbox.

outbox  what goes to the hub; a row leaves the line only by the hub's receipt
inbox   what the hub said about calls for help
latest  small facts that the processes share
drops   numbers that will never arrive, and whether a health event said so
meta    the file's own id
"""

import secrets
from typing import cast

import sqlite_utils
from sqlite_utils import Migrations
from sqlite_utils.db import Database, Table

migrations = Migrations("heed.device.outbox")

_OUTBOX = """
CREATE TABLE outbox (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    time_ms INTEGER NOT NULL,
    synced INTEGER NOT NULL,
    boot TEXT NOT NULL,
    uptime_ms INTEGER NOT NULL,
    visit TEXT,
    step TEXT,
    priority INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting'
        CHECK (state IN ('waiting', 'receipted', 'refused', 'set_aside')),
    ended_ms INTEGER,
    reason TEXT,
    announces INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL,
    data BLOB NOT NULL
)
"""

_INDEXES = (
    "CREATE UNIQUE INDEX outbox_id ON outbox(id)",
    "CREATE UNIQUE INDEX outbox_step ON outbox(visit, step)",
    "CREATE INDEX outbox_line ON outbox(state, priority, sequence)"
    " WHERE state = 'waiting'",
    "CREATE INDEX outbox_samples ON outbox(type, sequence)"
    " WHERE state = 'waiting' AND priority = 4 AND announces = 0",
    "CREATE INDEX outbox_ended ON outbox(state, ended_ms, sequence)"
    " WHERE ended_ms IS NOT NULL",
)


@migrations()
def first_tables(database: Database) -> None:
    """Everything the first version has."""
    for statement in (_OUTBOX, *_INDEXES):
        database.execute(statement)
    inbox = _table(database, "inbox")
    inbox.create({"id": int, "help": str, "state": str, "expires_ms": int}, pk="id")
    inbox.create_index(["help", "state"], unique=True)
    _table(database, "latest").create({"key": str, "value": bytes}, pk="key")
    drops = _table(database, "drops")
    drops.create(
        {
            "id": int,
            "first": int,
            "last": int,
            "rows": int,
            "reason": str,
            "announced": int,
        },
        pk="id",
    )
    drops.create_index(["announced"])
    meta = _table(database, "meta")
    meta.create({"key": str, "value": str}, pk="key")
    meta.insert({"key": "outbox", "value": secrets.token_hex(8)})


def _table(database: sqlite_utils.Database, name: str) -> Table:
    return cast(Table, database[name])

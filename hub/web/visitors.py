"""Who holds a token: somebody who signed in, or a tablet that was paired."""

import sqlite3

from hub.store import sessions, tablets
from hub.store.sessions import Session
from hub.store.store import Store

TABLETS_ROLE = "staff"


def find(connection: sqlite3.Connection, token: str, now_ms: int) -> Session | None:
    """Whose token this is, if it opens anything still."""
    if not token:
        return None
    found = sessions.find(connection, token, now_ms)
    if found is not None:
        return found
    tablet = tablets.find(connection, token, now_ms)
    if tablet is None:
        return None
    return Session(
        person=0, name=tablet.name, role=TABLETS_ROLE, once=False, tablet=tablet.tablet
    )


def note(store: Store, token: str, now_ms: int) -> None:
    """Keep that a tablet is there, once a minute."""
    tablet = tablets.find(store.connection(), token, now_ms)
    if tablet is not None and now_ms - tablet.seen >= tablets.SEEN_EVERY_MS:
        with store.write() as connection:
            tablets.saw(connection, tablet.tablet, now_ms)


def end(connection: sqlite3.Connection, token: str, now_ms: int) -> None:
    """Sign a browser out; a tablet has to be paired again."""
    tablet = tablets.find(connection, token, now_ms)
    if tablet is not None:
        tablets.revoke(connection, tablet.tablet)
    sessions.end(connection, token)

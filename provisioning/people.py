"""People let in and out from a terminal."""

import sqlite3

from hub.store import audit, people
from hub.store.people import UnknownPerson
from hub.store.store import Store
from provisioning.listing import now_ms, table_lines

HEADINGS = ("NAME", "ROLE", "SIGNED IN ON", "PASSPHRASE")
WHO = "the command line"


def lines(connection: sqlite3.Connection) -> list[str]:
    """Everybody who may sign in, as a table; one plain sentence for nobody."""
    found = people.listing(connection, now_ms())
    if not found:
        return ["Nobody may sign in yet; see 'heed sign-in' and 'heed people add'."]
    rows = [
        (each.name, each.role, str(each.sessions), "for once" if each.once else "own")
        for each in found
    ]
    return table_lines([HEADINGS, *rows])


def add(store: Store, name: str, role: str, given: str | None) -> str:
    """Let somebody in, with this passphrase or one for the first sign-in; in words."""
    passphrase = people.one_time() if given is None else given
    secret = people.hashed(passphrase)
    with store.write() as connection:
        added = people.add(connection, name, role, secret, once=given is None)
        audit.note(connection, now_ms(), WHO, f"added {added} ({role})")
    said = f"{added} may sign in as {role}."
    if given is None:
        said += f"\nThe passphrase for the first sign-in is {passphrase}"
    return said


def remove(store: Store, name: str) -> str:
    """Let somebody in no more; in words. Raises UnknownPerson, LastAdmin."""
    with store.write() as connection:
        person = people.number(connection, name)
        if person is None:
            raise UnknownPerson(name)
        people.remove(connection, person)
        audit.note(connection, now_ms(), WHO, f"removed {name}")
    return f"{name} may sign in no more."

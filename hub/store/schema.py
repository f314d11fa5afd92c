"""The store's tables, as migrations. Times are milliseconds since 1970 UTC."""

from sqlite_utils import Migrations
from sqlite_utils.db import Database

from hub.store import (
    alert_tables,
    comment_tables,
    first_tables,
    lines,
    past_visits,
    people_tables,
    sightings,
)

migrations = Migrations("hub")


@migrations()
def m001_first_tables(database: Database) -> None:
    """Everything that the first version keeps."""
    for statement in _statements(first_tables.TABLES):
        database.execute(statement)


@migrations()
def m002_people_and_places(database: Database) -> None:
    """Shops, roles, and who decided what."""
    for statement in _statements(people_tables.PEOPLE_AND_PLACES):
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
def floor_003_what_helped(database: Database) -> None:
    """Guidance, and what is known afterwards: of calls, of tills that were opened."""
    for script in (alert_tables.RECOVERIES, alert_tables.TILLS, alert_tables.GUIDANCE):
        for statement in _statements(script):
            database.execute(statement)


@migrations()
def floor_004_tablets(database: Database) -> None:
    """Tablets that are paired by a code, each with a token that can be revoked."""
    for statement in _statements(people_tables.TABLETS):
        database.execute(statement)


@migrations()
def floor_005_offers_by_language(database: Database) -> None:
    """What staff may offer, in the words of each language that staff read."""
    for statement in _statements(alert_tables.OFFERS_BY_LANGUAGE):
        database.execute(statement)


@migrations()
def queue_001_lines(database: Database) -> None:
    """Waiting lines: how they are now, and sums by quarter of an hour."""
    for statement in _statements(lines.TABLES):
        database.execute(statement)


@migrations()
def queue_002_sightings(database: Database) -> None:
    """Counts by eye beside the camera's, and how many came near a kiosk."""
    for statement in _statements(sightings.TABLES):
        database.execute(statement)


@migrations()
def queue_003_counts_taken_back(database: Database) -> None:
    """Single counts by eye, so that one can be taken back."""
    for statement in _statements(sightings.SINGLE_COUNTS):
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

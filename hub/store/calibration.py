"""What people said of how comments were read, for fitting the model to the shop."""

import sqlite3

from msgspec import Struct


class Labelled(Struct, frozen=True):
    """Words and the sentiment that a person says they have."""

    text: str
    label: str


def labelled(connection: sqlite3.Connection) -> list[Labelled]:
    """Corrected and confirmed comments with words; an owner's word goes first.

    A customer who put only feelings or themes right has said nothing of the label.
    What made-up customers said teaches nothing.
    """
    rows = connection.execute(
        "SELECT comment, text, CASE WHEN confirmed THEN read_label"
        " ELSE corrections.label END AS said, by FROM corrections"
        " JOIN comments USING (comment) JOIN touchpoints"
        " ON touchpoints.touchpoint = comments.touchpoint"
        " WHERE text IS NOT NULL AND said IS NOT NULL AND sample = 0"
        " ORDER BY by = 'owner', correction"
    )
    return list({row[0]: Labelled(row[1], row[2]) for row in rows}.values())

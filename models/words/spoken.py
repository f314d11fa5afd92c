"""A typed sentence as a speech recogniser would have written it."""

import re

# Apostrophes belong to words ("didn't"); all other marks fall away.
MARKS = re.compile(r"[^\w\s']|_")


def spoken(text: str) -> str:
    """Lower case and without punctuation; numbers have to be in words already."""
    plain = MARKS.sub(" ", text.replace("’", "'").lower())
    return " ".join(plain.split())

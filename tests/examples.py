"""How many examples, rows or messages tests try: all of them in `make test-long`."""

import os
from typing import Final

FEWER: Final = 1 if os.environ.get("HEED_LONG") == "1" else 5
USUAL: Final = 100
"""Hypothesis' own number."""


def examples(most: int = USUAL) -> int:
    """`most` in `make test-long`, a fifth of it in `make test`."""
    return max(10, most // FEWER)

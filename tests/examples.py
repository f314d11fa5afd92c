"""How many examples, rows or messages tests try: all of them in `make test-long`."""

import os
from typing import Any, Final

import pytest

FEWER: Final = 1 if os.environ.get("HEED_LONG") == "1" else 5
USUAL: Final = 100
"""Hypothesis' own number."""


def examples(most: int = USUAL) -> int:
    """`most` in `make test-long`, a fifth of it in `make test`."""
    return max(10, most // FEWER)


def one_and(first: Any, *others: Any) -> list[Any]:
    """Values for a test: the first one always, the others in `make test-long`."""
    return [first, *(pytest.param(one, marks=pytest.mark.long) for one in others)]

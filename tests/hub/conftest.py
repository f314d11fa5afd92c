"""Fixtures of the hub's tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.store.store import Store
from tests.hub.makers import approve


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store with one approved device, till-1 at Till 1."""
    store = Store(tmp_path / "store.db")
    try:
        approve(store)
        yield store
    finally:
        store.close()

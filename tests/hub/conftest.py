"""Fixtures of the hub's tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from hub.store import people
from hub.store.store import Store
from tests.hub.makers import approve
from tests.hub.stores import new_store

SLOW = people._hasher


@pytest.fixture(scope="session", autouse=True)
def quick_passphrases() -> Iterator[None]:
    """Passphrases hashed with as little work as Argon2 can be asked for.

    A test of how they are kept asks for `slow_passphrases`.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(people, "_hasher", lambda: PasswordHasher(1, 8, 1))
        yield


@pytest.fixture
def slow_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passphrases hashed as in a shop."""
    monkeypatch.setattr(people, "_hasher", SLOW)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store with one approved device, till-1 at Till 1."""
    store = new_store(tmp_path / "store.db")
    try:
        approve(store)
        yield store
    finally:
        store.close()

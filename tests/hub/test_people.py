"""People and their roles in the store, and the one passphrase of earlier versions."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlite_utils
from argon2 import PasswordHasher

from hub.store import people, sessions
from hub.store.people import BadName, LastAdmin, RoleChanged, UnknownPerson
from hub.store.schema import migrations
from hub.store.store import Store
from tests.hub.stores import new_store

SECRET = PasswordHasher(1, 8, 1).hash("a good long one")
NOW = 1_781_697_600_000


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = new_store(tmp_path / "store.db")
    try:
        yield store
    finally:
        store.close()


def test_the_one_passphrase_of_before_is_the_admin_shop(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    connection = sqlite3.connect(path)
    database = sqlite_utils.Database(connection)
    migrations.apply(database, stop_before="m002_people_and_places")
    connection.execute(
        "INSERT INTO people (name, secret) VALUES ('shop', ?)", (SECRET,)
    )
    connection.execute("INSERT INTO sessions VALUES (?, 1, ?, ?)", (b"x", NOW, NOW * 2))
    connection.commit()
    connection.close()
    store = Store(path)
    try:
        (shop,) = people.listing(store.connection(), NOW)
        assert (shop.name, shop.role, shop.once) == ("shop", "admin", False)
        assert shop.sessions == 1, "who is signed in stays signed in"
        assert people.check(store.connection(), "a good long one")
    finally:
        store.close()


def test_setting_the_passphrase_anew_makes_shop_an_admin_again(store: Store) -> None:
    with store.write() as connection:
        people.set_passphrase(connection, "a good long one")
        people.add(connection, "Ann", "admin", SECRET, once=False)
        shop = people.number(connection, "shop") or 0
        people.change_role(connection, shop, "staff", "admin")
        token = sessions.begin(connection, shop, NOW, ("", ""))
        people.set_passphrase(connection, "another good one")
    assert people.find(store.connection(), shop) == ("shop", "admin")
    assert sessions.find(store.connection(), token, NOW) is None


def test_an_admin_is_always_left(store: Store) -> None:
    with store.write() as connection:
        people.set_passphrase(connection, "a good long one")
        shop = people.number(connection, "shop") or 0
        with pytest.raises(LastAdmin):
            people.remove(connection, shop)
        with pytest.raises(LastAdmin):
            people.change_role(connection, shop, "owner", "admin")
        with pytest.raises(RoleChanged):
            people.change_role(connection, shop, "owner", "staff")
        with pytest.raises(UnknownPerson):
            people.change_role(connection, 4711, "owner", "staff")


@pytest.mark.parametrize("name", ["", " ", "\x00", "x" * 41, "ANN", "a\u0301nn "])
def test_a_name_that_is_none_or_taken_is_refused(store: Store, name: str) -> None:
    with store.write() as connection:
        people.add(connection, "Ann", "staff", SECRET, once=False)
        people.add(connection, "ánn", "staff", SECRET, once=False)
        with pytest.raises(BadName):
            people.add(connection, name, "staff", SECRET, once=False)


def test_one_time_passphrases_are_strong_enough_and_differ() -> None:
    made = {people.one_time() for _ in range(50)}
    assert len(made) == 50
    assert all(len(each) >= people.SHORTEST for each in made)

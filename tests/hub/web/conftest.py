"""Fixtures for the pages: a shop, its pages without a network, and served for real."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from hub.store import people
from hub.web.app import create_app
from tests.hub.web.shop import FORM_TOKEN, NOON, PASSPHRASE, OurShop, Pages, settings

GOOD_SECRET = PasswordHasher(1, 8, 1).hash(PASSPHRASE)


class Clock:
    """A clock that stands at noon until it is moved."""

    def __init__(self) -> None:
        self.ms = NOON

    def __call__(self) -> int:
        return self.ms


def said(answer: TestResponse) -> Any:
    """An answer's JSON."""
    return msgspec.json.decode(answer.data)


class Visitor:
    """A person at a browser without a screen."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.http: FlaskClient = app.test_client()

    def opens(self, path: str) -> TestResponse:
        """Open a page."""
        return self.http.get(path, headers={"Accept": "text/html"})

    def token(self, path: str) -> str:
        """The token of the form on a page."""
        found = FORM_TOKEN.search(self.opens(path).get_data(as_text=True))
        assert found is not None, f"{path} has no form"
        return found[1]

    def signs_in(
        self, passphrase: str = PASSPHRASE, then: str = "/", **more: str
    ) -> TestResponse:
        """Fill in the form and send it."""
        form = {
            "form_token": self.token("/signin"),
            "passphrase": passphrase,
            "next": then,
            **more,
        }
        return self.http.post("/signin", data=form, headers={"Accept": "text/html"})

    def sends(self, path: str, page: str, **fields: object) -> TestResponse:
        """Fill in a form of a page and send it, as a browser does."""
        form = {"form_token": self.token(page), **fields}
        headers = {"Accept": "text/html", "Origin": "http://localhost"}
        return self.http.post(path, data=form, headers=headers)

    def presses(self, path: str, body: object = None, **headers: str) -> TestResponse:
        """Press a button of the floor page."""
        sent = {"X-Form-Token": self.token("/floor"), **headers}
        return self.http.post(path, json={} if body is None else body, headers=sent)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[OurShop]:
    shop = OurShop(tmp_path)
    try:
        yield shop
    finally:
        shop.store.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(shop: OurShop, clock: Clock, tmp_path: Path) -> Flask:
    return create_app(shop.store, settings(tmp_path), clock)


@pytest.fixture
def stranger(app: Flask) -> Visitor:
    """Somebody who has not signed in."""
    return Visitor(app)


@pytest.fixture
def colleague(app: Flask) -> Visitor:
    """Somebody who has."""
    visitor = Visitor(app)
    assert visitor.signs_in().status_code == 303
    return visitor


@pytest.fixture
def as_role(app: Flask, shop: OurShop) -> Callable[[str], Visitor]:
    """Somebody of a role, signed in: `as_role("staff")`."""

    def sign_in(role: str) -> Visitor:
        with shop.store.write() as connection:
            people.add(connection, f"A {role}", role, GOOD_SECRET, once=False)
        visitor = Visitor(app)
        assert visitor.signs_in(name=f"A {role}").status_code == 303
        return visitor

    return sign_in


@pytest.fixture
def pages(shop: OurShop, tmp_path: Path) -> Iterator[Pages]:
    """The pages served on a free port, and a signed-in cookie."""
    pages = Pages(shop, settings(tmp_path))
    try:
        pages.start()
        pages.sign_in()
        yield pages
    finally:
        pages.stop()

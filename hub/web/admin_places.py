"""Shops and touchpoints: add, rename, and say which is in which."""

import sqlite3

from flask import request
from flask.typing import ResponseReturnValue

from contract.errors import HeedError
from hub.store import places
from hub.store.places import Changed
from hub.web.admin_devices import page_with as devices_with
from hub.web.admin_page import Trouble, change, done, page, whole, words_of
from hub.web.context import here


def show() -> ResponseReturnValue:
    """The page."""
    return _page_with(None)


def _page_with(trouble: Trouble | None) -> ResponseReturnValue:
    connection = here().store.connection()
    return page(
        "places",
        trouble,
        shops=places.shops(connection),
        touchpoints=places.touchpoints(connection),
    )


def add_shop() -> ResponseReturnValue:
    """A new shop."""
    name = request.form.get("name", "")
    try:
        change(lambda connection: f"added shop {places.add_shop(connection, name)}")
    except HeedError as error:
        return _page_with(_trouble("new-shop", error, name))
    return done("places", "added")


def add_touchpoint() -> ResponseReturnValue:
    """A new touchpoint in a shop."""
    name, shop = request.form.get("name", ""), whole("shop")

    def act(connection: sqlite3.Connection) -> str:
        added = places.add_touchpoint(connection, name, shop)
        return f"added touchpoint {added} in {places.shop_name(connection, shop)}"

    try:
        change(act)
    except HeedError as error:
        return _page_with(_trouble("new-touchpoint", error, name))
    return done("places", "added")


def rename_shop(shop: int) -> ResponseReturnValue:
    """Another name for a shop."""
    name, was = request.form.get("name", ""), request.form.get("was", "")

    def act(connection: sqlite3.Connection) -> str:
        return f"shop {was} is {places.rename_shop(connection, shop, name, was)} now"

    try:
        change(act)
    except HeedError as error:
        return _page_with(_trouble(f"shop-{shop}", error, name))
    return done("places", "saved")


def change_touchpoint(touchpoint: int) -> ResponseReturnValue:
    """Another name for a touchpoint, or another shop, from either page."""
    name, was = request.form.get("name", ""), request.form.get("was", "")
    shop, was_shop = whole("shop"), whole("was_shop")

    def act(connection: sqlite3.Connection) -> str:
        now = places.rename_touchpoint(connection, touchpoint, name, was)
        if shop == was_shop:
            return f"touchpoint {was} is {now} now"
        places.move_touchpoint(connection, touchpoint, shop, was_shop)
        return f"touchpoint {now} is in {places.shop_name(connection, shop)} now"

    back = "devices" if request.form.get("back") == "devices" else "places"
    try:
        change(act)
    except HeedError as error:
        trouble = _trouble(f"touchpoint-{touchpoint}", error, name)
        return devices_with(trouble) if back == "devices" else _page_with(trouble)
    return done(back, "saved")


def _trouble(field: str, error: HeedError, given: str) -> Trouble:
    status = 409 if isinstance(error, Changed) else 400
    return Trouble(field, words_of(error), given[:200], status)

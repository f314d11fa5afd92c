"""Devices: let them in, say where they stand, see how they are, retire them."""

import sqlite3

from flask import request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from contract.errors import HeedError
from hub.store import devices, places, settings
from hub.store.devices import UnknownDevice
from hub.store.places import Changed
from hub.web import device_facts
from hub.web.admin_page import Trouble, change, done, page, whole, words_of
from hub.web.context import here


def show() -> ResponseReturnValue:
    """The page."""
    return page_with(None)


def page_with(trouble: Trouble | None) -> ResponseReturnValue:
    """The page, with what was wrong."""
    context = here()
    connection = context.store.connection()
    newest = settings.newest(connection)
    shown = device_facts.all_of(
        connection, newest.revision if newest else 0, context.clock
    )
    return page(
        "devices",
        trouble,
        waiting=[each for each in shown if each.state == "pending"],
        here=[each for each in shown if each.state == "approved"],
        retired=[each for each in shown if each.state == "retired"],
        shops=places.shops(connection),
        touchpoints=places.touchpoints(connection),
    )


def approve(name: str) -> ResponseReturnValue:
    """Let a device in, or move it: to a touchpoint that is there, or to a new one."""
    new_name = request.form.get("new_name", "")
    was = whole("was")

    def act(connection: sqlite3.Connection) -> str:
        touchpoint = whole("touchpoint")
        if touchpoint == 0:
            made = places.add_touchpoint(connection, new_name, whole("shop"))
            touchpoint = places.touchpoint(connection, made) or 0
        known = devices.known(connection, name)
        devices.stand_at(connection, name, touchpoint, was)
        where = places.touchpoint_name(connection, touchpoint)
        fresh = known is None or known[1] != "approved"
        return f"{'approved' if fresh else 'moved'} device {name}: stands at {where}"

    try:
        change(act)
    except UnknownDevice as error:
        raise NotFound(words_of(error)) from error
    except HeedError as error:
        status = 409 if isinstance(error, Changed) else 400
        words = words_of(error)
        return page_with(Trouble(f"place-{name}", words, new_name[:200], status))
    return done("devices", "approved" if was == 0 else "saved")


def retire(name: str) -> ResponseReturnValue:
    """Take nothing more from a device."""

    def act(connection: sqlite3.Connection) -> str:
        devices.retire(connection, name)
        return f"retired device {name}"

    try:
        change(act)
    except UnknownDevice as error:
        raise NotFound(words_of(error)) from error
    return done("devices", "retired")

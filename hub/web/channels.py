"""Ways to reach people, on the owner's page on alerts: add, test, change, remove."""

import sqlite3

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from hub.notify.port import BadAddress
from hub.notify.service import notifier
from hub.store import channels
from hub.store import sends as sent
from hub.store.channels import NewChannel, Secret
from hub.store.sends import NewSend
from hub.web.alerting import back, note, page, refused
from hub.web.context import here

blueprint = Blueprint("channels", __name__, url_prefix="/alerting/channels")

CHANNEL = "<int(max=999999999):channel>"


@blueprint.post("")
def add() -> ResponseReturnValue:
    """One more way to reach somebody; a webhook's key is shown this once."""
    form = request.form
    new = NewChannel(
        name=form.get("name", ""),
        port="webhook" if form.get("port") == "webhook" else "apprise",
        rung=form.get("rung", ""),
        address=form.get("address", ""),
        words="words" in form,
    )
    key = ""
    try:
        notifier(Secret(new.port, new.address.strip(), "", False))
        with here().store.write() as connection:
            _, key = channels.add(connection, new)
            note(connection, f"added the channel {new.name}")
    except (channels.BadChannel, BadAddress) as error:
        return refused("channel", error)
    if key:
        return page(key=key)
    return back("added")


@blueprint.post(f"/{CHANNEL}")
def change(channel: int) -> ResponseReturnValue:
    """What may leave by it, who is on duty; test it; or remove it."""
    form, context = request.form, here()
    action = form.get("action", "save")
    try:
        with context.store.write() as connection:
            if action == "remove":
                name = channels.remove(connection, channel)
                note(connection, f"removed the channel {name}")
                return back("removed")
            if action == "test":
                _test(connection, channel)
                return back("tested")
            words, duty = "words" in form, "on_duty" in form
            name = channels.change(connection, channel, words=words, on_duty=duty)
            note(connection, f"changed the channel {name}")
    except channels.BadChannel as error:
        return refused("channel", error)
    return back("saved")


def _test(connection: sqlite3.Connection, channel: int) -> None:
    """Put a test on its way; raises BadChannel."""
    if channels.secret_of(connection, channel) is None:
        raise channels.gone()
    at = here().now()
    new = NewSend(alert=None, step=None, channel=channel, rung="floor", at=at)
    sent.add(connection, new)

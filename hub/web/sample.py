"""Sample data: the line on every page while it is there, and the way to remove it."""

from flask import Blueprint, g, redirect, render_template
from flask.typing import ResponseReturnValue

from hub.store import audit, sample
from hub.store.sample import About
from hub.web.context import here

blueprint = Blueprint("sample", __name__, url_prefix="/sample")

WAIT_S = 2.0
"""So long a page waits for a removal; the hub's clock goes on with the rest."""


@blueprint.get("")
def show() -> ResponseReturnValue:
    """What would go, and the button."""
    if not sample.is_there(here().store.connection()):
        return redirect("/", 303)
    return render_template("sample.html")


@blueprint.post("")
def remove() -> ResponseReturnValue:
    """Remove all sample data."""
    context = here()
    if sample.is_there(context.store.connection()):
        sample.begin_removal(context.store)
        with context.store.write() as connection:
            audit.note(
                connection, context.now(), g.person.name, "removed the sample data"
            )
        sample.remove_some(context.store, WAIT_S)
    return redirect("/", 303)


@blueprint.app_context_processor
def sample_words() -> dict[str, str]:
    """The line that every page shows; empty where there is no sample data."""
    connection = here().store.connection()
    if not sample.is_there(connection):
        return {"sample": ""}
    return {"sample": _line(sample.about(connection))}


def _line(about: About | None) -> str:
    if about is None:
        return "Sample data of a made-up shop"
    if about.state == "removing":
        return "Sample data is being removed. This takes a moment."
    if about.state == "filling":
        return f"Sample data is coming: {about.done} of {_days(about.days)} so far"
    return f"Sample data: {_days(about.done)} of a made-up shop"


def _days(days: int) -> str:
    return "1 day" if days == 1 else f"{days} days"

"""The lines at the tills now, for the strip on the floor's page."""

from typing import Final

import msgspec
from flask import Blueprint, Response

from hub.store import lines
from hub.web.context import here

blueprint = Blueprint("floor_lines", __name__, url_prefix="/floor/lines")

SHOWN_MS: Final = 15 * 60_000
"""A line that nobody told of for longer is not shown."""


@blueprint.get("")
def show() -> Response:
    """Every line that was told of lately."""
    context = here()
    known = lines.now(context.store.connection(), context.now() - SHOWN_MS)
    return Response(msgspec.json.encode(known), mimetype="application/json")

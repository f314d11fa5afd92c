"""Faults of our scripts, told to the hub's log without a word that anybody wrote."""

import logging
import re

import msgspec
from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from msgspec import Struct
from werkzeug.exceptions import BadRequest, TooManyRequests

from hub.web.context import here

log = logging.getLogger(__name__)

blueprint = Blueprint("errors", __name__)

NAME = re.compile(r"[A-Z][A-Za-z]{2,40}")
PAGE = re.compile(r"/[a-z0-9/-]{0,80}")
PLACE = re.compile(r"/static/([\w/.-]{1,80}\.js):(\d{1,6}):(\d{1,6})")
MOST_PLACES = 8


class Fault(Struct, frozen=True, forbid_unknown_fields=True):
    """What a page tells of an error."""

    name: str
    """The error's class, such as TypeError."""
    page: str
    """The page's path."""
    stack: str = ""
    """Where it happened; only places in our own scripts are kept."""


@blueprint.post("/errors")
def report() -> ResponseReturnValue:
    """Write it down: what class, on which page, at which lines, and nothing else."""
    if not here().faults.take():
        raise TooManyRequests("Enough errors were told for now.")
    try:
        fault = msgspec.json.decode(request.get_data(), type=Fault)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadRequest("Send name, page and stack as JSON.") from error
    # A message may quote what somebody wrote; class and places can't.
    name = NAME.fullmatch(fault.name)
    page = PAGE.fullmatch(fault.page)
    places = [":".join(found) for found in PLACE.findall(fault.stack)[:MOST_PLACES]]
    log.warning(
        "A page's script failed: %s on %s at %s",
        name[0] if name else "an error",
        page[0] if page else "a page",
        ", ".join(places) or "an unknown line",
    )
    return "", 204

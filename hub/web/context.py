"""What every page has at hand: the store, the settings, the clock, the stream."""

from collections.abc import Callable
from datetime import datetime
from typing import cast
from zoneinfo import ZoneInfo

from flask import current_app, request
from msgspec import Struct

from hub.reports.drawing import Drawing
from hub.settings import Hub
from hub.store.store import Store
from hub.understanding import Understander
from hub.web.stream import Feed
from hub.web.throttle import Bucket, Throttle

NAME = "heed"


class Context(Struct, frozen=True):
    """One application's things."""

    store: Store
    """The hub's database."""
    settings: Hub
    """The hub's settings file."""
    now: Callable[[], int]
    """The hub's clock, ms since 1970 UTC."""
    feed: Feed
    """Alert steps on their way to the tablets."""
    throttle: Throttle
    """Slows down guessing at passphrases."""
    faults: Bucket
    """Bounds what scripts of pages may write into the log."""
    drawing: Drawing
    """Makes the pictures of the owner's page."""
    understander: Understander
    """Reads what colleagues tell."""

    @property
    def zone(self) -> ZoneInfo:
        """The shop's time zone."""
        return ZoneInfo(self.settings.shop.timezone)

    def clock(self, at_ms: int) -> str:
        """Clock time in the shop, with the day where it isn't today."""
        moment = datetime.fromtimestamp(at_ms / 1000, self.zone)
        today = datetime.fromtimestamp(self.now() / 1000, self.zone).date()
        return moment.strftime(
            "%H:%M" if moment.date() == today else "%a %-d %b, %H:%M"
        )


def here() -> Context:
    """The context of the application that answers this request."""
    return cast(Context, current_app.extensions[NAME])


def wants_json() -> bool:
    """Did a program ask, rather than a person who opened a page?"""
    return request.is_json or "text/html" not in request.headers.get("Accept", "")

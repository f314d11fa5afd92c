"""The owner's page of waits: half and nine in ten, by hour and weekday, who gave up."""

from datetime import date, datetime, timedelta
from typing import Final

from flask import Blueprint, render_template, request
from msgspec import Struct

from hub.figures import waits as figures
from hub.figures.waits import Bars, Waited
from hub.store import lines
from hub.web.context import Context, here

blueprint = Blueprint("waits", __name__, url_prefix="/owner/waits")

DAYS: Final = (7, 28, 91)
"""The spans that may be looked at."""
WEEKDAYS: Final = (
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
)


class Sums(Struct):
    """All that is known of some quarters of an hour."""

    bars: Bars = {}
    seen_s: float = 0.0
    rough_s: float = 0.0
    blind_s: float = 0.0
    person_s: float = 0.0
    arrived: int = 0
    served: int = 0
    left_unserved: int = 0
    judged: int = 0
    service_s: float = 0.0
    services: int = 0

    def add(self, slot: lines.Slot) -> None:
        """Add a quarter's sums."""
        for name in slot.__struct_fields__[1:]:
            setattr(self, name, getattr(self, name) + getattr(slot, name))

    @property
    def half(self) -> str:
        """What half the customers waited at most."""
        return in_words(figures.at_most(self.bars, 0.5))

    @property
    def most(self) -> str:
        """What nine in ten waited at most."""
        return in_words(figures.at_most(self.bars, 0.9))

    @property
    def gave_up(self) -> str:
        """Share of those who joined and gave up."""
        if self.judged < figures.ENOUGH:
            return "too few"
        return f"{self.left_unserved / self.judged:.0%}"

    @property
    def tills(self) -> str:
        """Tills that would keep the line short."""
        service_s = self.service_s / self.services if self.services else 0.0
        needed = figures.tills_needed(self.arrived, self.seen_s, service_s)
        return "not known" if needed is None else str(needed)


class Page(Struct, frozen=True):
    """What the page shows."""

    whole: Sums
    """All days and hours."""
    hours: list[tuple[str, Sums]]
    """By hour of the day."""
    weekdays: list[tuple[str, Sums]]
    """By weekday."""


@blueprint.get("")
def show() -> str:
    """The page."""
    asked = request.args.get("days", "")
    days = int(asked) if asked in map(str, DAYS) else DAYS[1]
    page = read(here(), days)
    return render_template("waits.html", page=page, days=days, spans=DAYS)


def read(context: Context, days: int) -> Page:
    """The last days, today among them."""
    zone = context.zone
    today = datetime.fromtimestamp(context.now() / 1000, zone).date()
    first = _slot(today - timedelta(days=days - 1), context)
    end = _slot(today + timedelta(days=1), context)
    connection = context.store.connection()
    whole, hours, weekdays = Sums(), dict[int, Sums](), dict[int, Sums]()
    parts: dict[int, tuple[Sums, ...]] = {}

    def sums_of(slot: int) -> tuple[Sums, ...]:
        if slot not in parts:
            when = datetime.fromtimestamp(slot * lines.SLOT_MS / 1000, zone)
            hour = hours.setdefault(when.hour, Sums(bars={}))
            weekday = weekdays.setdefault(when.weekday(), Sums(bars={}))
            parts[slot] = (whole, hour, weekday)
        return parts[slot]

    for one in lines.slots(connection, first, end):
        for sums in sums_of(one.slot):
            sums.add(one)
    for slot, edge, people in lines.waits(connection, first, end):
        for sums in sums_of(slot):
            sums.bars[edge] = sums.bars.get(edge, 0) + people
    return Page(
        whole,
        [(f"{hour:02}:00", hours[hour]) for hour in sorted(hours)],
        [(WEEKDAYS[day], weekdays[day]) for day in sorted(weekdays)],
    )


def in_words(waited: Waited | None) -> str:
    """A wait as one says it."""
    if waited is None:
        return "too few"
    minutes = waited.seconds / 60
    number = f"{waited.seconds:.0f} s" if minutes < 1 else f"{minutes:.1f} min"
    return f"over {number}" if waited.over else number


def _slot(day: date, context: Context) -> int:
    midnight = datetime(day.year, day.month, day.day, tzinfo=context.zone)
    return int(midnight.timestamp() * 1000) // lines.SLOT_MS

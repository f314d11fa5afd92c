"""What is told of waits: sums by hour and weekday, their pictures and their words."""

import sqlite3
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from msgspec import Struct

from hub.figures import waits as figures
from hub.figures.intervals import wilson
from hub.figures.waits import Bars, Waited
from hub.reports.charts import Column, Columns
from hub.reports.tables import percent, percents
from hub.store import lines, sightings
from hub.store.sightings import Eye

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

    def at_most(self, share: float) -> Waited | None:
        """What this share of the customers waited at most; none below five."""
        return figures.at_most(self.bars, share)

    @property
    def half(self) -> str:
        """What half the customers waited at most."""
        return in_words(self.at_most(0.5))

    @property
    def most(self) -> str:
        """What nine in ten waited at most."""
        return in_words(self.at_most(0.9))

    @property
    def share_gave_up(self) -> float | None:
        """Share of those who joined and gave up; none below five."""
        if self.judged < figures.ENOUGH:
            return None
        return self.left_unserved / self.judged

    @property
    def gave_up(self) -> str:
        """The same in words."""
        share = self.share_gave_up
        return "too few" if share is None else percent(share)

    @property
    def tills_needed(self) -> int | None:
        """Tills that would keep the line short; none where that isn't known."""
        service_s = self.service_s / self.services if self.services else 0.0
        return figures.tills_needed(self.arrived, self.seen_s, service_s)

    @property
    def tills(self) -> str:
        """The same in words."""
        needed = self.tills_needed
        return "not known" if needed is None else str(needed)


Rows = list[tuple[str, Sums]]


class Picture(Struct, frozen=True):
    """One picture and what it says in words."""

    name: str
    """Its part of the address."""
    title: str
    """What it shows."""
    chart: Columns | None
    """None where nothing is known yet."""
    alt: str
    """The same in a sentence."""


class Waits(Struct, frozen=True):
    """What the page shows."""

    whole: Sums
    """All days and hours."""
    hours: Rows
    """By hour of the day."""
    weekdays: Rows
    """By weekday."""
    eye: Eye
    """What colleagues counted beside the camera."""


def read(
    connection: sqlite3.Connection, zone: ZoneInfo, today: date, days: int
) -> Waits:
    """The last days, today among them."""
    first = _slot(today - timedelta(days=days - 1), zone)
    end = _slot(today + timedelta(days=1), zone)
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
    return Waits(
        whole,
        [(f"{hour:02}:00", hours[hour]) for hour in sorted(hours)],
        [(WEEKDAYS[day], weekdays[day]) for day in sorted(weekdays)],
        sightings.by_eye(connection, first, end),
    )


def pictures(rows: Rows, by: str) -> list[Picture]:
    """Three pictures of the same rows: waits, who gave up, tills; `by` names them."""
    return [
        _picture(
            f"waits-{by}", "How long they waited, in minutes", "minutes", rows, _waits
        ),
        _picture(
            f"gave-up-{by}", "Who gave up, of those who joined", "share", rows, _gave_up
        ),
        _picture(f"tills-{by}", "Tills needed", "tills", rows, _tills),
    ]


def _picture(
    name: str, title: str, unit: str, rows: Rows, column: Callable[[str, Sums], Column]
) -> Picture:
    columns = [column(label, sums) for label, sums in rows]
    known = [one for one in columns if one.value is not None]
    if not known:
        return Picture(name, title, None, "Nothing can be told yet.")
    top = max(known, key=lambda one: one.more or one.value or 0.0)
    alt = f"highest at {top.label}, {top.note}; the table holds every number."
    return Picture(name, title, Columns(columns, unit), alt)


def _waits(label: str, sums: Sums) -> Column:
    half, most = sums.at_most(0.5), sums.at_most(0.9)
    if half is None or most is None:
        return Column(label, None, None, "too few")
    note = f"half at most {in_words(half)}, nine in ten at most {in_words(most)}"
    return Column(label, half.seconds / 60, most.seconds / 60, note, most.over)


def _gave_up(label: str, sums: Sums) -> Column:
    return Column(label, sums.share_gave_up, None, sums.gave_up)


def _tills(label: str, sums: Sums) -> Column:
    needed = sums.tills_needed
    return Column(label, None if needed is None else float(needed), None, sums.tills)


def camera_error(eye: Eye) -> str:
    """How far the camera is off in this shop, as colleagues counted."""
    if not eye.taken_back:
        return _error(eye)
    slips = (
        "1 slip was taken back and counts"
        if eye.taken_back == 1
        else f"{eye.taken_back} slips were taken back and count"
    )
    return f"{_error(eye)} {slips} for nothing."


def _error(eye: Eye) -> str:
    if eye.n == 0:
        return (
            "Nobody has counted by eye in these days. Colleagues can at the kiosk, "
            "under “What is this box?” and “For the team”."
        )
    times = "once" if eye.n == 1 else f"{eye.n} times"
    if eye.n < figures.ENOUGH:
        return f"Colleagues counted by eye {times}; the error shows from five on."
    within = f"{percent(eye.within / eye.n)} of them"
    likely = percents(wilson(eye.within, eye.n))
    return (
        f"Colleagues counted by eye {times}: the camera was {eye.off / eye.n:.1f} "
        f"people off on average, and at most one off in {within} "
        f"(most likely {likely})."
    )


def in_words(waited: Waited | None) -> str:
    """A wait as one says it."""
    if waited is None:
        return "too few"
    minutes = waited.seconds / 60
    number = f"{waited.seconds:.0f} s" if minutes < 1 else f"{minutes:.1f} min"
    return f"over {number}" if waited.over else number


def _slot(day: date, zone: ZoneInfo) -> int:
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    return int(midnight.timestamp() * 1000) // lines.SLOT_MS

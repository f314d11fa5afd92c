"""What is made up: how big the shop is, what it asks, and which seed decides the rest.

Everything random is drawn from a `random.Random` of its own, named by seed and purpose,
so one more touchpoint or one more day leaves the others as they were.
"""

import random
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from contract.errors import HeedError
from contract.events import Event
from contract.messages import Settings

DAYS = (1, 400)
PER_DAY = (1, 20_000)
TOUCHPOINTS = (1, 20)
MOST_VISITORS = 4_000_000
"""Days times visitors: about an hour's work, and a file of a few gigabytes."""
OLDEST = date(2000, 1, 1)
"""No day before this one."""
DOOR_AT = 3
"""The third touchpoint stands at the door; all others are tills."""


class BadPlan(HeedError, ValueError):
    """A shop that can't be made up as asked."""


class Plan(Struct, frozen=True, kw_only=True):
    """One made-up shop."""

    settings: Settings
    """What its kiosks ask, in which languages."""
    seed: int = 1
    """Decides everything that is drawn."""
    days: int = 30
    """How many days."""
    until: date
    """The last one, in the shop's time zone."""
    per_day: int = 400
    """Visitors on an average day."""
    touchpoints: int = 3
    """How many kiosks: till 1, till 2, the door, then more tills."""
    timezone: str = "UTC"
    """The shop's time zone."""

    def __post_init__(self) -> None:
        for name, (least, most) in (
            ("days", DAYS),
            ("per_day", PER_DAY),
            ("touchpoints", TOUCHPOINTS),
        ):
            value = getattr(self, name)
            if not least <= value <= most:
                option = name.replace("_", "-")
                raise BadPlan(f"--{option} can be {least} to {most}, not {value}")
        if self.until.toordinal() - self.days < OLDEST.toordinal():
            raise BadPlan(f"--until {self.until} lies too far back: before {OLDEST}")
        if self.days * self.per_day > MOST_VISITORS:
            raise BadPlan(
                f"{self.days} days of {self.per_day} visitors are more than"
                f" {MOST_VISITORS}; ask for fewer days or visitors"
            )

    @property
    def dates(self) -> list[date]:
        """All days, the oldest first."""
        first = self.until - timedelta(days=self.days - 1)
        return [first + timedelta(days=n) for n in range(self.days)]

    @property
    def places(self) -> list["Place"]:
        """Where the kiosks stand."""
        return [_place(number) for number in range(1, self.touchpoints + 1)]

    @property
    def tills(self) -> int:
        """How many tills the shop has; a shop has one, with a kiosk or without."""
        return max(1, sum(not place.door for place in self.places))

    def random(self, *purpose: object) -> random.Random:
        """Chance for one purpose."""
        return random.Random("/".join(map(str, (self.seed, *purpose))))

    def midnight(self, day: date) -> int:
        """The moment (ms) from which a day's wall clock is counted.

        Twelve hours before noon: clocks change at night, when the shop is closed.
        """
        noon = datetime.combine(day, time(12), ZoneInfo(self.timezone))
        return int(noon.timestamp() - 12 * 3600) * 1000


class Place(Struct, frozen=True):
    """Where a kiosk stands."""

    name: str
    """What people call it."""
    device: str
    """The kiosk's name."""
    door: bool
    """True at the way out; else a till."""


class Moment(Struct, frozen=True):
    """An event, and when and where it is made."""

    at: int
    """When, ms since 1970."""
    place: int
    """Where: the number of a place, from 0."""
    event: Event


def uuid7(at: int, chance: random.Random) -> str:
    """A UUIDv7 (RFC 9562) of a moment in ms, as devices make them."""
    bits = chance.getrandbits(74)
    value = (at << 80) | (7 << 76) | ((bits >> 62) << 64) | (2 << 62)
    text = f"{value | (bits & (1 << 62) - 1):032x}"
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def _place(number: int) -> Place:
    if number == DOOR_AT:
        return Place("Door", "sample-door", True)
    till = number if number < DOOR_AT else number - 1
    return Place(f"Till {till}", f"sample-till-{till}", False)

"""The waiting line: who waits, who was served, who gave up; pure, from moments alone.

Somebody who stays for a while waits; who is gone sooner passed by. Who leaves the
waiting area for the service area was served; where the picture shows no service area,
everybody who leaves counts as served, and nobody can be said to have given up.
"""

from typing import Final

from msgspec import Struct

from device.queue.groups import Units
from device.queue.hindsight import Moment, Person
from device.queue.stays import Stay, Stays
from device.queue.till import Till
from device.queue.zones import Area

STAFF_S: Final = 2.0
"""Who was in the staff area for so long is staff until out of sight."""
LONGEST_STEP_S: Final = 5.0
"""A longer gap between two moments was not seen and counts for nothing."""


class Areas(Struct, frozen=True, kw_only=True):
    """The zones of one picture, in its pixels."""

    waiting: Area
    """Where people wait."""
    service: Area | None = None
    """Where they are served."""
    staff: Area | None = None
    """Where staff stand."""


class Tally(Struct, kw_only=True):
    """What happened in a period."""

    seen_s: float = 0.0
    """Seconds of it that were seen."""
    person_s: float = 0.0
    """People in the waiting area, added up over time."""
    unit_s: float = 0.0
    """Units that wait, added up over time."""
    busy_s: float = 0.0
    """Seconds in which somebody waited."""
    max: int = 0
    """Most people at once."""
    arrived: int = 0
    """Units that joined."""
    served: int = 0
    """Units that were served."""
    left_unserved: int | None = None
    """Units that gave up; none where that can't be seen."""
    waits_s: list[float] = []
    """Waits of those served."""
    service_s: list[float] = []
    """Times in the service area of those who left it."""
    parted_s: list[float] = []
    """When each unit left the line, in seconds."""


class Line:
    """Follows one waiting line from moment to moment."""

    def __init__(self, areas: Areas, dwell_s: float = 5.0) -> None:
        """`dwell_s`: who stays for less passed by."""
        self._areas = areas
        self._dwell_s = dwell_s
        self._inside = Stays(areas.waiting)
        self._till = Till(areas.service) if areas.service else None
        self._behind = Stays(areas.staff) if areas.staff else None
        self._staff: set[int] = set()
        self._units = Units()
        self._just_came = 0
        self._last_s: float | None = None
        self.people = 0
        """People in the waiting area at the last moment."""
        self.tally = self._fresh()
        """What happened since the last `take`."""

    @property
    def waiting(self) -> int:
        """Units that wait at the last moment."""
        return self._units.waiting

    @property
    def ahead(self) -> int:
        """Units before somebody who joins now: those too who came a moment ago."""
        return self._units.waiting + self._just_came

    @property
    def serving(self) -> int | None:
        """People in the service area now; none where it is not seen."""
        return None if self._till is None else self._till.serving

    def redraw(self, areas: Areas) -> None:
        """The zones were drawn anew: who is in the line stays in it, none is lost."""
        self._areas = areas
        self._inside.area = areas.waiting
        if areas.service is None:
            self._till = None
        elif self._till is None:
            self._till = Till(areas.service)
            self.tally.left_unserved = self.tally.left_unserved or 0
        else:
            self._till.redraw(areas.service)
        if areas.staff is None:
            self._behind, self._staff = None, set()
        elif self._behind is None:
            self._behind = Stays(areas.staff)
        else:
            self._behind.area = areas.staff

    def add(self, moment: Moment) -> None:
        """Take the next moment."""
        people = self._customers(moment)
        ended = self._inside.add(moment, people)
        self._count(moment.at_s)
        left = [(stay, self._units.leave(stay.visit)) for stay in ended]
        parted = [one for one in left if one[0].long_s() >= self._dwell_s]
        if self._till is None:
            self._serve([stay for stay, last in parted if last], moment.at_s)
        else:
            self._hand_over(self._till, parted, moment, people)

    def take(self) -> Tally:
        """What happened since the last time."""
        tally, self.tally = self.tally, self._fresh()
        return tally

    def _fresh(self) -> Tally:
        return Tally(left_unserved=None if self._till is None else 0)

    def _customers(self, moment: Moment) -> list[Person]:
        """Everybody who is not staff."""
        if self._behind is None:
            return moment.people
        self._behind.add(moment, moment.people)
        behind = self._behind.open
        self._staff &= {person.id for person in moment.people}
        self._staff |= {
            number for number, stay in behind.items() if stay.long_s() >= STAFF_S
        }
        return [
            person
            for person in moment.people
            if person.id not in self._staff and person.id not in behind
        ]

    def _count(self, at_s: float) -> None:
        """Add the time since the last moment to what is counted."""
        self.people = self._inside.within
        inside = self._inside.open.values()
        passed_s = self._passed(at_s)
        self._units.near(inside, passed_s)
        waiters = [one.visit for one in inside if one.long_s(at_s) >= self._dwell_s]
        self._just_came = len(inside) - len(waiters)
        self.tally.arrived += self._units.join(waiters)
        self.tally.seen_s += passed_s
        self.tally.person_s += passed_s * self.people
        self.tally.unit_s += passed_s * self.waiting
        self.tally.busy_s += passed_s * (self.waiting > 0)
        self.tally.max = max(self.tally.max, self.people)

    def _passed(self, at_s: float) -> float:
        last_s, self._last_s = self._last_s, at_s
        if last_s is None or not 0 < at_s - last_s <= LONGEST_STEP_S:
            return 0.0
        return at_s - last_s

    def _serve(self, parted: list[Stay], at_s: float) -> None:
        self.tally.served += len(parted)
        self.tally.waits_s += [stay.long_s() for stay in parted]
        self.tally.parted_s += [at_s] * len(parted)

    def _hand_over(
        self,
        till: Till,
        parted: list[tuple[Stay, bool]],
        moment: Moment,
        people: list[Person],
    ) -> None:
        """Tell who reached the service area from who gave up."""
        at_once, served, gave_up = till.add(moment, people, parted)
        self._serve(served, moment.at_s)
        self.tally.arrived += at_once
        self.tally.served += at_once
        self.tally.waits_s += [0.0] * at_once
        assert self.tally.left_unserved is not None
        self.tally.left_unserved += gave_up
        self.tally.parted_s += [moment.at_s] * gave_up
        self.tally.service_s += till.service_s

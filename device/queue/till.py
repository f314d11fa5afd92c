"""The service area: who came from the line, who came at once, how long it took."""

from typing import Final

from msgspec import Struct

from device.queue.hindsight import Moment, Person
from device.queue.stays import Stay, Stays
from device.queue.zones import Area

HANDOVER_S: Final = 5.0
"""Seconds between leaving the waiting area and reaching the service area."""
SERVICE_S: Final = 5.0
"""Who is in the service area for less only passed through."""


class _Parting(Struct):
    """Somebody who left the waiting area and may reach the service area."""

    stay: Stay
    until_s: float
    counts: bool


class Till:
    """Follows the service area of one line."""

    def __init__(self, area: Area) -> None:
        self._stays = Stays(area)
        self._partings: list[_Parting] = []
        self._reached: dict[int, Stay] = {}
        self._known: set[int] = set()
        self.service_s: list[float] = []
        """How long those were there who left at the last moment."""

    def redraw(self, area: Area) -> None:
        """The area was drawn anew; who is inside stays so."""
        self._stays.area = area

    @property
    def serving(self) -> int:
        """How many are in the area now."""
        return len(self._stays.open)

    def add(
        self, moment: Moment, people: list[Person], parted: list[tuple[Stay, bool]]
    ) -> tuple[int, list[Stay], int]:
        """Take who left the waiting area; false: others of the unit wait on.

        Returns how many came without waiting, whose waiting ended here, and how many
        gave up.
        """
        done = self._stays.add(moment, people)
        self.service_s = [stay.long_s() for stay in done if stay.long_s() >= SERVICE_S]
        self._partings += [
            _Parting(stay, stay.seen_s + HANDOVER_S, counts) for stay, counts in parted
        ]
        for stay in self._stays.open.values():
            if stay.visit not in self._known:
                self._known.add(stay.visit)
                self._reached[stay.visit] = stay
        self._known -= {stay.visit for stay in done}
        served = self._matched()
        return self._came_at_once(moment.at_s), served, self._gave_up(moment.at_s)

    def _matched(self) -> list[Stay]:
        """Give each who reached the area to one who left the line: the same, or the
        one who left first."""
        served = []
        for visit, arrived in list(self._reached.items()):
            fits = [one for one in self._partings if one.stay.person == arrived.person]
            fits = fits or self._partings[:1]
            if fits:
                self._partings.remove(fits[0])
                del self._reached[visit]
                if fits[0].counts:
                    served.append(fits[0].stay)
        return served

    def _came_at_once(self, at_s: float) -> int:
        """Those who are served and of whom nobody knows a wait."""
        count = 0
        for visit, stay in list(self._reached.items()):
            if at_s - stay.entered_s > HANDOVER_S + SERVICE_S:
                del self._reached[visit]
                count += stay.long_s() >= SERVICE_S
        return count

    def _gave_up(self, at_s: float) -> int:
        """Who walked away; who vanished inside was only lost sight of."""
        late = [one for one in self._partings if one.until_s < at_s]
        self._partings = [one for one in self._partings if one.until_s >= at_s]
        return sum(one.counts and not one.stay.lost for one in late)

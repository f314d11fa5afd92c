"""Made-up devices: they stamp events as an outbox does, and lose the line at times."""

from datetime import UTC, date, datetime

import msgspec
from msgspec import Struct

from contract import messages, topics
from contract.errors import BadMessage
from contract.events import (
    SEQUENCE_DIGITS,
    Envelope,
    encode_data,
    encode_envelope,
)
from contract.link import Arrived
from contract.messages import Status
from hub.ingest.reading import Garbage, Incoming, read
from provisioning.simulate import hours
from provisioning.simulate.hours import HOUR_S
from provisioning.simulate.plan import Moment, Place, Plan, uuid7

BOOTED_BEFORE_MS = 2 * 86_400_000
OUTAGE_HOURS = (1.5, 4.0)
OUTAGE_EVERY_DAYS = 21
"""A device loses the line once in so many days."""


class Outage(Struct, frozen=True):
    """One device without a line for some hours."""

    place: int
    begins: int
    """ms"""
    ends: int
    """ms; what it made in the meantime arrives now"""


class Sender:
    """One device's outbox, as the hub sees it."""

    def __init__(self, plan: Plan, place: Place, run: str) -> None:
        """`run` makes ids differ from those of an earlier filling of the same store."""
        chance = plan.random("sender", place.device, run)
        self.name = place.device
        self._ids = chance
        self._outbox = f"{chance.getrandbits(64):016x}"
        self._booted = plan.midnight(plan.dates[0]) - BOOTED_BEFORE_MS
        self._boot = str(uuid7(self._booted, chance))
        self._sequence = 0

    def incoming(self, moment: Moment) -> Incoming:
        """The event as ingest would hand it to a batch; raises BadMessage."""
        self._sequence += 1
        envelope = Envelope(
            id=uuid7(moment.at, self._ids),
            source=f"/devices/{self.name}/{self._outbox}",
            type=moment.event.type,
            time=datetime.fromtimestamp(moment.at / 1000, UTC),
            sequence=f"{self._sequence:0{SEQUENCE_DIGITS}d}",
            clocksynced=True,
            bootid=self._boot,
            uptimems=str(moment.at - self._booted),
            data=msgspec.Raw(encode_data(moment.event)),
        )
        topic = topics.events(self.name)
        found = read(Arrived(topic, encode_envelope(envelope), False, 1, 1))
        if isinstance(found, Garbage):
            raise BadMessage(f"a made-up event is not sound: {found.reason}")
        return found

    def status(self, online: bool) -> Arrived:
        """The word that the device came or went."""
        status = Status(state="online" if online else "offline", boot=self._boot)
        payload = messages.encode(status)
        return Arrived(topics.status(self.name), payload, True, 1, 1)


def outages(plan: Plan, day: date, last: bool) -> list[Outage]:
    """Who loses the line on a day; nobody on the last one, which is not over."""
    return [
        found
        for place in range(plan.touchpoints)
        if not last and (found := _outage(plan, day, place)) is not None
    ]


def _outage(plan: Plan, day: date, place: int) -> Outage | None:
    block, number = divmod(day.toordinal(), OUTAGE_EVERY_DAYS)
    chance = plan.random("outage", block, place)
    if chance.randrange(OUTAGE_EVERY_DAYS) != number:
        return None
    opens, closes = hours.opening(day)
    begins = chance.uniform(opens + HOUR_S, closes - HOUR_S)
    ends = begins + chance.uniform(*OUTAGE_HOURS) * HOUR_S
    midnight = plan.midnight(day)
    return Outage(place, midnight + int(begins * 1000), midnight + int(ends * 1000))

"""The kinds of event that a camera or a presence sensor makes; never a picture."""

from typing import Annotated, ClassVar, Literal

from msgspec import Meta, Struct, field

from contract.kinds import Count, Event, Key, Seconds, Uuid


class WaitBin(Struct, frozen=True, kw_only=True):
    """One bar of the histogram of waits."""

    up_to_s: Seconds | None
    """Upper edge in seconds; none for the last, open bar."""
    people: Count
    """How many of those served waited this long."""


class Queue(Event, frozen=True, kw_only=True):
    """What a camera saw of a waiting line in one period."""

    type: ClassVar[str] = "heed.queue.v1"

    zone: Key
    """Which waiting line."""
    period_s: Annotated[float, Meta(gt=0, le=3600)]
    """How long the period was, in seconds; it ends at the event's time."""
    state: Literal["seen", "rough", "blind"]
    """Counted, counted roughly, or not seen at all."""
    why_blind: Key | None = None
    """Why nothing was seen, or none."""
    mean: Annotated[float, Meta(ge=0)] | None = None
    """People in the zone, averaged over the period; none when blind."""
    max: Count | None = None
    """Most people at once in the period; none when blind."""
    band: Annotated[float, Meta(ge=0)] | None = None
    """Half width of the 80 % band around `mean`, in people."""
    waiting: Count | None = None
    """People waiting at the end of the period."""
    estimated_wait_s: Seconds | None = None
    """What someone joining now would wait, in seconds."""
    estimated_low_s: Seconds | None = None
    """Lower end of the 80 % band around that wait, in seconds."""
    estimated_high_s: Seconds | None = None
    """Upper end of that band, in seconds."""
    service_s: Seconds | None = None
    """Mean time at the till of those done in the period, where it is seen."""
    waits: list[WaitBin] = field(default_factory=list)
    """Waits of those served in the period."""
    arrived: Count | None = None
    """People who joined the line."""
    served: Count | None = None
    """People who were served."""
    left_unserved: Count | None = None
    """People who gave up."""


class Counted(Event, frozen=True, kw_only=True):
    """A colleague counted by eye, at the same moment as the camera."""

    type: ClassVar[str] = "heed.counted.v1"

    zone: Key
    """Which waiting line."""
    people: Annotated[int, Meta(ge=0, le=500)]
    """People in the waiting area, as the colleague saw it."""
    camera: Count
    """People in it, as the camera counted."""
    rough: bool = False
    """True if the camera saw movement alone."""


class Uncounted(Event, frozen=True, kw_only=True):
    """A colleague takes a count by eye back: it was a slip, and counts no more."""

    type: ClassVar[str] = "heed.uncounted.v1"

    zone: Key
    """Which waiting line."""
    count: Uuid
    """Id of the event that is taken back."""


class Passed(Event, frozen=True, kw_only=True):
    """How often the presence sensor saw somebody come near the kiosk in a period."""

    type: ClassVar[str] = "heed.passed.v1"

    period_s: Annotated[float, Meta(gt=0, le=3600)]
    """How long the period was, in seconds; it ends at the event's time."""
    passed: Count
    """How often somebody came near."""

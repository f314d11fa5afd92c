"""The kinds of event: what a device learns, one frozen struct each.

A field's meaning and unit stand in the line under it and go into the generated schemas.
"""

from typing import Annotated, ClassVar, Final, Literal

from msgspec import Meta, Struct

END: Final = r"$(?!\n)"
"""End of a pattern; Python's `$` alone lets one more line end by."""

Uuid = Annotated[
    str,
    Meta(
        pattern="^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
        + END
    ),
]
Key = Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9_-]{0,39}" + END)]
Language = Annotated[str, Meta(pattern="^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?" + END)]
Count = Annotated[int, Meta(ge=0, le=2**53 - 1)]
"""Up to what every JSON reader keeps exact (RFC 8259, section 6)."""
Share = Annotated[float, Meta(ge=0, le=1)]
Seconds = Annotated[float, Meta(ge=0)]


class Event(Struct, frozen=True, kw_only=True):
    """What every kind of event is: a small frozen struct with a type name."""

    type: ClassVar[str]


class Rating(Event, frozen=True, kw_only=True):
    """One answer to one question of a visit."""

    type: ClassVar[str] = "heed.rating.v1"

    visit: Uuid
    """One person at the screen."""
    step: Key
    """The page's key of this step; with the visit it names the answer for ever."""
    survey: Key
    """Which survey was shown."""
    survey_version: Count
    """Its version."""
    question: Key
    """Which question was answered."""
    scale: Annotated[int, Meta(ge=2, le=11)]
    """How many answers there were."""
    value: Annotated[int, Meta(ge=1, le=11)]
    """The answer, from 1 (worst) to `scale` (best)."""
    language: Language
    """The language on the screen, as BCP 47."""
    variant: Key = "standard"
    """Which variant of the screen was shown."""
    source: Literal["touch", "button"] = "touch"
    """What was pressed: the screen (or its keyboard), or a wired button."""
    misuse: Key | None = None
    """The rule that flagged this answer as play, or none."""

    def __post_init__(self) -> None:
        if self.value > self.scale:
            raise ValueError(f"value {self.value} is above the scale of {self.scale}")


class Reasons(Event, frozen=True, kw_only=True):
    """What a customer says the visit was about."""

    type: ClassVar[str] = "heed.reasons.v1"

    visit: Uuid
    """One person at the screen."""
    step: Key
    """The page's key of this step."""
    choices: Annotated[list[Key], Meta(min_length=1, max_length=12)]
    """The reasons chosen, by their keys in the survey."""


class Correction(Struct, frozen=True, kw_only=True):
    """What the customer put right in the machine's reading of a comment."""

    label: Key | None = None
    """The sentiment the customer named instead."""
    emotions: list[Key] = []
    """The feelings the customer named instead."""
    themes: list[Key] = []
    """The themes the customer named instead."""
    confirmed: bool = False
    """True if the customer said that the reading was right."""


class Comment(Event, frozen=True, kw_only=True):
    """That a comment was given and, once hidden details are out, its words."""

    type: ClassVar[str] = "heed.comment.v1"

    visit: Uuid
    """One person at the screen."""
    step: Key
    """The page's key of this step."""
    source: Literal["typed", "spoken", "told"]
    """How the words came: by keyboard, by voice, or told to a colleague."""
    language: Language
    """The language on the screen, as BCP 47."""
    text: Annotated[str, Meta(max_length=4000)] | None = None
    """The words after redaction; none where they were not kept."""
    hidden: dict[Key, Count] = {}
    """How many details were hidden, by kind."""
    recognition: Share | None = None
    """How sure the speech recogniser was, 0 to 1."""
    score: Annotated[float, Meta(ge=-1, le=1)] | None = None
    """Sentiment from -1 (bad) to 1 (good); none where not scored."""
    label: Literal["negative", "neutral", "positive", "mixed"] | None = None
    """Sentiment in a word; none where not scored."""
    emotions: list[Key] = []
    """Feelings read from the words."""
    themes: list[Key] = []
    """Themes read from the words."""
    urgent: Key | None = None
    """Which danger the words tell of, or none."""
    maybe_urgent: Key | None = None
    """Which danger they may tell of, not surely enough to raise an alarm, or none."""
    scored: bool = False
    """True if software read the words and was sure enough."""
    why_not: Key | None = None
    """Why the words were not scored, or none."""
    correction: Correction | None = None
    """What the customer put right, or none."""


class Outcome(Event, frozen=True, kw_only=True):
    """How a visit ended."""

    type: ClassVar[str] = "heed.outcome.v1"

    visit: Uuid
    """One person at the screen."""
    step: Key
    """The page's key of this step."""
    how: Literal["completed", "skipped", "timed_out", "left"]
    """All steps seen, the rest skipped, no touch for too long, or walked away."""


class Help(Event, frozen=True, kw_only=True):
    """A customer calls someone, or takes the call back."""

    type: ClassVar[str] = "heed.help.v1"

    help: Uuid
    """The call; its withdrawal carries the same id."""
    visit: Uuid
    """One person at the screen."""
    step: Key
    """The page's key of this step."""
    what_for: Key = "help"
    """What the customer wants someone for."""
    withdrawn: bool = False
    """True if the customer takes the call back."""


class Recovery(Event, frozen=True, kw_only=True):
    """Whether what came of a call helped, as the customer says; none is one too."""

    type: ClassVar[str] = "heed.recovery.v1"

    visit: Uuid
    """One person at the screen."""
    step: Key
    """The page's key of this step."""
    help: Uuid
    """The call that was answered; each is asked about once."""
    answer: Literal["yes", "not_really", "skipped", "unanswered"]
    """It helped, not really, would not say, or left the question standing."""


class Dropped(Struct, frozen=True, kw_only=True):
    """A range of sequence numbers that will never arrive, and why."""

    first: Count
    """First number of the range."""
    last: Count
    """Last number of the range."""
    rows: Count
    """How many of the range's rows were dropped."""
    reason: Literal["full", "denied", "too_large", "refused", "damaged"]
    """No room, denied by the broker, too large, refused by the hub, or damaged."""


class Health(Event, frozen=True, kw_only=True):
    """How a device is, once a minute."""

    type: ClassVar[str] = "heed.health.v1"

    uptime_s: Seconds
    """Seconds since the device started."""
    temperature_c: float | None = None
    """The processor's temperature in degrees Celsius, if it can be read."""
    disk_free_mb: Count | None = None
    """Free room where the outbox lies, in megabytes."""
    memory_free_mb: Count | None = None
    """Memory that can still be used, in megabytes."""
    versions: dict[str, str] = {}
    """Versions of Heed and of what it stands on."""
    models: dict[Key, str] = {}
    """Models in use, by task."""
    frames_dropped: Count = 0
    """Camera frames dropped since the device's last health event."""
    panel: str | None = None
    """Why wired buttons, lamps and sensor cannot be used; none if they can, or if
    nothing is wired."""
    waiting: Count = 0
    """Rows in the outbox that the hub has not receipted yet."""
    oldest_waiting: Count | None = None
    """Lowest sequence number that still waits; a hole below it is a loss."""
    oldest_waiting_s: Seconds | None = None
    """Age of that row in seconds."""
    dropped: list[Dropped] = []
    """Ranges dropped on purpose that no earlier health event announced."""
    settings_revision: Count | None = None
    """Revision of the settings in use."""
    settings_refused: str | None = None
    """Why a newer revision was not taken, or none."""
    clock_synced: bool = False
    """True if the clock is set by a time server."""

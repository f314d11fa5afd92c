"""What a rule watches for: one small struct a kind of alert, with its limits."""

from typing import Annotated, ClassVar, Literal

from msgspec import Meta, Struct

from contract.kinds import Key, Language
from hub.trouble import Trouble

WINDOWS_MIN = (5, 10, 15, 30, 60)
"""Minutes that a rule can look back; counts are kept by whole minutes."""

Window = Literal[5, 10, 15, 30, 60]
Share = Annotated[float, Meta(gt=0, le=1)]
Number = Annotated[int, Meta(ge=1, le=500)]


class Watch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every watch has: a kind, and whether it looks at a window of time."""

    kind: ClassVar[str] = ""
    sentence: ClassVar[str] = ""
    """Which sentence tells of it, where a kind has more than one."""
    windowed: ClassVar[bool] = False


class UnhappyShare(Watch, frozen=True, kw_only=True, tag="mood", tag_field="kind"):
    """Too large a share of unhappy answers, of at least so many."""

    kind: ClassVar[str] = "mood"
    windowed: ClassVar[bool] = True

    share: Share = 0.5
    """Unhappy answers among all that count, from 0 to 1."""
    at_least: Annotated[int, Meta(ge=2, le=500)] = 4
    """Answers below which no share is taken."""
    minutes: Window = 15
    """How far back."""


class VeryUnhappy(Watch, frozen=True, kw_only=True, tag="unhappy", tag_field="kind"):
    """One visit with the worst face, with words or without."""

    kind: ClassVar[str] = "unhappy"

    worst: Annotated[int, Meta(ge=1, le=5)] = 1
    """Faces counted from the worst; never a face of the upper half."""


class Called(Watch, frozen=True, kw_only=True, tag="help", tag_field="kind"):
    """A customer calls someone."""

    kind: ClassVar[str] = "help"


class UrgentWords(Watch, frozen=True, kw_only=True, tag="urgent", tag_field="kind"):
    """Words that tell of danger, read by software that was sure."""

    kind: ClassVar[str] = "urgent"

    only: list[Key] = []
    """Dangers that count; all where none is named."""


class ThemeRising(Watch, frozen=True, kw_only=True, tag="theme", tag_field="kind"):
    """A theme that unhappy customers name far more often than usual."""

    kind: ClassVar[str] = "theme"
    windowed: ClassVar[bool] = True

    theme: Key | None = None
    """Which theme; any where none is named."""
    at_least: Number = 4
    """How often at least."""
    times_usual: Annotated[float, Meta(ge=1, le=100)] = 3.0
    """How many times its usual number."""
    minutes: Window = 60
    """How far back."""


class Charted(Watch, frozen=True, kw_only=True):
    """Something that is clearly worse than usual at these touchpoints and hours."""

    chance_days: Annotated[float, Meta(ge=0.5, le=365)] = 2.0
    """Open days in which chance alone raises it once; more is surer, and slower."""
    theme: Key | None = None
    """Which theme; any where none is named, and none where it is about moods."""
    times_usual: Annotated[float, Meta(ge=1.5, le=100)] = 4.0
    """How many times its usual number a theme is looked for."""


class MoodUnusual(
    Charted, frozen=True, kw_only=True, tag="mood_unusual", tag_field="kind"
):
    """Answers clearly unhappier than usual at that hour."""

    kind: ClassVar[str] = "mood"
    sentence: ClassVar[str] = "mood_unusual"


class ThemeUnusual(
    Charted, frozen=True, kw_only=True, tag="theme_unusual", tag_field="kind"
):
    """A theme that unhappy customers name clearly more often than usual."""

    kind: ClassVar[str] = "theme"
    sentence: ClassVar[str] = "theme_unusual"


class LineLong(Watch, frozen=True, kw_only=True, tag="line", tag_field="kind"):
    """A waiting line or a wait over its limit, now or, as it grows, soon."""

    kind: ClassVar[str] = "line"

    people: Number | None = 6
    """People waiting; none to look at the wait alone."""
    wait_s: Annotated[float, Meta(ge=10, le=7200)] | None = 480.0
    """Seconds that someone joining now would wait; none to look at people alone."""
    ahead_s: Annotated[float, Meta(ge=0, le=1800)] = 0.0
    """Seconds to look ahead at the rate at which the line grows; 0 for now only."""

    def __post_init__(self) -> None:
        if self.people is None and self.wait_s is None:
            raise Trouble(
                "no_limit", "needs a number of people or a wait, else nothing counts"
            )


class OpenTill(Watch, frozen=True, kw_only=True, tag="till", tag_field="kind"):
    """A line that grows faster than it is served: open another till."""

    kind: ClassVar[str] = "till"

    people: Number = 4
    """People waiting at least."""
    ahead_s: Annotated[float, Meta(ge=30, le=1800)] = 300.0
    """Seconds to look ahead at the rate at which the line grows."""
    people_then: Number = 7
    """People who would be waiting then."""

    def __post_init__(self) -> None:
        if self.people_then <= self.people:
            raise Trouble(
                "must_grow",
                f"the line must grow to be told: people_then ({self.people_then}) has"
                f" to be above people ({self.people})",
                then=self.people_then,
                people=self.people,
            )


class DeviceSilent(Watch, frozen=True, kw_only=True, tag="silent", tag_field="kind"):
    """A device of which nothing is heard; how long is a setting of the hub."""

    kind: ClassVar[str] = "silent"


class DeviceBlind(Watch, frozen=True, kw_only=True, tag="blind", tag_field="kind"):
    """A camera that sees nothing."""

    kind: ClassVar[str] = "blind"


class HappyRun(Watch, frozen=True, kw_only=True, tag="happy", tag_field="kind"):
    """Good news: so many happy visits and none that was not."""

    kind: ClassVar[str] = "happy"
    windowed: ClassVar[bool] = True

    at_least: Annotated[int, Meta(ge=3, le=500)] = 12
    """Happy answers."""
    minutes: Window = 60
    """How far back."""


AnyWatch = (
    UnhappyShare
    | MoodUnusual
    | VeryUnhappy
    | Called
    | UrgentWords
    | ThemeRising
    | ThemeUnusual
    | LineLong
    | OpenTill
    | DeviceSilent
    | DeviceBlind
    | HappyRun
)
KINDS = (
    "help",
    "urgent",
    "unhappy",
    "mood",
    "theme",
    "line",
    "till",
    "blind",
    "silent",
    "happy",
)
"""Kinds of alerts, the most pressing first."""
MERGED = frozenset(KINDS) - {"help", "urgent"}
"""Kinds of which many become one; a person who needs somebody is never merged."""


class Scope(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where and when a rule holds."""

    touchpoints: list[int] = []
    """Touchpoints; all where none is named."""
    languages: list[Language] = []
    """Languages on the screen; all where none is named."""
    days: list[Annotated[int, Meta(ge=0, le=6)]] = []
    """Days of the week from 0 (Monday); all where none is named."""
    from_min: Annotated[int, Meta(ge=0, le=1439)] = 0
    """Minute of the shop's day from which on it holds."""
    to_min: Annotated[int, Meta(ge=0, le=1440)] = 1440
    """Minute at which it ends; below `from_min` it holds across midnight."""

    def __post_init__(self) -> None:
        if self.from_min == self.to_min:
            raise Trouble(
                "hours_empty", "these hours are empty: they end when they begin"
            )


class Rule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One rule as the owner decided it."""

    id: Key
    """Its name in the store."""
    watch: AnyWatch
    """What it watches for."""
    on: bool = True
    """Whether it raises anything."""
    scope: Scope = Scope()
    """Where and when it holds."""
    cool_down_s: Annotated[int, Meta(ge=0, le=86_400)] = 0
    """Seconds after an alert's end in which it raises no other of its kind there."""
    clear_after_s: Annotated[int, Meta(ge=60, le=86_400)] | None = None
    """Seconds without news after which an alert that nobody took is over; or never."""

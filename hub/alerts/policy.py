"""What the owner decided on alerts: rules, and who is told by when if nobody comes."""

import itertools
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from contract.errors import HeedError
from hub.alerts.watches import Rule
from hub.trouble import Trouble

Who = Literal["floor", "lead", "owner"]
KIND = Literal[
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
]
MOST_RULES = 200


class BadPolicy(HeedError, ValueError):
    """A rule or a ladder that makes no sense, or cannot be read."""


class Rung(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One step up: who is told, and when."""

    who: Who
    """floor, lead or owner."""
    after_s: Annotated[int, Meta(ge=0, le=86_400)]
    """Seconds after the alert began or was let go again."""


class Ladder(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who is told one after the other while nobody takes an alert."""

    rungs: Annotated[list[Rung], Meta(min_length=1, max_length=6)]
    """The first one is the floor, at once."""
    again: Annotated[int, Meta(ge=0, le=5)] = 0
    """How often the last one is told again."""
    again_every_s: Annotated[int, Meta(ge=60, le=86_400)] = 600
    """Seconds between those."""

    def __post_init__(self) -> None:
        first = self.rungs[0]
        if (first.who, first.after_s) != ("floor", 0):
            raise Trouble(
                "floor_first", "the first to be told is the floor, at once (after 0 s)"
            )
        times = [rung.after_s for rung in self.rungs]
        if any(b <= a for a, b in itertools.pairwise(times)):
            raise Trouble("steps_up", "each step up comes later than the one before it")

    def schedule(self) -> list[Rung]:
        """All steps in order, the repeats of the last one too."""
        last = self.rungs[-1]
        more = [
            Rung(who=last.who, after_s=last.after_s + n * self.again_every_s)
            for n in range(1, self.again + 1)
        ]
        return [*self.rungs, *more]


class Quiet(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Hours in which nobody is called away from the shop's pages."""

    from_min: Annotated[int, Meta(ge=0, le=1439)]
    """Minute of the shop's day."""
    to_min: Annotated[int, Meta(ge=0, le=1440)]
    """Minute at which they end; below `from_min` they reach across midnight."""
    except_for: list[KIND] = msgspec.field(default_factory=lambda: ["help", "urgent"])
    """Kinds of alerts that are told all the same."""


class Policy(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that is decided on alerts, as one revision."""

    rules: Annotated[list[Rule], Meta(max_length=MOST_RULES)]
    """What raises an alert."""
    ladder: Ladder
    """Who is told of any kind that has no ladder of its own."""
    by_kind: dict[KIND, Ladder] = {}
    """Ladders of single kinds."""
    quiet: Quiet | None = None
    """Quiet hours, or none."""
    take_lasts_s: Annotated[int, Meta(ge=120, le=14_400)] = 600
    """Seconds after which an alert that was taken, and not done, is open again."""
    remind_s: Annotated[int, Meta(ge=60, le=14_400)] = 480
    """Seconds after which whoever took it is reminded."""

    def __post_init__(self) -> None:
        if self.remind_s >= self.take_lasts_s:
            raise Trouble(
                "remind_early", "the reminder comes before the alert is open again"
            )
        names = [rule.id for rule in self.rules]
        double = {name for name in names if names.count(name) > 1}
        if double:
            raise ValueError(f"two rules are called {', '.join(sorted(double))}")

    def ladder_of(self, kind: str) -> Ladder:
        """The ladder for a kind of alert."""
        return {str(k): v for k, v in self.by_kind.items()}.get(kind, self.ladder)


def encode(policy: Policy) -> bytes:
    """A policy as JSON."""
    return msgspec.json.encode(policy)


def decode(body: bytes) -> Policy:
    """Read a policy; raises BadPolicy with what is wrong and where."""
    try:
        return msgspec.json.decode(body, type=Policy)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadPolicy(f"these rules cannot be used: {error}") from error

"""Which events and which windows of time call for a human (pure).

What was flagged as play never calls anybody; what software was not sure of neither.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct

from contract.events import Comment, Event, Help, Queue, Rating
from hub.alerts.watches import (
    DeviceBlind,
    HappyRun,
    LineLong,
    OpenTill,
    Scope,
    ThemeRising,
    UnhappyShare,
    UrgentWords,
    VeryUnhappy,
    Watch,
)

EASE = 0.7
"""A cause is gone below this part of its limit, so that it does not flicker."""
Detail = dict[str, Any]
"""What a card says of the cause: numbers and keys, never a customer's words."""


class Counts(Struct):
    """What a window of time held at one touchpoint."""

    happy: int = 0
    middle: int = 0
    unhappy: int = 0
    themes: dict[str, int] = {}
    """How often unhappy customers named each theme."""
    worst: int = 0
    """Those of the unhappy answers that are the worst face."""

    @property
    def answers(self) -> int:
        """Answers that count."""
        return self.happy + self.middle + self.unhappy


class Cause(Struct, frozen=True, kw_only=True):
    """Something that calls for a human."""

    kind: str
    """Which kind of alert."""
    rule: str
    """The rule that says so."""
    touchpoint: int
    """Where."""
    event: str
    """The (last) event's id."""
    at: int
    """When, ms."""
    device: int
    """Which device it came from."""
    help: str | None = None
    """The customer's call, if it is one."""
    visit: str = ""
    """The visit, if it is one person's."""
    detail: Detail = {}
    """What the card says of it."""


def is_unhappy(rating: Rating) -> bool:
    """True for a face of the lower half."""
    return rating.value * 2 <= rating.scale


def is_worst(rating: Rating) -> bool:
    """True for the worst face of its question."""
    return rating.value == 1 and is_unhappy(rating)


def may_alarm(event: Event) -> bool:
    """Could this event alone, or with others, call for somebody at once?"""
    if isinstance(event, Rating):
        return event.misuse is None and is_unhappy(event)
    if isinstance(event, Help):
        return not event.withdrawn
    if isinstance(event, Comment):
        return event.scored and event.urgent is not None
    return isinstance(event, Queue)


def of_rating(watch: VeryUnhappy, rating: Rating) -> Detail | None:
    """The worst face, unless it was play."""
    if rating.misuse is not None or rating.value > watch.worst:
        return None
    return {} if is_unhappy(rating) else None


def of_comment(watch: UrgentWords, comment: Comment) -> Detail | None:
    """Words of danger that software was sure of."""
    if not comment.scored or comment.urgent is None:
        return None
    if watch.only and comment.urgent not in watch.only:
        return None
    return {"urgent": comment.urgent}


def of_queue(watch: Watch, queue: Queue) -> Detail | None:
    """What a waiting line calls for; a rough count calls for nothing."""
    if isinstance(watch, DeviceBlind):
        why = queue.why_blind or "unknown"
        return {"zone": queue.zone, "why": why} if queue.state == "blind" else None
    if queue.state != "seen" or queue.waiting is None:
        return None
    if isinstance(watch, LineLong):
        return _line(watch, queue, 1.0)
    if isinstance(watch, OpenTill):
        return _till(watch, queue)
    return None


def queue_eased(watch: Watch, queue: Queue) -> bool:
    """Is what a waiting line called for gone? A rough count says nothing of it."""
    if isinstance(watch, DeviceBlind):
        return queue.state != "blind"
    if queue.state != "seen" or queue.waiting is None:
        return False
    if isinstance(watch, LineLong):
        return _line(watch, queue, EASE) is None
    return isinstance(watch, OpenTill) and queue.waiting < watch.people * EASE


def waiting_then(queue: Queue, ahead_s: float) -> float:
    """People who will wait in `ahead_s` if the line grows on as in this period."""
    waiting = float(queue.waiting or 0)
    if queue.arrived is None or queue.served is None:
        return waiting
    growth = queue.arrived - queue.served - (queue.left_unserved or 0)
    return waiting + max(0.0, growth / queue.period_s) * ahead_s


def _line(watch: LineLong, queue: Queue, part: float) -> Detail | None:
    waiting = queue.waiting or 0
    then = waiting_then(queue, watch.ahead_s)
    wait_s = queue.estimated_wait_s
    if wait_s is not None and waiting:
        wait_s *= then / waiting
    long = watch.people is not None and then >= watch.people * part
    slow = watch.wait_s is not None and (wait_s or 0.0) >= watch.wait_s * part
    if not (long or slow):
        return None
    detail: Detail = {"waiting": waiting, "zone": queue.zone}
    if wait_s is not None:
        detail["wait_min"] = max(1, round(wait_s / 60))
    if then > waiting:
        detail["soon"] = round(then)
    return detail


def _till(watch: OpenTill, queue: Queue) -> Detail | None:
    waiting, then = queue.waiting or 0, waiting_then(queue, watch.ahead_s)
    if waiting < watch.people or then <= waiting or then < watch.people_then:
        return None
    return {
        "waiting": waiting,
        "zone": queue.zone,
        "soon": round(then),
        "in_min": max(1, round(watch.ahead_s / 60)),
        "wait_s": queue.estimated_wait_s,
    }


def of_window(
    watch: Watch, counts: Counts, usual: Callable[[str, int], float]
) -> Detail | None:
    """What a window calls for; `usual` says how often a theme is named in so many
    minutes on other days."""
    if isinstance(watch, UnhappyShare):
        return _mood(watch, counts, watch.share)
    if isinstance(watch, HappyRun):
        alone = counts.middle == counts.unhappy == 0
        fits = alone and counts.happy >= watch.at_least
        return {"n": counts.happy, "minutes": watch.minutes} if fits else None
    if isinstance(watch, ThemeRising):
        return _theme(watch, counts.themes, usual)
    return None


def window_eased(watch: Watch, counts: Counts) -> bool:
    """Is what a window called for gone?"""
    if isinstance(watch, UnhappyShare):
        return _mood(watch, counts, watch.share * EASE) is None
    if isinstance(watch, ThemeRising):
        named = max(counts.themes.values(), default=0)
        return named < watch.at_least * EASE
    return False


def _mood(watch: UnhappyShare, counts: Counts, share: float) -> Detail | None:
    n = counts.answers
    if n < watch.at_least or counts.unhappy < share * n:
        return None
    return {"unhappy": counts.unhappy, "n": n, "minutes": watch.minutes}


def _theme(
    watch: ThemeRising, themes: Mapping[str, int], usual: Callable[[str, int], float]
) -> Detail | None:
    for theme, n in sorted(themes.items(), key=lambda item: (-item[1], item[0])):
        if watch.theme not in (None, theme) or n < watch.at_least:
            continue
        often = usual(theme, watch.minutes)
        if n >= watch.times_usual * often:
            return {
                "theme": theme,
                "n": n,
                "minutes": watch.minutes,
                "usual": round(often, 1),
            }
    return None


def holds(scope: Scope, local: datetime) -> bool:
    """Does a rule hold at this moment on the shop's clock?"""
    minute = local.hour * 60 + local.minute
    day = local.weekday()
    if scope.from_min < scope.to_min:
        within = scope.from_min <= minute < scope.to_min
    else:
        within = minute >= scope.from_min or minute < scope.to_min
        if within and minute < scope.to_min:
            day = (day - 1) % 7  # Past midnight it is still the evening's rule.
    return within and (not scope.days or day in scope.days)


def speaks(scope: Scope, language: str) -> bool:
    """Is a rule for answers in this language? `de-AT` counts as `de`."""
    if not scope.languages:
        return True
    return language in scope.languages or language.split("-")[0] in scope.languages


def merged(spoken: Mapping[str, Counts], scope: Scope) -> Counts:
    """The counts of those languages that a rule looks at, as one."""
    chosen = list(spoken.values())
    if scope.languages:
        chosen = [c for code, c in spoken.items() if speaks(scope, code)]
    if len(chosen) == 1:
        return chosen[0]
    whole = Counts(themes={})
    for counts in chosen:
        whole.happy += counts.happy
        whole.middle += counts.middle
        whole.unhappy += counts.unhappy
        whole.worst += counts.worst
        for theme, n in counts.themes.items():
            whole.themes[theme] = whole.themes.get(theme, 0) + n
    return whole

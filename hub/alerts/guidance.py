"""Which guidance fits an alert (pure): acknowledge first, then act.

A piece of guidance has a name; its words are the shop's. Feelings choose how to
acknowledge, themes what to do, and danger goes before both.
"""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

THEMES: Final = (
    "waiting", "price", "stock", "staff", "cleanliness", "product", "checkout",
    "access", "noise", "opening_hours", "returns", "parking", "any",
)  # fmt: skip
"""Themes that there is something to do about; `any` for all others."""
SEVERITIES: Final = ("mild", "serious")
"""How much is at stake for one customer; in danger nothing is offered."""
_SERIOUS = ("unhappy", "help")
_MILD = ("mood", "theme", "line", "till")
_CALLED: Final = {"choice": "stock", "tidiness": "cleanliness"}
"""Reasons on the kiosk that are called otherwise than the theme they are about."""
_FEELS: Final = {
    "anger": "upset", "annoyance": "upset", "frustration": "upset",
    "disapproval": "upset", "disgust": "upset", "disappointment": "let_down",
    "confusion": "unsure", "embarrassment": "ashamed", "sadness": "sad",
    "fear": "afraid",
}  # fmt: skip
FEELINGS: Final = ("any", "many", *dict.fromkeys(_FEELS.values()))
DANGERS: Final = ("any", "safety", "health", "theft", "harassment")
PIECES: Final = (
    *(f"ack_{feeling}" for feeling in FEELINGS),
    *(f"act_{theme}" for theme in THEMES),
    *(f"danger_{danger}" for danger in DANGERS),
)
"""All pieces of guidance by name."""


class Case(Struct, frozen=True):
    """What is known of the customer behind an alert."""

    kind: str
    themes: Sequence[str] = ()
    """Themes or reasons, the surest first."""
    feelings: Sequence[str] = ()
    """Feelings read from words, the surest first."""
    danger: str | None = None
    """Which danger the words tell of, `any` if it is not known which."""


class Fitting(Struct, frozen=True):
    """What fits."""

    pieces: tuple[str, ...]
    """In the order in which they are read."""
    theme: str
    severity: str
    """mild, serious or danger."""


def fitting(case: Case) -> Fitting | None:
    """The guidance for a case; none where no customer is concerned."""
    theme = next((known for one in case.themes if (known := _theme(one))), "any")
    if case.danger is not None:
        which = case.danger if case.danger in DANGERS else "any"
        return Fitting((f"danger_{which}",), theme, "danger")
    if case.kind not in _SERIOUS + _MILD:
        return None
    is_serious = case.kind in _SERIOUS
    feels = next((_FEELS[one] for one in case.feelings if one in _FEELS), "")
    feeling = feels or ("any" if is_serious else "many")
    if case.kind in ("line", "till"):
        theme = "waiting"
    severity = "serious" if is_serious else "mild"
    return Fitting((f"ack_{feeling}", f"act_{theme}"), theme, severity)


def _theme(name: str) -> str | None:
    name = _CALLED.get(name, name)
    return name if name in THEMES and name != "any" else None

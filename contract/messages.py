"""The messages between hub and device that are not events, as JSON."""

from datetime import datetime
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct

from contract.errors import BadMessage
from contract.events import UNREADABLE
from contract.kinds import END, Count, Key, Language, Uuid

Label = Annotated[str, Meta(min_length=1, max_length=200)]
Labels = Annotated[dict[Language, Label], Meta(min_length=1)]
"""One wording a language."""


class Refused(Struct, frozen=True, kw_only=True):
    """An event that the hub will never take."""

    id: str
    """The event's id."""
    reason: Annotated[str, Meta(max_length=500)]
    """What was wrong with it."""


class Receipt(Struct, frozen=True, kw_only=True):
    """What the hub has committed; only this lets a row leave the line."""

    hub: str
    """The id of the hub's database."""
    committed: list[str] = []
    """Ids of events that are stored."""
    refused: list[Refused] = []
    """Events that will never be stored, and why."""
    held: bool = False
    """True if the device is not approved yet and must keep its rows."""


class Answer(Struct, frozen=True, kw_only=True):
    """One thing a customer can tap."""

    key: Key
    """Its key, as it goes into events."""
    label: Labels
    """Its wording, by language."""


class Survey(Struct, frozen=True, kw_only=True):
    """The one question, its reasons and the words around them."""

    key: Key
    """The survey's key."""
    version: Count
    """Goes up with each change."""
    question_key: Key
    """The question's key."""
    question: Labels
    """The question's wording, by language."""
    faces: Annotated[list[Answer], Meta(min_length=2, max_length=11)]
    """The faces from worst to best."""
    unhappy_reasons: Annotated[list[Answer], Meta(max_length=6)] = []
    """Reasons shown after a face of the lower half."""
    happy_reasons: Annotated[list[Answer], Meta(max_length=6)] = []
    """Reasons shown after a face of the upper half."""


Mood = Literal["unhappy", "plain", "happy"]
"""After which faces; plain is a middle face, or somebody was called."""


class Thanks(Struct, frozen=True, kw_only=True):
    """One way of saying thanks after words that software read."""

    mood: Mood
    """After which faces; nobody who complained is thanked gladly."""
    theme: Key | None = None
    """Only for words about this theme; any where none is named."""
    feeling: Key | None = None
    """Only for words with this feeling; any where none is named."""
    text: Labels
    """What is said, by language."""


OwnWord = Annotated[str, Meta(min_length=2, max_length=40)]


class Settings(Struct, frozen=True, kw_only=True):
    """What the owner decides for a device; kept and used until the next revision."""

    revision: Count
    """Goes up with each change."""
    survey: Survey
    """What is asked."""
    languages: Annotated[list[Language], Meta(min_length=1, max_length=12)] = (
        msgspec.field(default_factory=lambda: ["en"])
    )
    """Languages offered, the first one at the start."""
    thresholds: dict[Key, float] = {}
    """Limits by name, such as the confidence under which words are not scored."""
    idle_lines: Annotated[list[Labels], Meta(max_length=20)] = []
    """Lines shown in turn while nobody is there."""
    own_words: Annotated[list[OwnWord], Meta(max_length=200)] = []
    """The shop's brands, products and streets, which are never personal details."""
    thanks: Annotated[list[Thanks], Meta(max_length=40)] = []
    """Thanks in the shop's own wording; the one that fits most closely is said."""
    help_timeout_s: Annotated[float, Meta(ge=5, le=3600)] = 120.0
    """How long a call waits for a colleague before the kiosk offers the till."""


CallState = Literal["sent", "coming", "done", "nobody"]
"""On a colleague's screen, taken, finished, or nobody came in time."""


class Notice(Struct, frozen=True, kw_only=True):
    """What became of a customer's call."""

    help_id: Uuid
    """The call."""
    state: CallState
    """On a colleague's screen, taken, finished, or nobody came in time."""
    expires_at: Annotated[datetime, Meta(tz=True)]
    """After this the notice is no longer worth showing, UTC."""


class Kept(Struct, frozen=True, kw_only=True):
    """The receipted rows that a device still keeps."""

    outbox: Annotated[str, Meta(pattern="^[0-9a-f]{16}" + END)]
    """The outbox's id."""
    first: Count
    """Lowest sequence number among them."""
    last: Count
    """Highest sequence number among them."""
    rows: Count
    """How many there are; a hub that has fewer was set back."""


class Status(Struct, frozen=True, kw_only=True):
    """Whether a device or the hub is there; retained, and the last will."""

    state: Literal["online", "offline"]
    """Whether it is there."""
    boot: str
    """Differs each time the program starts."""
    hub: str | None = None
    """The id of the hub's database; the hub's own status only."""
    device_boot: Uuid | None = None
    """The device's boot, as in its events' `bootid`; a device's own status only."""
    uptime_ms: Count | None = None
    """Milliseconds since that boot, now: lets the hub place events without a clock."""
    kept: Kept | None = None
    """What a device has receipts for; a device's own status only."""


MESSAGES: dict[str, type[Struct]] = {
    "receipts": Receipt,
    "settings": Settings,
    "notices": Notice,
    "status": Status,
}
"""Every message by the last part of its topic."""

M = TypeVar("M", bound=Struct)


def encode(message: Struct) -> bytes:
    """A message as JSON."""
    return msgspec.json.encode(message)


def decode(payload: bytes, kind: type[M]) -> M:
    """Read a message of a known kind; raises BadMessage."""
    try:
        return msgspec.json.decode(payload, type=kind)
    except UNREADABLE as error:
        raise BadMessage(f"not a sound {kind.__name__}: {error}") from error

"""What was measured of the words' model, from the card that comes along with it."""

import logging
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

log = logging.getLogger(__name__)

CARD: Final = Path(__file__).with_name("english") / "card.json"
"""What was measured of the model that comes along."""


class ByType(Struct, frozen=True):
    """How well one kind of personal detail is hidden."""

    n: int
    recall: float


class Redaction(Struct, frozen=True):
    """How well personal details are hidden."""

    recall: float
    lines_leaking: float
    by_type: dict[str, ByType] = {}


class Redactions(Struct, frozen=True):
    """Typed and spoken together."""

    all: Redaction


class Sentiment(Struct, frozen=True):
    """How often a comment is read rightly."""

    coverage: float
    accuracy_scored: float


class Urgent(Struct, frozen=True):
    """How often danger is seen."""

    recall: float
    false_alerts: float


class Test(Struct, frozen=True):
    """Measured on comments that the training never saw."""

    comments: int
    sentiment: Sentiment
    urgent: Urgent
    redaction: Redactions


class Audit(Struct, frozen=True):
    """How much it matters who is named."""

    worst_difference: float


class Card(Struct, frozen=True):
    """The parts of the model's card that people are told."""

    name: str
    test: Test
    audit: dict[str, Audit] = {}

    @property
    def missed_percent(self) -> float:
        """Personal details that are left readable, of a hundred."""
        return round(100 * (1 - self.test.redaction.all.recall), 1)

    @property
    def worst(self) -> float:
        """The largest difference between two persons named."""
        return max(
            (abs(one.worst_difference) for one in self.audit.values()), default=0
        )


def read_card(path: Path) -> Card | None:
    """The card; none where the model was not measured, or the card can't be read."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Card)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError) as error:
        log.warning("%s can't be read, so nothing is told of it: %s", path, error)
        return None

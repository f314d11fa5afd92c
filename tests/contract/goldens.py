"""The golden files: events and messages as they stand on the wire, for both sides."""

from pathlib import Path

from msgspec import Struct

from contract.messages import MESSAGES

FOLDER = Path(__file__).parent / "golden"
NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))
EVENTS = [name for name in NAMES if name.startswith("heed.")]
NOTES = [name for name in NAMES if not name.startswith("heed.")]


def golden(name: str) -> bytes:
    """The bytes of a golden file."""
    return (FOLDER / f"{name}.json").read_bytes()


def type_of(event: str) -> str:
    """The event type that a golden event is of."""
    return ".".join(event.split(".")[:3])


def kind_of(message: str) -> type[Struct]:
    """The struct that a golden message is of."""
    return MESSAGES[message.split(".")[0]]

"""A speech model for the demo's kiosk: offered, and fetched when asked for."""

from collections.abc import Callable
from pathlib import Path

from contract.errors import HeedError
from models.catalog import Catalog
from models.fetch import fetch
from models.manifest import entry

MODEL = "speech-en"


def folder_of_models(demo: Path) -> Path:
    """Where the demo's kiosk looks for models."""
    return demo / "device" / "models"


def fetch_speech(demo: Path, say: Callable[[str], None]) -> None:
    """Install the English model; without it the demo starts all the same."""
    catalog, wanted = Catalog(folder_of_models(demo)), entry(MODEL)
    if catalog.path(wanted) is not None:
        return
    say(f"Fetching {wanted.name}, {wanted.bytes >> 20} MB …")
    try:
        fetch(catalog, wanted, lambda there: None)
    except HeedError as error:
        say(f"{error}\nThe demo starts without; its kiosk can be typed on.")
    else:
        say(f"{wanted.key} is installed.")


def offer(demo: Path) -> str:
    """How one gets to speak at the demo's kiosk; or that one can."""
    place = folder_of_models(demo)
    wanted = entry(MODEL)
    if Catalog(place).path(wanted) is not None:
        return "  5. With a microphone here: after the reasons, press Speak and talk."
    return (
        "  5. To speak instead of type, fetch a model once: make demo "
        "DEMO_ARGS=--speech\n"
        f"     ({wanted.bytes >> 20} MB). Without a network, with {wanted.file} "
        "carried here:\n"
        f"     .venv/bin/heed models fetch {MODEL} --from FILE --folder {place}"
    )

"""What the installer writes for the hub: names, addresses and paths."""

from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Meta, Struct

from contract.settings import Broker


class Shop(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The shop this hub stands in."""

    name: Annotated[str, Meta(min_length=1, max_length=80)] = "Our shop"
    """Its name on the pages."""
    timezone: str = "UTC"
    """Its time zone, as in `Europe/Dublin`."""

    def __post_init__(self) -> None:
        try:
            ZoneInfo(self.timezone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(
                f"time zone {self.timezone!r} is not known; write it as Europe/Dublin"
            ) from error


class Web(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The pages of staff and owner."""

    host: str = "127.0.0.1"
    """Address to listen on; a proxy ends HTTPS for everyone else."""
    port: Annotated[int, Meta(ge=1, le=65535)] = 8090
    """Port to listen on."""
    tablets: Annotated[int, Meta(ge=1, le=200)] = 30
    """How many floor pages may be open at once; each holds a thread."""
    secure_cookies: bool = True
    """False only where the pages are served without HTTPS on this machine."""


class Words(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What customers said."""

    keep_days: Annotated[int, Meta(ge=1, le=3650)] = 90
    """Days that redacted words are kept; what was read in them stays."""


class Hub(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All of the hub's settings file."""

    data: str = "/var/lib/heed-hub"
    """Folder of the store."""
    broker: Broker = Broker()
    """Where the broker is."""
    shop: Shop = Shop()
    """The shop."""
    web: Web = Web()
    """The pages."""
    words: Words = Words()
    """What customers said."""
    silent_after_s: Annotated[float, Meta(ge=2, le=86_400)] = 60.0
    """Seconds that a device may be away before colleagues are told."""

    @property
    def store_path(self) -> Path:
        """The store's file."""
        return Path(self.data) / "store.db"

"""Mail, ntfy, Telegram, Slack, Teams, SMS gateways and the rest, through Apprise.

An address is one of Apprise's URLs. What Apprise logs goes into the result, without
any part of the address that might be a secret.
"""

import contextlib
import logging
import re
import threading
from urllib.parse import unquote, urlsplit

from hub.notify.port import BadAddress, Message, NotTaken

SHORTEST_SECRET = 3
NOT_PEOPLE = ("file", "dbus", "exec", "gnome", "macosx", "syslog", "windows")
"""Schemes that reach this machine and nobody else."""


class AppriseNotifier:
    """One Apprise address."""

    def __init__(self, address: str) -> None:
        """Raises BadAddress, without a word of the address itself."""
        import apprise

        # Its lines go into results, masked, and nowhere else.
        logging.getLogger("apprise").propagate = False
        # What it and its HTTP client say besides holds whole addresses.
        logging.getLogger("apprise").setLevel(logging.WARNING)
        logging.getLogger("urllib3").setLevel(logging.WARNING)
        scheme = address.partition(":")[0].lower()
        asset = apprise.AppriseAsset(
            async_mode=False, secure_logging=True, app_id="Heed", app_desc="Heed"
        )
        self._address = address
        self._client = apprise.Apprise(asset=asset)
        with _Told() as told:
            fits = scheme not in NOT_PEOPLE and bool(self._client.add(address))
        if not fits:
            why = masked(told.text(), address) or "see Apprise's list of addresses"
            raise BadAddress(
                "no_such_address",
                f"no channel has an address like {scheme}://… ({why})",
                scheme=scheme,
            )

    def send(self, message: Message) -> str:
        """Send it; raises NotTaken with what the channel answered."""
        with _Told() as told:
            taken = self._client.notify(title=message.title, body=message.body)
        if not taken:
            why = masked(told.text(), self._address)
            raise NotTaken(why or "the channel did not take it; check its address")
        return "taken"


def masked(text: str, address: str) -> str:
    """A text without any part of an address but its scheme and host."""
    host = ""
    with contextlib.suppress(ValueError):
        host = urlsplit(address).hostname or ""
    rest = address.partition("://")[2]
    parts = re.split(r"[/:@?&=,#]", f"{rest}&{unquote(rest)}")
    for part in sorted(set(parts), key=len, reverse=True):
        if len(part) >= SHORTEST_SECRET and part.lower() != host and not part.isdigit():
            text = text.replace(part, "…")
    return text


class _Told(logging.Handler):
    """What Apprise logs in this thread: others send at the same time."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._lines: list[str] = []
        self._thread = threading.get_ident()

    def __enter__(self) -> "_Told":
        logging.getLogger("apprise").addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger("apprise").removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self._thread:
            self._lines.append(record.getMessage())

    def text(self) -> str:
        """All lines as one."""
        return "; ".join(self._lines)

"""What the hub publishes for this device: read, and kept where it belongs."""

import logging
from typing import Final

from msgspec import Struct

from contract import topics
from contract.errors import BadMessage
from contract.link import Arrived
from contract.messages import Notice, Receipt, Settings, Status, decode, encode
from device.outbox.line import Line
from device.outbox.outbox import Outbox

log = logging.getLogger(__name__)

LONGEST_REASON: Final = 300


class Incoming:
    """Reads messages; garbage is named once and passed over."""

    def __init__(self, device: str, outbox: Outbox) -> None:
        self.settings_refused: str | None = None
        self._outbox = outbox
        self._line = Line(outbox)
        self._kinds: dict[str, type[Struct]] = {
            topics.receipts(device): Receipt,
            topics.settings(device): Settings,
            topics.notices(device): Notice,
            topics.HUB_STATUS: Status,
        }
        self._named: set[str] = set()

    @property
    def topics(self) -> list[str]:
        """What the device listens to."""
        return list(self._kinds)

    @property
    def revision(self) -> int | None:
        """Revision of the settings in use, or none."""
        kept = self._outbox.latest("settings")
        try:
            return None if kept is None else decode(kept, Settings).revision
        except BadMessage:
            return None

    def read(self, arrived: Arrived) -> Struct | None:
        """The message, or none if it is garbage or was taken back."""
        kind = self._kinds.get(arrived.topic)
        if kind is None or (arrived.retain and not arrived.payload):
            return None
        try:
            message = decode(arrived.payload, kind)
            if isinstance(message, Status) and _nameless(message):
                raise BadMessage("a hub that is online but does not say which one")
        except BadMessage as error:
            self._refuse(kind, str(error)[:LONGEST_REASON])
            return None
        self._named.discard(kind.__name__)
        if kind is Settings:
            self.settings_refused = None
        return message

    def keep(self, message: Settings | Notice) -> None:
        """Put it where the kiosk finds it; raises NotStored."""
        if isinstance(message, Settings):
            self._keep_settings(message)
        else:
            self._keep_notice(message)

    def _keep_settings(self, settings: Settings) -> None:
        """Use these from now on, over restarts too.

        A lower revision is taken as well: a hub restored from a copy still decides.
        """
        if self._outbox.latest("settings") != encode(settings):
            log.info("Settings of revision %d are in use now", settings.revision)
            self._outbox.keep_latest("settings", encode(settings))

    def _keep_notice(self, notice: Notice) -> None:
        """A notice goes into the inbox unless it is too old."""
        now = self._outbox.now()
        if not now.synced or notice.expires_at.timestamp() * 1000 > now.time_ms:
            self._line.keep_notice(notice)

    def _refuse(self, kind: type[Struct], reason: str) -> None:
        if kind is Settings:
            self.settings_refused = reason
        if kind.__name__ not in self._named:
            self._named.add(kind.__name__)
            log.warning("Passed over a message from the hub: %s", reason)


def _nameless(status: Status) -> bool:
    return status.state == "online" and not status.hub

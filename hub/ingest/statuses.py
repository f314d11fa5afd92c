"""What devices say of themselves: there or not, since when, and what we receipted."""

import logging
import sqlite3

from contract import messages, topics
from contract.errors import BadMessage, BadTopic
from contract.link import Arrived
from contract.messages import Kept, Status
from hub import placing
from hub.alerts import raising
from hub.alerts.book import Book
from hub.ingest import mending
from hub.settings import Hub
from hub.store import alerts, boots, calls, devices, due, policies, rejects, spans
from hub.store.rollups import Tally
from hub.store.store import note_set_back

log = logging.getLogger(__name__)


def note(
    connection: sqlite3.Connection, arrived: Arrived, now: int, settings: Hub
) -> bool:
    """Take in one status; true if it shows that this store was set back."""
    if arrived.topic == topics.HUB_STATUS:
        return False
    try:
        name, _ = topics.parse(arrived.topic)
        status = messages.decode(arrived.payload, Status)
    except (BadMessage, BadTopic) as error:
        rejects.add(connection, now, arrived.topic, arrived.payload, str(error))
        log.warning("Refused a status on %s: %s", arrived.topic, error)
        return False
    met = devices.meet(connection, name, now)
    if met is None or met[1] != "approved":
        return False
    device, _, touchpoint = met
    online = status.state == "online"
    devices.set_online(connection, device, online, now)
    if not online:
        due.at(connection, "silent", name, now + int(settings.silent_after_s * 1000))
        return False
    due.off(connection, "silent", name)
    silent = alerts.open_alert(connection, "silent", touchpoint, name)
    if silent is not None:
        raising.back(connection, silent, now, Book(policies.newest(connection)))
    if not arrived.retain:
        _learn_boot(connection, device, status, now)
        calls.tell_again(connection, device, now)
    return status.kept is not None and _set_back(connection, device, status.kept)


def expect_word(connection: sqlite3.Connection, now: int, settings: Hub) -> None:
    """After a connection: each device must be heard of soon, or it is silent."""
    for name in devices.approved_names(connection):
        due.at(connection, "silent", name, now + int(settings.silent_after_s * 1000))


def _learn_boot(
    connection: sqlite3.Connection, device: int, status: Status, now: int
) -> None:
    if status.device_boot is None or status.uptime_ms is None:
        return
    found = boots.find(connection, status.device_boot)
    before = None if found is None else found[1]
    known = placing.learn_live(before, status.uptime_ms, now)
    if before is not None and before.live and abs(before.bound - known.bound) < 1000:
        return
    tally = Tally()
    mending.keep_boot(connection, status.device_boot, device, known, tally)
    tally.write(connection)


def _set_back(connection: sqlite3.Connection, device: int, kept: Kept) -> bool:
    """True if a device holds more receipts than we have events: we lost some."""
    outbox = devices.outbox(connection, device, kept.outbox)
    here = spans.here(connection, outbox, kept.first, kept.last)
    if here >= kept.rows:
        return False
    new = note_set_back(connection)
    log.warning(
        "This store is older than the receipts it gave (%d of %d events are here): "
        "it goes on as %s and asks the devices for the last days again",
        here,
        kept.rows,
        new,
    )
    return True

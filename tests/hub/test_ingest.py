"""Ingest between a real broker and a real store."""

import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from contract import topics
from contract.link import Connected, Disconnected
from contract.messages import (
    Answer,
    Kept,
    Notice,
    Receipt,
    Settings,
    Status,
    Survey,
)
from hub import clock
from hub.alerts import lifecycle, raising
from hub.ingest import service
from hub.settings import Hub
from hub.store import alerts, devices, events
from hub.store import settings as owner_settings
from hub.store.store import Store, hub_id
from tests.hub.device import Device
from tests.hub.makers import approve, call, rating, uuid
from tests.servers import Mosquitto, until

SURVEY = Survey(
    key="standard",
    version=2,
    question_key="today",
    question={"de": "Wie war es heute?"},
    faces=[Answer(key=f"f{n}", label={"de": str(n)}) for n in range(4)],
)


@contextmanager
def running(
    store: Store, broker: Mosquitto, now: Callable[[], int] = service.now_ms
) -> Iterator[None]:
    """Ingest in a thread."""
    stop = threading.Event()
    settings = Hub(broker=broker.address(), silent_after_s=2.0)
    ingest = service.Ingest(store, settings, now)
    thread = threading.Thread(target=ingest.run, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=10)
        assert not thread.is_alive(), "ingest did not stop"


@pytest.fixture
def device(mosquitto: Mosquitto) -> Iterator[Device]:
    device = Device(mosquitto)
    yield device
    device.link.stop()


def hub_states(device: Device) -> list[str]:
    return [s.state for s in device.heard(Status, "hub/status")]


def eventually(check: Callable[[], object], what: str) -> None:
    until(check, what)


def test_a_tap_is_committed_before_it_is_receipted(
    store: Store, mosquitto: Mosquitto, device: Device
) -> None:
    with running(store, mosquitto):
        eventually(lambda: hub_states(device)[-1:] == ["online"], "hub online")
        id = device.send(rating(1))
        device.until_receipted(id)
        (step,) = alerts.open_now(store.connection())
        assert step.cause == id
    eventually(lambda: hub_states(device)[-1:] == ["offline"], "hub says goodbye")


def test_a_device_nobody_approved_is_told_to_wait(
    store: Store, mosquitto: Mosquitto
) -> None:
    device = Device(mosquitto, "till-9")
    with running(store, mosquitto):
        eventually(lambda: hub_states(device)[-1:] == ["online"], "hub online")
        id = device.send(rating(1))
        eventually(
            lambda: any(r.held for r in device.heard(Receipt, "/receipts")), "held"
        )
        assert id not in device.receipted()
        approve(store, "till-9", "Door")
        id = device.send(rating(1))
        device.until_receipted(id)
    device.link.stop()


def test_poison_on_every_topic_stops_nothing(
    store: Store, mosquitto: Mosquitto, device: Device
) -> None:
    poison = [b"", b"\xff\xfe", b"{}", b"[" * 9_000, b'"', b"null", b"x" * 19_000]
    with running(store, mosquitto):
        eventually(lambda: hub_states(device)[-1:] == ["online"], "hub online")
        for payload in poison:
            for name in ("till-1", "nobody", "UPPER", "hub"):
                for part in ("events", "status"):
                    topic = f"heed/v1/{name}/{part}"
                    if topic != topics.HUB_STATUS:
                        device.link.publish(topic, payload)
        id = device.send(rating(1))
        device.until_receipted(id)
    (rejected,) = store.connection().execute("SELECT count(*) FROM rejects").fetchone()
    assert rejected >= 2 * len(poison)
    assert events.count(store.connection()) == 1


def test_an_event_the_store_cannot_hold_does_not_block_those_beside_it(
    store: Store, mosquitto: Mosquitto, device: Device
) -> None:
    with store.write() as connection:
        connection.execute(
            "CREATE TRIGGER sick BEFORE INSERT ON events WHEN new.sequence = 2"
            " BEGIN SELECT raise(ABORT, 'sick'); END"
        )
    with running(store, mosquitto):
        eventually(lambda: hub_states(device)[-1:] == ["online"], "hub online")
        ids = [device.send(rating(1)) for _ in range(3)]
        device.until_receipted(ids[0], ids[2])
        eventually(
            lambda: (
                [
                    (one.id, "sick" in one.reason)
                    for r in device.heard(Receipt, "/receipts")
                    for one in r.refused
                ]
                == [(ids[1], True)]
            ),
            "the sick one is refused with its reason",
        )
    assert events.count(store.connection()) == 2


def test_a_colleagues_press_reaches_the_kiosk_as_a_notice(
    store: Store, mosquitto: Mosquitto, device: Device
) -> None:
    help_id = uuid()

    def states() -> list[str]:
        found = device.heard(Notice, "/notices")
        return [n.state for n in found if n.help_id == help_id]

    with running(store, mosquitto):
        eventually(lambda: hub_states(device)[-1:] == ["online"], "hub online")
        device.send(call(help_id=help_id))
        eventually(lambda: states() == ["sent"], "sent")
        (step,) = alerts.open_now(store.connection())
        lifecycle.take(store, step.alert, "Ann", service.now_ms())
        eventually(lambda: states() == ["sent", "coming"], "coming")
        left = "SELECT count(*) FROM downlink"
        eventually(
            lambda: store.connection().execute(left).fetchone() == (0,),
            "sent ones gone",
        )


def test_a_press_while_the_broker_is_away_arrives_once_it_is_back(
    store: Store, mosquitto: Mosquitto, device: Device
) -> None:
    with running(store, mosquitto):
        eventually(lambda: hub_states(device)[-1:] == ["online"], "hub online")
        device.send(call())
        eventually(lambda: device.heard(Notice, "/notices"), "sent")
        mosquitto.kill()
        device.wait(Disconnected)
        (step,) = alerts.open_now(store.connection())
        lifecycle.take(store, step.alert, "Ann", service.now_ms())
        mosquitto.start()
        device.wait(Connected)
        device.say()
        eventually(
            lambda: "coming" in [n.state for n in device.heard(Notice, "/notices")],
            "coming after the broker is back",
        )


def test_the_owners_settings_wait_at_the_broker_for_each_device(
    store: Store, mosquitto: Mosquitto
) -> None:
    with running(store, mosquitto):
        with store.write() as connection:
            wanted = Settings(revision=0, survey=SURVEY, languages=["de"])
            decided = owner_settings.decide(connection, wanted, 1)
        device = Device(mosquitto)
        eventually(lambda: device.heard(Settings, "/settings"), "settings")
        assert device.heard(Settings, "/settings")[-1] == decided
        device.link.stop()


def test_a_store_set_back_to_an_older_copy_asks_for_the_last_days_again(
    store: Store, mosquitto: Mosquitto, device: Device, tmp_path: Path
) -> None:
    with running(store, mosquitto):
        eventually(lambda: hub_states(device)[-1:] == ["online"], "hub online")
        first = device.send(rating(1))
        device.until_receipted(first)
    store.connection().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(store.path, tmp_path / "copy.db")
    with running(store, mosquitto):
        eventually(lambda: hub_states(device).count("online") == 2, "hub back")
        second = device.send(rating(2))
        device.until_receipted(second)
    before = hub_id(store.connection())
    store.close()
    restored = Store(tmp_path / "copy.db")
    assert hub_id(restored.connection()) == before
    with running(restored, mosquitto):
        kept = Kept(outbox="0123456789abcdef", first=1, last=2, rows=2)
        eventually(lambda: hub_states(device).count("online") == 3, "hub back")
        device.say(kept=kept)
        eventually(lambda: hub_id(restored.connection()) != before, "a new id")
        new = hub_id(restored.connection())
        eventually(
            lambda: new in [s.hub for s in device.heard(Status, "hub/status")],
            "the new id is told",
        )
        device.say(kept=Kept(outbox="0123456789abcdef", first=1, last=1, rows=1))
        time.sleep(0.5)  # Nothing more may happen: the rest is here.
        assert hub_id(restored.connection()) == new
    restored.close()


def test_a_device_that_goes_silent_is_told_to_colleagues_until_it_is_back(
    store: Store, mosquitto: Mosquitto
) -> None:
    stop = threading.Event()
    ticking = threading.Thread(target=clock.run, args=(store, stop))
    ticking.start()

    def kinds() -> list[str]:
        return [step.kind for step in alerts.open_now(store.connection())]

    try:
        with running(store, mosquitto):
            device = Device(mosquitto)
            device.say()
            row = "SELECT online FROM devices WHERE name = 'till-1'"
            eventually(
                lambda: store.connection().execute(row).fetchone() == (1,), "online"
            )
            device.say("offline")  # As its last will does.
            eventually(lambda: kinds() == ["silent"], "silent")
            assert not devices.listing(store.connection())[0].online
            device.say()
            eventually(lambda: kinds() == [], "cleared once it is back")
            device.link.stop()
    finally:
        stop.set()
        ticking.join(timeout=10)


def full(*_: object) -> None:
    raise sqlite3.OperationalError("database or disk is full")


@pytest.mark.parametrize("trouble", [False, True], ids=["at once", "on a full disk"])
def test_what_is_worse_than_usual_is_told_although_nothing_more_comes(
    store: Store,
    mosquitto: Mosquitto,
    device: Device,
    trouble: bool,
    caplog: pytest.LogCaptureFixture,
) -> None:
    later = 0

    def told() -> list[str]:
        return [step.kind for step in alerts.open_now(store.connection())]

    with running(store, mosquitto, lambda: service.now_ms() + later):
        eventually(lambda: hub_states(device)[-1:] == ["online"], "hub online")
        device.until_receipted(device.send(rating(2)))
        last = [device.send(rating(2)) for _ in range(19)][-1]
        device.until_receipted(last)
        assert "mood" not in told()
        if trouble:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(raising, "raise_all", full)
                later = 10_000
                eventually(lambda: "looked at again" in caplog.text, "the trouble")
        later += 10_000
        eventually(lambda: "mood" in told(), "the chart is looked at")
    assert "could not be stored" not in caplog.text

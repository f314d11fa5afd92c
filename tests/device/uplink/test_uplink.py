"""The uplink on a real broker: everything reaches the hub, whatever happens between."""

import json
import random
import time
from pathlib import Path

import msgspec
import pytest

from contract.events import Event, Health, Queue, Rating
from contract.messages import (
    Answer,
    Settings,
    Survey,
)
from contract.settings import Broker
from device.outbox.line import Line
from device.outbox.outbox import Outbox
from device.settings import Device
from tests.device.samples import call, device, queue, rating
from tests.device.uplink.bad_network import BadNetwork
from tests.device.uplink.conftest import QUICK, MakeHub
from tests.device.uplink.tiny_hub import TinyHub, uplink
from tests.examples import examples
from tests.servers import Mosquitto, until


def test_every_row_reaches_the_hub_once_and_stays_here_with_its_receipt(
    settings: Device, outbox: Outbox, make_hub: MakeHub
) -> None:
    puts = [outbox.put(rating(value)) for value in (1, 2, 3, 4) * examples(300)]
    hub = make_hub()
    with uplink(settings):
        _until_sent(outbox)
        until(lambda: _there(outbox), "the kiosk knows that the hub is there")
        until(lambda: hub.statuses[-1].kept, "the status tells what is kept")
    assert sorted(hub.ids)[:3] == sorted(put.id for put in puts)[:3]
    assert len(hub.kinds(Rating.type)) == len(set(hub.ids)) - 1 == len(puts)
    kept = Line(outbox).kept()
    assert kept is not None
    assert kept.rows == len(puts) + 1
    until(lambda: hub.statuses[-1].state == "offline", "the hub hears of the end")
    assert not _there(outbox)


def test_a_tap_is_sent_though_nothing_else_happens(
    settings: Device, outbox: Outbox, make_hub: MakeHub
) -> None:
    hub = make_hub()
    with uplink(settings):
        until(lambda: hub.events, "the first health event")
        put = outbox.put(rating())
        until(lambda: put.id in hub.ids, "the tap at the hub")


def test_only_a_receipt_lets_a_row_leave(
    settings: Device, outbox: Outbox, make_hub: MakeHub
) -> None:
    put = outbox.put(rating())
    hub = make_hub(silent=True)
    with uplink(settings):
        until(lambda: hub.ids.count(put.id) >= 3, "the tap again and again")
        assert Line(outbox).figures().waiting == 2
        hub.silent = False
        _until_sent(outbox)


def test_nothing_is_published_before_the_hub_says_that_it_is_there(
    settings: Device, outbox: Outbox, mosquitto: Mosquitto, make_hub: MakeHub
) -> None:
    puts = [outbox.put(rating()) for _ in range(5)]
    listener = TinyHub(mosquitto.address(), boot="ear")
    listener.announce = lambda: None  # type: ignore[method-assign]
    listener.start()
    try:
        with uplink(settings):
            until(lambda: listener.statuses, "the device's status")
            time.sleep(0.5)
            assert listener.events == []
            hub = make_hub(boot="2")
            _until_sent(outbox)
            assert set(hub.ids).issuperset(put.id for put in puts)
    finally:
        listener.stop()


def test_after_a_long_absence_the_unhappy_tap_overtakes_old_samples(
    settings: Device, outbox: Outbox, make_hub: MakeHub
) -> None:
    samples = examples(3000)
    for _ in range(samples):
        outbox.put(queue())
    happy, unhappy, help = (outbox.put(event).id for event in _three_kinds())
    hub = make_hub(silent=True)
    with uplink(settings):
        until(lambda: len(hub.events) >= 450, "the first windowful")
        assert hub.ids[:3] == [help, unhappy, happy]
        again = [outbox.put(event).id for event in _three_kinds()][2]
        until(lambda: again in hub.ids, "a call for help beside the full window")
        assert len(set(hub.ids)) <= 500
        hub.silent = False
        hub.announce()
        _until_sent(outbox)
    assert len({event.id for event in hub.kinds(Queue.type)}) == samples


def test_a_hub_that_started_again_gets_the_window_again_at_once(
    tmp_path: Path, mosquitto: Mosquitto, make_hub: MakeHub
) -> None:
    settings = device(tmp_path, broker=mosquitto.address())
    outbox = Outbox(settings)
    put = outbox.put(rating())
    first = make_hub(silent=True)
    with uplink(settings):
        until(lambda: put.id in first.ids, "the tap at the first hub")
        first.stop()
        until(lambda: not _there(outbox), "the kiosk knows that the hub went")
        second = make_hub(boot="2")
        until(lambda: put.id in second.ids, "the tap at the second hub", 4.0)
        _until_sent(outbox)
    outbox.close()


def test_a_hub_restored_from_a_copy_gets_kept_rows_again(
    settings: Device, outbox: Outbox, make_hub: MakeHub
) -> None:
    puts = [outbox.put(rating()).id for _ in range(examples(700))]
    hub = make_hub()
    with uplink(settings):
        _until_sent(outbox)
        hub.events.clear()
        hub.id = "hub-2"
        hub.announce()
        until(lambda: set(hub.ids).issuperset(puts), "all rows once more")
        _until_sent(outbox)
        assert outbox.latest("hub") == b"hub-2"
        hub.events.clear()
        hub.announce()
        time.sleep(0.5)
        assert set(hub.ids).isdisjoint(puts)


def test_a_device_that_is_not_approved_keeps_its_rows_and_asks_with_one(
    settings: Device, outbox: Outbox, make_hub: MakeHub
) -> None:
    for _ in range(50):
        outbox.put(rating())
    hub = make_hub(held=True)
    with uplink(settings):
        until(lambda: len(hub.events) >= 53, "asked three times")
        assert len(set(hub.ids[51:])) == 1
        assert not _there(outbox)
        assert Line(outbox).figures().waiting == 51
        hub.held = False
        _until_sent(outbox)
        until(lambda: _there(outbox), "the kiosk knows that the hub is there")


def test_a_refused_row_is_reported_and_the_others_pass(
    settings: Device, outbox: Outbox, make_hub: MakeHub
) -> None:
    bad = outbox.put(rating(1))
    good = outbox.put(rating(2))
    hub = make_hub(refuse=lambda event: "broken" if event.id == bad.id else None)
    with uplink(msgspec.structs.replace(settings, health_every_s=1.0)):
        until(lambda: _dropped(hub), "the drop in a health event")
    assert _dropped(hub) == [(bad.sequence, bad.sequence, "refused")]
    assert good.id in hub.ids
    assert hub.ids.count(bad.id) == 1


@pytest.mark.parametrize("forget", [False, True])
def test_a_broker_that_is_killed_costs_nothing(
    settings: Device,
    outbox: Outbox,
    make_hub: MakeHub,
    mosquitto: Mosquitto,
    forget: bool,
) -> None:
    hub = make_hub()
    puts: list[str] = []
    with uplink(settings):
        for _ in range(3):
            puts += [outbox.put(rating()).id for _ in range(300)]
            time.sleep(random.uniform(0.0, 0.1))
            mosquitto.restart(forget=forget)
        puts.append(outbox.put(rating()).id)
        until(lambda: set(hub.ids).issuperset(puts), "every tap", 60.0)
        _until_sent(outbox)
    assert _states(outbox) == {"receipted"}


@pytest.mark.parametrize("how", ["down", "stall", "cut"])
def test_the_network_goes_and_comes_back(
    tmp_path: Path, mosquitto: Mosquitto, make_hub: MakeHub, how: str
) -> None:
    network = BadNetwork(mosquitto.address())
    settings = device(tmp_path, broker=network.address(), uplink=QUICK)
    outbox = Outbox(settings)
    hub = make_hub()
    try:
        with uplink(settings):
            until(lambda: _there(outbox), "the hub")
            getattr(network, how)()
            puts = [outbox.put(rating()).id for _ in range(600)]
            if how != "cut":
                until(lambda: not _there(outbox), "the kiosk knows")
            network.up()
            until(lambda: set(hub.ids).issuperset(puts), "every tap", 60.0)
            _until_sent(outbox)
    finally:
        network.close()
    assert _states(outbox) == {"receipted"}
    outbox.close()


def test_mqtt_3_1_1_does_as_well(
    tmp_path: Path, mosquitto: Mosquitto, make_hub: MakeHub
) -> None:
    settings = device(tmp_path, broker=mosquitto.address(protocol="3.1.1"))
    outbox = Outbox(settings)
    puts = [outbox.put(rating()).id for _ in range(20)]
    hub = make_hub()
    with uplink(settings):
        _until_sent(outbox)
    assert set(hub.ids).issuperset(puts)
    outbox.close()


def test_the_uplink_stops_soon_without_any_broker(tmp_path: Path) -> None:
    settings = device(tmp_path, broker=Broker(port=1))
    with uplink(settings):
        outbox = Outbox(settings)
        until(lambda: outbox.latest("link"), "the first word")
        assert not _there(outbox)
        outbox.close()
        began = time.monotonic()
    assert time.monotonic() - began < 10


def test_a_device_that_dies_is_called_offline_by_the_broker(
    settings: Device, outbox: Outbox, mosquitto: Mosquitto, make_hub: MakeHub
) -> None:
    hub = make_hub()
    network = BadNetwork(mosquitto.address())
    with uplink(msgspec.structs.replace(settings, broker=network.address())):
        until(lambda: hub.statuses, "the device")
        network.down()
        until(lambda: hub.statuses[-1].state == "offline", "the last will")
        network.up()
        until(lambda: hub.statuses[-1].state == "online", "the device again")
    network.close()


def _three_kinds() -> list[Event]:
    return [rating(4), rating(1), call()]


def _until_sent(outbox: Outbox) -> None:
    until(lambda: Line(outbox).figures().waiting == 0, "an empty line", 60.0)


def _there(outbox: Outbox) -> bool:
    said = outbox.latest("link")
    return said is not None and json.loads(said)["online"]


def _states(outbox: Outbox) -> set[str]:
    return {state for (state,) in outbox.read("SELECT DISTINCT state FROM outbox")}


def _health(hub: TinyHub) -> Health:
    until(lambda: hub.kinds(Health.type), "a health event")
    return msgspec.json.decode(hub.kinds(Health.type)[-1].data, type=Health)


def _dropped(hub: TinyHub) -> list[tuple[int, int, str]]:
    return [
        (drop.first, drop.last, drop.reason)
        for event in hub.kinds(Health.type)
        for drop in msgspec.json.decode(event.data, type=Health).dropped
    ]


def _settings(revision: int) -> Settings:
    face = Answer(key="bad", label={"en": "Bad"})
    survey = Survey(
        key="first",
        version=1,
        question_key="today",
        question={"en": "How was it today?"},
        faces=[face, msgspec.structs.replace(face, key="good")],
    )
    return Settings(revision=revision, survey=survey)

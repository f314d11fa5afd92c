"""Rows that the broker will not have are set aside; sound ones never are."""

import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

from contract.events import Health
from device.outbox.line import Line
from device.outbox.outbox import Outbox
from device.settings import Device, Uplink
from device.uplink.doubt import GROUP, Doubt
from tests.conftest import MakeMosquitto
from tests.device.samples import comment, device, rating
from tests.device.uplink.bad_network import BadNetwork
from tests.device.uplink.tiny_hub import TinyHub, uplink
from tests.examples import examples
from tests.servers import Mosquitto, until

QUICK = Uplink(receipt_timeout_s=2.0, status_every_s=5.0)
LARGE = "x" * 3500


@contextmanager
def running(settings: Device, broker: Mosquitto) -> Iterator[tuple[Outbox, TinyHub]]:
    """A device's outbox and uplink, and a hub at the broker."""
    hub = TinyHub(broker.address()).start()
    outbox = Outbox(settings)
    try:
        with uplink(settings):
            yield outbox, hub
    finally:
        outbox.close()
        hub.stop()


@pytest.mark.parametrize(
    ("limit", "protocol"),
    [
        ("max_packet_size", "5"),
        pytest.param("message_size_limit", "5", marks=pytest.mark.long),
        pytest.param("max_packet_size", "3.1.1", marks=pytest.mark.long),
    ],
)
def test_a_row_over_the_brokers_limit_is_set_aside_and_all_others_arrive(
    tmp_path: Path, make_mosquitto: MakeMosquitto, limit: str, protocol: str
) -> None:
    broker = make_mosquitto(extra=f"{limit} 3000")
    settings = device(
        tmp_path,
        broker=broker.address(protocol=protocol),
        uplink=QUICK,
        health_every_s=1.0,
    )
    before = Outbox(settings)
    sound = [before.put(rating()).id for _ in range(150)]
    large = before.put(comment(LARGE))
    sound += [before.put(rating()).id for _ in range(150)]
    before.close()
    with running(settings, broker) as (outbox, hub):
        until(lambda: set(hub.ids).issuperset(sound), "all sound rows", 60.0)
        until(lambda: _dropped(hub), "the drop in health", 90.0)
        ((sequence, reason),) = _dropped(hub)
        assert sequence == large.sequence
        assert _states(outbox)["set_aside"] == 1
        put = outbox.put(rating())
        until(lambda: put.id in hub.ids, "a tap afterwards")
        assert reason in ("too_large", "denied")


def test_a_broker_that_denies_everything_sets_nothing_aside(
    tmp_path: Path, make_mosquitto: MakeMosquitto
) -> None:
    rules = tmp_path / "rules"
    rules.write_text("topic read heed/v1/#\ntopic write heed/v1/+/status\n")
    broker = make_mosquitto(extra=f"acl_file {rules}")
    settings = device(
        tmp_path, broker=broker.address(), uplink=QUICK, health_every_s=1.0
    )
    with running(settings, broker) as (outbox, hub):
        until(lambda: outbox.latest("link") == b'{"online": true}', "the hub")
        puts = [outbox.put(rating()).id for _ in range(20)]
        until(lambda: outbox.latest("link") == b'{"online": false}', "the denial")
        time.sleep(5.0)
        assert "set_aside" not in _states(outbox)
        rules.write_text("topic readwrite heed/v1/#\n")
        broker.restart()
        until(lambda: set(hub.ids).issuperset(puts), "every tap", 60.0)
        until(lambda: outbox.latest("link") == b'{"online": true}', "the hub again")
        assert "set_aside" not in _states(outbox)


def test_a_network_that_breaks_all_the_time_sets_nothing_aside(
    tmp_path: Path, mosquitto: Mosquitto
) -> None:
    network = BadNetwork(mosquitto.address())
    settings = device(
        tmp_path, broker=network.address(), uplink=QUICK, health_every_s=1.0
    )
    stop = threading.Event()

    def shake() -> None:
        while not stop.wait(random.uniform(0.0, 0.6)):
            network.cut()

    shaker = threading.Thread(target=shake)
    puts: list[str] = []
    try:
        with running(settings, mosquitto) as (outbox, hub):
            shaker.start()
            for _ in range(examples(200)):
                puts += [outbox.put(rating()).id for _ in range(5)]
                time.sleep(0.1)
            assert "set_aside" not in _states(outbox)
            stop.set()
            shaker.join()
            until(lambda: set(hub.ids).issuperset(puts), "every tap", 60.0)
            until(lambda: not Line(outbox).figures().waiting, "an empty line", 60.0)
            assert set(_states(outbox)) == {"receipted"}
    finally:
        stop.set()
        network.close()


def test_one_row_is_found_among_five_hundred_with_few_breaks() -> None:
    doubt, poison = Doubt(), 333
    rows = list(range(500))
    doubt.failed_together(rows)
    breaks, trials, now = 1, 0, 0.0
    blamed = False
    while not blamed:
        now += 10.0
        doubt.passed(1000)
        group = doubt.next_group(now, 0.0)
        trials += 1
        if poison not in group:
            for row in group:
                doubt.passed(row)
            doubt.group_passed()
            continue
        breaks += 1
        if len(group) == 1:
            blamed = doubt.failed_alone(poison, now)
        else:
            unanswered = group[max(group.index(poison), 1) - 1 :]
            doubt.failed_together(unanswered)
    assert breaks <= 7
    assert trials < 500 / GROUP + GROUP + 10


def test_a_row_that_fails_alone_for_ever_is_kept_while_no_other_row_passes() -> None:
    doubt = Doubt()
    assert not any(doubt.failed_alone(1, float(now)) for now in range(100))
    for expected in (False, True):
        doubt.passed(2)
        assert doubt.failed_alone(1, 200.0) is expected


def test_a_row_in_doubt_that_passes_starts_afresh() -> None:
    doubt = Doubt()
    doubt.failed_alone(1, 0.0)
    doubt.passed(2)
    doubt.failed_alone(1, 0.0)
    doubt.passed(1)
    assert not doubt
    assert not doubt.failed_alone(1, 0.0)


def _states(outbox: Outbox) -> dict[str, int]:
    return dict(outbox.read("SELECT state, COUNT(*) FROM outbox GROUP BY state"))


def _dropped(hub: TinyHub) -> list[tuple[int, str]]:
    by_id = {event.id: event for event in hub.kinds(Health.type)}
    return [
        (drop.first + offset, drop.reason)
        for event in by_id.values()
        for drop in msgspec.json.decode(event.data, type=Health).dropped
        for offset in range(drop.rows)
    ]

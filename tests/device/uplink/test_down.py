"""What comes down to a device: settings, notices, and rubbish."""

import json
import time
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from contract import topics
from contract.events import Event, Health
from contract.messages import (
    Answer,
    Notice,
    Receipt,
    Settings,
    Survey,
    encode,
)
from device.outbox.line import Line
from device.outbox.outbox import Outbox
from device.panel import facts as panel
from device.settings import Device
from tests.device.samples import call, new_id, rating
from tests.device.uplink.conftest import MakeHub
from tests.device.uplink.tiny_hub import TinyHub, uplink
from tests.servers import until


def test_settings_come_down_and_stay_over_a_restart(
    settings: Device, outbox: Outbox, make_hub: MakeHub
) -> None:
    hub = make_hub()
    topic = topics.settings("till-1")
    quick = msgspec.structs.replace(settings, health_every_s=1.0)
    panel.leave(outbox, "pin 5 cannot be used")
    with uplink(quick):
        hub.tell(topic, encode(_settings(7)), retain=True)
        until(lambda: outbox.latest("settings") == encode(_settings(7)), "revision 7")
        hub.tell(topic, b'{"revision": 8}', retain=True)
        until(lambda: _health(hub).settings_refused, "the bad revision in health")
        assert _health(hub).settings_revision == 7
        assert _health(hub).panel == "pin 5 cannot be used"
    with uplink(quick):
        assert outbox.latest("settings") == encode(_settings(7))
        hub.tell(topic, encode(_settings(3)), retain=True)
        until(lambda: outbox.latest("settings") == encode(_settings(3)), "revision 3")
        until(lambda: _health(hub).settings_revision == 3, "revision 3 in health")
        assert _health(hub).settings_refused is None
    hub.tell(topic, b"", retain=True)


def test_the_word_that_someone_is_coming_reaches_the_kiosk(
    settings: Device, outbox: Outbox, make_hub: MakeHub
) -> None:
    hub = make_hub()
    help_id, stale = new_id(), new_id()
    now = datetime.now(UTC)
    with uplink(settings):
        until(lambda: _there(outbox), "the hub")
        old = Notice(help_id=stale, state="sent", expires_at=now - timedelta(hours=1))
        soon = now + timedelta(minutes=2)
        new = Notice(help_id=help_id, state="coming", expires_at=soon)
        for notice in (old, new):
            hub.tell(topics.notices("till-1"), encode(notice))
        until(lambda: outbox.notices(help_id), "the notice")
        assert outbox.notices(stale) == []


def test_receipts_of_another_hub_do_not_count(
    settings: Device, outbox: Outbox, make_hub: MakeHub
) -> None:
    hub = make_hub(silent=True)
    with uplink(settings):
        put = outbox.put(rating())
        until(lambda: put.id in hub.ids, "the tap")
        forged = Receipt(hub="someone", committed=[put.id])
        hub.tell(topics.receipts("till-1"), encode(forged))
        time.sleep(0.3)
        assert Line(outbox).figures().waiting == 2
        hub.silent = False
        _until_sent(outbox)


@pytest.mark.parametrize("rubbish", [b"", b"\xff\xfe", b"{", b"[]", b'{"hub": 5}'])
def test_rubbish_on_every_topic_is_passed_over(
    settings: Device, outbox: Outbox, make_hub: MakeHub, rubbish: bytes
) -> None:
    hub = make_hub()
    with uplink(settings) as service:
        until(lambda: _there(outbox), "the hub")
        for topic in (topics.receipts, topics.settings, topics.notices):
            hub.tell(topic("till-1"), rubbish)
        hub.tell(topics.HUB_STATUS, rubbish)
        put = outbox.put(rating())
        until(lambda: put.id in hub.ids, "a tap after the rubbish")
        _until_sent(outbox)
        assert service.is_alive()


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

"""Messages leave by real mail and real HTTP, once each, and tell no secret."""

import base64
import hashlib
import hmac
import logging
import threading
import time
from email import message_from_string
from email.policy import default
from typing import Any

import msgspec
import pytest

from contract.events import Comment
from hub import clock
from hub.alerts import lifecycle
from hub.notify import service, webhook
from hub.notify.apprise_port import AppriseNotifier, masked
from hub.notify.port import BadAddress, Memory, Message, NotTaken
from hub.notify.service import Post
from hub.notify.webhook import Webhook
from hub.store import alerts, channels, sends
from hub.store.channels import NewChannel
from hub.store.store import Store
from tests.hub.makers import NOW, Sender, rating, store_all, uuid
from tests.hub.notify.servers import http_server, mail_server, silent_server
from tests.servers import until

SECRET = "correct-horse-battery"


def channel(store: Store, address: str, **more: Any) -> int:
    fields = {"name": "Anna", "port": "webhook", "rung": "floor", **more}
    with store.write() as connection:
        new = msgspec.convert({"address": address, **fields}, NewChannel)
        return channels.add(connection, new)[0]


def unhappy(store: Store, at: int = NOW) -> int:
    store_all(store, [Sender().incoming(rating(1), at=at)], at)
    return alerts.open_now(store.connection())[-1].alert


def post(store: Store, at: int = NOW) -> None:
    """Send all that waits, as the service does, and wait for it."""
    courier = Post(store, lambda: at)
    for send in sends.waiting(store.connection(), at):
        courier.deliver(send)


def states(store: Store, alert: int) -> list[tuple[str, str]]:
    return [(s.rung, s.state) for s in sends.of_alert(store.connection(), alert)]


def test_an_alert_reaches_a_webhook_signed_so_that_its_receiver_can_check(
    store: Store,
) -> None:
    with http_server() as hook:
        with store.write() as connection:
            new = NewChannel(name="A", port="webhook", rung="floor", address=hook.url)
            _, key = channels.add(connection, new)
        alert = unhappy(store)
        post(store)
    headers, body = hook.headers[0], hook.bodies[0]
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    wanted = base64.b64encode(hmac.new(key.encode(), signed, hashlib.sha256).digest())
    assert headers["webhook-signature"] == f"v1,{wanted.decode()}"
    assert abs(int(headers["webhook-timestamp"]) - time.time()) < 60
    told = msgspec.json.decode(body)
    assert (told["alert"], told["kind"], told["place"]) == (alert, "unhappy", "Till 1")
    assert states(store, alert) == [("floor", "sent")]


def test_a_refused_message_is_tried_again_under_the_same_key(store: Store) -> None:
    with http_server() as hook:
        hook.answers = [503, 302]
        channel(store, hook.url)
        alert = unhappy(store)
        for seconds in (0, 5, 30):
            post(store, NOW + seconds * 1000)
            post(store, NOW + seconds * 1000)
    assert len(hook.bodies) == 3
    assert len({h["idempotency-key"] for h in hook.headers}) == 1
    assert states(store, alert) == [("floor", "sent")]


def test_after_five_tries_it_is_given_up_and_says_why(store: Store) -> None:
    with http_server() as hook:
        hook.answers = [500] * 9
        channel(store, hook.url)
        alert = unhappy(store)
        for minutes in range(12):
            post(store, NOW + minutes * 60_000)
    assert len(hook.bodies) == 5
    (send,) = sends.of_alert(store.connection(), alert)
    assert (send.state, send.result) == ("failed", "answered 500")


def test_a_mail_arrives_with_what_and_where(store: Store) -> None:
    with mail_server() as (mails, port):
        address = f"mailto://127.0.0.1:{port}?from=heed@shop.example&mode=insecure"
        channel(store, address + "&to=lead@shop.example", port="apprise")
        alert = unhappy(store)
        post(store)
    assert states(store, alert) == [("floor", "sent")]
    mail = message_from_string(mails.texts[0], policy=default)
    assert mail["subject"] == "Unhappy customer · Till 1"
    assert mail["to"] == "lead@shop.example"


def test_a_channel_that_hangs_does_not_delay_another(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "TIMEOUT_S", 2.0)
    stop = threading.Event()
    with silent_server() as hanging, http_server() as hook:
        channel(store, hanging, name="Hangs")
        channel(store, hook.url, name="Works")
        courier = threading.Thread(target=service.run, args=(store, stop))
        courier.start()
        try:
            began = time.monotonic()
            now = time.time_ns() // 1_000_000
            sender = Sender()
            sender.began = now - 60_000
            store_all(store, [sender.incoming(rating(1), at=now)], now)
            until(lambda: hook.bodies, "the other channel's message")
            assert time.monotonic() - began < 1.9
        finally:
            stop.set()
            courier.join()


def test_what_was_taken_before_it_left_is_not_sent(store: Store) -> None:
    with http_server() as hook:
        channel(store, hook.url)
        alert = unhappy(store)
        lifecycle.take(store, alert, "Ann", NOW)
        post(store)
    assert hook.bodies == []
    assert states(store, alert) == [("floor", "moot")]


def test_what_was_in_hand_when_the_program_ended_goes_out_after_it_starts_again(
    store: Store,
) -> None:
    with http_server() as hook:
        channel(store, hook.url)
        unhappy(store)
        (waiting,) = sends.waiting(store.connection(), NOW)
        with store.write() as connection:
            sends.claim(connection, waiting.send)
            assert sends.waiting(connection, NOW) == []
            assert sends.take_up_again(connection) == 1
        post(store)
    assert [h["webhook-id"] for h in hook.headers] == [waiting.key]


@pytest.mark.parametrize("may_leave", [False, True])
def test_customers_words_leave_only_by_a_channel_where_the_owner_said_so(
    store: Store, may_leave: bool
) -> None:
    comment = Comment(
        visit=uuid(),
        step="c",
        source="typed",
        language="en",
        text="<b>Somebody fell</b> \N{HEAVY EXCLAMATION MARK SYMBOL}",
        urgent="injury",
        scored=True,
    )
    with http_server() as hook:
        channel(store, hook.url, words=may_leave)
        store_all(store, [Sender().incoming(comment)])
        post(store)
    assert (b"Somebody fell" in hook.bodies[0]) == may_leave


def test_the_test_button_sends_one_message_and_does_not_try_again(
    store: Store,
) -> None:
    with http_server() as hook:
        hook.answers = [500]
        number = channel(store, hook.url)
        with store.write() as connection:
            new = sends.NewSend(
                alert=None, step=None, channel=number, rung="floor", at=NOW
            )
            sends.add(connection, new)
        for minutes in range(3):
            post(store, NOW + minutes * 60_000)
    assert len(hook.bodies) == 1 and b"test" in hook.bodies[0].lower()
    assert sends.of_channel(store.connection(), number)[0].state == "failed"


def test_a_removed_channel_is_told_nothing_and_nobody_waits(store: Store) -> None:
    with http_server() as hook:
        number = channel(store, hook.url)
        alert = unhappy(store)
        with store.write() as connection:
            channels.remove(connection, number)
        post(store)
    assert hook.bodies == [] and states(store, alert) == [("floor", "gone")]


@pytest.mark.parametrize(
    "address",
    ["", "nonsense", f"nonsense://{SECRET}", "file:///etc/passwd", "syslog://", "x://"],
)
def test_an_address_nobody_can_use_is_refused_without_repeating_it(
    address: str,
) -> None:
    with pytest.raises(BadAddress) as refused:
        AppriseNotifier(address)
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize("address", ["", "ftp://x/y", "http://", "http://x:99999999/"])
def test_a_webhook_needs_a_web_address(address: str) -> None:
    with pytest.raises(BadAddress):
        Webhook(address, "k")


def test_no_secret_shows_in_a_result_or_in_the_log(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    with http_server() as hook, caplog.at_level(logging.DEBUG):
        hook.answers = [500] * 9
        for number, (port, address) in enumerate(
            (
                ("webhook", hook.url.replace("verysecretpath", SECRET)),
                ("apprise", f"json://u:{SECRET}@127.0.0.1:1/{SECRET}"),
                (
                    "apprise",
                    f"mailto://u:{SECRET}@127.0.0.1:1?from=c@d.example&to=a@b.example",
                ),
            )
        ):
            channel(store, address, port=port, name=f"No {number}")
        alert = unhappy(store)
        for minutes in range(8):
            post(store, NOW + minutes * 60_000)
    told = sends.of_alert(store.connection(), alert)
    assert [send.state for send in told] == ["failed"] * 3
    assert SECRET not in caplog.text + repr(told)
    assert all(send.result for send in told)
    assert SECRET not in repr(channels.listing(store.connection()))


def test_masking_leaves_the_host_and_hides_the_rest() -> None:
    text = "no answer from mail.example for bob with hunter22"
    shown = masked(text, "mailto://bob:hunter22@mail.example?to=x")
    assert shown == "no answer from mail.example for … with …"


def test_the_memory_twin_and_the_real_one_take_the_same_message() -> None:
    message = Message(key="k", title="t", body="b")
    memory = Memory()
    assert memory.send(message) == "kept" and memory.sent == [message]
    with http_server() as hook:
        assert Webhook(hook.url, "k").send(message) == "answered 200"
    with pytest.raises(NotTaken):
        Webhook("http://127.0.0.1:1/", "k").send(message)


def test_the_lead_and_the_owner_are_told_in_their_turn(store: Store) -> None:
    with http_server() as lead, http_server() as owner:
        channel(store, lead.url, rung="lead", name="L")
        channel(store, owner.url, rung="owner", name="O")
        alert = unhappy(store)
        for seconds, told in (
            (119, (0, 0)),
            (121, (1, 0)),
            (299, (1, 0)),
            (301, (1, 1)),
        ):
            clock.tick(store, NOW + seconds * 1000)
            post(store, NOW + seconds * 1000)
            assert (len(lead.bodies), len(owner.bodies)) == told
    assert states(store, alert) == [("lead", "sent"), ("owner", "sent")]

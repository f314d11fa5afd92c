"""The outbox: what was answered is committed, once, and in its order."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from contract.errors import TooLarge
from contract.events import Event, Health, Outcome, Rating, Reasons, decode_envelope
from contract.events import decode_event as read_event
from contract.messages import Notice
from device.outbox.line import Line
from device.outbox.outbox import Outbox
from device.outbox.row import priority
from tests.device.samples import call, comment, device, new_id, queue, rating

ALL = (10_000,) * 5


def test_an_event_arrives_as_it_was_given(outbox: Outbox) -> None:
    given = rating(2)
    put = outbox.put(given)
    (row,) = Line(outbox).next_rows(set(), ALL)
    envelope = decode_envelope(row.envelope("till-1", outbox.id))
    assert read_event(envelope) == given
    assert (envelope.id, int(envelope.sequence)) == (put.id, put.sequence)
    assert envelope.source == f"/devices/till-1/{outbox.id}"
    assert abs(envelope.time - datetime.now(UTC)) < timedelta(minutes=1)
    assert envelope.clocksynced
    assert put.data == msgspec.json.encode(given)


def test_a_retry_gets_the_first_answer_and_adds_nothing(outbox: Outbox) -> None:
    visit = new_id()
    first = outbox.put(rating(4, visit=visit))
    again = outbox.put(rating(1, visit=visit))
    assert again.repeated
    assert not first.repeated
    assert (again.id, again.sequence, again.data) == (
        first.id,
        first.sequence,
        first.data,
    )
    assert Line(outbox).figures().waiting == 1


def test_samples_and_calls_of_the_same_moment_are_all_kept(outbox: Outbox) -> None:
    for _ in range(3):
        outbox.put(queue())
        outbox.put(Health(uptime_s=1.0))
    assert Line(outbox).figures().waiting == 6


def test_every_kind_keeps_its_place_in_the_line(outbox: Outbox) -> None:
    visit = new_id()
    events: list[Event] = [
        queue(),
        Health(uptime_s=1.0),
        rating(3),
        Reasons(visit=visit, step="why", choices=["wait"]),
        Outcome(visit=visit, step="end", how="left"),
        comment(),
        rating(2),
        comment(urgent="fire"),
        call(),
    ]
    assert [priority(event) for event in events] == [4, 4, 3, 3, 3, 3, 2, 1, 0]
    for event in events:
        outbox.put(event)
    line = Line(outbox).next_rows(set(), ALL)
    assert [row.sequence for row in line] == [9, 8, 7, 3, 4, 5, 6, 1, 2]


@pytest.mark.parametrize(
    ("value", "scale", "unhappy"),
    [(2, 4, True), (3, 4, False), (2, 5, True), (3, 5, False), (5, 11, True)],
)
def test_only_the_lower_half_of_a_scale_is_unhappy(
    value: int, scale: int, unhappy: bool
) -> None:
    event = msgspec.structs.replace(rating(1), value=value, scale=scale)
    assert (priority(event) == 2) is unhappy


def test_what_is_too_large_is_refused_with_its_size(outbox: Outbox) -> None:
    with pytest.raises(TooLarge, match=r"\d+ bytes are more than the 16000"):
        outbox.put(queue(bins=1000))
    assert Line(outbox).figures().waiting == 0
    assert outbox.put(rating()).sequence == 1


def test_threads_share_an_outbox(outbox: Outbox) -> None:
    with ThreadPoolExecutor(8) as threads:
        puts = list(threads.map(lambda _: outbox.put(rating()), range(200)))
    assert sorted(put.sequence for put in puts) == list(range(1, 201))


def test_shared_facts_are_kept_over_a_restart(tmp_path: Path) -> None:
    outbox = Outbox(device(tmp_path))
    assert outbox.latest("hub") is None
    outbox.keep_latest("hub", b"one")
    outbox.keep_latest("hub", b"two")
    id = outbox.id
    outbox.close()
    again = Outbox(device(tmp_path))
    assert again.latest("hub") == b"two"
    assert again.id == id
    again.close()


def test_notices_come_in_their_order_and_do_not_pile_up(outbox: Outbox) -> None:
    help_id, soon = new_id(), datetime.now(UTC) + timedelta(minutes=5)
    sent = Notice(help_id=help_id, state="sent", expires_at=soon)
    coming = Notice(help_id=help_id, state="coming", expires_at=soon)
    line = Line(outbox)
    for notice in (sent, coming, coming):
        line.keep_notice(notice)
    kept = outbox.notices(help_id)
    assert [notice.state for notice in kept] == ["sent", "coming"]
    assert abs(kept[0].expires_at - soon) < timedelta(milliseconds=1)
    for _ in range(600):
        line.keep_notice(Notice(help_id=new_id(), state="sent", expires_at=soon))
    assert outbox.read("SELECT COUNT(*) FROM inbox") == [(500,)]
    assert outbox.notices(new_id()) == []


def test_a_visit_knows_what_it_has_given(outbox: Outbox) -> None:
    visit = new_id()
    outbox.put(rating(visit=visit))
    assert outbox.has_visit(visit, Rating.type)
    assert not outbox.has_visit(visit, Outcome.type)
    assert not outbox.has_visit(new_id(), Rating.type)


def test_a_receipted_row_stays_for_its_days_and_then_goes(outbox: Outbox) -> None:
    line = Line(outbox)
    puts = [outbox.put(rating()) for _ in range(3)]
    line.receipt([put.id for put in puts[:2]])
    kept = line.kept()
    assert kept is not None
    assert (kept.outbox, kept.first, kept.last, kept.rows) == (outbox.id, 1, 2, 2)
    line.tidy(keep_days=7.0)
    assert line.kept() == kept
    line.tidy(keep_days=-1.0)
    assert line.kept() is None
    assert [row.sequence for row in line.next_rows(set(), ALL)] == [3]


def test_receipts_made_under_an_unset_clock_count_from_when_it_is_set(
    tmp_path: Path,
) -> None:
    outbox = Outbox(device(tmp_path))
    line = Line(outbox)
    line.receipt([outbox.put(rating()).id])
    outbox.write(lambda c: c.execute("UPDATE outbox SET ended_ms = 1000"))
    line.tidy(keep_days=7.0)
    assert line.kept() is not None
    outbox.close()


def test_a_new_hub_gets_kept_rows_again(outbox: Outbox) -> None:
    line = Line(outbox)
    puts = [outbox.put(rating()) for _ in range(1200)]
    line.receipt([put.id for put in puts])
    assert line.figures().waiting == 0
    assert line.requeue_kept() == 1200
    assert line.figures().waiting == 1200
    assert line.kept() is None


def test_a_refused_row_leaves_the_line_and_is_reported(outbox: Outbox) -> None:
    line = Line(outbox)
    puts = [outbox.put(rating()) for _ in range(3)]
    line.refuse(puts[1].id, "not sound")
    line.refuse(new_id(), "never heard of it")
    line.set_aside(3, "too_large", "over the broker's limit")
    assert [row.sequence for row in line.next_rows(set(), ALL)] == [1]
    outbox.put(Health(uptime_s=1.0))
    health = _last_health(outbox)
    assert [(d.first, d.last, d.rows, d.reason) for d in health.dropped] == [
        (2, 2, 1, "refused"),
        (3, 3, 1, "too_large"),
    ]
    assert (health.waiting, health.oldest_waiting) == (1, 1)
    outbox.put(Health(uptime_s=2.0))
    assert _last_health(outbox).dropped == []


def test_drops_are_told_again_if_the_event_that_told_them_is_lost(
    outbox: Outbox,
) -> None:
    line = Line(outbox)
    line.refuse(outbox.put(rating()).id, "not sound")
    teller = outbox.put(Health(uptime_s=1.0))
    line.set_aside(teller.sequence, "denied", "by the broker")
    outbox.put(Health(uptime_s=2.0))
    told = _last_health(outbox).dropped
    assert [(d.first, d.reason) for d in told] == [(1, "refused"), (2, "denied")]


def _last_health(outbox: Outbox) -> Health:
    ((data,),) = outbox.read(
        "SELECT data FROM outbox WHERE type = ? ORDER BY sequence DESC LIMIT 1",
        (Health.type,),
    )
    return msgspec.json.decode(data, type=Health)

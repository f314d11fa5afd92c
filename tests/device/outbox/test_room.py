"""Near its limit and on a full disk the outbox keeps what customers gave."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from contract.errors import NotStored
from contract.events import Health
from device.outbox import room
from device.outbox.line import Line
from device.outbox.outbox import Outbox
from device.settings import Outbox as Limits
from tests.device.samples import call, comment, device, fill, queue, rating, small_disk

SMALL = Limits(limit_mb=16, reserve_mb=4)
ALL = (10_000,) * 5
WORDS = "x" * 3900


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    """An outbox of 16 MB."""
    opened = Outbox(device(tmp_path, outbox=SMALL))
    try:
        yield opened
    finally:
        opened.close()


def test_near_the_limit_the_oldest_samples_make_way_and_are_counted(
    outbox: Outbox,
) -> None:
    given = [outbox.put(rating()).sequence for _ in range(10)]
    for _ in range(1800):
        outbox.put(queue(bins=300))
    waiting = outbox.read("SELECT sequence FROM outbox ORDER BY sequence")
    left = [number for (number,) in waiting]
    assert left[:10] == given
    assert left[10:] == list(range(1811 - len(left) + 10, 1811))
    gone = 1810 - len(left)
    assert gone > 0
    outbox.put(Health(uptime_s=1.0))
    ((data,),) = outbox.read("SELECT data FROM outbox WHERE type = ?", (Health.type,))
    (told,) = msgspec.json.decode(data, type=Health).dropped
    assert (told.first, told.last, told.rows) == (11, gone + 10, gone)
    assert told.reason == "full"
    assert outbox.path.stat().st_size < 20_000_000


def test_receipted_rows_make_way_before_any_sample(outbox: Outbox) -> None:
    line = Line(outbox)
    samples = [outbox.put(queue()).sequence for _ in range(20)]
    done = [outbox.put(comment(WORDS)).id for _ in range(1500)]
    line.receipt(done)
    for _ in range(3000):
        outbox.put(comment(WORDS))
    kept = line.kept()
    assert kept is None or kept.rows < 1500
    waiting = {row.sequence for row in line.next_rows(set(), ALL)}
    assert waiting.issuperset(samples)


def test_with_only_customers_rows_left_a_sample_is_refused_and_a_tap_is_not(
    outbox: Outbox,
) -> None:
    for _ in range(5):
        outbox.put(queue())
    for _ in range(4200):
        outbox.put(comment(WORDS))
    with pytest.raises(NotStored, match="limit of 16 MB"):
        outbox.put(queue())
    with pytest.raises(NotStored):
        outbox.put(Health(uptime_s=1.0))
    assert outbox.put(rating()).sequence == 4206
    assert outbox.put(call()).sequence == 4207
    (count,) = outbox.read("SELECT COUNT(*) FROM outbox WHERE priority < 4")
    assert count == (4202,)


def test_a_health_event_that_tells_of_drops_does_not_make_way(outbox: Outbox) -> None:
    line = Line(outbox)
    line.refuse(outbox.put(rating()).id, "not sound")
    teller = outbox.put(Health(uptime_s=1.0)).sequence
    plain = outbox.put(Health(uptime_s=2.0)).sequence
    outbox.write(lambda c: room.evict(c, 100))
    left = [row.sequence for row in line.next_rows(set(), ALL)]
    assert teller in left
    assert plain not in left


def test_the_newest_rows_stay_so_that_a_retry_finds_them(outbox: Outbox) -> None:
    line = Line(outbox)
    puts = [outbox.put(rating()) for _ in range(300)]
    line.receipt([put.id for put in puts])
    while outbox.write(lambda c: room.evict(c, 50)):
        pass
    kept = line.kept()
    assert kept is not None
    assert (kept.first, kept.last, kept.rows) == (101, 300, 200)


def test_the_reserve_is_really_allocated(outbox: Outbox) -> None:
    file = outbox.path.with_name("outbox.reserve").stat()
    assert file.st_blocks * 512 >= 4_000_000


def test_a_full_disk_costs_samples_but_no_tap_until_nothing_is_left(
    tmp_path: Path,
) -> None:
    with small_disk(tmp_path / "disk", 24) as disk:
        outbox = Outbox(device(disk, outbox=SMALL))
        for _ in range(1000):
            outbox.put(queue(bins=100))
        thanked = [outbox.put(rating()) for _ in range(20)]
        filler = fill(disk)
        _put_until_refused(outbox)
        with pytest.raises(NotStored):
            while True:
                thanked.append(outbox.put(comment(WORDS)))
        assert len(thanked) > 700
        assert not outbox.reserve.held()
        _assert_all_there(outbox, [put.id for put in thanked])

        filler.unlink()
        thanked.append(outbox.put(rating()))
        Line(outbox).tidy(7.0)
        assert outbox.reserve.held()
        outbox.put(queue())
        _assert_all_there(outbox, [put.id for put in thanked])
        assert outbox.read("PRAGMA integrity_check") == [("ok",)]
        outbox.close()


def test_a_device_starts_on_a_full_disk_and_takes_a_tap(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 16) as disk:
        settings = device(disk, outbox=SMALL)
        first = Outbox(settings)
        thanked = [first.put(rating()).id]
        first.close()
        fill(disk)
        second = Outbox(settings)
        thanked.append(second.put(rating()).id)
        _assert_all_there(second, thanked)
        second.close()


def test_a_retry_on_a_full_disk_still_finds_its_first_answer(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 16) as disk:
        outbox = Outbox(device(disk, outbox=SMALL))
        given = rating()
        first = outbox.put(given)
        fill(disk)
        with pytest.raises(NotStored):
            while True:
                outbox.put(comment(WORDS))
        again = outbox.put(given)
        assert (again.repeated, again.id) == (True, first.id)
        outbox.close()


def _put_until_refused(outbox: Outbox) -> None:
    """Samples fill what is left in the log; then they are refused."""
    with pytest.raises(NotStored):
        while True:
            outbox.put(queue(bins=100))


def _assert_all_there(outbox: Outbox, ids: list[str]) -> None:
    stored = {id for (id,) in outbox.read("SELECT id FROM outbox")}
    assert stored.issuperset(ids)

"""What a whole shop of real processes survives: nothing thanked is lost or doubled."""

import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from contract import topics
from contract.link import Connected, Delivered, Link, Will
from tests.bench.drill import drill
from tests.servers import require, until
from tests.whole.conftest import MakeShop
from tests.whole.kiosk import Kiosk, new_id
from tests.whole.shop import Shop, assert_each_once
from tests.whole.tablet import Tablet, sign_in

pytestmark = pytest.mark.timeout(240)


def test_every_tap_that_was_thanked_is_there_once_though_parts_are_killed(
    tmp_path: Path,
) -> None:
    figures = drill(20, tmp_path / "shop", seed=int(time.time()))
    assert figures["kills"] == {"kiosk": 5, "uplink": 5, "hub": 5, "broker": 5}
    assert int(str(figures["accepted"])) > 100
    assert (figures["lost"], figures["doubled"]) == (0, 0)


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_hundreds_of_kills_lose_and_double_nothing(tmp_path: Path) -> None:
    figures = drill(300, tmp_path / "shop", seed=int(time.time()))
    assert (figures["lost"], figures["doubled"]) == (0, 0)


def queue_samples(kiosk: Kiosk, count: int) -> None:
    """Put queue samples into an outbox, as a camera left alone for weeks would."""
    outbox = sqlite3.connect(kiosk.folder / "outbox.db", timeout=30)
    data = b'{"zone":"till","period_s":60.0,"state":"seen","mean":1.0,"max":2}'
    now = time.time_ns() // 1_000_000
    rows = [
        (new_id(), now - (count - n) * 1000, n * 1000, len(data), data)
        for n in range(count)
    ]
    with outbox:
        outbox.executemany(
            "INSERT INTO outbox (id, type, time_ms, synced, boot, uptime_ms, priority,"
            " bytes, data) VALUES (?, 'heed.queue.v1', ?, 1,"
            " '22222222-2222-4222-8222-222222222222', ?, 4, ?, ?)",
            rows,
        )
    outbox.close()


def test_an_unhappy_tap_overtakes_fifty_thousand_old_samples_when_the_hub_is_back(
    make_shop: MakeShop,
) -> None:
    shop = make_shop()
    shop.start()
    shop.kill("hub")
    queue_samples(shop.kiosk, 50_000)
    thanked = shop.kiosk.tap(1)
    shop.start_part("hub")
    shop.await_stored({thanked})
    before = shop.stored().index(thanked.replace("-", ""))
    assert before < 1_000
    shop.await_empty_line(timeout_s=120)
    assert len(shop.stored()) >= 50_001
    assert_each_once(shop, [thanked])


def test_a_broker_that_forgets_everything_costs_nothing(make_shop: MakeShop) -> None:
    shop = make_shop(names=("till-1", "till-2"))
    shop.start()
    thanked = [kiosk.tap(1) for kiosk in shop.kiosks for _ in range(5)]
    shop.broker.restart(forget=True)
    thanked += [kiosk.tap(2) for kiosk in shop.kiosks for _ in range(5)]
    shop.await_stored(set(thanked))
    shop.await_empty_line()
    assert_each_once(shop, thanked)


def test_a_hub_set_back_to_an_hour_old_copy_gets_today_again(
    make_shop: MakeShop, tmp_path: Path
) -> None:
    shop = make_shop(names=("till-1", "till-2"), misuse=False)
    shop.start()
    thanked = [kiosk.tap(4) for kiosk in shop.kiosks for _ in range(5)]
    shop.await_stored(set(thanked))
    shop.stop_part("hub")
    copy = tmp_path / "copy"
    shutil.copytree(shop.store_path.parent, copy)
    shop.start_part("hub")
    thanked += [kiosk.tap(1) for kiosk in shop.kiosks for _ in range(5)]
    shop.await_stored(set(thanked))
    shop.await_empty_line()
    shop.kill("hub")
    for file in shop.store_path.parent.iterdir():
        file.unlink()
    shutil.copytree(copy, shop.store_path.parent, dirs_exist_ok=True)
    assert len(shop.stored()) < len(thanked) + 10
    shop.start_part("hub")
    shop.await_stored(set(thanked))
    shop.await_empty_line()
    assert_each_once(shop, thanked)
    counted = shop.ask(
        "SELECT value, sum(n) FROM answer_counts GROUP BY value ORDER BY value"
    )
    assert counted == [(1, 10), (4, 10)]


def test_a_full_disk_at_the_hub_keeps_events_with_the_devices_until_there_is_room(
    make_shop: MakeShop, tmp_path: Path
) -> None:
    require(os.geteuid() == 0, "root, to mount a small disk")
    shop = make_shop()
    disk = shop.store_path.parent
    moved = tmp_path / "moved"
    shutil.move(disk, moved)
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4M", "tmpfs", disk], check=True)
    try:
        shutil.copytree(moved, disk, dirs_exist_ok=True)
        shop.start()
        first = shop.kiosk.tap(4)
        shop.await_stored({first})
        ballast = disk / "ballast"
        with open(ballast, "wb", buffering=0) as file:
            _fill(file.write)
        thanked = [first]
        while not _complains(shop):
            thanked.append(shop.kiosk.tap(4))
            assert len(thanked) < 5_000
        ballast.unlink()
        shop.await_stored(set(thanked))
        shop.await_empty_line()
        assert_each_once(shop, thanked)
        shop.stop()
    finally:
        subprocess.run(["umount", "-l", disk], check=True)


def _fill(write: Callable[[bytes], object]) -> None:
    for size in (65536, 4096, 1):
        try:
            while True:
                write(b"x" * size)
        except OSError:
            continue


def _complains(shop: Shop) -> bool:
    return "could not be stored" in shop.log("hub")


def test_a_device_cannot_publish_under_another_devices_name(
    make_shop: MakeShop,
) -> None:
    shop = make_shop(acl=True)
    shop.start()
    thanked = shop.kiosk.tap(1)
    shop.await_stored({thanked})
    broker = shop.broker.address("till-1")
    link = Link(broker, "forger", Will(topics.status("till-1"), b"x"), [])
    link.start()
    while not isinstance(link.mailbox.get(timeout=10), Connected):
        pass
    for topic in (topics.events("till-2"), topics.HUB_STATUS, topics.status("till-2")):
        link.publish(topic, b"{}", token=topic)
        answer = link.mailbox.get(timeout=10)
        assert isinstance(answer, Delivered)
        assert answer.refused is not None, f"{topic} was let through"
    link.stop()
    assert shop.ask("SELECT count(*) FROM rejects") == [(0,)]


def test_a_wrong_password_is_said_plainly_and_nothing_is_lost(
    make_shop: MakeShop,
) -> None:
    shop = make_shop(acl=True)
    shop.start()
    secret = shop.folder / "till-1.secret"
    shop.stop_part("uplink-till-1")
    secret.write_text("wrong\n")
    shop.start_part("uplink-till-1")
    thanked = shop.kiosk.tap(1)
    until(lambda: "Not authorized" in shop.log("uplink-till-1"), "a plain refusal", 30)
    assert shop.kiosk.tap(2)
    shop.stop_part("uplink-till-1")
    secret.write_text("secret of till-1\n")
    shop.start_part("uplink-till-1")
    shop.await_stored({thanked})


def test_a_tablet_that_was_away_is_told_every_step_it_missed(
    make_shop: MakeShop,
) -> None:
    shop = make_shop(misuse=False)
    shop.start()
    tablet = Tablet(shop, sign_in(shop))
    tablet.start()
    tablet.ready.wait(10)
    shop.kiosk.tap(1)
    until(lambda: tablet.steps, "the first step")
    last = tablet.steps[-1][1]["step"]
    tablet.stopping.set()
    shop.kill("hub")
    taps = [shop.kiosk.tap(1) for _ in range(3)]
    shop.start_part("hub")
    shop.await_page(shop.web_port)
    shop.await_stored(set(taps))
    again = Tablet(shop, sign_in(shop), after=last)
    again.start()
    until(
        lambda: any(
            step["kind"] == "unhappy" and step["times"] == 4 for _, step in again.steps
        ),
        "the steps missed",
    )
    assert again.steps[0][1]["step"] == last + 1


def test_a_line_cut_again_and_again_loses_nothing(make_shop: MakeShop) -> None:
    shop = make_shop()
    shop.start()
    thanked = []
    for _ in range(6):
        thanked.append(shop.kiosk.tap(1))
        shop.broker.restart()
        thanked.append(shop.kiosk.tap(3))
    shop.await_stored(set(thanked))
    shop.await_empty_line()
    assert_each_once(shop, thanked)


def test_a_store_from_a_newer_version_stops_the_hub_with_a_plain_line(
    make_shop: MakeShop,
) -> None:
    shop = make_shop()
    connection = sqlite3.connect(shop.store_path)
    with connection:
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('hub', 'm999_from_the_future', '2030-01-01')"
        )
    connection.close()
    shop.broker.start()
    shop.start_part("hub")
    assert shop.wait_part("hub") == 2
    assert "newer version" in shop.log("hub") and "Traceback" not in shop.log("hub")

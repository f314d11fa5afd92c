"""The floor's event stream, over real sockets: nothing missed, nobody hung."""

import threading
import time

import pytest

from hub.store.alerts import last_step
from tests.hub.web.shop import OurShop, Pages, Tablet, tablet
from tests.servers import until


def test_a_new_tablet_gets_everything_at_once(pages: Pages, shop: OurShop) -> None:
    alert = shop.alert("help", "Till 2")
    with tablet(pages) as line:
        assert line.status == 200
        assert line.headers["Content-Type"].startswith("text/event-stream")
        first = next(line.events())
        shown = first.read()
    assert first.name == "snapshot"
    assert first.id == shown["last"] == last_step(shop.store.connection())
    assert isinstance(shown["open"], list)
    assert [step["alert"] for step in shown["open"]] == [alert]


def test_each_step_comes_once_and_in_order(pages: Pages, shop: OurShop) -> None:
    alert = shop.alert()
    with tablet(pages) as line:
        line.next("snapshot")
        made = [shop.refresh(alert, times) for times in range(2, 52)]
        assert line.steps(50) == made


def test_a_step_tells_how_the_alert_stands(pages: Pages, shop: OurShop) -> None:
    with tablet(pages) as line:
        line.next("snapshot")
        alert = shop.alert("help", "Tür <1>")
        step = line.next("step").read()
    assert step["alert"] == alert
    assert (step["kind"], step["touchpoint"]) == ("help", "Tür <1>")
    assert (step["state"], step["times"]) == ("open", 1)


def test_a_tablet_that_was_away_misses_nothing(pages: Pages, shop: OurShop) -> None:
    alert = shop.alert()
    with tablet(pages) as line:
        known = line.next("snapshot").id
    away = [shop.refresh(alert, times) for times in range(2, 1300)]
    with tablet(pages, last=str(known)) as line:
        assert line.steps(len(away)) == away
        later = shop.refresh(alert)
        assert line.steps(1) == [later]


def test_steps_made_while_tablets_come_back_are_not_lost(
    pages: Pages, shop: OurShop
) -> None:
    alert = shop.alert()
    known, made, over = last_step(shop.store.connection()), [], threading.Event()

    def write() -> None:
        for times in range(2, 202):
            made.append(shop.refresh(alert, times))
        over.set()

    writer = threading.Thread(target=write)
    writer.start()
    got: list[int] = []
    while not over.is_set() or len(got) < len(made):
        with tablet(pages, last=str(got[-1] if got else known)) as line:
            got += line.steps(min(7, 200 - len(got)))
    writer.join()
    assert got == made


@pytest.mark.parametrize(
    "unknown", ["999999", "0", "-1", "abc", "1.5", "", "9" * 30, "١"]
)
def test_an_unknown_place_in_the_stream_gets_everything(
    pages: Pages, shop: OurShop, unknown: str
) -> None:
    shop.alert()
    with tablet(pages, last=unknown) as line:
        assert next(line.events()).name == "snapshot"


def test_the_place_may_stand_in_the_address(pages: Pages, shop: OurShop) -> None:
    alert = shop.alert()
    known = last_step(shop.store.connection())
    made = shop.refresh(alert)
    with tablet(pages, path=f"/floor/stream?after={known}") as line:
        assert line.steps(1) == [made]


def test_a_heartbeat_says_the_hubs_time(pages: Pages) -> None:
    with tablet(pages) as line:
        beats = [line.next("beat").read() for _ in range(2)]
    times = [beat["now"] for beat in beats]
    assert all(isinstance(now, int) for now in times)
    assert sorted(times, key=str) == times
    assert beats[0]["day"] == beats[1]["day"]


def test_a_device_that_goes_is_told_in_words(pages: Pages, shop: OurShop) -> None:
    with tablet(pages) as line:
        line.next("devices")
        with shop.store.write() as connection:
            connection.execute("UPDATE devices SET online = 1 WHERE name = 'till-2'")
        assert b'"device_online"' in bytes(line.next("devices").data)


def test_many_tablets_all_hear_the_same(pages: Pages, shop: OurShop) -> None:
    alert = shop.alert()
    lines = [Tablet(pages) for _ in range(5)]
    try:
        for line in lines:
            line.next("snapshot")
        made = [shop.refresh(alert, times) for times in range(2, 22)]
        assert [line.steps(20) for line in lines] == [made] * 5
    finally:
        for line in lines:
            line.close()


def test_when_all_places_are_taken_the_pages_still_answer(pages: Pages) -> None:
    lines = [Tablet(pages) for _ in range(5)]
    try:
        for line in lines:
            line.next("snapshot")
        status, headers, body = pages.ask("GET", "/floor/stream")
        assert status == 503
        assert headers["Retry-After"]
        assert b"All 5 places for tablets are taken" in body
        assert pages.ask("GET", "/floor", Accept="text/html")[0] == 200
        lines.pop().close()
        until(lambda: b'"free":1' in pages.ask("GET", "/floor/standing")[2], "a place")
        lines.append(Tablet(pages))
        assert lines[-1].status == 200
    finally:
        for line in lines:
            line.close()


def test_a_tablet_that_stops_reading_is_cut_and_the_others_hear_on(
    pages: Pages, shop: OurShop
) -> None:
    alert = shop.alert(place="A place with a long name " * 40)
    with tablet(pages) as asleep, tablet(pages) as awake:
        asleep.next("snapshot")
        awake.next("snapshot")
        heard = 0

        def place_is_free() -> bool:
            nonlocal heard
            for times in range(100):
                shop.refresh(alert, times)
            heard += len(awake.steps(100))
            return b'"free":4' in pages.ask("GET", "/floor/standing")[2]

        until(place_is_free, "the sleeping tablet's place", timeout_s=90)
        later = shop.refresh(alert)
        assert awake.steps(1) == [later]


def test_a_closed_session_ends_its_stream(pages: Pages, shop: OurShop) -> None:
    with tablet(pages) as line:
        line.next("snapshot")
        with shop.store.write() as connection:
            connection.execute("DELETE FROM sessions")
        assert [event.name for event in line.events()].count("snapshot") == 0


def test_asking_for_the_streams_head_takes_no_place(pages: Pages) -> None:
    for _ in range(7):
        assert pages.ask("HEAD", "/floor/stream")[0] == 200
    assert b'"free":5' in pages.ask("GET", "/floor/standing")[2]


def test_the_pages_stop_soon_with_tablets_on_the_line(
    pages: Pages, shop: OurShop
) -> None:
    with tablet(pages) as line:
        line.next("snapshot")
        began = time.monotonic()
        pages.stop()
        assert time.monotonic() - began < 10
        assert [event.name for event in line.events() if event.name == "step"] == []
    assert shop.store.connection().execute("SELECT 1").fetchone() == (1,)


def test_after_a_restart_tablets_go_on_where_they_were(
    pages: Pages, shop: OurShop
) -> None:
    alert = shop.alert()
    with tablet(pages) as line:
        known = line.next("snapshot").id
    pages.stop()
    meanwhile = shop.refresh(alert)
    pages.start()
    with tablet(pages, last=str(known)) as line:
        assert line.steps(1) == [meanwhile]

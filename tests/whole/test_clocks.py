"""Clocks that jump by years: answers stay in today and colleagues are called."""

import shutil
import subprocess
import time
from pathlib import Path

import pytest

from tests.servers import require, until
from tests.whole.conftest import MakeShop
from tests.whole.shop import Shop, assert_each_once

pytestmark = pytest.mark.timeout(240)


def open_alerts(shop: Shop) -> list[tuple[str, int]]:
    """Kind and how often, of the open alerts on single visits.

    Whether so many of them are unusual is looked at some seconds later.
    """
    rows = shop.ask(
        "SELECT kind, (SELECT times FROM steps WHERE steps.alert = alerts.alert"
        " ORDER BY step DESC LIMIT 1) FROM alerts"
        " WHERE closed_at IS NULL AND kind <> 'mood' ORDER BY 1"
    )
    return rows


def test_a_kiosks_clock_that_jumps_by_years_moves_no_answer_out_of_today(
    make_shop: MakeShop, tmp_path: Path
) -> None:
    shop = make_shop(misuse=False, environment=_clock_shift(tmp_path))
    offset = tmp_path / "offset"
    offset.write_text("0")
    # Only the device's clock jumps; the hub keeps the truth.
    shop.start_part("broker")
    for part in shop.parts[1:]:
        if part == "hub":
            shop.environment.clear()
        shop.start_part(part)
    shop.await_page(shop.kiosk.port)
    thanked = []
    for years in (0, 5, -5, 0):
        offset.write_text(str(int(years * 365.25 * 86_400)))
        thanked.append(shop.kiosk.tap_until_thanked(1))
    shop.await_stored(set(thanked))
    now = time.time_ns() // 1_000_000
    times = shop.ask("SELECT at, late FROM events WHERE type = 'heed.rating.v1'")
    assert len(times) == 4
    assert all(abs(at - now) < 60_000 and not late for at, late in times)
    assert open_alerts(shop) == [("unhappy", 4)]


def test_a_hubs_clock_that_jumps_by_years_still_takes_and_alerts(
    make_shop: MakeShop, tmp_path: Path
) -> None:
    shop = make_shop(misuse=False)
    shift = _clock_shift(tmp_path)
    offset = tmp_path / "offset"
    offset.write_text("0")
    shop.start_part("broker")
    for part in shop.parts[1:]:
        shop.environment.clear()
        shop.environment.update(shift if part == "hub" else {})
        shop.start_part(part)
    shop.await_page(shop.kiosk.port)
    thanked = [shop.kiosk.tap(1)]
    shop.await_stored(set(thanked))
    for years in (3, -4):
        offset.write_text(str(int(years * 365.25 * 86_400)))
        until(
            lambda y=years: f"jumped by {'-' if y < 0 else ''}" in shop.log("hub"),  # type: ignore[misc]
            "the jump is noticed",
        )
        time.sleep(1.5)
        thanked.append(shop.kiosk.tap_until_thanked(1))
        shop.await_stored(set(thanked))
    shop.await_empty_line()
    assert_each_once(shop, thanked)
    assert open_alerts(shop) == [("unhappy", 3)]


def _clock_shift(folder: Path) -> dict[str, str]:
    """An environment in which a program's wall clock is off by what a file says."""
    require(shutil.which("gcc"), "gcc (apt-get install -y gcc libc6-dev)")
    library = folder / "clock_shift.so"
    source = Path(__file__).with_name("clock_shift.c")
    subprocess.run(["gcc", "-shared", "-fPIC", "-o", library, source], check=True)
    return {"LD_PRELOAD": str(library), "CLOCK_OFFSET_FILE": str(folder / "offset")}

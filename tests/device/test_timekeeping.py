"""A stamp follows the wall clock; its uptime follows nobody."""

import time
import uuid

import msgspec
import pytest

from device.settings import Clock
from device.timekeeping import NOT_AFTER_MS, Stamp, age_ms, stamp, uptime_ms

YEAR_NS = 365 * 86_400 * 1_000_000_000
TRUSTED = Clock(trusted=True)


def test_a_stamp_says_when_it_was_made() -> None:
    made = stamp(TRUSTED)
    assert abs(made.time_ms - time.time() * 1000) < 5_000
    assert 0 <= uptime_ms() - made.uptime_ms < 5_000
    assert str(uuid.UUID(made.boot)) == made.boot
    assert made.synced


@pytest.mark.parametrize("years", [-40, -5, 5, 40])
def test_a_clock_that_jumps_by_years_leaves_uptime_and_boot_alone(years: int) -> None:
    before = stamp(TRUSTED)
    after = stamp(TRUSTED, lambda: time.time_ns() + years * YEAR_NS)
    assert round((after.time_ms - before.time_ms) / 1000 / 86_400 / 365) == years
    assert 0 <= after.uptime_ms - before.uptime_ms < 5_000
    assert after.boot == before.boot
    assert age_ms(before, after) < 5_000


def test_a_clock_that_was_never_set_is_not_believed_even_if_trusted() -> None:
    assert not stamp(TRUSTED, lambda: 0).synced
    assert not stamp(TRUSTED, lambda: -YEAR_NS).synced
    assert stamp(TRUSTED, lambda: -YEAR_NS).time_ms == 0


def test_an_absurd_clock_is_cut_to_what_can_be_written() -> None:
    assert stamp(TRUSTED, lambda: 10_000 * YEAR_NS).time_ms == NOT_AFTER_MS


def test_the_kernel_is_asked_where_the_clock_is_not_trusted() -> None:
    assert isinstance(stamp(Clock()).synced, bool)


def test_the_age_across_boots_is_by_the_wall_clock_and_never_negative() -> None:
    earlier = stamp(TRUSTED)
    boot = str(uuid.uuid4())
    later = Stamp(earlier.time_ms + 7_000, True, boot, 5)
    assert age_ms(earlier, later) == 7_000
    assert age_ms(later, earlier) == 0
    again = msgspec.structs.replace(later, uptime_ms=2)
    assert age_ms(later, again) == 0

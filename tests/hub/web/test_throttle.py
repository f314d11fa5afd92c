"""How guessing at the passphrase is slowed down."""

from hypothesis import given
from hypothesis import strategies as st

from hub.web.throttle import (
    FREE_IN_ALL,
    FREE_PER_ADDRESS,
    FREE_PER_NAME,
    MOST_ADDRESSES,
    MOST_NAMES,
    Bucket,
    Throttle,
)


class Clock:
    def __init__(self) -> None:
        self.s = 1000.0

    def __call__(self) -> float:
        return self.s


def test_the_delay_doubles_with_each_failure_up_to_five_minutes() -> None:
    throttle, waits = Throttle(Clock()), []
    for _ in range(14):
        throttle.failed("10.0.0.7", "shop")
        waits.append(throttle.wait_s("10.0.0.7", "shop"))
    assert waits[:6] == [0, 0, 2, 4, 8, 16]
    assert waits[-1] == 300


def test_waiting_helps_and_success_forgives() -> None:
    clock = Clock()
    throttle = Throttle(clock)
    for _ in range(FREE_PER_ADDRESS):
        throttle.failed("10.0.0.7", "shop")
    assert throttle.wait_s("10.0.0.7", "shop") == 2
    clock.s += 2
    assert throttle.wait_s("10.0.0.7", "shop") == 0
    throttle.failed("10.0.0.7", "shop")
    throttle.succeeded("10.0.0.7", "shop")
    assert throttle.wait_s("10.0.0.7", "shop") == 0


def test_guesses_at_one_name_from_many_addresses_are_slowed_down() -> None:
    throttle = Throttle(Clock())
    for n in range(FREE_PER_NAME):
        throttle.failed(f"10.0.1.{n}", "Ann")
    assert throttle.wait_s("10.9.9.9", "ANN") == 2
    assert throttle.wait_s("10.9.9.9", "bob") == 0
    throttle.succeeded("10.0.0.2", "shop")
    assert throttle.wait_s("10.0.0.2", "ann") == 0


def test_many_addresses_are_slowed_down_together() -> None:
    throttle = Throttle(Clock())
    for n in range(FREE_IN_ALL + 8):
        throttle.failed(f"10.0.1.{n}", f"name {n}")
    assert 0 < throttle.wait_s("10.9.9.9", "shop") <= 30


def test_strangers_do_not_keep_out_a_tablet_that_signed_in_before() -> None:
    throttle = Throttle(Clock())
    throttle.succeeded("10.0.0.2", "shop")
    for n in range(FREE_IN_ALL + 8):
        throttle.failed(f"10.0.1.{n}", "shop")
    assert throttle.wait_s("10.0.0.2", "shop") == 0


def test_an_hour_of_quiet_forgets() -> None:
    clock = Clock()
    throttle = Throttle(clock)
    for _ in range(10):
        throttle.failed("10.0.0.7", "shop")
    clock.s += 3601
    throttle.failed("10.0.0.7", "shop")
    assert throttle.wait_s("10.0.0.7", "shop") == 0


def test_one_network_is_one_guesser_under_ipv6() -> None:
    throttle = Throttle(Clock())
    for n in range(FREE_PER_ADDRESS):
        throttle.failed(f"2001:db8:1:2::{n:x}", "shop")
    assert throttle.wait_s("2001:db8:1:2:ffff::1", "shop") == 2
    assert throttle.wait_s("2001:db8:1:3::1", "shop") == 0


@given(st.lists(st.text(max_size=45), max_size=30))
def test_any_address_is_taken_as_it_comes(addresses: list[str]) -> None:
    throttle = Throttle(Clock())
    for address in addresses:
        throttle.failed(address, "shop")
        assert throttle.wait_s(address, "shop") >= 0


def test_a_flood_of_addresses_takes_bounded_room() -> None:
    throttle = Throttle(Clock())
    for n in range(3 * MOST_ADDRESSES):
        throttle.failed(f"host-{n}", f"name-{n}")
    assert len(throttle._by_address) == MOST_ADDRESSES
    assert len(throttle._by_name) == MOST_NAMES


def test_a_bucket_lets_a_few_through_and_then_one_at_a_time() -> None:
    clock = Clock()
    bucket = Bucket(3, 10.0, clock)
    assert [bucket.take() for _ in range(5)] == [True, True, True, False, False]
    clock.s += 10
    assert [bucket.take() for _ in range(2)] == [True, False]

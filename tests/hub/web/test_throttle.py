"""How guessing at the passphrase is slowed down."""

from hypothesis import given
from hypothesis import strategies as st

from hub.web.throttle import FREE_IN_ALL, FREE_PER_ADDRESS, MOST_ADDRESSES, Throttle


class Clock:
    def __init__(self) -> None:
        self.s = 1000.0

    def __call__(self) -> float:
        return self.s


def test_the_delay_doubles_with_each_failure_up_to_five_minutes() -> None:
    throttle, waits = Throttle(Clock()), []
    for _ in range(14):
        throttle.failed("10.0.0.7")
        waits.append(throttle.wait_s("10.0.0.7"))
    assert waits[:6] == [0, 0, 2, 4, 8, 16]
    assert waits[-1] == 300


def test_waiting_helps_and_success_forgives() -> None:
    clock = Clock()
    throttle = Throttle(clock)
    for _ in range(FREE_PER_ADDRESS):
        throttle.failed("10.0.0.7")
    assert throttle.wait_s("10.0.0.7") == 2
    clock.s += 2
    assert throttle.wait_s("10.0.0.7") == 0
    throttle.failed("10.0.0.7")
    throttle.succeeded("10.0.0.7")
    assert throttle.wait_s("10.0.0.7") == 0


def test_many_addresses_are_slowed_down_together() -> None:
    throttle = Throttle(Clock())
    for n in range(FREE_IN_ALL + 8):
        throttle.failed(f"10.0.1.{n}")
    assert 0 < throttle.wait_s("10.9.9.9") <= 30


def test_strangers_do_not_keep_out_a_tablet_that_signed_in_before() -> None:
    throttle = Throttle(Clock())
    throttle.succeeded("10.0.0.2")
    for n in range(FREE_IN_ALL + 8):
        throttle.failed(f"10.0.1.{n}")
    assert throttle.wait_s("10.0.0.2") == 0


def test_an_hour_of_quiet_forgets() -> None:
    clock = Clock()
    throttle = Throttle(clock)
    for _ in range(10):
        throttle.failed("10.0.0.7")
    clock.s += 3601
    throttle.failed("10.0.0.7")
    assert throttle.wait_s("10.0.0.7") == 0


def test_one_network_is_one_guesser_under_ipv6() -> None:
    throttle = Throttle(Clock())
    for n in range(FREE_PER_ADDRESS):
        throttle.failed(f"2001:db8:1:2::{n:x}")
    assert throttle.wait_s("2001:db8:1:2:ffff::1") == 2
    assert throttle.wait_s("2001:db8:1:3::1") == 0


@given(st.lists(st.text(max_size=45), max_size=30))
def test_any_address_is_taken_as_it_comes(addresses: list[str]) -> None:
    throttle = Throttle(Clock())
    for address in addresses:
        throttle.failed(address)
        assert throttle.wait_s(address) >= 0


def test_a_flood_of_addresses_takes_bounded_room() -> None:
    throttle = Throttle(Clock())
    for n in range(3 * MOST_ADDRESSES):
        throttle.failed(f"host-{n}")
    assert len(throttle._by_address) == MOST_ADDRESSES

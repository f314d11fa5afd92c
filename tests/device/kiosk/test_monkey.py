"""Nothing that a child does to the screen loses or doubles a visit."""

from typing import TYPE_CHECKING

import pytest

from tests.device.kiosk.customer import FillingOutbox
from tests.device.kiosk.finger import Serve
from tests.device.kiosk.monkey import HASTY, Monkey
from tests.examples import examples

if TYPE_CHECKING:
    from playwright.sync_api import Page


def played(page: "Page", serve: Serve, outbox: FillingOutbox, count: int) -> Monkey:
    """A monkey that has done `count` things and left."""
    page.context.set_default_timeout(15_000)
    monkey = Monkey(page.context, serve(HASTY), outbox, seed=count)
    monkey.play(count)
    monkey.leave()
    return monkey


@pytest.mark.timeout(300)
def test_random_touches_lose_and_double_nothing(
    touch_page: "Page", serve: Serve, outbox: FillingOutbox
) -> None:
    played(touch_page, serve, outbox, examples(300)).check()


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_ten_thousand_random_touches_lose_and_double_nothing(
    touch_page: "Page", serve: Serve, outbox: FillingOutbox
) -> None:
    monkey = played(touch_page, serve, outbox, 10_000)
    monkey.check()
    assert monkey.thanked

"""Climbing, opening again and lines for the kiosks, seen and pressed in a browser."""

import time
from typing import TYPE_CHECKING

import pytest

from hub import clock
from hub.alerts import lifecycle
from tests.examples import one_and
from tests.hub.makers import Sender, call, rating, store_all
from tests.hub.web.shop import OurShop, Pages
from tests.hub.web.test_in_browser import on_the_floor, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_a_card_says_who_was_told_and_who_is_next_and_an_end_can_be_undone(
    page: "Page", pages: Pages, shop: OurShop
) -> None:
    now = time.time_ns() // 1_000_000
    began = now - 150_000
    sender = Sender()
    sender.began = began - 60_000
    store_all(shop.store, [sender.incoming(rating(1), at=began)], began)
    clock.tick(shop.store, now)
    on_the_floor(page, pages)
    told = page.locator("#open article .told")
    told.wait_for()
    assert told.inner_text() == "Told: shift lead · next owner in 3 min"
    lifecycle.done(shop.store, 1, "solved", None, "Mia", now)
    page.locator("#today .reopen").click()
    page.wait_for_selector('#open [data-alert="1"][data-state="open"]')
    assert "Opened again" in page.inner_text("#open article .hint")


def test_whoever_took_it_is_reminded_and_keeps_it_with_one_press(
    page: "Page", pages: Pages, shop: OurShop
) -> None:
    now = time.time_ns() // 1_000_000
    began = now - 500_000
    sender = Sender()
    sender.began = began - 60_000
    store_all(shop.store, [sender.incoming(call(), at=began)], began)
    lifecycle.take(shop.store, 1, "Mia", began)
    clock.tick(shop.store, now)
    on_the_floor(page, pages)
    page.get_by_role("button", name="Still on it").click()
    page.get_by_role("button", name="Still on it").wait_for(state="hidden")
    assert page.locator('#open article[data-state="taken"]').count() == 1


def test_the_tablet_shows_what_it_put_on_the_kiosks(page: "Page", pages: Pages) -> None:
    on_the_floor(page, pages)
    page.click("#notices summary")
    page.select_option("#notice-minutes", "10")
    page.get_by_role("button", name="about 10 minutes").click()
    page.locator("#notices-now li").wait_for()
    assert "about 10 minutes" in page.inner_text("#notices-now")
    page.get_by_role("button", name="Take it off").click()
    page.locator("#notices-none").wait_for()


@pytest.mark.parametrize("scheme", one_and("light", "dark"))
def test_the_owners_page_on_alerts_is_for_everyone(
    page: "Page", pages: Pages, scheme: str
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    sign_in(page, pages, "/alerting")
    page.wait_for_selector("#rule-mood")
    page.evaluate(
        "document.querySelectorAll('details').forEach(d => { d.open = true })"
    )
    found = axe.run(page)
    assert found.violations_count == 0, found.generate_report()
    page.set_viewport_size({"width": 768, "height": 1024})
    fits = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert fits, "the page scrolls sideways"

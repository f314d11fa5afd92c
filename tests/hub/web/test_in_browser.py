"""The floor and the owner's page in a real browser."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.hub.web.looks import is_for_everyone
from tests.hub.web.shop import PASSPHRASE, OurShop, Pages, Relay

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

NASTY = "<img src=x onerror=\"document.title='owned'\">"
ARABIC = "صندوق ٢"
WAIT_MS = 20_000
WATCH_SILENCE = """() => {
    let heard = performance.now();
    new EventSource('/floor/stream').addEventListener('beat', () => {
        heard = performance.now();
    });
    new MutationObserver(() => { window.silence ??= performance.now() - heard; })
        .observe(document.body, { attributeFilter: ['data-connection'] });
}"""


def sign_in(page: "Page", pages: Pages, path: str) -> None:
    page.set_default_timeout(WAIT_MS)
    page.goto(pages.url + path)
    page.fill("#passphrase", PASSPHRASE)
    page.click("button[type=submit]")
    page.wait_for_url(pages.url + path)


def on_the_floor(page: "Page", pages: Pages) -> None:
    sign_in(page, pages, "/floor")
    page.wait_for_selector('[data-connection="live"]')


@contextmanager
def second_tablet(browser: "Browser", pages: Pages) -> "Iterator[Page]":
    context = browser.new_context(viewport={"width": 768, "height": 1024})
    try:
        page = context.new_page()
        on_the_floor(page, pages)
        yield page
    finally:
        context.close()


def test_an_alert_appears_is_taken_and_done(
    page: "Page", pages: Pages, shop: OurShop
) -> None:
    on_the_floor(page, pages)
    page.locator("#calm").wait_for()
    alert = shop.alert("unhappy", "Till 2")
    card = page.locator(f'#open [data-alert="{alert}"]')
    card.wait_for()
    assert card.get_attribute("data-state") == "open"
    assert "Unhappy customer" in card.inner_text()
    assert "Till 2" in card.inner_text()
    page.wait_for_function("document.title.startsWith('(1)')")
    card.locator('[data-action="take"]').click()
    page.wait_for_selector(f'#open [data-alert="{alert}"][data-state="taken"]')
    assert "Taken by Team" in card.inner_text()
    card.locator('[data-action="done"]').click()
    card.locator("input").fill("Gave a new bag")
    card.locator('[data-outcome="solved"]').click()
    row = page.locator(f'#today [data-alert="{alert}"]')
    row.wait_for()
    assert "Solved" in row.inner_text()
    assert "Gave a new bag" in row.inner_text()
    page.locator("#calm").wait_for()


def test_of_two_tablets_the_slower_is_told_who_has_it(
    page: "Page", browser: "Browser", pages: Pages, shop: OurShop
) -> None:
    alert = shop.alert()
    on_the_floor(page, pages)
    page.click("#who")
    page.fill("#who-name", "Ann")
    page.click("#who-dialog [type=submit]")
    with second_tablet(browser, pages) as other:
        take = f'[data-alert="{alert}"] [data-action="take"]'
        other.wait_for_selector(take)

        # Bob's finger is on the button; his press leaves only after Ann's has arrived.
        def after_ann(route: "Route") -> None:
            page.click(take)
            page.wait_for_selector(f'[data-alert="{alert}"][data-state="taken"]')
            route.continue_()

        other.route("**/take", after_ann)
        other.click(take)
        other.get_by_text("Already with Ann").wait_for()
        assert other.locator(f'[data-alert="{alert}"][data-state="taken"]').is_visible()


def test_a_name_is_remembered_and_shown_as_text(
    page: "Page", pages: Pages, shop: OurShop
) -> None:
    on_the_floor(page, pages)
    page.click("#who")
    page.fill("#who-name", "<b>Ann</b> אבג")
    page.click("#who-dialog [type=submit]")
    page.reload()
    page.get_by_role("button", name="<b>Ann</b> אבג").wait_for()
    assert page.inner_text("#who") == "<b>Ann</b> אבג"
    alert = shop.alert()
    page.click(f'[data-alert="{alert}"] [data-action="take"]')
    page.wait_for_selector(f'[data-alert="{alert}"][data-state="taken"]')
    said = page.locator(f'[data-alert="{alert}"] .said')
    assert said.inner_text() == "Taken by <b>Ann</b> אבג"
    assert said.locator("b").count() == 0


@pytest.mark.parametrize("name", [NASTY, ARABIC, "x" * 300])
def test_a_places_name_is_only_text(
    page: "Page", pages: Pages, shop: OurShop, name: str
) -> None:
    on_the_floor(page, pages)
    alert = shop.alert(place=name)
    where = page.locator(f'[data-alert="{alert}"] .where')
    where.wait_for()
    assert where.inner_text() == name
    assert where.locator("img").count() == 0
    assert "owned" not in page.title()
    fits = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert fits, "the page scrolls sideways"


def test_a_broken_line_is_shown_and_mends_itself(
    page: "Page", pages: Pages, shop: OurShop
) -> None:
    alert = shop.alert()
    on_the_floor(page, pages)
    pages.stop()
    page.wait_for_selector('[data-connection="offline"]')
    assert "Offline" in page.inner_text("#connection")
    assert page.locator(f'[data-alert="{alert}"]').is_visible()
    missed = shop.alert("help", "Till 2")
    pages.start()
    page.wait_for_selector('[data-connection="live"]')
    page.wait_for_selector(f'[data-alert="{missed}"]')
    assert page.locator("#open article").count() == 2


def test_a_hub_that_falls_silent_is_noticed_and_nothing_is_missed(
    page: "Page", pages: Pages, shop: OurShop
) -> None:
    relay = Relay(pages.port)
    try:
        page.set_default_timeout(WAIT_MS)
        page.goto(f"http://127.0.0.1:{relay.port}/floor")
        page.fill("#passphrase", PASSPHRASE)
        page.click("button[type=submit]")
        page.wait_for_selector('[data-connection="live"]')
        page.evaluate(WATCH_SILENCE)
        relay.hold()
        missed = shop.alert("help", "Till 2")
        page.wait_for_selector('[data-connection="offline"]')
        # Neither at the first late beat nor long after 4.5 s of silence.
        assert 2500 < page.evaluate("window.silence") < 8000
        relay.release()
        page.wait_for_selector(f'#open [data-alert="{missed}"]')
        page.wait_for_selector('[data-connection="live"]')
    finally:
        relay.close()


def test_a_tablet_that_loses_its_network_says_so_and_comes_back(
    page: "Page", pages: Pages
) -> None:
    on_the_floor(page, pages)
    page.evaluate("dispatchEvent(new Event('offline'))")
    page.wait_for_selector('[data-connection="offline"]')
    page.wait_for_selector('[data-connection="live"]')


def test_a_press_without_connection_says_so_and_can_be_repeated(
    page: "Page", pages: Pages, shop: OurShop
) -> None:
    alert = shop.alert()
    on_the_floor(page, pages)
    pages.stop()
    take = page.locator(f'[data-alert="{alert}"] [data-action="take"]')
    take.click()
    page.get_by_text("No connection to the hub").wait_for()
    pages.start()
    page.wait_for_selector('[data-connection="live"]')
    take.click()
    page.wait_for_selector(f'[data-alert="{alert}"][data-state="taken"]')


def test_signing_out_leads_back_to_the_sign_in(page: "Page", pages: Pages) -> None:
    on_the_floor(page, pages)
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(re.compile("/signin"))
    page.goto(pages.url + "/floor")
    page.wait_for_url(re.compile("/signin"))


def test_after_the_sign_in_ended_the_floor_comes_back_by_itself(
    page: "Page", pages: Pages, shop: OurShop
) -> None:
    on_the_floor(page, pages)
    alert = shop.alert()
    page.wait_for_selector(f'[data-alert="{alert}"]')
    with shop.store.write() as connection:
        connection.execute("DELETE FROM sessions")
    page.wait_for_selector('[data-signin="ended"]')
    assert "sign in again" in page.inner_text("#notice")
    assert page.locator(f'[data-alert="{alert}"]').is_visible(), "it keeps what it has"
    other = page.context.new_page()
    sign_in(other, pages, "/floor")
    page.wait_for_selector('body:not([data-signin])[data-connection="live"]')
    page.locator("#notice").wait_for(state="hidden")
    page.click(f'[data-alert="{alert}"] [data-action="take"]')
    page.wait_for_selector(f'[data-alert="{alert}"][data-state="taken"]')


def test_a_wrong_passphrase_is_told_on_the_page(page: "Page", pages: Pages) -> None:
    page.goto(pages.url + "/")
    page.fill("#passphrase", "not the right one")
    page.click("button[type=submit]")
    page.get_by_role("alert").wait_for()
    assert "don’t fit" in page.inner_text("#problem")


def test_pages_are_for_everyone(page: "Page", pages: Pages, shop: OurShop) -> None:
    alert = shop.alert()
    page.goto(pages.url + "/signin")
    is_for_everyone(page)
    on_the_floor(page, pages)
    page.wait_for_selector(f'[data-alert="{alert}"]')
    for path in ("/floor", "/owner", "/nowhere"):
        page.goto(pages.url + path)
        if path != "/nowhere":
            page.wait_for_selector('[data-connection="live"]')
        is_for_everyone(page)


def test_no_page_logs_an_error(page: "Page", pages: Pages, shop: OurShop) -> None:
    told: list[str] = []
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("console", lambda m: told.append(m.text) if m.type == "error" else None)
    shop.alert()
    on_the_floor(page, pages)
    page.goto(pages.url + "/owner")
    page.wait_for_selector('[data-figure="csat"]')
    assert told == []

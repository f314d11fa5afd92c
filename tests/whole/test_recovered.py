"""Two people, two tablets, one kiosk: from an unhappy tap to a recovered customer."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hub.store import guidance, tablets
from hub.store.store import Store
from tests.hub.web.looks import is_for_everyone
from tests.servers import until
from tests.whole.shop import Shop
from tests.whole.test_story import look, opened, signed_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page, Route

WAIT_MS = 30_000


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """A running shop whose owner lets staff offer something to those who wait."""
    shop = Shop(tmp_path / "shop")
    try:
        store = Store(shop.store_path)
        with store.write() as connection:
            case = ("waiting", "serious")
            guidance.allow(connection, case, "en", "a coffee on the house")
        store.close()
        shop.start()
        yield shop
    finally:
        shop.stop()


def paired(browser: "Browser", shop: Shop, name: str) -> "Page":
    """A tablet that comes to the floor by a code and not by a passphrase."""
    store = Store(shop.store_path)
    with store.write() as connection:
        now = int(shop.ask("SELECT strftime('%s', 'now') * 1000")[0][0])
        made = tablets.offer(connection, name, "Owner", now)
    store.close()
    context = browser.new_context(
        viewport={"width": 1280, "height": 800}, has_touch=True, locale="en"
    )
    tablet = context.new_page()
    tablet.goto(f"http://127.0.0.1:{shop.web_port}/pair/{made.written}")
    tablet.locator("form button[type=submit]").tap()
    tablet.locator("[data-connection=live]").wait_for()
    return tablet


def names(tablet: "Page", who: str) -> None:
    """A colleague says once who uses this tablet."""
    tablet.locator("#who").tap()
    tablet.locator("#who-name").fill(who)
    tablet.locator("#who-dialog .main").tap()


@contextmanager
def held(tablet: "Page") -> "Iterator[list[Route]]":
    """Presses of "I'll take it" that have left the finger and not reached the hub."""
    caught: list[Route] = []
    pattern = re.compile(r"/floor/alerts/\d+/take$")
    tablet.route(pattern, lambda route: caught.append(route))
    try:
        yield caught
    finally:
        tablet.unroute(pattern)


def pressed(tablet: "Page", caught: "list[Route]", button: "Locator") -> "Route":
    button.tap()
    for _ in range(200):
        if caught:
            return caught[0]
        tablet.wait_for_timeout(50)
    raise AssertionError("the press did not leave the tablet")


def help_on(tablet: "Page", state: str) -> "Locator":
    return tablet.locator(f'#open [data-kind="help"][data-state="{state}"]')


@pytest.mark.timeout(300)
def test_two_colleagues_one_customer_and_the_customer_says_that_it_helped(
    shop: Shop, browser: "Browser"
) -> None:
    with ExitStack() as stack:
        pages = (
            opened(browser, shop.kiosk.url, 800, 480),
            signed_in(browser, shop, "en"),
            paired(browser, shop, "Counter"),
        )
        for one in pages:
            one.set_default_timeout(WAIT_MS)
            stack.callback(one.context.close)
        kiosk, ana, counter = pages
        names(ana, "Ana")
        be_unhappy_and_call(kiosk)
        both_press(kiosk, ana, counter)
        solve(ana, kiosk)
        say_that_it_helped(kiosk)
        everybody_hears_of_it(shop, ana, counter)


def be_unhappy_and_call(kiosk: "Page") -> None:
    """The worst face, why, and "yes, please send someone"."""
    kiosk.locator('[data-face="1"]').tap()
    kiosk.locator('[data-reason="waiting"]').tap()
    look(kiosk, "recovered-1-reasons")
    kiosk.locator('[data-do="send"]').tap()
    kiosk.locator('[data-screen="thanks"]').wait_for()
    kiosk.wait_for_timeout(1000)  # A person reads first.
    kiosk.locator('[data-do="send-someone"]').tap()
    kiosk.locator('[data-call-state="sent"]').wait_for()
    look(kiosk, "recovered-2-sent")


def both_press(kiosk: "Page", ana: "Page", counter: "Page") -> None:
    """Both presses are under way before either arrives; one wins, the other is told."""
    for tablet, name in ((ana, "ana"), (counter, "counter")):
        help_on(tablet, "open").locator(".guidance .offer").wait_for()
        look(tablet, f"recovered-3-{name}")
    with held(ana) as first, held(counter) as second:
        mine = pressed(ana, first, help_on(ana, "open").locator("[data-action=take]"))
        theirs = pressed(
            counter, second, help_on(counter, "open").locator("[data-action=take]")
        )
        mine.continue_()
        kiosk.locator('[data-call-state="coming"]').wait_for()
        theirs.continue_()
        help_on(counter, "taken").get_by_text("Already with Ana").wait_for()
    help_on(ana, "taken").get_by_text("Taken by Ana").wait_for()
    look(kiosk, "recovered-4-coming")
    look(ana, "recovered-4-winner")
    look(counter, "recovered-4-told")
    is_for_everyone(counter)


def solve(ana: "Page", kiosk: "Page") -> None:
    """Guidance helped; the card is done with one more press."""
    card = help_on(ana, "taken")
    card.locator(".guidance summary").click()
    assert "how long it will really take" in card.locator(".guidance").inner_text()
    offer = card.locator(".guidance .offer").inner_text()
    assert offer == "You may offer: a coffee on the house"
    card.locator('[data-mark="act_waiting-true"]').tap()
    card.locator('[data-mark="act_waiting-true"][aria-pressed="true"]').wait_for()
    card.locator("[data-action=done]").tap()
    look(ana, "recovered-5-outcomes")
    card.locator('[data-outcome="solved"]').tap()
    kiosk.locator('[data-screen="helped"]').wait_for()


def say_that_it_helped(kiosk: "Page") -> None:
    look(kiosk, "recovered-6-did-it-help")
    is_for_everyone(kiosk)
    kiosk.wait_for_timeout(1000)
    kiosk.locator('[data-do="helped-yes"]').tap()
    kiosk.get_by_text("Good to know. Thank you.").wait_for()
    look(kiosk, "recovered-7-thanks")


def everybody_hears_of_it(shop: Shop, ana: "Page", counter: "Page") -> None:
    """The day's list on both tablets, and the owner's rate with who could be asked."""
    for tablet, name in ((ana, "ana"), (counter, "counter")):
        # Nobody looks a second time for somebody who was helped.
        tablet.locator("#calm").wait_for()
        tablet.locator("#today .recovered").wait_for()
        said = tablet.locator("#today .recovered").inner_text()
        assert said == "The customer says it helped"
        look(tablet, f"recovered-8-{name}")
    owner = ana.context.new_page()
    owner.goto(f"http://127.0.0.1:{shop.web_port}/alerting")
    rate = owner.locator("[data-recovered]")
    assert rate.get_attribute("data-recovered") == "1/1/1/1"
    rate.scroll_into_view_if_needed()
    look(owner, "recovered-9-owner")
    rows = "SELECT piece, helped FROM guidance_marks"
    until(lambda: shop.ask(rows) == [("act_waiting", 1)], "the mark on guidance")

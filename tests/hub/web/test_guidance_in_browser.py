"""What may help, seen and marked on a tablet, and set on the owner's page."""

import time
from typing import TYPE_CHECKING

import pytest

from hub.alerts import lifecycle
from hub.store import guidance
from tests.examples import one_and
from tests.hub.makers import Sender, comment, rating, reasons, store_all, uuid
from tests.hub.web.looks import is_for_everyone
from tests.hub.web.shop import OurShop, Pages
from tests.hub.web.test_in_browser import on_the_floor, sign_in
from tests.servers import until

if TYPE_CHECKING:
    from playwright.sync_api import Page


def an_unhappy_customer(shop: OurShop) -> None:
    now = time.time_ns() // 1_000_000
    sender, visit = Sender(), uuid()
    sender.began = now - 60_000
    told = comment("Nobody at the till", visit=visit, emotions=["anger"])
    for event in (rating(1, visit), reasons(visit, "waiting"), told):
        store_all(shop.store, [sender.incoming(event, at=now)], now)


def test_guidance_shows_on_the_card_and_is_marked_once_somebody_is_there(
    page: "Page", pages: Pages, shop: OurShop
) -> None:
    with shop.store.write() as connection:
        case = ("waiting", "serious")
        guidance.allow(connection, case, "en", "a coffee <b>on us</b>")
    on_the_floor(page, pages)
    an_unhappy_customer(shop)
    card = page.locator("#open article")
    card.locator(".guidance").wait_for()
    shown = card.locator(".piece p")
    shown.nth(1).wait_for()
    assert "Let them finish" in shown.nth(0).inner_text()
    assert "how long it will really take" in shown.nth(1).inner_text()
    offer = card.locator(".guidance .offer").inner_text()
    assert offer == "You may offer: a coffee <b>on us</b>"
    assert card.locator(".mark-it").count() == 0
    page.set_viewport_size({"width": 800, "height": 480})
    page.get_by_role("button", name="I’ll take it").click()
    # Folded now, so that a small tablet shows how to be done; one tap opens it again.
    card.locator(".guidance:not([open])").wait_for()
    done = card.get_by_role("button", name="Done").bounding_box()
    assert done is not None and done["y"] + done["height"] <= 480
    card.locator(".guidance summary").click()
    card.locator('[data-mark="act_waiting-true"]').click()
    card.locator('[data-mark="act_waiting-true"][aria-pressed="true"]').wait_for()
    until(
        lambda: guidance.marks(shop.store.connection(), 0) == {"act_waiting": (1, 0)},
        "the mark is kept",
    )
    is_for_everyone(page)
    lifecycle.done(shop.store, 1, "solved", None, "Mia", time.time_ns() // 1_000_000)
    card.wait_for(state="detached")


@pytest.mark.parametrize("width", one_and(768, 1280))
def test_the_owners_page_on_guidance_is_for_everyone(
    page: "Page", pages: Pages, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 1000})
    sign_in(page, pages, "/guidance")
    is_for_everyone(page)
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width
    page.fill("#ack_any", "Our own way")
    page.click("form.pieces button[type=submit]")
    page.locator(".said").wait_for()
    assert page.input_value("#ack_any") == "Our own way"
    assert "Greet them" in page.inner_text(".ours")

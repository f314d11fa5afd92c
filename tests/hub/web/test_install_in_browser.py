"""The floor's page as an app: it can be installed, and opens while the hub is away."""

from typing import TYPE_CHECKING

from tests.hub.web.shop import OurShop, Pages
from tests.hub.web.test_in_browser import on_the_floor

if TYPE_CHECKING:
    from playwright.sync_api import Page

READY = "navigator.serviceWorker.ready.then(one => one.active.state)"


def test_the_floor_opens_without_the_hub_and_comes_back_by_itself(
    page: "Page", pages: Pages, shop: OurShop
) -> None:
    on_the_floor(page, pages)
    manifest = page.evaluate(
        "fetch(document.querySelector('link[rel=manifest]').href).then(a => a.json())"
    )
    assert (manifest["start_url"], manifest["display"]) == ("/floor", "standalone")
    assert page.evaluate(READY) in ("activating", "activated")
    page.reload()
    page.wait_for_selector('[data-connection="live"]')
    pages.stop()
    page.goto(pages.url + "/floor")
    assert "No connection" in page.inner_text("h1")
    alert = shop.alert()
    pages.start()
    page.wait_for_selector(f'#open [data-alert="{alert}"]')

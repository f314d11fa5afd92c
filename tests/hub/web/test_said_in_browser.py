"""What customers say, in a real browser: on cards, on the list and for the owner."""

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.hub.makers import unscored
from tests.hub.web.sayings import complains, days_of_words, says
from tests.hub.web.shop import OurShop, Pages
from tests.hub.web.test_in_browser import on_the_floor, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NASTY = "<img src=x onerror=\"document.title='owned'\"> שלום"
PATHS = ("/floor", "/human", "/told", "/promise", "/owner/words?show=theme:price")


def test_a_complaint_comes_onto_its_alerts_card_and_goes_with_it(
    page: "Page", pages: Pages, shop: OurShop
) -> None:
    on_the_floor(page, pages)
    complains(shop, NASTY)
    card = page.locator("#open article")
    card.locator("blockquote").wait_for()
    assert card.locator("blockquote").inner_text() == NASTY
    assert "Waiting · frustration" in card.inner_text()
    card.locator("[data-action=take]").click()
    page.wait_for_selector("#open [data-state=taken] blockquote")
    card.locator("[data-action=done]").click()
    card.locator("[data-outcome=solved]").click()
    page.wait_for_selector("#today li")
    assert "שלום" not in page.content()
    assert page.title() != "owned"


def test_a_lead_takes_a_comment_off_the_list_with_one_press(
    page: "Page", pages: Pages, shop: OurShop
) -> None:
    says(shop, unscored("person_only", NASTY))
    sign_in(page, pages, "/human")
    assert page.locator("blockquote").inner_text() == NASTY
    page.click("main button")
    page.wait_for_selector(".empty")
    assert "שלום" not in page.content()


@pytest.mark.parametrize(
    "scheme", ["light", pytest.param("dark", marks=pytest.mark.long)]
)
def test_nothing_keeps_people_out_of_what_is_said(
    browser: "Browser", pages: Pages, shop: OurShop, scheme: str
) -> None:
    complains(shop, "The queue was long")
    says(shop, unscored("unsure", "Odd smell", maybe_urgent="safety"))
    days_of_words(shop)
    context = browser.new_context(
        viewport={"width": 768, "height": 1024},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    try:
        page = context.new_page()
        sign_in(page, pages, "/human")
        for path in PATHS:
            page.goto(pages.url + path)
            page.wait_for_selector("h1")
            if path == "/floor":
                page.wait_for_selector("#open blockquote")
            found = Axe().run(page)
            assert found.violations_count == 0, f"{path}\n{found.generate_report()}"
            assert page.evaluate("document.documentElement.scrollWidth") <= 768, path
    finally:
        context.close()

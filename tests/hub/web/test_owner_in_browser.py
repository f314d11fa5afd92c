"""The owner's page in a real browser: live counts, pictures, keyboard, paper."""

import signal
from collections.abc import Iterator
from typing import TYPE_CHECKING

import psutil
import pytest

from hub.web.app import hub_clock
from tests.examples import one_and
from tests.hub.web.looks import is_for_everyone
from tests.hub.web.shop import OurShop, Pages
from tests.hub.web.test_in_browser import WAIT_MS, sign_in
from tests.hub.web.test_waits import see

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

DAY = 86_400_000
DRAWN = """() => {
    const all = [...document.querySelectorAll('.part img')];
    return all.length > 0 && all.every((one) => one.complete && one.naturalWidth > 0);
}"""

PICTURES = {390: "narrow", 768: "wide", 1280: "broad"}
"""Which picture of a part as broad as the page stands in a window so wide."""


@pytest.fixture
def full(shop: OurShop) -> OurShop:
    """Some days with something to see in every part."""
    now = hub_clock()
    for days in range(40):
        for place, unhappy in (("Till 1", 2), ("Till <b>2</b>", 8)):
            at = now - days * DAY
            shop.answers(4, 10, at=at, place=place)
            shop.answers(1, unhappy, at=at, place=place)
        shop.told("reasons", 6, mood="unhappy", at=at)
        shop.told("reason:waiting", 4, mood="unhappy", at=at)
        shop.told("reasons", 8, at=at)
        shop.told("reason:something-else", 6, at=at)
        shop.told("outcome:completed", 12, at=at)
    see(shop, at=now - DAY)
    see(shop, at=now - 2 * DAY, left_unserved=9)
    return shop


@pytest.fixture
def faults(page: "Page") -> Iterator[list[str]]:
    """What the page complains of; nothing, at the end of a test."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error)))
    yield found
    assert not found


def drawn(page: "Page", pages: Pages, path: str = "/owner") -> None:
    sign_in(page, pages, path)
    page.wait_for_function(DRAWN)


def test_the_count_moves_with_a_tap_and_nothing_else_does(
    page: "Page", pages: Pages, full: OurShop, faults: list[str]
) -> None:
    drawn(page, pages)
    page.evaluate("() => { window.mark = 1; window.moved = 0; }")
    page.evaluate(
        "() => new PerformanceObserver((list) => { for (const shift of"
        " list.getEntries()) window.moved += shift.value; })"
        ".observe({ type: 'layout-shift' })"
    )
    before = int(page.get_attribute("[data-figure=answers]", "data-value") or 0)
    full.answers(4, 1, at=hub_clock())
    page.wait_for_selector(f'[data-figure=answers][data-value="{before + 1}"]')
    page.wait_for_selector('[data-figure="answers-today"][data-value="31"]')
    assert page.evaluate("window.mark") == 1
    assert page.evaluate("window.moved") < 0.02


@pytest.mark.parametrize("scheme", one_and("light", "dark"))
@pytest.mark.parametrize("width", PICTURES)
def test_nothing_keeps_people_out(
    browser: "Browser", pages: Pages, full: OurShop, width: int, scheme: str
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 844},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    try:
        page = context.new_page()
        drawn(page, pages)
        page.evaluate(
            "document.querySelectorAll('details').forEach(d => d.open = true)"
        )
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        source = page.evaluate("document.querySelector('.part img').currentSrc")
        assert f"theme={scheme}" in source
        assert f"size={PICTURES[width]}" in source
        if scheme == "light" and width != 768:  # the looks hold the dark one too
            is_for_everyone(page)
        if scheme == "light":
            page.goto(pages.url + "/owner/waits")
            page.wait_for_function(DRAWN.replace(".part", ".pictures"))
            waits_are_for_everyone(page, width)
    finally:
        context.close()


def waits_are_for_everyone(page: "Page", width: int) -> None:
    """No text of a picture is small, none stands out of the page, no fault for axe."""
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    scales = page.locator(".pictures img").evaluate_all(
        "(all) => all.map((one) => one.clientWidth / one.naturalWidth)"
    )
    assert len(scales) == 6 and all(0.8 < scale < 1.6 for scale in scales), scales
    if width == 1280:
        is_for_everyone(page)


@pytest.mark.parametrize("path", ["/owner", "/owner?touchpoint=999"])
def test_empty_and_wrong_pages_keep_nobody_out_either(
    page: "Page", pages: Pages, path: str
) -> None:
    page.set_default_timeout(WAIT_MS)
    sign_in(page, pages, "/owner")
    page.goto(pages.url + path)
    is_for_everyone(page)


def test_the_keyboard_alone_chooses_a_touchpoint_and_opens_a_table(
    page: "Page", pages: Pages, full: OurShop, faults: list[str]
) -> None:
    drawn(page, pages)
    page.focus("select[name=touchpoint]")
    page.keyboard.type("Till <")
    page.keyboard.press("Enter")
    page.focus(".filter button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/owner?touchpoint=*")
    assert "language" not in page.url
    page.wait_for_function(DRAWN)
    assert "Till <b>2</b>" in page.inner_text("h1")
    page.focus("#trend summary")
    page.keyboard.press("Enter")
    assert page.locator("#trend table").is_visible()


def test_back_brings_the_days_from_before(
    page: "Page", pages: Pages, full: OurShop, faults: list[str]
) -> None:
    drawn(page, pages)
    page.click("text=30 days")
    page.wait_for_url("**/owner?from=*")
    page.go_back()
    page.wait_for_url("**/owner")
    assert page.inner_text(".presets [aria-current]") == "7 days"


def test_pictures_that_cannot_be_drawn_give_way_to_their_tables(
    page: "Page", pages: Pages, full: OurShop, faults: list[str]
) -> None:
    page.route("**/pictures/**", lambda route: route.fulfill(status=503))
    sign_in(page, pages, "/owner")
    page.wait_for_selector("#trend .undrawn:visible")
    assert page.locator("#trend table").is_visible()
    assert not page.locator("#trend img").is_visible()


def test_killing_the_drawing_process_is_not_noticed(
    page: "Page", pages: Pages, full: OurShop, faults: list[str]
) -> None:
    drawn(page, pages)
    drawing = [
        child
        for child in psutil.Process().children()
        if any("hub.reports.child" in part for part in child.cmdline())
    ]
    assert drawing
    for process in drawing:
        process.send_signal(signal.SIGKILL)
    full.answers(1, 30, at=hub_clock())
    page.reload()
    page.wait_for_function(DRAWN)


def test_paper_shows_all_tables_and_no_buttons(
    page: "Page", pages: Pages, full: OurShop, faults: list[str]
) -> None:
    drawn(page, pages)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#touchpoints table").is_visible()
    for hidden in (".filter", ".presets", ".take", ".menu"):
        assert not page.locator(hidden).first.is_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("details[open]").count() == 0


def test_without_a_connection_it_says_so_and_comes_back(
    page: "Page", pages: Pages, full: OurShop
) -> None:
    drawn(page, pages)
    pages.stop()
    page.wait_for_selector('[data-connection="offline"]')
    assert "No connection" in page.inner_text("#connection")
    pages.start()
    page.wait_for_selector('[data-connection="live"]')

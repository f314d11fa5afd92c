"""The line about sample data in a real browser: read, pressed, gone."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hub.store import sample
from tests.hub.web.shop import NOON, PASSPHRASE, OurShop, Pages

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SIZES = {"wide": (1280, 800), "tablet": (768, 1024), "phone": (390, 844)}
PATHS = ("/floor", "/owner", "/sample", "/you")


@pytest.fixture
def sampled(shop: OurShop, pages: Pages) -> Pages:
    """Served pages of a shop with sample data."""
    sample.begin(shop.store, [("Till 1 (sample)", "sample-till-1")], 30, NOON)
    with shop.store.write() as connection:
        sample.note(connection, sample.About("there", 30, 30))
    return pages


def signed_in(page: "Page", pages: Pages) -> None:
    """Sign in and stay on the floor."""
    page.goto(f"{pages.url}/floor")
    page.fill("#passphrase", PASSPHRASE)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/floor")


def look(page: "Page", name: str) -> None:
    """A picture for whoever asks for them with HEED_PICTURES=folder."""
    folder = os.environ.get("HEED_PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png")


def test_two_presses_remove_it(sampled: Pages, page: "Page", shop: OurShop) -> None:
    signed_in(page, sampled)
    page.get_by_role("link", name="Remove sample data").click()
    page.get_by_role("button", name="Remove sample data").click()
    page.wait_for_url("**/floor")
    assert page.get_by_text("Sample data").count() == 0
    assert not sample.is_there(shop.store.connection())


def test_thinking_better_of_it_keeps_it(
    sampled: Pages, page: "Page", shop: OurShop
) -> None:
    signed_in(page, sampled)
    page.get_by_role("link", name="Remove sample data").click()
    page.get_by_role("link", name="Keep it for now").click()
    page.get_by_text("Sample data: 30 days").wait_for()
    assert sample.is_there(shop.store.connection())


@pytest.mark.parametrize(
    "scheme", ["light", pytest.param("dark", marks=pytest.mark.long)]
)
def test_nobody_is_kept_out_by_the_line(
    sampled: Pages, browser: "Browser", scheme: str
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    for name, (width, height) in SIZES.items():
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
        )
        try:
            page = context.new_page()
            page.goto(f"{sampled.url}/signin")
            look(page, f"sample-signin-{name}-{scheme}")
            violations = {"/signin": axe.run(page).response["violations"]}
            signed_in(page, sampled)
            for path in PATHS:
                page.goto(sampled.url + path)
                page.locator(".sample").wait_for()
                look(page, f"sample{path.replace('/', '-')}-{name}-{scheme}")
                violations[path] = axe.run(page).response["violations"]
                narrow = page.evaluate(
                    "document.documentElement.scrollWidth <= innerWidth"
                )
                assert narrow, f"{path} scrolls sideways at {width}"
        finally:
            context.close()
        assert {path: [v["id"] for v in found] for path, found in violations.items()
                if found} == {}  # fmt: skip


def test_the_way_out_is_large_enough_for_a_finger(
    sampled: Pages, touch_page: "Page"
) -> None:
    signed_in(touch_page, sampled)
    box = touch_page.get_by_role("link", name="Remove sample data").bounding_box()
    assert box is not None and box["height"] >= 48

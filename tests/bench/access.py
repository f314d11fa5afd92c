"""What axe-core finds on every page of a whole shop, light, dark and high contrast."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tests.conftest import CHROMIUM, CHROMIUM_FLAGS
from tests.whole.shop import PASSPHRASE, Shop

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

HUB_PAGES = (
    "/signin",
    "/floor",
    "/owner",
    "/admin/devices",
    "/admin/places",
    "/admin/people",
    "/admin/survey",
    "/admin/survey/history",
    "/admin/audit",
    "/you",
)
REFUSED = ("/owner?from=2020-13-01", "/nowhere")


def count_violations(folder: Path, say: Callable[[str], None]) -> int:
    """Open each page in each scheme and count what axe objects to."""
    from playwright.sync_api import sync_playwright

    shop = Shop(folder, misuse=False)
    try:
        shop.start()
        for value in (1, 2, 3, 4, 4, 3):
            shop.kiosk.tap(value)
        with sync_playwright() as driver:
            browser = driver.chromium.launch(
                executable_path=CHROMIUM, args=list(CHROMIUM_FLAGS)
            )
            found = sum(
                _look(browser, shop, scheme, contrast, say)
                for scheme in ("light", "dark")
                for contrast in ("no-preference", "more")
            )
            browser.close()
    finally:
        shop.stop()
    return found


def _look(
    browser: "Browser",
    shop: Shop,
    scheme: str,
    contrast: str,
    say: Callable[[str], None],
) -> int:
    context = browser.new_context(
        viewport={"width": 1280, "height": 800}, reduced_motion="reduce"
    )
    page = context.new_page()
    page.emulate_media(
        color_scheme="dark" if scheme == "dark" else "light",
        contrast="more" if contrast == "more" else "no-preference",
    )
    where = f"{scheme}, contrast {contrast}"
    found = _visit(page, shop.kiosk.url, f"kiosk ({where})", say)
    web = f"http://127.0.0.1:{shop.web_port}"
    page.goto(f"{web}/signin")
    page.locator("input[type=password]").fill(PASSPHRASE)
    page.locator("form button[type=submit]").click()
    page.locator("[data-connection=live]").wait_for()
    for path in (*HUB_PAGES, *REFUSED):
        found += _visit(page, web + path, f"{path} ({where})", say)
    context.close()
    return found


def _visit(page: "Page", url: str, name: str, say: Callable[[str], None]) -> int:
    from axe_playwright_python.sync_playwright import Axe

    answer = page.goto(url)
    if answer is None or answer.ok == url.endswith(REFUSED):
        raise AssertionError(f"{url} was not answered as expected")
    page.wait_for_timeout(500)
    results = Axe().run(page).response
    for violation in results["violations"]:
        nodes = [node["html"][:120] for node in violation["nodes"][:3]]
        say(f"{name}: {violation['id']}: {json.dumps(nodes)}")
    return len(results["violations"])

"""The looks in which people may see a page, and what axe finds in each."""

from typing import TYPE_CHECKING, Any

import pytest

from tests.examples import FEWER

if TYPE_CHECKING:
    from playwright.sync_api import Page

USUAL: dict[str, Any] = {
    "color_scheme": "light",
    "contrast": "no-preference",
    "forced_colors": "none",
}
LOOKS: dict[str, dict[str, Any]] = {
    "light": USUAL,
    "dark": {**USUAL, "color_scheme": "dark"},
    "more contrast": {**USUAL, "contrast": "more"},
    "forced colours": {**USUAL, "color_scheme": "dark", "forced_colors": "active"},
}
SEEN = 2 if FEWER > 1 else len(LOOKS)
"""How many of them `make test` looks at; `make test-long` looks at all."""


def is_for_everyone(page: "Page") -> None:
    """Fails on whatever axe finds on what a page shows now, in any of the looks."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    faults = {}
    for name, look in list(LOOKS.items())[:SEEN]:
        page.emulate_media(**look, reduced_motion="reduce")
        found = axe.run(page).response["violations"]
        if found:
            faults[name] = [(one["id"], one["nodes"][0]["html"]) for one in found]
    page.emulate_media(**USUAL)
    assert faults == {}, f"{page.url}: {faults}"

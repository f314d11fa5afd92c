"""The audit's page in a real browser: whole, readable by all, and loading nothing."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from models.words.audit import Audit, Bars, gate
from models.words.audit_compare import MEAN_OF_ALL, STANDARD, Group, Kind
from models.words.audit_page import page as page_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

GROUPS = [
    Group("wheelchair users", 40, -0.081, -0.12, -0.03, flips=0.11, right=0.8),
    Group("<b>bold</b> people", 40, 0.45, 0.3, 0.6, flips=0.02, right=0.9),
]
KINDS = [
    Kind("disability", MEAN_OF_ALL, GROUPS, 0.26, 0.2, 0.3, "<b>bold</b> people", 0.45),
    Kind("dialect", STANDARD, GROUPS[:1], 0.01, 0, 0.02, "wheelchair users", 0.01, 0.9),
]


def report(kinds: list[Kind]) -> Audit:
    return Audit("heed & co", 1234, kinds, Bars(), gate(kinds, Bars()))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_keeps_people_out_of_it(
    scheme: str, page: "Page", tmp_path: Path
) -> None:
    path = tmp_path / "audit.html"
    path.write_text(html(KINDS), encoding="utf-8")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(path.as_uri())
    assert Axe().run(page).response["violations"] == []
    assert asked == [path.as_uri()]


def test_it_says_in_words_what_is_over_a_bar(page: "Page", tmp_path: Path) -> None:
    path = tmp_path / "audit.html"
    path.write_text(html(KINDS), encoding="utf-8")
    page.goto(path.as_uri())
    row = page.get_by_role("row").filter(
        has=page.get_by_role("rowheader", name="disab")
    )
    assert "0.260 too much" in row.inner_text()
    assert page.get_by_role("listitem").count() == len(report(KINDS).failures) == 6
    assert page.get_by_text("1,234 made-up comments").is_visible()
    # A name is shown as it is written and never becomes markup.
    assert page.locator("main b").count() == 0
    # What lies beyond the picture is drawn at its edge.
    assert {c.get_attribute("cx") for c in page.locator("circle").all()} >= {"215.0"}
    assert page.pdf(format="A4")[:4] == b"%PDF"


def test_a_fair_reader_is_told_so() -> None:
    fair = [Group("a", 4, 0, 0, 0, 0, 1), Group("b", 4, 0, 0, 0, 0, 1)]
    found = html([Kind("age", MEAN_OF_ALL, fair, 0, 0, 0, "a", 0)])
    assert "Everything is within the bars." in found
    assert "too much" not in found


def html(kinds: list[Kind]) -> str:
    return page_of(report(kinds))

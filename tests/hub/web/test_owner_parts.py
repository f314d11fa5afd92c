"""The parts of the owner's page: main point, picture, table and spreadsheet."""

import re
import sys
from collections.abc import Iterator
from html import unescape

import pytest
from flask import Flask

from hub.reports.drawing import Drawing
from hub.reports.sections import MAKERS
from hub.web.context import NAME
from tests.hub.web.conftest import Visitor
from tests.hub.web.shop import NOON, OurShop
from tests.hub.web.test_owner import DAY, HOUR, words

PICTURE = re.compile(r'(?:src|srcset)="(/owner/pictures/[^"]+)"')


@pytest.fixture
def visitor(app: Flask, colleague: Visitor) -> Iterator[Visitor]:
    """Somebody signed in; the drawing process ends with the test."""
    try:
        yield colleague
    finally:
        app.extensions[NAME].drawing.close()


@pytest.fixture
def full(shop: OurShop) -> OurShop:
    """A week with something to see in every part."""
    for days in range(7):
        for place, unhappy in (("Till 1", 2), ("Till 2", 10)):
            at = NOON - days * DAY - HOUR
            shop.answers(4, 10, at=at, place=place)
            shop.answers(1, unhappy, at=at, place=place)
    shop.told("reasons", 30, mood="unhappy")
    shop.told("reason:waiting", 20, mood="unhappy")
    shop.told("reason:price", 5, mood="unhappy")
    shop.told("reasons", 40)
    shop.told("reason:staff", 30)
    shop.told("outcome:completed", 60)
    shop.told("outcome:left", 20)
    return shop


def pictures(visitor: Visitor, path: str = "/owner") -> list[str]:
    return [unescape(url) for url in PICTURE.findall(visitor.opens(path).text)]


def test_every_part_has_pictures_for_light_dark_wide_and_narrow(
    visitor: Visitor, full: OurShop
) -> None:
    urls = pictures(visitor)
    # Two that are as broad as the page are drawn for a column too.
    assert len(urls) == 4 * len(MAKERS) + 2 * 2
    for url in urls:
        drawn = visitor.opens(url)
        assert (drawn.status_code, drawn.mimetype) == (200, "image/svg+xml"), url
        assert "immutable" in drawn.headers["Cache-Control"]
        assert b"<svg" in drawn.data


def test_a_picture_changes_its_address_only_with_its_figures(
    visitor: Visitor, full: OurShop
) -> None:
    before = pictures(visitor)
    assert pictures(visitor) == before
    full.answers(1, 4, place="Till 2")
    assert pictures(visitor) != before


def test_a_picture_whose_figures_have_moved_on_is_not_kept(
    visitor: Visitor, full: OurShop
) -> None:
    url = next(url for url in pictures(visitor) if "touchpoints" in url)
    drawn = visitor.opens(url.replace("v=", "v=0"))
    assert drawn.status_code == 200
    assert drawn.headers["Cache-Control"] == "no-store"


def test_each_part_says_its_main_point(visitor: Visitor, full: OurShop) -> None:
    page = unescape(words(visitor))
    assert "“Waiting” is named most: by 67 % of 30 unhappy customers" in page
    assert "Clearly less happy than the whole: Till 2." in page
    assert "75 % of 80 visits: went through to the end." in page
    assert "No clear rise or fall over these days." in page
    for text in re.findall(r'alt="([^"]*)"', page):
        assert "%" in text or "hours" in text


def test_reasons_that_moved_are_named(visitor: Visitor, full: OurShop) -> None:
    for weeks in (1, 2, 3, 4):
        at = NOON - 7 * weeks * DAY
        full.told("reasons", 20, mood="unhappy", at=at)
        full.told("reason:price", 12, mood="unhappy", at=at)
    page = words(visitor)
    assert "More often than usual: Waiting. Less often: Price." in page
    assert "▼ less than usual" in page


def test_a_name_is_shown_as_text_everywhere(visitor: Visitor, full: OurShop) -> None:
    nasty = "<b>=HYPERLINK(1)</b> צ"
    full.answers(4, 9, place=nasty)
    full.answers(4, 9, place="=1+1")
    page = visitor.opens("/owner").text
    assert nasty not in page
    assert "&lt;b&gt;" in page
    table = visitor.opens("/owner/touchpoints.csv").text
    assert "\n'=1+1,9,100" in table.replace("\r", "")


@pytest.mark.parametrize("name", [*MAKERS, "figures"])
def test_each_part_can_be_taken_away_as_a_spreadsheet(
    visitor: Visitor, full: OurShop, name: str
) -> None:
    answer = visitor.opens(f"/owner/{name}.csv")
    assert answer.mimetype == "text/csv"
    assert f'filename="heed-{name}.csv"' in answer.headers["Content-Disposition"]
    lines = answer.text.splitlines()
    assert len(lines) > 1
    assert len({line.count(",") for line in lines}) == 1 or name == "figures"


def test_scores_of_few_answers_are_nowhere(visitor: Visitor, full: OurShop) -> None:
    full.answers(1, 3, place="Till 3")
    table = visitor.opens("/owner/touchpoints.csv").text
    assert "\nTill 3,3,,,\n" in table.replace("\r", "")
    assert "too few" in visitor.opens("/owner").text


def test_scarce_parts_say_what_is_missing(visitor: Visitor, shop: OurShop) -> None:
    shop.answers(4, 6)
    shop.told("reasons", 2, mood="unhappy")
    page = words(visitor)
    assert "2 unhappy customers gave a reason so far; 3 more to go." in page
    assert "0 happy customers gave a reason so far; 5 more to go." in page
    assert "Only one day has five answers so far." in page
    assert "One touchpoint has five answers so far." in page
    today = words(visitor, "/owner?from=2026-06-17")
    assert "A line needs two days." in today


@pytest.mark.parametrize("path", ["/owner/nothing.csv", "/owner/pictures/nothing.svg"])
def test_other_names_lead_nowhere(visitor: Visitor, path: str) -> None:
    assert visitor.opens(path).status_code == 404


@pytest.mark.parametrize("more", ["size=huge", "theme=pink"])
def test_other_sizes_and_colours_lead_nowhere(
    visitor: Visitor, full: OurShop, more: str
) -> None:
    assert visitor.opens(f"/owner/pictures/trend.svg?{more}").status_code == 404


def test_without_drawing_the_tables_are_open_and_the_page_says_why(
    app: Flask, visitor: Visitor, full: OurShop
) -> None:
    drawing: Drawing = app.extensions[NAME].drawing
    drawing.close()
    drawing.__init__([sys.executable, "-c", "exit(1)"])  # type: ignore[misc]
    url = pictures(visitor)[0]
    assert visitor.opens(url).status_code == 503
    page = visitor.opens("/owner").text
    assert "Pictures can’t be drawn just now." in page
    assert page.count("<details open>") == len(MAKERS)

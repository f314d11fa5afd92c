"""Sample data on the pages: every page says so, and an owner can remove it."""

import re

import pytest
from flask import Flask

from hub.store import audit, people, sample
from tests.hub.web.conftest import GOOD_SECRET, Visitor
from tests.hub.web.shop import NOON, OurShop

LINE = "Sample data: 30 days of a made-up shop"


@pytest.fixture
def sampled(shop: OurShop) -> OurShop:
    """A shop with sample data."""
    sample.begin(shop.store, [("Till 1 (sample)", "sample-till-1")], 30, NOON)
    with shop.store.write() as connection:
        sample.note(connection, sample.About("there", 30, 30))
    return shop


def text_of(visitor: Visitor, path: str) -> str:
    """A page as text."""
    return visitor.opens(path).get_data(as_text=True)


@pytest.mark.parametrize(
    "path", ["/floor", "/owner", "/admin/devices", "/you", "/nowhere", "/sample"]
)
def test_every_page_says_that_there_is_sample_data(
    sampled: OurShop, colleague: Visitor, path: str
) -> None:
    assert LINE in text_of(colleague, path)


def test_sign_in_says_it_too_and_offers_no_removal(
    sampled: OurShop, stranger: Visitor
) -> None:
    page = text_of(stranger, "/signin")
    assert LINE in page
    assert "Remove sample data" not in page


def test_no_page_says_so_where_there_is_none(colleague: Visitor) -> None:
    for path in ("/floor", "/owner", "/you"):
        assert "Sample data" not in text_of(colleague, path)
        assert "sample.css" not in text_of(colleague, path)
    assert colleague.opens("/sample").status_code == 303


def test_how_far_it_is_is_said_while_it_comes_or_goes(
    sampled: OurShop, colleague: Visitor
) -> None:
    for state, words in (
        ("filling", "Sample data is coming: 12 of 30 days so far"),
        ("removing", "Sample data is being removed"),
    ):
        with sampled.store.write() as connection:
            sample.note(connection, sample.About(state, 30, 12))  # type: ignore[arg-type]
        assert words in text_of(colleague, "/floor")


def test_an_owner_removes_it_and_it_is_written_down(
    sampled: OurShop, colleague: Visitor
) -> None:
    assert re.search(r'href="/sample"[^>]*>Remove', text_of(colleague, "/owner"))
    done = colleague.sends("/sample", "/sample")
    assert done.status_code == 303
    assert not sample.is_there(sampled.store.connection())
    assert "Sample data" not in text_of(colleague, "/owner")
    notes = audit.before(sampled.store.connection(), None, 5)
    assert (people.SHOP, "removed the sample data") in [(n.who, n.what) for n in notes]


def test_nobody_below_an_owner_can_remove_it(sampled: OurShop, app: Flask) -> None:
    with sampled.store.write() as connection:
        people.add(connection, "Lena", "lead", GOOD_SECRET, once=False)
    lead = Visitor(app)
    assert lead.signs_in(name="Lena").status_code == 303
    assert "Remove sample data" not in text_of(lead, "/floor")
    assert LINE in text_of(lead, "/floor")
    headers = {"X-Form-Token": lead.token("/floor"), "Accept": "text/html"}
    assert lead.http.post("/sample", headers=headers).status_code == 403
    assert sample.is_there(sampled.store.connection())


def test_a_forged_removal_is_refused(sampled: OurShop, colleague: Visitor) -> None:
    headers = {"Accept": "text/html", "Origin": "http://elsewhere.example"}
    answer = colleague.http.post("/sample", headers=headers)
    assert answer.status_code == 403
    assert sample.is_there(sampled.store.connection())

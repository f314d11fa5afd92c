"""What the address bar may ask for, and what it is told when it asks for nonsense."""

from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.store import places
from hub.web.owner_filter import KEYS, BadFilter, Choices, read
from tests.hub.web.conftest import Visitor, said
from tests.hub.web.shop import NOON, OurShop
from tests.hub.web.test_owner import figure

DAY = 86_400_000
PATHS = ("/owner", "/owner/figures", "/owner/hours.csv", "/owner/pictures/trend.svg")


@pytest.fixture
def busy(shop: OurShop) -> OurShop:
    shop.answers(4, 6, place="Till 1", language="de")
    shop.answers(1, 7, place="Till 2")
    shop.answers(4, 8, at=NOON - 20 * DAY)
    return shop


@pytest.mark.parametrize(
    ("chosen", "answers"),
    [
        ({}, 13),
        ({"language": "de"}, 6),
        ({"language": "en"}, 7),
        ({"from": "2026-05-01"}, 21),
        ({"from": "2026-05-01", "to": "2026-06-16"}, 8),
        ({"to": "2026-05-28"}, 8),
        ({"touchpoint": "Till 2"}, 7),
        ({"touchpoint": "Till 2", "language": "de"}, 0),
        ({"touchpoint": "", "language": ""}, 13),
    ],
)
def test_every_figure_keeps_to_what_was_chosen(
    colleague: Visitor, busy: OurShop, chosen: dict[str, str], answers: int
) -> None:
    if chosen.get("touchpoint"):
        chosen = {**chosen, "touchpoint": str(busy.place(chosen["touchpoint"]))}
    query = f"?{urlencode(chosen)}"
    assert figure(colleague, "answers", query)["value"] == answers
    table = colleague.opens(f"/owner/touchpoints.csv{query}").text.splitlines()[1:]
    assert sum(int(line.split(",")[1]) for line in table) == answers


def test_a_shop_has_only_its_own_touchpoints(colleague: Visitor, busy: OurShop) -> None:
    with busy.store.write() as connection:
        places.add_shop(connection, "Harbour")
        second = {shop.name: shop.shop for shop in places.shops(connection)}["Harbour"]
        connection.execute(
            "UPDATE touchpoints SET shop = ? WHERE name = 'Till 2'", (second,)
        )
    assert figure(colleague, "answers", f"?shop={second}")["value"] == 7
    table = colleague.opens(f"/owner/touchpoints.csv?shop={second}").text
    assert "Till 2" in table
    assert "Till 1" not in table
    place = busy.place("Till 1")
    refused = colleague.opens(f"/owner?shop={second}&touchpoint={place}")
    assert "Till 1 is not in that shop." in refused.text


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("from=yesterday", "“yesterday” is not a day; write it as 2026-06-17."),
        ("from=2026-02-30", "“2026-02-30” is not a day"),
        ("from=2026-06-12&to=2026-06-01", "after the last"),
        ("to=2031-01-01", "has not come yet"),
        ("from=1066-10-14", "long before the first answer"),
        ("from=2020-01-01", "more than two years"),
        ("touchpoint=999", "There is no touchpoint “999”."),
        ("touchpoint=-1", "There is no touchpoint"),
        ("touchpoint=1%20OR%201=1", "There is no touchpoint"),
        ("touchpoint=%D9%A1", "There is no touchpoint"),
        (f"touchpoint={'9' * 400}", "There is no touchpoint"),
        ("shop=77", "There is no shop “77”."),
        ("language=xx", "There are no answers in “xx”."),
        ("language=%3Cscript%3E", "There are no answers in “&lt;script&gt;”."),
        ("tuochpoint=1", "“tuochpoint” is no filter"),
    ],
)
def test_nonsense_is_told_in_words_with_a_way_back(
    colleague: Visitor, busy: OurShop, query: str, words: str
) -> None:
    page = colleague.opens(f"/owner?{query}")
    assert page.status_code == 400
    assert words in page.text
    assert 'href="/owner"' in page.text
    for path in PATHS[1:]:
        answer = colleague.http.get(f"{path}?{query}")
        assert answer.status_code == 400
        assert said(answer)["error"]


def test_the_sound_part_of_an_address_is_offered(
    colleague: Visitor, busy: OurShop
) -> None:
    page = colleague.opens("/owner?language=de&touchpoint=999")
    assert 'href="/owner?language=de"' in page.text


CHOICES = Choices({1: "Us"}, {1: ("Till 1", 1), 2: ("Till 2", 1)}, ["de", "en"])
texts = st.one_of(
    st.text(max_size=30),
    st.dates().map(str),
    st.integers().map(str),
    st.sampled_from(["", "en", "1", "2026-06-17"]),
)


@given(st.dictionaries(st.sampled_from([*KEYS, "x", "v"]), texts))
def test_any_address_is_either_read_or_explained(given: dict[str, Any]) -> None:
    from datetime import date

    today = date(2026, 6, 17)
    try:
        found = read(given, CHOICES, today)
    except BadFilter as error:
        assert all(problem.endswith(".") for problem in error.problems)
        assert read(error.rest, CHOICES, today)
    else:
        assert found.period.first <= found.period.last <= today
        assert read(dict(found.given), CHOICES, today).period == found.period


def test_presets_keep_the_rest_of_the_choice(colleague: Visitor, busy: OurShop) -> None:
    page = colleague.opens("/owner?language=de&from=2026-06-17").text
    assert 'href="/owner?language=de&amp;from=2026-05-19">30 days' in page
    assert 'href="/owner?language=de">7 days' in page
    assert 'aria-current="true">Today' in page

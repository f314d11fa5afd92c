"""What the owner learns of words, and what nobody can learn."""

import random
import re
from collections import defaultdict
from collections.abc import Callable

import pytest

from hub.store import batches
from tests.hub.makers import comment, put_right, unscored, uuid
from tests.hub.web.conftest import Clock, Visitor
from tests.hub.web.sayings import DAY_MS, complains, days_of_words, says
from tests.hub.web.shop import NOON, OurShop

MARK = re.compile(r"mark (\d+) ")


def page(owner: Visitor, path: str = "/owner/words") -> str:
    answer = owner.opens(path)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


def publish(shop: OurShop, now: int) -> None:
    with shop.store.write() as connection:
        batches.publish(connection, now)


def test_four_comments_show_no_words_and_the_fifth_shows_all(
    shop: OurShop, clock: Clock, colleague: Visitor
) -> None:
    for number in range(4):
        says(shop, comment(f"mark {number} here"))
    clock.ms += DAY_MS
    publish(shop, clock.ms)
    assert MARK.findall(page(colleague)) == []
    says(shop, comment("mark 4 here"), at=clock.ms)
    publish(shop, clock.ms)
    assert MARK.findall(page(colleague)) == [], "not on the same day"
    clock.ms += DAY_MS
    publish(shop, clock.ms)
    found = page(colleague)
    assert sorted(MARK.findall(found)) == ["0", "1", "2", "3", "4"]
    assert "12:00" not in found, "without the minute"
    assert "Wed 17 Jun, afternoon, to Thu 18 Jun, afternoon" in found


def test_themes_are_counted_with_an_interval_and_open_into_their_words(
    shop: OurShop, colleague: Visitor
) -> None:
    days_of_words(shop)
    found = page(colleague)
    assert "Something was wrong in 24 of 36 comments" in found
    assert re.search(r"Waiting</a></th>\s*<td class=\"count\">18 of 36", found)
    assert "50 %" in found
    words = page(colleague, "/owner/words?show=theme:price")
    assert "number 0" in words
    assert "number 1" not in words


def test_a_theme_that_grew_is_a_mover(shop: OurShop, colleague: Visitor) -> None:
    for back in range(1, 57):
        now = ["price"] if back <= 28 and back % 2 else ["waiting"]
        given = [comment("x", themes=now) for _ in range(5)]
        says(shop, *given, at=NOON - back * DAY_MS)
    publish(shop, NOON)
    rows = dict(
        re.findall(
            r"show=theme%3A(\w+)#words\"[^>]*>.*?<td>(.*?)</td></tr>",
            page(colleague),
            re.DOTALL,
        )
    )
    assert "clearly more now" in rows["price"] or rows["price"] == "–"
    assert "clearly less now" in rows["waiting"]


def test_one_press_puts_a_label_right_and_counts_stay(
    shop: OurShop, colleague: Visitor
) -> None:
    days_of_words(shop)
    before = page(colleague)
    answer = colleague.sends(
        "/owner/words/1/2/label", "/owner/words", label="mixed", back="show="
    )
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith("#w1-2")
    after = page(colleague)
    assert after.count("put right by you") == 1
    figure = re.compile(r'data-figure="complaints">[^<]*')
    assert figure.findall(before) == figure.findall(after)
    kept = shop.store.connection().execute(
        "SELECT by, label, confirmed FROM corrections"
    )
    assert kept.fetchall() == [("owner", "mixed", 0)]
    for path, label in (("/1/2/label", "lovely"), ("/99/1/label", "mixed")):
        answer = colleague.sends(
            f"/owner/words{path}", "/owner/words", label=label, back=""
        )
        assert answer.status_code in (400, 404)


def test_the_spreadsheet_holds_counts_and_no_words(
    shop: OurShop, colleague: Visitor
) -> None:
    days_of_words(shop)
    text = colleague.opens("/owner/words/counts.csv").get_data(as_text=True)
    lines = text.lstrip("\ufeff").splitlines()
    assert lines[0].startswith("about,comments,of,share_percent")
    assert "theme:waiting,18,36,50,34,66," in lines
    assert "number" not in text


def test_what_was_told_to_colleagues_stands_apart(
    shop: OurShop, colleague: Visitor
) -> None:
    for number in range(5):
        says(shop, comment(f"mark {number} x", source="told"), at=NOON - DAY_MS)
    publish(shop, NOON)
    assert MARK.findall(page(colleague)) == []
    assert len(MARK.findall(page(colleague, "/owner/words?source=told"))) == 5


def test_customers_say_how_well_they_were_understood(
    shop: OurShop, colleague: Visitor
) -> None:
    assert "No customer has said yet" in page(colleague)
    for number in range(6):
        visit = uuid()
        right = {"confirmed": True} if number else {"label": "positive"}
        said = comment("x", visit=visit)
        says(shop, said, put_right(visit, **right), at=NOON - DAY_MS)
    for _ in range(6):
        says(shop, unscored("unsure"), at=NOON - DAY_MS)
    found = page(colleague)
    assert "5 of 6" in found
    assert "In the last four weeks 6 of 12 comments were read by software" in found


def test_words_of_a_person_only_and_of_today_are_not_there(
    shop: OurShop, clock: Clock, colleague: Visitor
) -> None:
    for number in range(9):
        says(shop, unscored("person_only", f"mark {number} x"), at=NOON - DAY_MS)
        complains(shop, f"mark 1{number} x")
    publish(shop, NOON)
    assert MARK.findall(page(colleague)) == []


@pytest.mark.parametrize(
    "query", ["show=theme:", "show=x", "source=me", "language=en", "from=2030-01-01"]
)
def test_an_address_that_asks_for_what_there_is_not_says_so(
    colleague: Visitor, query: str
) -> None:
    answer = colleague.opens(f"/owner/words?{query}")
    assert answer.status_code == 400
    assert "Traceback" not in answer.get_data(as_text=True)


def test_a_lead_does_not_see_the_owners_page(
    shop: OurShop, as_role: Callable[[str], Visitor]
) -> None:
    assert as_role("lead").opens("/owner/words").status_code == 403


def test_no_questions_of_a_day_tell_fewer_than_five_comments_apart(
    shop: OurShop, clock: Clock, colleague: Visitor
) -> None:
    chance = random.Random(5)
    number = 0
    for back in range(12, 0, -1):
        for hour in (9, 13, 18):
            given = []
            for _ in range(chance.choice((0, 1, 2, 3, 7))):
                number += 1
                themes = chance.sample(["waiting", "price", "staff"], 1)
                given.append(comment(f"mark {number} x", themes=themes))
            moment = NOON - back * DAY_MS + (hour - 12) * 3_600_000
            says(shop, *given, at=moment)
        publish(shop, NOON - (back - 1) * DAY_MS)
    answers: dict[str, list[frozenset[str]]] = defaultdict(list)
    for _ in range(40):
        first, last = sorted(chance.sample(range(4, 18), 2))
        show = chance.choice(("", "", "theme:waiting", "theme:price"))
        query = f"from=2026-06-{first:02}&to=2026-06-{last:02}&show={show}"
        marks = MARK.findall(page(colleague, f"/owner/words?{query}"))
        answers[show].append(frozenset(marks))
    assert any(len(answer) > 9 for answer in answers[""])
    assert any(answers["theme:waiting"])
    for found in answers.values():
        groups: dict[tuple[bool, ...], int] = defaultdict(int)
        for mark in frozenset().union(*found):
            groups[tuple(mark in answer for answer in found)] += 1
        assert all(size >= 5 for size in groups.values())

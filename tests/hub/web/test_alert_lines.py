"""Who sees which words on the floor, and for how long."""

from collections.abc import Callable

from tests.hub.makers import unscored
from tests.hub.web.conftest import Clock, Visitor, said
from tests.hub.web.sayings import complains, says
from tests.hub.web.shop import OurShop

WORDS = "Twenty minutes for one loaf"
MINUTE_MS = 60_000


def lines(visitor: Visitor) -> list[dict[str, object]]:
    """What the floor's cards may show this person."""
    found: list[dict[str, object]] = said(visitor.http.get("/floor/words"))["lines"]
    return found


def test_staff_see_theme_feeling_and_one_line(
    shop: OurShop, as_role: Callable[[str], Visitor]
) -> None:
    complains(shop, "Twenty minutes\nfor <b>one</b>  loaf " + "x" * 900)
    (line,) = lines(as_role("staff"))
    assert line["about"] == "Waiting · frustration"
    text = str(line["text"])
    assert text.startswith("Twenty minutes for <b>one</b> loaf xxx")
    assert len(text) < 250


def test_words_about_staff_go_to_the_lead(
    shop: OurShop, as_role: Callable[[str], Visitor]
) -> None:
    complains(shop, WORDS, themes=["waiting", "staff"])
    (line,) = lines(as_role("staff"))
    assert line["text"] == ""
    assert "frustration" not in str(line["about"])
    (line,) = lines(as_role("lead"))
    assert line["text"] == WORDS


def test_words_that_software_was_not_sure_of_go_to_the_lead(
    shop: OurShop, as_role: Callable[[str], Visitor]
) -> None:
    visit = complains(shop, WORDS)
    says(shop, unscored("unsure", "He was rude", visit=visit))
    (line,) = lines(as_role("staff"))
    assert "rude" not in str(line)
    (line,) = lines(as_role("owner"))
    assert line["text"] == "He was rude"


def test_the_line_is_gone_after_half_an_hour_and_when_the_alert_is_done(
    shop: OurShop, clock: Clock, as_role: Callable[[str], Visitor]
) -> None:
    staff = as_role("staff")
    complains(shop, WORDS)
    (line,) = lines(staff)
    clock.ms += 29 * MINUTE_MS
    assert lines(staff) == [line]
    clock.ms += MINUTE_MS
    assert lines(staff) == []
    clock.ms -= MINUTE_MS
    answer = staff.presses(f"/floor/alerts/{line['alert']}/done", {"outcome": "solved"})
    assert answer.status_code == 200
    assert lines(staff) == []


def test_neither_list_nor_stream_nor_spreadsheet_holds_the_words(
    shop: OurShop, as_role: Callable[[str], Visitor]
) -> None:
    complains(shop, WORDS)
    owner = as_role("owner")
    for path in ("/floor/alerts", "/floor", "/owner", "/owner/figures.csv"):
        assert WORDS not in owner.opens(path).get_data(as_text=True), path


def test_a_stranger_sees_no_words(shop: OurShop, stranger: Visitor) -> None:
    complains(shop, WORDS)
    answer = stranger.http.get("/floor/words")
    assert answer.status_code == 401
    assert WORDS not in answer.get_data(as_text=True)


def test_the_line_speaks_the_readers_language(
    shop: OurShop, as_role: Callable[[str], Visitor]
) -> None:
    complains(shop, WORDS, urgent="safety")
    staff = as_role("staff")
    staff.http.set_cookie("heed_language", "de")
    (line,) = lines(staff)
    assert line["about"] == "Gefahr: Sicherheit · Warten · Frust"

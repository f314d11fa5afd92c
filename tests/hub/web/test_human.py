"""The list of comments that need a human, as the lead sees it."""

from collections.abc import Callable

from tests.hub.makers import unscored
from tests.hub.web.conftest import Clock, Visitor
from tests.hub.web.sayings import complains, says
from tests.hub.web.shop import OurShop

MINUTE_MS = 60_000


def test_the_lead_reads_what_software_did_not_and_takes_it_off(
    shop: OurShop, clock: Clock, as_role: Callable[[str], Visitor]
) -> None:
    complains(shop, "Software read this one")
    says(shop, unscored("person_only", "Please <call> me back"))
    clock.ms += 23 * MINUTE_MS
    says(shop, unscored("unsure", "I feel odd", maybe_urgent="health"), at=clock.ms)
    lead = as_role("lead")
    page = lead.opens("/human").get_data(as_text=True)
    assert "Software read this one" not in page
    assert "Please &lt;call&gt; me back" in page
    assert page.index("I feel odd") < page.index("me back"), "danger first"
    assert "20 min ago" in page
    assert "Danger: health" in page
    assert "Needs a human (2)" in page
    answer = lead.sends("/human/2/off", "/human")
    assert answer.status_code == 303
    assert "Needs a human (2)" in page
    lead.sends("/human/3/off", "/human")
    lead.sends("/human/4/off", "/human")
    page = lead.opens("/human").get_data(as_text=True)
    assert "Nothing waits for anybody" in page
    rows = shop.store.connection().execute("SELECT count(*) FROM human_list")
    assert rows.fetchone() == (2,), "kept as rows"


def test_staff_do_not_see_the_list(
    shop: OurShop, as_role: Callable[[str], Visitor]
) -> None:
    says(shop, unscored("person_only", "For the boss only"))
    staff = as_role("staff")
    answer = staff.opens("/human")
    assert answer.status_code == 403
    assert "For the boss only" not in answer.get_data(as_text=True)
    assert "Needs a human" not in staff.opens("/floor").get_data(as_text=True)
    token = staff.token("/floor")
    form = {"form_token": token}
    assert staff.http.post("/human/1/off", data=form).status_code == 403


def test_a_comment_whose_words_were_not_kept_says_so(
    shop: OurShop, as_role: Callable[[str], Visitor]
) -> None:
    says(shop, unscored("no_model", None))
    page = as_role("lead").opens("/human").get_data(as_text=True)
    assert "The words were not kept" in page

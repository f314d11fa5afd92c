"""Sign-in that ends in mid-work: nothing that was written is lost."""

import html
import re

import msgspec

from tests.hub.web.conftest import Visitor
from tests.hub.web.shop import PASSPHRASE, OurShop

NASTY = '"><img src=x onerror=alert(1)> שלום'
HTML = {"Accept": "text/html", "Origin": "http://localhost"}


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of a page."""
    found = re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in found}


def sign_out_elsewhere(shop: OurShop) -> None:
    with shop.store.write() as connection:
        connection.execute("DELETE FROM sessions")


def names(shop: OurShop) -> list[str]:
    rows = shop.store.connection().execute("SELECT name FROM touchpoints")
    return [name for (name,) in rows]


def test_a_form_sent_after_the_sign_in_ended_can_be_sent_again(
    colleague: Visitor, shop: OurShop
) -> None:
    token = colleague.token("/admin/places")
    sign_out_elsewhere(shop)
    form = {"form_token": token, "name": NASTY, "shop": "1"}
    ended = colleague.http.post("/admin/touchpoints", data=form, headers=HTML)
    assert ended.status_code == 401
    assert "What you wrote is kept" in ended.text
    assert NASTY not in ended.text, "what was written is text, not markup"
    wrong = {**hidden(ended.text), "name": "shop", "passphrase": "not the one"}
    still = colleague.http.post("/signin", data=wrong, headers=HTML)
    assert still.status_code == 401
    right = {**hidden(still.text), "name": "shop", "passphrase": PASSPHRASE}
    back = colleague.http.post("/signin", data=right, headers=HTML)
    assert back.status_code == 200
    assert NASTY not in names(shop), "nothing is sent before the person says so"
    assert html.escape(NASTY, quote=False).split("&")[0] in back.text
    again = colleague.http.post(
        "/admin/touchpoints", data=hidden(back.text), headers=HTML
    )
    assert again.status_code == 303
    assert NASTY in names(shop)


def test_a_form_from_before_another_sign_in_can_be_sent_again(
    colleague: Visitor, shop: OurShop
) -> None:
    token = colleague.token("/admin/places")
    colleague.http.delete_cookie("heed_session")
    colleague.signs_in()
    form = {"form_token": token, "name": "Door", "shop": "1"}
    stale = colleague.http.post("/admin/touchpoints", data=form, headers=HTML)
    assert stale.status_code == 409
    assert "Door" not in names(shop)
    again = colleague.http.post(
        "/admin/touchpoints", data=hidden(stale.text), headers=HTML
    )
    assert again.status_code == 303
    assert "Door" in names(shop)


def test_a_passphrase_never_comes_back_in_a_page(
    colleague: Visitor, shop: OurShop
) -> None:
    token = colleague.token("/you")
    sign_out_elsewhere(shop)
    form = {"form_token": token, "passphrase": "s3cret one", "new_passphrase": "s3cret"}
    ended = colleague.http.post("/you/passphrase", data=form, headers=HTML)
    assert ended.status_code == 401
    assert "s3cret" not in ended.text


def test_programs_are_told_plainly(colleague: Visitor, shop: OurShop) -> None:
    alert = shop.alert()
    token = colleague.token("/floor")
    sign_out_elsewhere(shop)
    answer = colleague.http.post(
        f"/floor/alerts/{alert}/take", json={}, headers={"X-Form-Token": token}
    )
    assert answer.status_code == 401


def test_a_kept_form_leads_to_no_other_site(stranger: Visitor) -> None:
    for path in ("//evil.example/x", "https://evil.example", "/\\evil"):
        kept = msgspec.json.encode((path, [("name", "x")])).decode()
        answer = stranger.signs_in(kept=kept)
        assert answer.status_code == 403
        stranger.http.delete_cookie("heed_session")


def test_a_kept_form_that_makes_no_sense_is_left(stranger: Visitor) -> None:
    for kept in (
        "",
        "{",
        "[]",
        '["/floor"]',
        '["/floor", [["a"]]]',
        "\x00",
        "[" * 5000,
    ):
        assert stranger.signs_in(kept=kept).status_code == 303
        stranger.http.delete_cookie("heed_session")


def test_after_signing_in_on_another_tab_a_page_gets_a_fresh_token(
    colleague: Visitor, shop: OurShop
) -> None:
    colleague.http.delete_cookie("heed_session")
    colleague.signs_in()
    answer = colleague.http.get("/signin/token", headers={"Accept": "application/json"})
    fresh = msgspec.json.decode(answer.data)
    assert (fresh["name"], fresh["role"]) == ("shop", "admin")
    alert = shop.alert()
    pressed = colleague.http.post(
        f"/floor/alerts/{alert}/take", json={}, headers={"X-Form-Token": fresh["token"]}
    )
    assert pressed.status_code == 200

"""Signing in and out, and everything that must not get in."""

import sqlite3
from pathlib import Path

import pytest
from flask import Flask

from hub.store import people, sessions
from hub.web.app import create_app
from tests.hub.web.conftest import Clock, Visitor, said
from tests.hub.web.shop import NOON, PASSPHRASE, OurShop, settings

DAY = 24 * 3600 * 1000


def audit(shop: OurShop) -> list[str]:
    rows = shop.store.connection().execute("SELECT what FROM audit ORDER BY n")
    return [what for (what,) in rows]


def test_the_right_passphrase_opens_the_page_that_was_asked_for(
    stranger: Visitor,
) -> None:
    asked = stranger.opens("/owner")
    assert asked.status_code == 303
    assert asked.location == "/signin?next=/owner"
    assert stranger.signs_in(then="/owner").location == "/owner"
    assert stranger.opens("/owner").status_code == 200


def test_a_wrong_passphrase_is_told_and_opens_nothing(stranger: Visitor) -> None:
    answer = stranger.signs_in("not the one")
    assert answer.status_code == 401
    assert "don’t fit" in answer.get_data(as_text=True)
    assert stranger.opens("/floor").status_code == 303


@pytest.mark.parametrize("odd", ["", "x" * 5000, "\x00", "pässwörd 🔑", "‮"])
def test_odd_passphrases_are_just_wrong(stranger: Visitor, odd: str) -> None:
    assert stranger.signs_in(odd).status_code == 401


def test_a_tablet_stays_signed_in_for_thirty_days(
    colleague: Visitor, clock: Clock
) -> None:
    clock.ms += 30 * DAY - 1
    assert colleague.opens("/floor").status_code == 200
    clock.ms += 1
    assert colleague.opens("/floor").status_code == 303


def test_signing_out_ends_the_session_on_the_hub_too(
    colleague: Visitor, shop: OurShop
) -> None:
    cookie = colleague.http.get_cookie("heed_session")
    assert cookie is not None
    form = {"form_token": colleague.token("/floor")}
    assert colleague.http.post("/signout", data=form).status_code == 303
    assert not sessions.is_open(shop.store.connection(), cookie.value, NOON)
    assert colleague.opens("/floor").status_code == 303


def test_a_new_passphrase_signs_everybody_out(
    colleague: Visitor, shop: OurShop
) -> None:
    with shop.store.write() as connection:
        people.set_passphrase(connection, "another good one")
    assert colleague.opens("/floor").status_code == 303
    assert colleague.signs_in().status_code == 401
    assert colleague.signs_in("another good one").status_code == 303


@pytest.mark.parametrize("short", ["", "1234567", "x" * 201])
def test_a_passphrase_that_guards_nothing_is_refused(shop: OurShop, short: str) -> None:
    with pytest.raises(people.WeakPassphrase, match="characters"):
        people.set_passphrase(shop.store.connection(), short)


@pytest.mark.usefixtures("slow_passphrases")
def test_the_store_holds_neither_passphrase_nor_session(
    colleague: Visitor, shop: OurShop
) -> None:
    people.set_passphrase(shop.store.connection(), PASSPHRASE)
    assert colleague.signs_in().status_code == 303
    cookie = colleague.http.get_cookie("heed_session")
    assert cookie is not None
    dump = "\n".join(shop.store.connection().iterdump())
    assert PASSPHRASE not in dump
    assert cookie.value not in dump
    assert "$argon2id$v=19$m=19456,t=2,p=1$" in dump


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "/floor\r\nX-Bad: 1",
        "floor",
        "",
    ],
)
def test_signing_in_never_leads_to_another_site(
    stranger: Visitor, elsewhere: str
) -> None:
    assert stranger.signs_in(then=elsewhere).location == "/"


def test_a_form_without_its_token_is_refused(stranger: Visitor) -> None:
    stranger.opens("/signin")
    for token in ("", "0" * 64, "ä"):
        answer = stranger.http.post(
            "/signin", data={"passphrase": PASSPHRASE, "form_token": token}
        )
        assert answer.status_code == 403


def test_without_cookies_the_page_says_what_is_wrong(app: Flask) -> None:
    bare = app.test_client(use_cookies=False)
    answer = bare.post(
        "/signin", data={"passphrase": PASSPHRASE}, headers={"Accept": "text/html"}
    )
    assert answer.status_code == 403
    assert "Cookies are off" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "sender",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"X-Form-Token": "0" * 64},
    ],
)
def test_another_site_cannot_press_a_button_here(
    colleague: Visitor, shop: OurShop, sender: dict[str, str]
) -> None:
    alert = shop.alert()
    assert colleague.presses(f"/floor/alerts/{alert}/take", **sender).status_code == 403
    (taken,) = (
        shop.store.connection()
        .execute("SELECT count(*) FROM steps WHERE what = 'taken'")
        .fetchone()
    )
    assert taken == 0


def test_our_own_page_may_press_it(colleague: Visitor, shop: OurShop) -> None:
    alert = shop.alert()
    answer = colleague.presses(
        f"/floor/alerts/{alert}/take", {}, Origin="http://localhost"
    )
    assert answer.status_code == 200


def test_programs_without_a_session_get_401_as_json(stranger: Visitor) -> None:
    for path in ("/floor/stream", "/floor/alerts", "/owner/figures", "/no/such/page"):
        answer = stranger.http.get(path, headers={"Accept": "application/json"})
        assert answer.status_code == 401
        assert "sign in" in said(answer)["error"]


def test_guessing_is_slowed_down_and_the_right_word_waits_too(
    stranger: Visitor, shop: OurShop
) -> None:
    for _ in range(3):
        assert stranger.signs_in("guess number one").status_code == 401
    slowed = stranger.signs_in()
    assert slowed.status_code == 429
    assert int(slowed.headers["Retry-After"]) >= 1
    assert "wait" in slowed.get_data(as_text=True)
    assert audit(shop) == ["sign-in failed"] * 3


def test_guessing_many_names_tells_nothing_and_is_slowed_down(
    stranger: Visitor,
) -> None:
    said = []
    for name in ("shop", "nobody", "<b>", "x" * 300):
        answer = stranger.signs_in("guess number one", name=name)
        said.append((answer.status_code, "don’t fit" in answer.text))
    assert said[:3] == [(401, True)] * 3
    assert said[3][0] == 429


def test_what_happens_with_the_sign_in_is_written_down(
    stranger: Visitor, shop: OurShop
) -> None:
    stranger.signs_in("nothing like it")
    stranger.signs_in()
    stranger.http.post("/signout", data={"form_token": stranger.token("/floor")})
    assert audit(shop) == ["sign-in failed", "signed in from 127.0.0.1", "signed out"]


def test_before_a_passphrase_is_set_the_page_says_so(
    shop: OurShop, stranger: Visitor
) -> None:
    shop.store.connection().execute("DELETE FROM people")
    page = stranger.opens("/signin")
    assert "No passphrase has been set" in page.get_data(as_text=True)
    stranger.opens("/floor")
    assert stranger.http.post("/signin", data={}).status_code == 403


def test_cookies_are_for_this_site_only_and_not_for_scripts(
    shop: OurShop, tmp_path: Path
) -> None:
    hub = settings(tmp_path)
    visitor = Visitor(create_app(shop.store, hub))
    cookie = visitor.signs_in().headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Secure" not in cookie


def test_behind_https_cookies_are_secure(shop: OurShop) -> None:
    from hub.settings import Hub

    app = create_app(shop.store, Hub())
    answer = app.test_client().get("/signin", base_url="https://hub.example")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-heed_form=")
    assert "Secure" in cookie
    assert "max-age=" in answer.headers["Strict-Transport-Security"]


def test_a_broken_secret_lets_nobody_in(stranger: Visitor, shop: OurShop) -> None:
    connection: sqlite3.Connection = shop.store.connection()
    connection.execute("UPDATE people SET secret = 'plain'")
    assert stranger.signs_in("plain").status_code == 401

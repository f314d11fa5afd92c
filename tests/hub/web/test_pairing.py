"""Pairing a tablet: one code, one tablet, a few minutes; and taking it back."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from hub.store import tablets
from hub.store.tablets import PAIR_MS, UNSEEN_MS, BadTablet, NoPairing
from tests.hub.web.conftest import Clock, Visitor, said
from tests.hub.web.shop import NOON, OurShop

CODE = re.compile(r"http://localhost/pair/([2-9A-Z]{4}-[2-9A-Z]{4})")
MINUTE = 60_000


def code_for(owner: Visitor, name: str = "Counter") -> str:
    answer = owner.sends("/tablets/pairings", "/tablets", name=name)
    found = CODE.search(answer.get_data(as_text=True))
    assert found is not None
    return found[1]


def pairs(tablet: Visitor, code: str) -> int:
    headers = {"Accept": "text/html", "Origin": "http://localhost"}
    return tablet.http.post("/pair", data={"code": code}, headers=headers).status_code


def test_a_tablet_is_on_the_floor_by_its_code_and_nowhere_else(
    app: Flask, as_role: Callable[[str], Visitor], shop: OurShop
) -> None:
    owner, tablet = as_role("owner"), Visitor(app)
    code = code_for(owner)
    page = tablet.opens(f"/pair/{code}")
    assert page.status_code == 200 and "Counter" in page.get_data(as_text=True)
    assert pairs(tablet, code) == 303
    floor = tablet.opens("/floor").get_data(as_text=True)
    assert 'data-person="Counter"' in floor
    alert = shop.alert()
    body = {"who": "Counter"}
    assert tablet.presses(f"/floor/alerts/{alert}/take", body).status_code == 200
    for shut in ("/you", "/owner", "/alerting", "/tablets", "/admin", "/human"):
        assert tablet.opens(shut).status_code == 403, shut
    assert "Counter" in owner.opens("/tablets").get_data(as_text=True)


def test_opening_the_link_alone_uses_nothing_up(
    app: Flask, as_role: Callable[[str], Visitor]
) -> None:
    code = code_for(as_role("owner"))
    for _ in range(3):
        assert Visitor(app).opens(f"/pair/{code}").status_code == 200
    assert pairs(Visitor(app), code) == 303


def test_a_code_pairs_one_tablet_and_the_next_is_told_so(
    app: Flask, as_role: Callable[[str], Visitor]
) -> None:
    code = code_for(as_role("owner"))
    assert pairs(Visitor(app), code) == 303
    late = Visitor(app)
    assert pairs(late, code) == 410
    page = late.opens(f"/pair/{code}")
    assert page.status_code == 410
    assert "used already" in page.get_data(as_text=True)
    assert late.opens("/floor").status_code == 303  # to the sign-in


def test_a_code_expires(
    app: Flask, as_role: Callable[[str], Visitor], clock: Clock
) -> None:
    owner = as_role("owner")
    code, other = code_for(owner), code_for(owner, "Store room")
    clock.ms += PAIR_MS - 1
    assert pairs(Visitor(app), code) == 303
    clock.ms += 1
    tablet = Visitor(app)
    assert pairs(tablet, other) == 410
    assert "expired" in tablet.opens(f"/pair/{other}").get_data(as_text=True)


@pytest.mark.parametrize(
    "code", ["", "AAAA-2222", "x" * 99, "🙂🙂🙂🙂", "'; DROP TABLE", "../../floor"]
)
def test_a_wrong_code_gets_a_clear_page_in_the_readers_language(
    app: Flask, code: str
) -> None:
    visitor = Visitor(app)
    headers = {"Accept": "text/html", "Accept-Language": "de"}
    answer = visitor.http.post("/pair", data={"code": code}, headers=headers)
    assert answer.status_code == 404
    assert "nicht bekannt" in answer.get_data(as_text=True)
    assert "Set-Cookie" not in answer.headers or "heed_session" not in str(
        answer.headers
    )


def test_guessing_is_slowed_down_and_the_right_code_has_to_wait_too(
    app: Flask, as_role: Callable[[str], Visitor]
) -> None:
    code = code_for(as_role("owner"))
    guesser = Visitor(app)
    statuses = [pairs(guesser, f"AAAA-{n + 2222}") for n in range(12)]
    assert statuses[0] == 404 and statuses[-1] == 429
    assert pairs(guesser, code) == 429
    answer = guesser.opens(f"/pair/{code}")
    assert answer.status_code == 429 and int(answer.headers["Retry-After"]) > 0


def test_a_revoked_tablet_is_out_at_once(
    app: Flask, as_role: Callable[[str], Visitor], shop: OurShop
) -> None:
    owner, tablet = as_role("owner"), Visitor(app)
    pairs(tablet, code_for(owner))
    (one,) = tablets.listing(shop.store.connection())
    assert owner.sends(f"/tablets/{one.tablet}/revoke", "/tablets").status_code == 303
    assert tablet.opens("/floor").status_code == 303
    assert tablet.http.get("/floor/alerts").status_code == 401
    assert tablets.listing(shop.store.connection()) == []
    rows = shop.store.connection().execute("SELECT what FROM audit").fetchall()
    assert ("revoked the tablet Counter",) in rows


def test_the_list_says_when_a_tablet_was_last_there(
    app: Flask, as_role: Callable[[str], Visitor], clock: Clock
) -> None:
    owner, tablet = as_role("owner"), Visitor(app)
    pairs(tablet, code_for(owner))
    assert "There now" in owner.opens("/tablets").get_data(as_text=True)
    clock.ms += 30 * MINUTE
    tablet.opens("/floor")
    clock.ms += 10 * MINUTE
    assert "Last seen 12:30" in owner.opens("/tablets").get_data(as_text=True)
    clock.ms += UNSEEN_MS
    assert tablet.opens("/floor").status_code == 303


def test_who_was_signed_in_on_it_is_signed_out_by_pairing(
    as_role: Callable[[str], Visitor], shop: OurShop
) -> None:
    owner = as_role("owner")
    code = code_for(owner)
    token = owner.token("/tablets")
    owner.http.post("/pair", data={"code": code, "form_token": token})
    assert owner.opens("/owner").status_code == 403
    left = shop.store.connection().execute("SELECT count(*) FROM sessions").fetchone()
    assert left == (0,)


def test_signing_a_tablet_out_unpairs_it(
    app: Flask, as_role: Callable[[str], Visitor], shop: OurShop
) -> None:
    tablet = Visitor(app)
    pairs(tablet, code_for(as_role("owner")))
    assert tablet.sends("/signout", "/floor").status_code == 303
    assert tablets.listing(shop.store.connection()) == []


def test_names_are_checked_and_neither_code_nor_token_is_kept(
    app: Flask, as_role: Callable[[str], Visitor], shop: OurShop
) -> None:
    owner, tablet = as_role("owner"), Visitor(app)
    code = code_for(owner, "Counter <b>1</b>")
    pairs(tablet, code)
    page = owner.opens("/tablets").get_data(as_text=True)
    assert "Counter &lt;b&gt;1" in page and "<b>1" not in page
    for name in ("", "x" * 41, "counter <B>1</b>", "a\u202eb"):
        sent = owner.sends("/tablets/pairings", "/tablets", name=name)
        assert sent.status_code == 400, name
    cookie = tablet.http.get_cookie("heed_session")
    assert cookie is not None
    dump = "".join(shop.store.connection().iterdump())
    assert cookie.value not in dump and code.replace("-", "") not in dump


def test_the_page_that_shows_the_code_learns_what_became_of_it(
    app: Flask, as_role: Callable[[str], Visitor], clock: Clock, shop: OurShop
) -> None:
    owner = as_role("owner")
    code_for(owner)
    code = code_for(owner, "Other")

    def state(pairing: int) -> str:
        return str(said(owner.http.get(f"/tablets/pairings/{pairing}"))["state"])

    assert (state(1), state(2), state(9)) == ("waiting", "waiting", "expired")
    pairs(Visitor(app), code)
    clock.ms += PAIR_MS
    assert (state(1), state(2)) == ("expired", "used")


def test_a_clock_that_was_set_back_does_not_lengthen_a_code(shop: OurShop) -> None:
    with shop.store.write() as connection:
        made = tablets.offer(connection, "Counter", "Ana", NOON)
        with pytest.raises(NoPairing, match="expired"):
            tablets.look(connection, made.code, NOON - 1)


def test_there_is_an_end_to_how_many_are_paired(shop: OurShop) -> None:
    with shop.store.write() as connection:
        for number in range(tablets.MOST):
            made = tablets.offer(connection, f"T{number}", "Ana", NOON)
            tablets.pair(connection, made.code, NOON, ("::1", ""))
        with pytest.raises(BadTablet, match="revoke one first"):
            tablets.offer(connection, "One more", "Ana", NOON)

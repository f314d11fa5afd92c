"""People: let in, given other roles, let in no more, and each one's own passphrase."""

import re

import pytest

from hub.store import people, sessions
from tests.hub.web.conftest import Clock, Visitor
from tests.hub.web.shop import PASSPHRASE, OurShop


def audit(shop: OurShop) -> list[str]:
    rows = shop.store.connection().execute("SELECT what FROM audit ORDER BY n")
    return [what for (what,) in rows]


def person(shop: OurShop, name: str) -> int:
    found = people.number(shop.store.connection(), name)
    assert found is not None
    return found


def test_somebody_is_let_in_with_a_passphrase_for_once(
    colleague: Visitor, stranger: Visitor, shop: OurShop
) -> None:
    page = "/admin/people"
    made = colleague.sends("/admin/people/add", page, name=" Ann  Lee ", role="staff")
    found = re.search(r'id="made">([a-z-]+)<', made.text)
    assert found is not None
    assert found[1] not in colleague.opens(page).text, "it is shown only once"
    assert found[1] not in "\n".join(shop.store.connection().iterdump())
    assert stranger.signs_in(found[1], name="ann lee").status_code == 303
    assert stranger.opens("/floor").location == "/you"
    assert stranger.http.get("/floor/alerts").status_code == 403
    form = {
        "passphrase": found[1],
        "new_passphrase": "one of my own",
        "new_passphrase_again": "one of my own",
    }
    assert stranger.sends("/you/passphrase", "/you", **form).status_code == 303
    assert stranger.opens("/floor").status_code == 200
    assert audit(shop)[-1] == "changed own passphrase"


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"name": ""}, "new-name"),
        ({"name": "x" * 41}, "new-name"),
        ({"name": "SHOP"}, "new-name"),
        ({"name": "Bo", "passphrase": "short"}, "new-passphrase"),
        ({"name": "Bo", "passphrase": "x" * 201}, "new-passphrase"),
    ],
)
def test_a_person_that_cannot_be_added_is_told_why(
    colleague: Visitor, form: dict[str, str], field: str
) -> None:
    answer = colleague.sends("/admin/people/add", "/admin/people", role="staff", **form)
    assert answer.status_code == 400
    assert f'id="{field}-problem"' in answer.text


def test_the_last_admin_stays(colleague: Visitor, shop: OurShop) -> None:
    page, me = "/admin/people", person(shop, "shop")
    gone = colleague.sends(f"/admin/people/{me}/remove", page)
    down = colleague.sends(f"/admin/people/{me}/role", page, role="owner", was="admin")
    for answer in (gone, down):
        assert answer.status_code == 400
        assert "last admin" in answer.text
    form = {"name": "Bo", "role": "admin", "passphrase": PASSPHRASE}
    colleague.sends("/admin/people/add", page, **form)
    assert colleague.sends(f"/admin/people/{me}/remove", page).status_code == 303
    assert colleague.opens("/floor").status_code == 303, "removed means signed out"


def test_of_two_admins_the_slower_is_told(colleague: Visitor, shop: OurShop) -> None:
    page = "/admin/people"
    form = {"name": "Bo", "role": "staff", "passphrase": PASSPHRASE}
    colleague.sends("/admin/people/add", page, **form)
    bo = person(shop, "Bo")
    path = f"/admin/people/{bo}/role"
    first = colleague.sends(path, page, role="lead", was="staff")
    second = colleague.sends(path, page, role="owner", was="staff")
    assert (first.status_code, second.status_code) == (303, 409)
    assert "somebody else made bo lead" in second.text.lower()
    colleague.sends(f"/admin/people/{bo}/remove", page)
    assert colleague.sends(path, page, role="lead", was="staff").status_code == 404


def test_a_person_is_signed_out_everywhere_by_an_admin(
    colleague: Visitor, stranger: Visitor, shop: OurShop
) -> None:
    form = {"name": "Bo", "role": "staff", "passphrase": PASSPHRASE}
    colleague.sends("/admin/people/add", "/admin/people", **form)
    stranger.signs_in(name="Bo")
    assert "signed in on 1 browser" in colleague.opens("/admin/people").text
    colleague.sends(f"/admin/people/{person(shop, 'Bo')}/sign-out", "/admin/people")
    assert stranger.opens("/floor").status_code == 303


def test_a_forgotten_passphrase_is_made_anew(
    colleague: Visitor, stranger: Visitor, shop: OurShop
) -> None:
    form = {"name": "Bo", "role": "staff", "passphrase": PASSPHRASE}
    colleague.sends("/admin/people/add", "/admin/people", **form)
    path = f"/admin/people/{person(shop, 'Bo')}/passphrase"
    made = re.search(
        'id="made">([a-z-]+)<', colleague.sends(path, "/admin/people").text
    )
    assert made is not None
    assert stranger.signs_in(name="Bo").status_code == 401
    assert stranger.signs_in(made[1], name="Bo").status_code == 303


def test_one_sees_where_one_is_signed_in_and_ends_it_all(
    colleague: Visitor, stranger: Visitor, shop: OurShop, clock: Clock
) -> None:
    stranger.signs_in()
    assert colleague.opens("/you").text.count("127.0.0.1") == 2
    assert colleague.sends("/you/everywhere", "/you").status_code == 303
    assert stranger.opens("/floor").status_code == 303
    me = person(shop, "shop")
    assert sessions.of_person(shop.store.connection(), me, clock()) == []


@pytest.mark.parametrize(
    ("old", "new", "again", "field"),
    [
        ("wrong", "a fresh one", "a fresh one", "old"),
        (PASSPHRASE, "2 small", "2 small", "new"),
        (PASSPHRASE, PASSPHRASE, PASSPHRASE, "new"),
        (PASSPHRASE, "a fresh one", "another one", "again"),
    ],
)
def test_a_passphrase_that_cannot_be_changed_stays(
    colleague: Visitor, old: str, new: str, again: str, field: str
) -> None:
    form = {"passphrase": old, "new_passphrase": new, "new_passphrase_again": again}
    answer = colleague.sends("/you/passphrase", "/you", **form)
    assert answer.status_code == 400
    assert f'id="{field}-problem"' in answer.text
    assert new not in answer.text
    assert colleague.opens("/you").status_code == 200

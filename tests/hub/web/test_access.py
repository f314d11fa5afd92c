"""Who may see what: every route there is, and every role."""

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from werkzeug.routing import Rule

from hub.store.people import ROLES
from hub.web import access
from hub.web.access import ANYONE
from tests.hub.web.conftest import Visitor
from tests.hub.web.shop import OurShop

FLOOR = {
    "/floor",
    "/floor/alerts",
    "/floor/standing",
    "/floor/alerts/1/take",
    "/floor/alerts/1/done",
}
OPEN = {"/", "/healthz", "/signin", "/static/x"}
ANY_ROLE = {"/you", "/you/passphrase", "/you/everywhere", "/signout", "/errors"}
OWNERS = ("/owner", "/alerting", "/guidance", "/tablets", "/sample")
LOOK = {
    "/admin",
    "/admin/devices",
    "/admin/places",
    "/admin/people",
    "/admin/survey",
    "/admin/wording",
    "/admin/survey/history",
    "/admin/survey/history/1",
}


def path_of(rule: Rule) -> str:
    """A path that the rule answers."""
    return re.sub(r"<[^>]*>", lambda m: "x" if "name" in m[0] else "1", rule.rule)


def routes(app: Flask) -> Iterator[tuple[str, str, str]]:
    """Method, path and endpoint of everything there is."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield method, path_of(rule).replace("<path:filename>", "x"), rule.endpoint


def expected(path: str) -> str:
    """The role that a path should need, written down a second time on purpose."""
    if path in OPEN or path.startswith("/static/"):
        return ANYONE
    if path in FLOOR or path.startswith("/floor/") or path in ANY_ROLE:
        return "staff"
    if path in ("/told", "/promise"):
        return "staff"
    if path.startswith("/human"):
        return "lead"
    if path == "/signin/token":
        return "staff"
    if path.startswith("/pair"):
        return ANYONE
    if path.startswith(OWNERS) or path in LOOK:
        return "owner"
    return "admin"


def test_every_route_needs_the_role_it_should(app: Flask) -> None:
    for _, path, endpoint in routes(app):
        assert access.needed(endpoint) == expected(path), path


def test_whoever_is_not_signed_in_gets_nothing(app: Flask, stranger: Visitor) -> None:
    for method, path, endpoint in routes(app):
        if access.needed(endpoint) == ANYONE:
            continue
        for accept in ("text/html", "application/json"):
            answer = stranger.http.open(path, method=method, headers={"Accept": accept})
            got = (method, path, answer.status_code)
            if accept == "application/json":
                assert answer.status_code == 401, got
            else:
                assert answer.status_code == 303, got
                assert answer.location.startswith("/signin"), got


@pytest.mark.parametrize("role", ROLES)
def test_each_role_is_let_in_where_it_belongs_and_nowhere_else(
    app: Flask, as_role: Callable[[str], Visitor], role: str
) -> None:
    visitor = as_role(role)
    for method, path, endpoint in routes(app):
        if method != "GET" or path == "/floor/stream":
            continue
        status = visitor.opens(path).status_code
        allowed = access.covers(role, access.needed(endpoint))
        assert (status == 403) is not allowed, (path, status)


def test_what_a_role_may_not_do_is_not_done(
    app: Flask, as_role: Callable[[str], Visitor], shop: OurShop
) -> None:
    owner, before = as_role("owner"), "\n".join(shop.store.connection().iterdump())
    token = owner.token("/owner")
    for method, path, endpoint in routes(app):
        if method == "GET" or access.needed(endpoint) != "admin":
            continue
        form = {"form_token": token, "name": "Mine", "role": "admin"}
        answer = owner.http.open(path, method=method, data=form)
        assert answer.status_code == 403, path
    assert "\n".join(shop.store.connection().iterdump()) == before


def test_a_route_that_nobody_named_is_for_admins_only() -> None:
    assert access.needed("brand_new.page") == "admin"
    assert access.needed(None) == "staff"


def test_a_page_above_ones_role_says_whose_it_is(
    as_role: Callable[[str], Visitor],
) -> None:
    text = as_role("staff").opens("/admin/devices").text
    assert "A staff" in text
    assert "owner" in text


def test_each_is_sent_to_the_page_of_the_role(
    as_role: Callable[[str], Visitor],
) -> None:
    assert as_role("staff").opens("/").location == "/floor"
    assert as_role("owner").opens("/").location == "/owner"
    assert as_role("admin").opens("/").location == "/floor"

"""What holds for every page: errors in plain words, headers, and speed."""

from pathlib import Path

import pytest
from flask import Flask

from hub.web.app import create_app
from tests.hub.web.conftest import Visitor, said
from tests.hub.web.shop import OurShop, settings


def test_the_front_page_sends_everybody_where_they_belong(
    stranger: Visitor, app: Flask
) -> None:
    assert stranger.opens("/").location == "/signin"
    stranger.signs_in()
    assert stranger.opens("/").location == "/floor"


def test_health_is_answered_without_signing_in(stranger: Visitor) -> None:
    answer = stranger.http.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")


@pytest.mark.parametrize(
    "path", ["/", "/signin", "/floor", "/owner", "/you", "/admin/people", "/nowhere"]
)
def test_no_page_lets_other_sites_or_foreign_scripts_in(
    colleague: Visitor, path: str
) -> None:
    headers = colleague.opens(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "Strict-Transport-Security" not in headers
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/signin", "/floor", "/owner"])
def test_pages_hold_no_inline_script_or_style(
    colleague: Visitor, stranger: Visitor, path: str
) -> None:
    visitor = stranger if path == "/signin" else colleague
    page = visitor.opens(path).get_data(as_text=True)
    assert "<style" not in page
    assert " style=" not in page
    assert " onclick" not in page
    assert page.count("<script") == page.count('<script type="module" src=')
    assert "Corner &lt;Shop&gt;" in page


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/static/../app.py", 404),
        ("GET", "/static/nothing.css", 404),
        ("POST", "/owner", 405),
        ("DELETE", "/floor", 405),
        ("GET", "/floor/alerts/1/take", 405),
        ("POST", "/floor/alerts/x/take", 404),
        ("POST", "/floor/alerts/99999999999999999999999/take", 404),
    ],
)
def test_errors_are_a_page_for_people_and_json_for_programs(
    colleague: Visitor, method: str, path: str, status: int
) -> None:
    token = {"X-Form-Token": colleague.token("/floor")}
    for_people = colleague.http.open(
        path, method=method, headers={**token, "Accept": "text/html"}
    )
    assert for_people.status_code == status
    assert "Back to the start" in for_people.get_data(as_text=True)
    for_programs = colleague.http.open(
        path, method=method, headers={**token, "Accept": "application/json"}
    )
    assert for_programs.status_code == status
    assert said(for_programs)["error"]


def test_a_huge_body_is_refused(colleague: Visitor, shop: OurShop) -> None:
    alert = shop.alert()
    answer = colleague.presses(f"/floor/alerts/{alert}/take", {"who": "x" * 20_000})
    assert answer.status_code == 413
    assert "16 kB" in said(answer)["error"]


def test_a_fault_in_the_hub_is_told_without_its_insides(
    shop: OurShop, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    visitor = Visitor(create_app(shop.store, settings(tmp_path)))
    visitor.signs_in()
    shop.store.connection().execute("DROP TABLE audit")
    page = visitor.opens("/admin/audit")
    assert page.status_code == 500
    assert "written to the hub&#39;s log" in page.text
    assert "no such table" not in page.text
    assert "no such table" in caplog.text


def test_no_page_or_file_is_heavy(colleague: Visitor) -> None:
    static = Path(__file__).parents[3] / "hub" / "web" / "static"
    total = sum(file.stat().st_size for file in static.iterdir())
    pages = max(len(colleague.opens(path).data) for path in ("/floor", "/owner"))
    assert total + pages < 200_000

"""Faults of the pages' scripts in the hub's log, and what must not get there."""

import logging

import pytest

from tests.hub.web.conftest import Visitor

WORDS = "my name is Ann and I am cross"


@pytest.fixture(autouse=True)
def _listening(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, "hub.web.errors")


def test_a_fault_is_written_down_with_its_lines(
    colleague: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    stack = "TypeError: x\n at take (http://hub/static/floor.js:12:7)"
    body = {"name": "TypeError", "page": "/floor", "stack": stack}
    assert colleague.presses("/errors", body).status_code == 204
    assert "TypeError on /floor at floor.js:12:7" in caplog.text


@pytest.mark.parametrize(
    "body",
    [
        {"name": WORDS, "page": "/floor", "stack": WORDS},
        {"name": "Error", "page": f"/floor?{WORDS}", "stack": f"Error: {WORDS}"},
        {
            "name": "Error\nFAKE log line",
            "page": "/a\nb",
            "stack": "/static/x.js:1:1\nb",
        },
    ],
)
def test_nobodys_words_get_into_the_log(
    colleague: Visitor, caplog: pytest.LogCaptureFixture, body: dict[str, str]
) -> None:
    assert colleague.presses("/errors", body).status_code == 204
    assert "Ann" not in caplog.text
    assert "FAKE" not in caplog.text
    assert len(caplog.records) == 1


@pytest.mark.parametrize(
    "body", [[], {"name": 1}, {"name": "x", "page": "/", "more": 1}]
)
def test_what_is_no_report_is_refused(colleague: Visitor, body: object) -> None:
    assert colleague.presses("/errors", body).status_code == 400


def test_a_page_that_fails_over_and_over_does_not_fill_the_log(
    colleague: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    body = {"name": "Error", "page": "/floor"}
    statuses = [colleague.presses("/errors", body).status_code for _ in range(15)]
    assert statuses.count(204) == 10
    assert statuses[-1] == 429
    assert len(caplog.records) == 10


def test_strangers_cannot_write_into_the_log(
    stranger: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    answer = stranger.http.post("/errors", json={"name": "Error", "page": "/floor"})
    assert answer.status_code == 401
    assert caplog.records == []

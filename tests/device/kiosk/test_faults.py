"""Errors of the page in the kiosk's log, without anybody's words."""

import logging
from typing import Any

import pytest

from device.kiosk.faults import PER_MINUTE, BadFault, Fault, Faults, read_fault
from tests.device.kiosk.customer import Customer

GOOD = {"name": "TypeError", "file": "words.js", "line": 12, "column": 5}


def test_an_error_is_told_with_its_place(
    customer: Customer, caplog: pytest.LogCaptureFixture
) -> None:
    answer = customer.client.post("/errors", json={**GOOD, "screen": "words"})
    assert answer.status_code == 204
    assert "TypeError at words.js:12:5 while it shows words" in caplog.text


@pytest.mark.parametrize(
    "body",
    [
        {**GOOD, "message": "Quillfeather was rude"},
        {**GOOD, "name": "Quillfeather was rude"},
        {**GOOD, "file": "Quillfeather.js"},
        {**GOOD, "screen": "Quillfeather 1"},
        {**GOOD, "line": "Quillfeather"},
        {**GOOD, "line": -1},
        ["Quillfeather"],
    ],
)
def test_whatever_could_hold_words_is_refused_and_not_logged(
    customer: Customer, caplog: pytest.LogCaptureFixture, body: Any
) -> None:
    answer = customer.client.post("/errors", json=body)
    assert answer.status_code == 400
    assert "name, file, line" in answer.text
    assert "Quillfeather" not in caplog.text + answer.text


@pytest.mark.parametrize("body", [b"", b"\xff", b"[" * 900, b"{"])
def test_garbage_is_refused(body: bytes) -> None:
    with pytest.raises(BadFault):
        read_fault(body)


def test_a_huge_report_is_refused(customer: Customer) -> None:
    assert customer.client.post("/errors", data=b"x" * 2000).status_code == 413


def test_a_page_gone_wild_fills_no_log(caplog: pytest.LogCaptureFixture) -> None:
    now = [0.0]
    faults = Faults(clock=lambda: now[0])
    with caplog.at_level(logging.ERROR):
        for _ in range(500):
            faults.tell(Fault(name="Error"))
        assert len(caplog.records) == PER_MINUTE + 1
        now[0] = 61.0
        faults.tell(Fault(name="Error"))
    assert len(caplog.records) == PER_MINUTE + 2

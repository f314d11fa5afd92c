"""What the kiosk's program answers to steps, good and bad."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.kinds import Comment, Help, Outcome, Rating, Reasons
from device.kiosk.steps import BadStep, read_step
from tests.device.kiosk.customer import Customer, FillingOutbox, new_id, stored

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def test_a_tap_is_in_the_outbox_when_it_is_answered(
    customer: Customer, outbox: FillingOutbox
) -> None:
    answer = customer.taps(2)

    assert answer.status_code == 201
    assert answer.json is not None and answer.json["repeated"] is False
    (rating,) = stored(outbox)
    assert rating == Rating(
        visit=customer.visit,
        step="rating-1",
        survey="built-in",
        survey_version=1,
        question="today",
        scale=4,
        value=2,
        language="en",
    )


def test_a_retry_gets_the_first_answer_and_stores_nothing(
    customer: Customer, outbox: FillingOutbox
) -> None:
    first = customer.taps(2)
    again = customer.taps(2)

    assert again.status_code == 200
    assert first.json is not None
    assert again.json == {**first.json, "repeated": True}
    assert len(stored(outbox)) == 1


def test_a_whole_visit_is_stored_in_order(
    customer: Customer, outbox: FillingOutbox
) -> None:
    customer.taps(1)
    customer.taps(2, step="rating-2")
    customer.gives_reasons("waiting", "price", step="reasons-3")
    customer.calls(call := new_id(), step="help-4", what_for="unhappy")
    customer.calls(call, step="help-5", withdrawn=True)
    customer.leaves("completed", step="outcome-6")

    events = stored(outbox)
    assert [type(event) for event in events] == [
        *(Rating, Rating, Reasons, Help, Help, Outcome)
    ]
    assert events[4] == Help(
        help=call, visit=customer.visit, step="help-5", withdrawn=True
    )


def test_of_a_comment_only_that_it_was_given_is_stored(
    customer: Customer, outbox: FillingOutbox, caplog: pytest.LogCaptureFixture
) -> None:
    customer.taps(1)
    words = "The lady called Quillfeather was rude"
    answer = customer.post(
        "comment-2", {"kind": "comment", "source": "typed", "text": words}
    )

    assert answer.status_code == 201
    comment = stored(outbox)[1]
    assert comment == Comment(
        visit=customer.visit,
        step="comment-2",
        source="typed",
        language="en",
        why_not="no_model",
    )
    assert "Quillfeather" not in caplog.text
    files: list[Path] = [p for p in outbox.path.parent.rglob("*") if p.is_file()]
    assert files
    assert not any(b"Quillfeather" in file.read_bytes() for file in files)


RATING = {"kind": "rating", "question": "today", "value": 1, "language": "en"}


@pytest.mark.parametrize(
    ("body", "field", "hint"),
    [
        (b"face 1, please", None, "post one JSON object"),
        (b'{"kind": "rating", "question": "\xff"}', None, "is not UTF-8"),
        (b'[{"kind": "rating"}]', None, "post one JSON object"),
        (b'{"kind":"rating","value":' + b"[" * 9000, "value", "Expected `int`"),
        ({}, "kind", "rating, reasons, comment, correction, help, recovery, outcome"),
        ({**RATING, "kind": "praise"}, "kind", "rating, reasons, comment"),
        ({"kind": "rating"}, "question", "question, value, language"),
        ({**RATING, "colour": "red"}, "colour", "question, value, language"),
        ({**RATING, "value": 5}, "value", "the faces are 1 to 4"),
        ({**RATING, "value": 0}, "value", ">= 1"),
        ({**RATING, "value": "1"}, "value", "Expected `int`"),
        ({**RATING, "question": "yesterday"}, "question", "the question is today"),
        ({**RATING, "question": "Not A Key"}, "question", "write it as 1 to 40"),
        ({**RATING, "language": "pl"}, "language", "en, es, de, fr"),
        ({**RATING, "survey_version": 9}, "survey_version", "has version 1"),
        ({"kind": "help", "help": "now"}, "help", "write it as a UUID"),
    ],
)
def test_bad_input_is_told_where_and_what_to_do(
    customer: Customer, outbox: FillingOutbox, body: Any, field: str | None, hint: str
) -> None:
    answer = customer.post("rating-1", body)

    assert answer.status_code == 400
    assert answer.json is not None
    assert answer.json.get("field") == field
    assert hint in answer.json["hint"]
    assert stored(outbox) == []


def test_unknown_or_repeated_reasons_are_refused(customer: Customer) -> None:
    customer.taps(1)
    unknown = customer.gives_reasons("waiting", "weather")
    assert unknown.status_code == 400
    assert unknown.json is not None and "waiting" in unknown.json["hint"]
    assert customer.gives_reasons("price", "price").status_code == 400
    assert customer.gives_reasons().status_code == 400


def test_wrong_names_in_the_address_are_refused(customer: Customer) -> None:
    wrong_step = customer.taps(1, step="Rating 1")
    customer.visit = "somebody"
    wrong_visit = customer.taps(1)

    assert wrong_visit.status_code == wrong_step.status_code == 400
    assert wrong_visit.json is not None and wrong_visit.json["field"] == "visit"
    assert wrong_step.json is not None and wrong_step.json["field"] == "step"


def test_steps_out_of_order_are_refused(customer: Customer) -> None:
    assert customer.gives_reasons("waiting").status_code == 409
    assert customer.leaves().status_code == 409
    assert customer.post("c", {"kind": "comment", "source": "told"}).status_code == 409
    assert customer.calls(new_id(), withdrawn=True).status_code == 409


def test_after_a_call_alone_a_visit_can_end(customer: Customer) -> None:
    assert customer.calls(new_id()).status_code == 201
    assert customer.leaves().status_code == 201


def test_a_huge_body_is_refused(customer: Customer) -> None:
    answer = customer.post("rating-1", b'{"kind": "' + b"x" * 40_000 + b'"}')
    assert answer.status_code == 413
    assert answer.json is not None and "32000" in answer.json["hint"]


def test_only_json_is_taken(customer: Customer) -> None:
    answer = customer.post("rating-1", b"{}", content_type="text/plain")
    assert answer.status_code == 415
    assert answer.json is not None and "application/json" in answer.json["hint"]


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/static/../service.py", 404),
        ("GET", "/visits/a/steps/b", 405),
        ("POST", "/", 405),
        ("DELETE", "/survey", 405),
        ("GET", "/calls/nobody", 400),
    ],
)
def test_a_wrong_address_or_method_is_told_the_right_ones(
    customer: Customer, method: str, address: str, status: int
) -> None:
    answer = customer.client.open(address, method=method)
    assert answer.status_code == status
    assert answer.json is not None and answer.json["hint"]


def test_play_is_kept_and_flagged(
    next_customer: Callable[[], Customer], outbox: FillingOutbox
) -> None:
    for _ in range(2):
        assert next_customer().taps(1).status_code == 201
    flags = [event.misuse for event in stored(outbox) if isinstance(event, Rating)]
    assert flags == [None, "repeat"]


@given(st.binary(max_size=200))
def test_any_bytes_are_a_step_or_a_clear_error(body: bytes) -> None:
    try:
        read_step(body)
    except BadStep as error:
        assert error.hint


@given(st.fixed_dictionaries({"kind": st.sampled_from(["rating", "help"])}), JSON)
def test_any_json_is_a_step_or_a_clear_error(start: dict[str, Any], rest: Any) -> None:
    try:
        read_step(msgspec.json.encode({**start, "value": rest}))
    except BadStep as error:
        assert error.hint

"""What a customer is told of a call."""

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Literal, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.messages import Notice
from device.kiosk.app import MAX_STREAMS
from device.kiosk.calls import SEND_WITHIN_S, Calls, State, Waited, state_of
from device.kiosk.survey import LANGUAGES
from device.kiosk.words import page_words
from tests.device.kiosk.customer import Customer, FillingOutbox, new_id

Said = Literal["sent", "coming", "done", "nobody"]
CALL = new_id()


def notice(state: Said, call: str = CALL) -> Notice:
    later = datetime.now(UTC) + timedelta(minutes=5)
    return Notice(help_id=call, state=state, expires_at=later)


def waited(
    seconds: float = 0, online: bool | None = True, withdrawn: bool = False
) -> Waited:
    return Waited(seconds=seconds, timeout_s=60, online=online, withdrawn=withdrawn)


NOTICES = st.lists(st.sampled_from(get_args(Said)).map(notice), max_size=5)
WAITED = st.builds(
    waited, st.floats(0, 200), st.sampled_from([True, False, None]), st.booleans()
)


@given(NOTICES, WAITED)
def test_sent_and_coming_are_said_only_once_the_hub_has_said_so(
    notices: list[Notice], waited: Waited
) -> None:
    said = {notice.state for notice in notices}
    state = state_of(notices, waited)
    if state in ("sent", "coming", "done"):
        assert state in said
    if not said and not waited.withdrawn:
        assert state in ("sending", "cannot_be_sent")


@given(st.permutations(get_args(Said)), WAITED)
def test_the_order_in_which_notices_come_does_not_matter(
    said: list[Said], waited: Waited
) -> None:
    states = {state_of([notice(state) for state in said], waited)}
    assert states <= {"done", "withdrawn"}


def test_without_a_hub_the_till_is_offered_at_once() -> None:
    assert state_of([], waited(0, online=False)) == "cannot_be_sent"
    assert state_of([notice("sent")], waited(30, online=False)) == "sent"


def test_a_call_that_does_not_get_there_in_time_cannot_be_sent() -> None:
    assert state_of([], waited(SEND_WITHIN_S - 1)) == "sending"
    assert state_of([], waited(SEND_WITHIN_S)) == "cannot_be_sent"
    assert state_of([], waited(1, online=None)) == "sending"


def test_if_nobody_takes_it_in_time_that_is_said_until_somebody_does() -> None:
    assert state_of([notice("sent")], waited(60)) == "nobody"
    assert state_of([notice("sent"), notice("coming")], waited(90)) == "coming"


def next_state(states: Iterator[State | None]) -> State:
    """The next state that is not a heartbeat."""
    return next(state for state in states if state is not None)


def hub_says(outbox: FillingOutbox, state: Said) -> None:
    """Put a notice into the inbox, as the uplink does."""
    from device.outbox import inbox

    outbox.write(lambda connection: inbox.keep(connection, notice(state)))


def test_each_change_is_told_as_it_comes(outbox: FillingOutbox) -> None:
    calls = Calls(outbox, lambda: 60.0, threading.Event())
    outbox.keep_latest("link", b'{"online":true}')
    calls.made(CALL)
    states = calls.follow(CALL)
    assert next_state(states) == "sending"
    hub_says(outbox, "sent")
    assert next_state(states) == "sent"
    hub_says(outbox, "coming")
    assert next_state(states) == "coming"
    hub_says(outbox, "done")
    assert next_state(states) == "done"
    assert list(states) == []


def test_a_call_taken_back_ends_for_whoever_follows_it(outbox: FillingOutbox) -> None:
    calls = Calls(outbox, lambda: 60.0, threading.Event())
    states = calls.follow(CALL)
    assert next_state(states) == "sending"
    calls.made(CALL, withdrawn=True)
    assert next_state(states) == "withdrawn"
    assert list(states) == []


def test_a_damaged_link_fact_does_not_stop_a_call(outbox: FillingOutbox) -> None:
    outbox.keep_latest("link", b"\xff nonsense")
    calls = Calls(outbox, lambda: 60.0, threading.Event())
    assert calls.state(CALL) == "sending"


def test_the_stream_ends_when_the_program_stops(outbox: FillingOutbox) -> None:
    stop = threading.Event()
    states = Calls(outbox, lambda: 60.0, stop).follow(CALL)
    next_state(states)
    started = time.monotonic()
    stop.set()
    assert list(states) == []
    assert time.monotonic() - started < 5


def test_too_many_followers_are_asked_to_try_again(customer: Customer) -> None:
    streams = [customer.client.get(f"/calls/{CALL}") for _ in range(MAX_STREAMS)]
    try:
        refused = customer.client.get(f"/calls/{CALL}")
        assert refused.status_code == 503
    finally:
        for stream in streams:
            stream.close()
    allowed = customer.client.get(f"/calls/{CALL}")
    assert allowed.status_code == 200
    assert allowed.content_type.startswith("text/event-stream")
    allowed.close()


def test_a_call_is_followed_over_http(
    customer: Customer, outbox: FillingOutbox
) -> None:
    assert customer.calls(CALL).status_code == 201
    hub_says(outbox, "sent")
    hub_says(outbox, "done")
    answer = customer.client.get(f"/calls/{CALL}")
    (line,) = answer.text.split("\n\n")[:1]
    assert msgspec.json.decode(line.removeprefix("data: ")) == {"state": "done"}


@pytest.mark.parametrize("state", get_args(State))
def test_every_state_has_words_in_every_language(state: State) -> None:
    for language in LANGUAGES:
        said = page_words(language)
        more = "helped_question" if state == "done" else f"{state}_text"
        assert said[state] and said[more]

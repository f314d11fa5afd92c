"""Steps that the disk refuses."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.errors import NotStored
from contract.kinds import Event, Outcome
from device.kiosk.pending import NotYetStored, Pending
from device.outbox.outbox import Put
from tests.device.kiosk.customer import Customer, FillingOutbox, new_id, stored
from tests.servers import until

VISIT = new_id()


class Shelf:
    """An outbox in memory that can be full."""

    def __init__(self) -> None:
        self.full = False
        self.steps: list[str] = []

    def put(self, event: Event) -> Put:
        assert isinstance(event, Outcome)
        if self.full:
            raise NotStored("no room")
        repeated = event.step in self.steps
        if not repeated:
            self.steps.append(event.step)
        return Put(new_id(), self.steps.index(event.step) + 1, repeated, b"{}")

    def has_visit(self, visit: str, type: str) -> bool:
        return bool(self.steps)


def outcome(step: str) -> Outcome:
    return Outcome(visit=VISIT, step=step, how="completed")


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 9)), max_size=60))
def test_whatever_the_disk_does_steps_arrive_once_and_in_order(
    puts: list[tuple[bool, int]],
) -> None:
    shelf, stop = Shelf(), threading.Event()
    stop.set()
    pending = Pending(shelf, stop, limit=5)
    taken: list[str] = []
    for full, number in puts:
        shelf.full, step = full, f"s{number}"
        try:
            pending.put(VISIT, step, outcome(step))
            kept = True
        except NotYetStored as error:
            kept = error.kept
        if kept and step not in taken:
            taken.append(step)
        assert pending.waiting() <= 5
    shelf.full = False
    pending.put(VISIT, "last", outcome("last"))
    assert shelf.steps == [*taken, "last"]


def test_on_a_full_disk_the_answer_says_so_and_the_step_arrives_later(
    customer: Customer, outbox: FillingOutbox
) -> None:
    outbox.full = True
    first = customer.taps(1)
    second = customer.gives_reasons("waiting")
    assert (first.status_code, second.status_code) == (503, 503)
    assert first.json is not None and first.json["kept"] is True
    assert "tell a colleague" in first.json["hint"]

    outbox.full = False
    until(lambda: len(stored(outbox)) == 2, "the kept steps are stored")
    assert [type(event).__name__ for event in stored(outbox)] == ["Rating", "Reasons"]
    assert customer.taps(1).status_code == 200
    assert len(stored(outbox)) == 2


def test_more_than_a_hundred_steps_are_not_kept(
    customer: Customer, outbox: FillingOutbox
) -> None:
    outbox.full = True
    answers = [customer.taps(1, step=f"rating-{n}").json for n in range(101)]
    kept = [answer["kept"] for answer in answers if answer is not None]
    assert kept == [True] * 100 + [False]

    outbox.full = False
    until(lambda: len(stored(outbox)) == 100, "the kept steps are stored")


def test_what_is_lost_at_the_end_is_said_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    shelf, stop = Shelf(), threading.Event()
    shelf.full = True
    pending = Pending(shelf, stop, retry_s=0.05)
    with pytest.raises(NotYetStored):
        pending.put(VISIT, "s1", outcome("s1"))
    stop.set()
    until(lambda: "1 kept steps could not be stored" in caplog.text, "the log says it")

"""Which events and windows call for a human, and which never do (pure)."""

from datetime import datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.events import Comment, Queue
from hub.alerts import policy, rules, start
from hub.alerts.policy import BadPolicy
from hub.alerts.rules import Counts
from hub.alerts.watches import (
    HappyRun,
    LineLong,
    OpenTill,
    Rule,
    Scope,
    ThemeRising,
    UnhappyShare,
    UrgentWords,
    VeryUnhappy,
)
from tests.hub.makers import rating, uuid

FEW = st.integers(0, 40)


def never(_theme: str, _minutes: int) -> float:
    return 0.0


def comment(**more: object) -> Comment:
    fields: dict[str, object] = {"scored": True, "urgent": "injury", **more}
    return msgspec.convert(
        {"visit": uuid(), "step": "c", "source": "typed", "language": "en", **fields},
        Comment,
    )


def line(**more: object) -> Queue:
    fields: dict[str, object] = {"waiting": 6, "state": "seen", **more}
    return msgspec.convert({"zone": "till", "period_s": 60.0, **fields}, Queue)


@given(
    happy=FEW,
    middle=FEW,
    unhappy=FEW,
    share=st.floats(0.05, 1),
    least=st.integers(2, 30),
)
def test_a_share_calls_only_with_enough_answers_and_never_eases_while_it_calls(
    happy: int, middle: int, unhappy: int, share: float, least: int
) -> None:
    counts = Counts(happy, middle, unhappy, {})
    watch = UnhappyShare(share=share, at_least=least)
    found = rules.of_window(watch, counts, never)
    if found is not None:
        assert counts.answers >= least
        assert unhappy / counts.answers >= share * (1 - 1e-9)
        assert not rules.window_eased(watch, counts)
    elif counts.answers >= least:
        assert unhappy < share * counts.answers


@given(happy=FEW, middle=FEW, unhappy=FEW)
def test_a_happy_run_has_no_other_face_in_it(
    happy: int, middle: int, unhappy: int
) -> None:
    counts = Counts(happy, middle, unhappy, {})
    found = rules.of_window(HappyRun(at_least=5), counts, never)
    assert (found is not None) == (happy >= 5 and middle == unhappy == 0)


@given(named=st.integers(0, 30), usual=st.floats(0, 20))
def test_a_theme_calls_when_it_is_often_and_unusual(named: int, usual: float) -> None:
    watch = ThemeRising(at_least=4, times_usual=3)
    counts = Counts(themes={"waiting": named, "price": 1})
    found = rules.of_window(watch, counts, lambda *_: usual)
    assert (found is not None) == (named >= 4 and named >= 3 * usual)
    if found is not None:
        assert found["theme"] == "waiting"


@pytest.mark.parametrize("value", [1, 2, 3, 4])
def test_only_the_worst_face_alone_calls_somebody_and_play_never(value: int) -> None:
    watch = VeryUnhappy()
    assert (rules.of_rating(watch, rating(value)) is not None) == (value == 1)
    assert rules.of_rating(watch, rating(value, misuse="burst")) is None
    assert rules.of_rating(VeryUnhappy(worst=5), rating(3)) is None


def test_words_call_somebody_only_when_software_was_sure() -> None:
    watch = UrgentWords()
    assert rules.of_comment(watch, comment()) == {"urgent": "injury"}
    assert rules.of_comment(watch, comment(scored=False)) is None
    assert rules.of_comment(watch, comment(urgent=None)) is None
    assert rules.of_comment(UrgentWords(only=["fire"]), comment()) is None


@pytest.mark.parametrize(
    ("queue", "calls"),
    [
        (line(waiting=6), True),
        (line(waiting=5), False),
        (line(waiting=2, estimated_wait_s=600.0), True),
        (line(waiting=9, state="rough"), False),
        (line(waiting=None, state="blind", why_blind="dark"), False),
    ],
)
def test_a_line_calls_when_it_is_long_or_slow_and_surely_seen(
    queue: Queue, calls: bool
) -> None:
    assert (rules.of_queue(LineLong(), queue) is not None) == calls


def test_a_growing_line_calls_before_it_is_long() -> None:
    growing = line(waiting=4, arrived=3, served=1)
    assert rules.of_queue(LineLong(ahead_s=120), growing) is not None
    assert rules.of_queue(LineLong(), growing) is None
    assert rules.of_queue(LineLong(ahead_s=120), line(waiting=4)) is None
    found = rules.of_queue(OpenTill(), growing)
    assert found is not None and found["soon"] == 14 and found["in_min"] == 5


@given(waiting=st.integers(0, 30), wait=st.none() | st.floats(0, 3000))
def test_a_line_never_eases_while_it_calls(waiting: int, wait: float | None) -> None:
    queue = line(waiting=waiting, estimated_wait_s=wait)
    if rules.of_queue(LineLong(), queue) is not None:
        assert not rules.queue_eased(LineLong(), queue)


@given(
    start=st.integers(0, 1439),
    end=st.integers(0, 1440),
    minute=st.integers(0, 1439),
)
def test_hours_and_their_complement_cover_the_day_once(
    start: int, end: int, minute: int
) -> None:
    if start == end % 1440 or end == 0 or start == 0:
        return
    at = datetime(2026, 6, 17, minute // 60, minute % 60)
    inside = rules.holds(Scope(from_min=start, to_min=end), at)
    outside = rules.holds(Scope(from_min=end % 1440, to_min=start), at)
    assert inside != outside


def test_a_rule_of_friday_evening_holds_past_midnight() -> None:
    late = Scope(days=[4], from_min=20 * 60, to_min=2 * 60)
    assert rules.holds(late, datetime(2026, 6, 20, 1, 30))
    assert not rules.holds(late, datetime(2026, 6, 19, 1, 30))


def test_what_a_shop_starts_with_can_be_stored_and_read_again() -> None:
    first = start.policy()
    assert policy.decode(policy.encode(first)) == first


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"{", "cannot be used"),
        (b'{"rules":[]}', "ladder"),
        (b'{"rules":[{"id":"x","watch":{"kind":"mood","share":2}}],"ladder":{"rungs":'
         b'[{"who":"floor","after_s":0}]}}', "<= 1.0"),
        (b'{"rules":[{"id":"x","watch":{"kind":"nag"}}],"ladder":{"rungs":'
         b'[{"who":"floor","after_s":0}]}}', "nag"),
        (b'{"rules":[],"ladder":{"rungs":[{"who":"lead","after_s":0}]}}', "floor"),
        (b'{"rules":[],"ladder":{"rungs":[{"who":"floor","after_s":0},{"who":"owner",'
         b'"after_s":60},{"who":"lead","after_s":60}]}}', "later"),
    ],
)  # fmt: skip
def test_a_senseless_policy_is_refused_with_what_is_wrong(
    body: bytes, says: str
) -> None:
    with pytest.raises(BadPolicy, match=says):
        policy.decode(body)


@pytest.mark.parametrize(
    "make",
    [
        lambda: LineLong(people=None, wait_s=None),
        lambda: OpenTill(people=7, people_then=7),
        lambda: Scope(from_min=60, to_min=60),
        lambda: msgspec.structs.replace(start.policy(), remind_s=600),
        lambda: msgspec.structs.replace(
            start.policy(), rules=[Rule(id="a", watch=VeryUnhappy())] * 2
        ),
    ],
)
def test_contradictions_are_refused(make) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError):
        make()

"""Which taps look like play."""

from hypothesis import given
from hypothesis import strategies as st

from device.kiosk.misuse import Limits, RecentTaps, Tap, broken_rule, limits

LIMITS = Limits()
TAPS = st.lists(
    st.tuples(st.integers(1, 4), st.floats(0, 30), st.integers(0, 3)), max_size=40
)


def tap(visit: str, value: int, at_s: float, step: str = "rating-1") -> Tap:
    return Tap(visit=visit, step=step, value=value, at_s=at_s)


def test_the_same_face_in_the_next_visit_within_five_seconds_is_a_repeat() -> None:
    assert broken_rule([tap("a", 1, 0)], tap("b", 1, 4.9), LIMITS) == "repeat"
    assert broken_rule([tap("a", 1, 0)], tap("b", 1, 5.0), LIMITS) is None


def test_another_face_or_the_same_customer_is_no_repeat() -> None:
    assert broken_rule([tap("a", 1, 0)], tap("b", 2, 1), LIMITS) is None
    assert broken_rule([tap("a", 1, 0)], tap("a", 1, 1, "rating-2"), LIMITS) is None


def test_to_and_fro_between_two_faces_is_an_alternation() -> None:
    earlier = [tap("a", 1, 0), tap("b", 4, 1), tap("c", 1, 6.5)]
    assert broken_rule(earlier, tap("d", 4, 7), LIMITS) == "alternation"
    assert broken_rule(earlier, tap("d", 4, 12), LIMITS) is None


def test_the_thirteenth_rating_of_a_minute_is_a_burst() -> None:
    faces = [1, 2, 3, 4] * 3
    earlier = [tap(f"v{n}", face, n * 4.5) for n, face in enumerate(faces)]
    assert broken_rule(earlier, tap("last", 1, 58), LIMITS) == "burst"
    assert broken_rule(earlier[1:], tap("last", 1, 58), LIMITS) is None


def test_the_owner_can_set_the_limits_and_other_thresholds_do_not_disturb() -> None:
    assert limits({"repeat_s": 2.0, "confidence": 0.4}) == Limits(repeat_s=2.0)


@given(st.lists(st.integers(1, 4), max_size=40))
def test_customers_who_take_their_time_are_never_flagged(faces: list[int]) -> None:
    recent = RecentTaps()
    for number, face in enumerate(faces):
        assert recent.judge(tap(f"v{number}", face, number * 6.0), LIMITS) is None


@given(TAPS)
def test_the_first_tap_after_a_quiet_minute_is_never_flagged(
    taps: list[tuple[int, float, int]],
) -> None:
    recent, now = RecentTaps(), 0.0
    for number, (face, gap, visit) in enumerate(taps):
        now += gap
        recent.judge(tap(f"v{visit}", face, now, f"rating-{number}"), LIMITS)
    assert recent.judge(tap("later", 1, now + 60), LIMITS) is None


@given(TAPS)
def test_a_retry_changes_no_later_judgement(taps: list[tuple[int, float, int]]) -> None:
    once, twice, now = RecentTaps(), RecentTaps(), 0.0
    for number, (face, gap, visit) in enumerate(taps):
        now += gap
        each = tap(f"v{visit}", face, now, f"rating-{number}")
        assert once.judge(each, LIMITS) == twice.judge(each, LIMITS)
        assert twice.judge(each, LIMITS) is None


@given(st.integers(13, 60))
def test_mashing_is_flagged_however_the_faces_change(count: int) -> None:
    recent = RecentTaps()
    flags = [
        recent.judge(tap(f"v{n}", n % 4 + 1, n * 0.05), LIMITS) for n in range(count)
    ]
    assert flags[0] is None
    assert None not in flags[12:]

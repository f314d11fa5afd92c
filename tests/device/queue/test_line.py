"""Who waits, who was served, who gave up: told on lines small enough to follow."""

import pytest

from device.queue.hindsight import Moment, Person
from device.queue.line import Areas, Line, Tally
from device.queue.zones import Area

WAITING = Area([(0, 0), (500, 0), (500, 100), (0, 100)])
SERVICE = Area([(-200, 0), (-10, 0), (-10, 100), (-200, 100)])
STAFF = Area([(-400, 0), (-210, 0), (-210, 100), (-400, 100)])
STEP_S = 0.25

Place = tuple[float, float]
OUT: Place = (250, 300)
IN: Place = (250, 50)
TILL: Place = (-100, 50)
BEHIND: Place = (-300, 50)


def play(
    line: Line, *ways: list[tuple[float, float, Place]], until_s: float = 60
) -> Tally:
    """Each way is one person's: from, to (seconds) and where."""
    for step in range(int(until_s / STEP_S)):
        at_s = step * STEP_S
        people = [
            Person(number, *place, 100.0)
            for number, way in enumerate(ways, start=1)
            for begin_s, end_s, place in way
            if begin_s <= at_s < end_s
        ]
        line.add(Moment(at_s, people))
    return line.tally


def line(service: bool = True, staff: bool = False) -> Line:
    return Line(
        Areas(
            waiting=WAITING,
            service=SERVICE if service else None,
            staff=STAFF if staff else None,
        )
    )


def test_somebody_waits_and_is_served() -> None:
    tally = play(line(), [(0, 2, OUT), (2, 32, IN), (32, 50, TILL), (50, 55, OUT)])
    assert (tally.arrived, tally.served, tally.left_unserved) == (1, 1, 0)
    assert tally.waits_s == [pytest.approx(30, abs=0.5)]
    assert tally.service_s == [pytest.approx(18, abs=0.5)]
    assert tally.person_s == pytest.approx(30, abs=0.5)
    assert tally.max == 1


def test_somebody_gives_up() -> None:
    tally = play(line(), [(0, 30, IN), (30, 50, OUT)])
    assert (tally.arrived, tally.served, tally.left_unserved) == (1, 0, 1)


def test_somebody_passes_by_and_counts_as_there_but_not_as_waiting() -> None:
    tally = play(line(), [(0, 3, OUT), (3, 6, IN), (6, 10, OUT)])
    assert (tally.arrived, tally.served, tally.left_unserved) == (0, 0, 0)
    assert tally.max == 1 and tally.unit_s == 0


def test_without_a_till_in_the_picture_nobody_is_said_to_give_up() -> None:
    tally = play(line(service=False), [(0, 20, IN), (20, 30, OUT)])
    assert (tally.served, tally.left_unserved) == (1, None)


def test_who_walks_straight_to_the_till_did_not_wait() -> None:
    tally = play(line(), [(0, 2, IN), (2, 30, TILL), (30, 40, OUT)])
    assert (tally.arrived, tally.served) == (1, 1)
    assert tally.waits_s == [0.0]


def test_a_step_out_of_the_zone_and_a_short_hiding_end_no_stay() -> None:
    way = [(0, 10, IN), (10, 10.7, OUT), (10.7, 20, IN), (22, 40, IN), (40, 55, TILL)]
    tally = play(line(), way)
    assert (tally.arrived, tally.served) == (1, 1)
    assert tally.waits_s == [pytest.approx(40, abs=0.5)]


def test_somebody_whose_track_breaks_is_still_the_same() -> None:
    tally = play(line(), [(0, 20, IN)], [(21, 40, IN), (40, 55, TILL)])
    assert (tally.arrived, tally.served) == (1, 1)
    assert tally.waits_s == [pytest.approx(40, abs=0.5)]


def test_a_newcomer_is_not_taken_for_one_who_vanished_elsewhere() -> None:
    tally = play(line(), [(0, 20, (10, 50))], [(20, 22, OUT), (22, 50, (480, 50))])
    assert tally.arrived == 2


def test_staff_are_never_counted() -> None:
    worker = [(0.0, 10.0, BEHIND), (10.0, 40.0, IN), (40.0, 55.0, TILL)]
    tally = play(line(staff=True), worker)
    assert (tally.arrived, tally.served, tally.max) == (0, 0, 0)


def test_a_family_is_one_unit_and_neighbours_in_the_line_are_not() -> None:
    family = [[(0.0, 1.0, OUT), (1.0, 40.0, (240.0 + n * 30, 50.0))] for n in range(3)]
    for member in family:
        member.append((40.0, 55.0, TILL))
    together = play(line(), *family)
    assert together.arrived == 1 and together.max == 3 and together.served == 1
    one_by_one = [[(6.0 * n, 50.0, (240.0 + n * 30, 50.0))] for n in range(3)]
    assert play(line(), *one_by_one).arrived == 3


def test_a_gap_in_time_counts_for_nothing() -> None:
    watched = line()
    watched.add(Moment(0.0, [Person(1, *IN, 100.0)]))
    watched.add(Moment(3600.0, [Person(1, *IN, 100.0)]))
    assert watched.tally.seen_s == 0 and watched.tally.person_s == 0


def test_nobody_is_left_waiting_in_an_empty_line() -> None:
    """Short stays that end by being lost sight of leave no trace either."""
    watched = line()
    ways = [[(6.0 * n, 6.0 * n + 4.9, (40.0 * n, 50.0))] for n in range(8)]
    play(watched, *ways, until_s=80)
    assert watched.waiting == 0 and watched.people == 0

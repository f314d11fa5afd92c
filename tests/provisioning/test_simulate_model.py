"""The made-up shop: the same for the same seed, and shaped as docs/simulate.md says.

All figures are drawn with fixed seeds, so what holds once holds always.
"""

import functools
import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime
from statistics import mean
from zoneinfo import ZoneInfo

import pytest

from contract.events import (
    Health,
    Help,
    Outcome,
    Queue,
    Rating,
    Reasons,
    decode_data,
    encode_data,
)
from provisioning.simulate import hours, incidents, line, moods, shop
from provisioning.simulate.incidents import KINDS
from provisioning.simulate.plan import BadPlan, Moment, Plan, uuid7
from tests.examples import one_and
from tests.provisioning.shops import FRIDAY, plan

DUBLIN = ZoneInfo("Europe/Dublin")


def days(made_up: Plan) -> Iterator[tuple[date, shop.Day]]:
    """Every day of a plan."""
    for day in made_up.dates:
        yield day, shop.day(made_up, day)


def ratings(moments: list[Moment]) -> list[Rating]:
    """Answers that no rule flagged."""
    events = [moment.event for moment in moments]
    return [e for e in events if isinstance(e, Rating) and e.misuse is None]


def test_the_same_seed_gives_the_same_events() -> None:
    assert shop.day(plan(), FRIDAY).moments == shop.day(plan(), FRIDAY).moments
    other = shop.day(plan(seed=2), FRIDAY).moments
    assert shop.day(plan(), FRIDAY).moments != other


def test_another_length_or_end_leaves_a_day_as_it_was() -> None:
    longer = plan(days=60, until=date(2026, 12, 24))
    mine = [m for m in shop.day(plan(), FRIDAY).moments if not samples(m)]
    theirs = [m for m in shop.day(longer, FRIDAY).moments if not samples(m)]
    assert mine == theirs


def samples(moment: Moment) -> bool:
    """Does the device tell of itself?"""
    return isinstance(moment.event, Health)


def test_every_event_is_one_that_the_contract_allows() -> None:
    kinds = set()
    for _, day in days(plan(days=4)):
        for moment in day.moments:
            kinds.add(moment.event.type)
            data = encode_data(moment.event)
            assert decode_data(moment.event.type, data) == moment.event
    assert {kind.removeprefix("heed.") for kind in kinds} == {
        *("rating.v1", "reasons.v1", "comment.v1", "outcome.v1", "help.v1"),
        *("queue.v1", "health.v1"),
    }


def test_each_step_of_a_visit_is_there_once_and_a_visit_ends_once() -> None:
    steps: Counter[tuple[str, str]] = Counter()
    ends: Counter[str] = Counter()
    for moment in shop.day(plan(), FRIDAY).moments:
        event = moment.event
        if isinstance(event, Rating | Reasons | Help | Outcome):
            steps[event.visit, event.step] += 1
        if isinstance(event, Outcome):
            ends[event.visit] += 1
    assert set(steps.values()) == {1}
    assert {visit for visit, _ in steps} == set(ends)
    assert set(ends.values()) == {1}


def test_people_come_while_the_shop_is_open() -> None:
    for day, brought in days(plan(days=8)):
        opens, closes = hours.opening(day)
        assert all(opens <= stay.arrives < closes for stay in brought.people)
        for moment in brought.moments:
            if isinstance(moment.event, Rating):
                wall = datetime.fromtimestamp(moment.at / 1000, UTC).astimezone(DUBLIN)
                assert wall.date() == day
                assert opens / 3600 <= wall.hour <= closes / 3600


def test_opening_hours_hold_on_the_day_the_clocks_change() -> None:
    changed = date(2026, 10, 25)
    first = min(m.at for m in ratings_of(plan(until=changed, per_day=2000), changed))
    wall = datetime.fromtimestamp(first / 1000, UTC).astimezone(DUBLIN)
    assert wall.hour == hours.opening(changed)[0] / 3600


def ratings_of(made_up: Plan, day: date) -> list[Moment]:
    """The moments of a day's answers."""
    moments = shop.day(made_up, day).moments
    return [moment for moment in moments if isinstance(moment.event, Rating)]


def test_rushes_and_saturdays_bring_more_people() -> None:
    by_hour: Counter[int] = Counter()
    by_weekday: dict[int, list[int]] = defaultdict(list)
    for day in plan(days=56).dates:
        came = hours.arrivals(plan(), day)
        by_weekday[day.weekday()].append(len(came))
        if day.weekday() < 5:
            by_hour.update(int(at // 3600) for at in came)
    assert by_hour[12] > 1.5 * by_hour[10]
    assert mean(by_weekday[5]) > 1.4 * mean(by_weekday[0])
    assert 380 < mean(itertools.chain(*by_weekday.values())) < 420


def test_moods_follow_the_waits() -> None:
    chance = plan().random("moods")
    happy = {
        wait: mean(moods.face(wait, 0.0, 4, chance) > 2 for _ in range(4000))
        for wait in (0.0, 180.0, 420.0)
    }
    assert happy[0.0] > happy[180.0] + 0.05 > happy[420.0] + 0.2


def test_days_with_long_waits_are_unhappier_days() -> None:
    waits, shares = [], []
    for _, day in days(plan(days=60)):
        answers = ratings(day.moments)
        waits.append(mean(s.wait_s for s in day.people if s.till is not None))
        shares.append(mean(answer.value > 2 for answer in answers))
    ranked = [share for _, share in sorted(zip(waits, shares, strict=True))]
    assert mean(ranked[:20]) > mean(ranked[-20:]) + 0.08


@pytest.mark.parametrize("kind", one_and(*KINDS), ids=lambda kind: kind.name)
def test_an_incident_shows_in_the_reasons(kind: incidents.Kind) -> None:
    during: Counter[str] = Counter()
    wanted = "service" if kind.mood > 0 else max(kind.reasons, key=kind.reasons.get)  # type: ignore[arg-type]
    made_up = plan(days=300)
    for day in made_up.dates:
        happens = incidents.of_day(made_up, day)
        if happens is None or happens.kind != kind:
            continue
        midnight = made_up.midnight(day)
        for moment in shop.day(made_up, day).moments:
            covered = happens.covers((moment.at - midnight) / 1000)
            if covered and isinstance(moment.event, Reasons):
                during.update(moment.event.choices)
    usual = quiet_reasons()
    assert during[wanted] / during.total() > 1.25 * usual[wanted] / usual.total()


@functools.cache
def quiet_reasons() -> Counter[str]:
    """Reasons of days on which nothing happened."""
    told: Counter[str] = Counter()
    made_up = plan(days=300)
    quiet = [day for day in made_up.dates if incidents.of_day(made_up, day) is None]
    for day in quiet[:25]:
        for moment in shop.day(made_up, day).moments:
            if isinstance(moment.event, Reasons):
                told.update(moment.event.choices)
    return told


def test_reasons_fit_the_face() -> None:
    survey = plan().settings.survey
    offered = {
        True: {answer.key for answer in survey.unhappy_reasons},
        False: {answer.key for answer in survey.happy_reasons},
    }
    last: dict[str, int] = {}
    for _, day in days(plan(days=5)):
        for moment in day.moments:
            if isinstance(moment.event, Rating):
                last[moment.event.visit] = moment.event.value
            elif isinstance(moment.event, Reasons):
                unhappy = moods.is_unhappy(last[moment.event.visit], 4)
                assert offered[unhappy].issuperset(moment.event.choices)


def test_every_language_ending_and_turn_of_a_visit_is_met() -> None:
    languages: Counter[str] = Counter()
    hows: Counter[str] = Counter()
    answers: Counter[str] = Counter()
    rules = set()
    withdrawn = 0
    for _, day in days(plan()):
        for moment in day.moments:
            event = moment.event
            if isinstance(event, Rating):
                languages[event.language] += 1
                answers[event.visit] += 1
                rules.add(event.misuse)
            elif isinstance(event, Outcome):
                hows[event.how] += 1
            elif isinstance(event, Help):
                withdrawn += event.withdrawn
    assert set(languages) == set(plan().settings.languages)
    assert languages["en"] > languages.total() / 2
    assert set(hows) == {"completed", "skipped", "timed_out", "left"}
    assert max(answers.values()) == 2, "a changed mind"
    assert {None, "repeat"} < rules
    assert withdrawn > 0


def test_the_camera_tells_what_the_line_was() -> None:
    day = date(2026, 11, 14)
    brought = shop.day(plan(), day)
    seen = [m.event for m in brought.moments if isinstance(m.event, Queue)]
    at_tills = [stay for stay in brought.people if stay.till is not None]
    clear = [queue for queue in seen if queue.state != "blind"]
    assert len(clear) > 200
    assert sum(q.arrived or 0 for q in clear) > 0.9 * len(at_tills)
    assert max(q.estimated_wait_s or 0.0 for q in clear) > 300
    for queue in clear:
        assert sum(bin.people for bin in queue.waits) == queue.served


def test_a_till_serves_one_after_the_other() -> None:
    brought = line.stays(plan(), date(2026, 11, 14), None)
    for till in range(2):
        mine = [stay for stay in brought if stay.till == till and stay.served]
        for before, after in itertools.pairwise(mine):
            assert after.arrives + after.wait_s >= before.leaves - 1e-6


def test_ids_are_those_of_the_rfc() -> None:
    made = uuid7(1_795_000_000_000, plan().random("ids"))
    head, middle, version, variant, _ = made.split("-")
    assert int(head + middle, 16) == 1_795_000_000_000
    assert version[0] == "7" and variant[0] in "89ab"


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ({"days": 0}, "--days can be 1 to 400, not 0"),
        ({"per_day": 99_999}, "--per-day can be 1 to 20000"),
        ({"touchpoints": -1}, "--touchpoints can be 1 to 20"),
        ({"days": 400, "per_day": 20_000}, "ask for fewer days"),
    ],
)
def test_absurd_sizes_are_refused(wanted: dict[str, int], words: str) -> None:
    with pytest.raises(BadPlan, match=words):
        plan(**wanted)

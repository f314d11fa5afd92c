"""A day of the made-up shop: every event that its kiosks make (pure, seeded)."""

import random
from collections.abc import Iterator
from datetime import date
from operator import attrgetter

import msgspec
from msgspec import Struct

from contract.events import Health, Rating
from device.kiosk import misuse
from provisioning.simulate import hours, incidents, line, visits
from provisioning.simulate.hours import HOUR_S, Shift
from provisioning.simulate.incidents import Incident
from provisioning.simulate.line import Stay
from provisioning.simulate.plan import Moment, Place, Plan

AT_TILL = 0.24
"""Share of those at a till who tap a face there."""
AT_DOOR = 0.08
"""Share of the others who tap one on their way out."""
GAVE_UP = -1.2
"""What it does to a mood to leave without what one came for."""
PLAY_A_DAY = 0.5
"""Visits of children to one kiosk, on an average day of 400 visitors."""
PLAY_HOURS = (14.5, 17.0)
HEALTH_EVERY_S = 1800
DAY_S = 86_400


class Day(Struct, frozen=True):
    """What one day brought."""

    incident: Incident | None
    """What happened, if anything."""
    people: list[Stay]
    """Everybody who came; nobody sees this but the model."""
    moments: list[Moment]
    """Every event, by time."""


def day(plan: Plan, date: date) -> Day:
    """One whole day."""
    return day_with(plan, date, incidents.of_day(plan, date))


def day_with(plan: Plan, date: date, incident: Incident | None) -> Day:
    """One whole day on which just this happens."""
    people = line.stays(plan, date, incident)
    moments = list(_answers(plan, date, incident, people))
    for place in range(plan.touchpoints):
        moments += _play(plan, date, place)
    moments.sort(key=attrgetter("at"))
    moments = list(_judged(plan, moments))
    moments += _samples(plan, date, people)
    moments.sort(key=attrgetter("at"))
    return Day(incident, people, moments)


def _answers(
    plan: Plan, date: date, incident: Incident | None, people: list[Stay]
) -> Iterator[Moment]:
    """The visits of those who answer; a kiosk serves one person at a time."""
    midnight = plan.midnight(date)
    taken = [0.0] * plan.touchpoints
    doors = [n for n, place in enumerate(plan.places) if place.door]
    kiosks = {
        till: n
        for till, n in enumerate(n for n in range(plan.touchpoints) if n not in doors)
    }
    shifts = hours.shifts(plan, date)
    chance = plan.random(date, "answers")
    for stay in sorted(people, key=attrgetter("leaves")):
        own = random.Random(chance.getrandbits(64))
        at = stay.leaves
        place = kiosks.get(stay.till) if stay.served and stay.till is not None else None
        if place is None or own.random() >= AT_TILL:
            if not doors or own.random() >= AT_DOOR:
                continue
            place, at = doors[0], at + own.uniform(20, 90)
        if at < taken[place]:
            continue
        shift = shifts[hours.half(stay.leaves)]
        mood = _mood(stay, shift, incident, own)
        begins = midnight + int(at * 1000)
        made = visits.visit(plan.settings, mood, begins, own)
        taken[place] = at + made.lasts_s + 3
        for after, event in made.events:
            yield Moment(begins + int(after * 1000), place, event)


def _mood(
    stay: Stay, shift: Shift, incident: Incident | None, chance: random.Random
) -> visits.Mood:
    weight = shift.mood
    if stay.till is not None and not stay.served:
        weight += GAVE_UP
    if incident is None or not incident.covers(stay.arrives + stay.wait_s):
        return visits.Mood(stay.wait_s, weight, {})
    if chance.random() >= incident.kind.only:
        return visits.Mood(stay.wait_s, weight, {})
    weight += incident.kind.mood
    return visits.Mood(stay.wait_s, weight, incident.kind.reasons)


def _play(plan: Plan, date: date, place: int) -> Iterator[Moment]:
    """Children at the screen: many faces in no time."""
    chance = plan.random(date, "play", place)
    if chance.random() >= PLAY_A_DAY * min(1.0, plan.per_day / 400):
        return
    at = plan.midnight(date) + int(chance.uniform(*PLAY_HOURS) * HOUR_S * 1000)
    if at >= plan.midnight(date) + hours.opening(date)[1] * 1000:
        return
    for _ in range(chance.randint(5, 16)):
        made = visits.Visit(plan.settings, at, chance)
        made.rate(chance.randint(1, len(plan.settings.survey.faces)))
        made.wait(0.4, 1.6)
        made.leave("left")
        for after, event in made.events:
            yield Moment(at + int(after * 1000), place, event)
        at += int(made.lasts_s * 1000) + chance.randint(100, 900)


def _judged(plan: Plan, moments: list[Moment]) -> Iterator[Moment]:
    """Let each kiosk flag what its own rules take for play."""
    limits = misuse.limits(plan.settings.thresholds)
    taps = [misuse.RecentTaps() for _ in range(plan.touchpoints)]
    for moment in moments:
        event = moment.event
        if isinstance(event, Rating):
            tap = misuse.Tap(
                visit=event.visit,
                step=event.step,
                value=event.value,
                at_s=moment.at / 1000,
            )
            rule = taps[moment.place].judge(tap, limits)
            if rule is not None:
                event = msgspec.structs.replace(event, misuse=rule)
                moment = msgspec.structs.replace(moment, event=event)
        yield moment


def _samples(plan: Plan, date: date, people: list[Stay]) -> Iterator[Moment]:
    """What the devices say of themselves and of the lines."""
    midnight = plan.midnight(date)
    till = 0
    for number, place in enumerate(plan.places):
        for at in range(60 + number, DAY_S, HEALTH_EVERY_S):
            yield Moment(midnight + at * 1000, number, _health(plan, place, date, at))
        if not place.door:
            for end, queue in line.seen(plan, date, till, people):
                yield Moment(midnight + int(end * 1000), number, queue)
            till += 1


def _health(plan: Plan, place: Place, date: date, at: int) -> Health:
    chance = plan.random(date, "health", place.device, at)
    days = (date - plan.dates[0]).days
    return Health(
        uptime_s=float(DAY_S * (days + 2) + at),
        temperature_c=round(chance.gauss(52.0, 2.5), 1),
        disk_free_mb=max(2_000, 24_000 - 3 * days),
        memory_free_mb=int(chance.gauss(520, 25)),
        versions={"heed": "sample"},
        settings_revision=plan.settings.revision,
        clock_synced=True,
    )

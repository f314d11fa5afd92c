"""Thirty made-up days with twenty planted incidents: which are found, and how soon.

Every event goes through ingest's own batch by itself, with a clock of the past, and the
hub's clock acts in between. An alert in an incident's hours may be chance: the same
days are run with nothing planted too, and what is "found" in the same hours then is
told beside what is found. Patterns are counted (shares, themes): a single unhappy visit
is true in itself, whatever else happens that day. `incidents_told` counts those too, if
the visit named what the incident is about: then somebody on the floor read of it.
"""

import statistics
import tempfile
from datetime import date
from pathlib import Path

from hub import clock, surveys
from hub.alerts.book import Shelf
from hub.ingest.batch import Batch
from hub.store import calendar, devices, due
from hub.store.store import Store
from provisioning.simulate import shop
from provisioning.simulate.hours import opening
from provisioning.simulate.incidents import KINDS, Incident, Kind
from provisioning.simulate.plan import Plan
from provisioning.simulate.senders import Sender
from tests.bench.report import options, say, show

DAYS = 30
INCIDENTS = 20
PATTERNS = ("mood", "theme")
BAD = tuple(kind for kind in KINDS if kind.mood < 0)
GRACE_MS = 15 * 60_000
"""An alert so long after an incident's end is still about it."""
ZONE = "Europe/Dublin"


def measure(
    per_day: int, folder: Path, seed: int = 8, happens: bool = True
) -> dict[str, object]:
    """Incidents found, false alerts a day, minutes from cause to alert.

    Where it does not happen, the hours of the incidents are looked at all the same.
    """
    plan = Plan(
        settings=surveys.first_settings(),
        seed=seed,
        days=DAYS,
        until=date(2026, 6, 30),
        per_day=per_day,
        timezone=ZONE,
    )
    store = Store(folder / "store.db")
    calendar.keep_zone(store, ZONE)
    with store.write() as connection:
        for place in plan.places:
            devices.approve(connection, place.device, place.name, 0)
    senders = [Sender(plan, place, "bench") for place in plan.places]
    shelf = Shelf()
    chosen = set(plan.random("planted").sample(range(DAYS), INCIDENTS))
    tried = Tried()
    for number, day in enumerate(plan.dates):
        incident = _planted(plan, day) if number in chosen else None
        _live(store, plan, senders, shelf, (day, incident if happens else None))
        midnight = plan.midnight(day)
        tried.note(_raised(store, midnight), midnight, incident)
        if incident is not None:
            tried.note_visits(_visits(store, midnight, incident.kind))
    store.close()
    return tried.figures()


class Tried:
    """What was found so far."""

    def __init__(self) -> None:
        self._waits: list[float] = []
        self._false = 0
        self._missed: list[str] = []
        self._told: list[bool] = []

    def note(self, raised: list[int], midnight: int, incident: Incident | None) -> None:
        """One day's alerts against what happened on it."""
        if incident is None:
            self._false += len(raised)
            return
        begins = self._begins = midnight + int(incident.begins * 1000)
        ends = self._ends = midnight + int(incident.ends * 1000) + GRACE_MS
        hits = [at for at in raised if begins <= at <= ends]
        self._told.append(bool(hits))
        self._false += len(raised) - len(hits)
        if hits:
            self._waits.append((hits[0] - begins) / 60_000)
        else:
            self._missed.append(incident.kind.name)

    def note_visits(self, raised: list[int]) -> None:
        """Alerts on single visits that named what the last incident is about."""
        self._told[-1] |= any(self._begins <= at <= self._ends for at in raised)

    def figures(self) -> dict[str, object]:
        """All of it."""
        waits = self._waits
        return {
            "incidents": INCIDENTS,
            "incidents_found": len(waits),
            "incidents_told": sum(self._told),
            "missed": self._missed,
            "false_alerts_per_day": round(self._false / DAYS, 2),
            "minutes_to_alert": round(statistics.median(waits), 1) if waits else None,
            "minutes_to_alert_most": round(max(waits), 1) if waits else None,
        }


def _planted(plan: Plan, day: date) -> Incident:
    """Something bad in the middle of the day."""
    chance = plan.random(day, "planted")
    kind = chance.choice(BAD)
    opens, closes = opening(day)
    lasts = min(chance.uniform(*kind.hours) * 3600, closes - opens)
    begins = chance.uniform(opens, closes - lasts)
    return Incident(kind, begins, begins + lasts)


def _live(
    store: Store,
    plan: Plan,
    senders: list[Sender],
    shelf: Shelf,
    what: tuple[date, Incident | None],
) -> None:
    """One day, event by event."""
    moments = shop.day_with(plan, *what).moments
    with store.write() as connection:
        for moment in moments:
            at = moment.at + 40
            for name, subject, due_at in due.now_due(connection, at):
                if name != "silent":
                    clock.act(connection, name, subject, due_at, due_at)
            Batch(connection, at, shelf).store([senders[moment.place].incoming(moment)])
        last = moments[-1].at + 3_600_000
        while rows := [r for r in due.now_due(connection, last) if r[0] != "silent"]:
            for name, subject, due_at in rows:
                clock.act(connection, name, subject, due_at, due_at)


def _raised(store: Store, midnight: int) -> list[int]:
    """When patterns were told on a day, ms."""
    end = midnight + 24 * 3_600_000
    rows = store.connection().execute(
        "SELECT raised_at FROM alerts WHERE kind IN (?, ?)"
        " AND raised_at >= ? AND raised_at < ? ORDER BY raised_at",
        (*PATTERNS, midnight, end),
    )
    return [row[0] for row in rows]


def _visits(store: Store, midnight: int, kind: Kind) -> list[int]:
    """When single visits were told that named what such an incident is about, ms."""
    end = midnight + 24 * 3_600_000
    rows = store.connection().execute(
        "SELECT a.raised_at, f.what FROM visit_facts f JOIN alerts a"
        " ON replace(a.visit, '-', '') = lower(hex(f.visit))"
        " WHERE f.kind = 'reasons' AND f.at >= ? AND f.at < ? AND a.raised_at >= ?",
        (midnight, end, midnight),
    )
    about = {f"reason:{one}" for one in kind.reasons}
    return [at for at, what in rows if about & set(what.split())]


def main() -> None:
    """Run this part alone, on as many made-up shops as seeds are named."""
    parser = options(__doc__)
    parser.add_argument("--per-day", type=int, default=1000)
    parser.add_argument("--seeds", type=int, nargs="+", default=[8])
    chosen = parser.parse_args()
    figures: dict[str, object] = {}
    for seed in chosen.seeds:
        for name, happens in (("planted", True), ("nothing planted", False)):
            say(f"seed {seed}, {name}")
            with tempfile.TemporaryDirectory() as folder:
                found = measure(chosen.per_day, Path(folder), seed, happens)
            figures[f"seed {seed}, {name}"] = found
    show(figures, chosen.json)


if __name__ == "__main__":
    main()

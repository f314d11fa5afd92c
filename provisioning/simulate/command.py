"""`heed simulate`: what is asked on the command line, done."""

import threading
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec import Struct

from contract.errors import HeedError
from contract.settings import read_settings
from device.kiosk.survey import Surveys, built_in
from device.outbox.outbox import Outbox
from device.settings import Device
from hub.settings import Hub
from hub.store import sample
from hub.store import settings as owner_settings
from hub.store.store import Store
from provisioning.simulate import history, live
from provisioning.simulate.live import Pace
from provisioning.simulate.plan import BadPlan, Plan

Say = Callable[[str], None]


class BadOptions(HeedError, ValueError):
    """Options that do not go together."""


class Options(Struct, frozen=True, kw_only=True):
    """What was asked; none where the default is wanted."""

    days: int | None = None
    seed: int | None = None
    touchpoints: int | None = None
    per_day: int | None = None
    until: str | None = None
    remove: bool = False
    live: bool = False
    speed: float | None = None
    minutes: float | None = None

    def given(self, *names: str) -> dict[str, object]:
        """Those of these that were said."""
        values = {name: getattr(self, name) for name in names}
        return {name: value for name, value in values.items() if value is not None}


def run(path: Path, options: Options, stop: threading.Event, say: Say) -> None:
    """Do it; raises BadOptions, BadPlan and what the parts raise."""
    past, pace = ("days", "touchpoints", "until"), ("speed", "minutes")
    if options.live and options.remove:
        raise BadOptions("--live and --remove do not go together")
    _refuse(options, pace if not options.live else past, options.live)
    if options.remove:
        _refuse(options, (*past, "seed", "per_day"), options.live)
    if options.live:
        _go_live(path, options, stop, say)
        return
    store = Store(read_settings(path, Hub).store_path)
    try:
        if options.remove:
            _remove(store, say)
        else:
            _fill(store, read_settings(path, Hub), options, stop, say)
    finally:
        store.close()


def plan_for(store: Store, settings: Hub, options: Options) -> Plan:
    """The shop that is asked for, with the survey that this hub has; raises BadPlan."""
    zone = settings.shop.timezone
    return Plan(
        settings=owner_settings.newest(store.connection()) or built_in(),
        until=_date(options.until, zone),
        timezone=zone,
        **options.given("days", "seed", "touchpoints", "per_day"),  # type: ignore[arg-type]
    )


def _fill(
    store: Store, settings: Hub, options: Options, stop: threading.Event, say: Say
) -> None:
    plan = plan_for(store, settings, options)

    def progress(done: int, days: int) -> None:
        say(f"  day {done:3} of {days}")

    filled = history.fill(store, settings, plan, stop, progress)
    rate = filled.events / max(filled.seconds, 0.001)
    say(
        f"{filled.events} events of {filled.days} days are in {store.path}"
        f" ({filled.seconds:.1f} s, {rate:.0f} a second)."
        " 'heed simulate --remove' takes them out again."
    )


def _remove(store: Store, say: Say) -> None:
    there = sample.is_there(store.connection())
    sample.remove(store)
    say("The sample data is removed." if there else "There is no sample data.")


def _go_live(path: Path, options: Options, stop: threading.Event, say: Say) -> None:
    settings = read_settings(path, Device)
    pace = Pace(**options.given("speed", "minutes"))  # type: ignore[arg-type]
    outbox = Outbox(settings)
    shown = Surveys(outbox).current()
    outbox.close()
    plan = Plan(
        settings=shown,
        until=datetime.now().astimezone().date(),
        days=1,
        **options.given("seed", "per_day"),  # type: ignore[arg-type]
    )
    say(
        f"Customers come to {settings.name}, {pace.speed:g} times as fast as in life,"
        f" for {pace.minutes:g} min. Ctrl-C ends it."
    )
    done = live.run(settings, plan, pace, stop)
    say(f"{done} events are in the outbox of {settings.name}.")


def _refuse(options: Options, names: tuple[str, ...], live: bool) -> None:
    for name in options.given(*names):
        option = "--" + name.replace("_", "-")
        if options.remove:
            raise BadOptions(f"{option} and --remove do not go together")
        raise BadOptions(
            f"{option} is for the past; leave out --live"
            if live
            else f"{option} needs --live"
        )


def _date(text: str | None, zone: str) -> date:
    if text is None:
        return datetime.now(ZoneInfo(zone)).date()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadPlan(f"--until {text!r} is no date; write it as 2026-11-30") from error

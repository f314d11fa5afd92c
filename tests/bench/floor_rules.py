"""What 100 rules cost at 50 touchpoints, as a share of all that ingest does."""

import random
import statistics
import tempfile
import time
from pathlib import Path

import msgspec

from contract.kinds import Rating
from hub.alerts import start
from hub.alerts.book import Book, Happened, Shelf
from hub.alerts.policy import Policy
from hub.alerts.rules import Cause
from hub.alerts.watches import (
    HappyRun,
    LineLong,
    MoodUnusual,
    Rule,
    Scope,
    ThemeRising,
    ThemeUnusual,
    UnhappyShare,
    VeryUnhappy,
)
from hub.ingest.batch import Batch, _New
from hub.ingest.reading import Incoming, read
from hub.store import calendar, devices, policies
from hub.store.store import Store
from tests.bench.payloads import visits
from tests.hub.makers import Sender, arrived

TOUCHPOINTS = 50
RULES = 100
PER_BATCH = 500
MOODS = (8, 22, 58)
"""Percent of the customers below each face but the first."""


class Timed(Batch):
    """A batch that notes how long its rules took."""

    rules_s = 0.0
    raise_s = 0.0

    def _raise(self, new: list[_New]) -> None:
        began = time.perf_counter()
        super()._raise(new)
        Timed.raise_s += time.perf_counter() - began

    def _judge(self, happened: list[Happened], book: Book) -> list[Cause]:
        began = time.perf_counter()
        causes = super()._judge(happened, book)
        Timed.rules_s += time.perf_counter() - began
        return causes


def many_rules() -> Policy:
    """The start set and, for single touchpoints, hours and languages, 90 more."""
    rules = start.rules()
    watches = (
        UnhappyShare(share=0.8, at_least=8),
        VeryUnhappy(),
        ThemeRising(at_least=9, times_usual=5),
        LineLong(people=20),
        HappyRun(at_least=60),
        UnhappyShare(share=0.9, at_least=6, minutes=5),
        MoodUnusual(chance_days=30),
        ThemeUnusual(chance_days=30),
    )
    for number in range(RULES - len(rules)):
        scope = Scope(
            touchpoints=list(range(1 + number % 40, 11 + number % 40)),
            languages=[["en"], ["de", "fr"], []][number % 3],
            from_min=0 if number % 2 else 420,
            to_min=1440 if number % 2 else 1320,
        )
        watch = watches[number % len(watches)]
        rules.append(Rule(id=f"more-{number}", watch=watch, scope=scope))
    first = start.policy()
    return Policy(rules=rules, ladder=first.ladder, by_kind=first.by_kind)


def measure(batches: int, folder: Path) -> dict[str, float]:
    """Share of the rules, and with the alerts they raise, in batches of 500 and 10."""
    store = Store(folder / "store.db")
    now = time.time_ns() // 1_000_000
    senders = []
    calendar.keep_zone(store, "Europe/Dublin")
    with store.write() as connection:
        for number in range(1, TOUCHPOINTS + 1):
            devices.approve(connection, f"till-{number}", f"Till {number}", now)
            sender = Sender(f"till-{number}", f"{number:016x}")
            sender.began = now - 3_600_000
            sender.boot = f"11111111-1111-4111-8111-{number:012x}"
            senders.append(sender)
        policies.decide(connection, many_rules(), now, "bench", "many")
    shelf = Shelf()
    figures = {}
    for name, size, rounds in (("full", PER_BATCH, batches), ("ten", 10, batches * 4)):
        shares, raising = [], []
        for number in range(rounds + 3):
            at = now + number * 2_000
            payloads = _events(senders, size, at)
            Timed.rules_s = Timed.raise_s = 0.0
            began = time.perf_counter()
            found = [read(arrived(name, payload)) for name, payload in payloads]
            made = [one for one in found if isinstance(one, Incoming)]
            with store.write() as connection:
                Timed(connection, at, shelf).store(made)
            took = time.perf_counter() - began
            if number >= 3:
                shares.append(Timed.rules_s / took)
                raising.append(Timed.raise_s / took)
        figures[f"rules_share_{name}"] = round(statistics.median(shares), 4)
        figures[f"with_alerts_share_{name}"] = round(statistics.median(raising), 4)
    store.close()
    return figures


def _events(senders: list[Sender], size: int, at: int) -> list[tuple[str, bytes]]:
    """A shop's mix from all touchpoints, as it comes over the line."""
    made = []
    for number, event in zip(range(size), visits(), strict=False):
        if isinstance(event, Rating):
            value = 1 + sum(random.random() * 100 >= edge for edge in MOODS)
            event = msgspec.structs.replace(event, value=value)
        visit = at // 2000 + number // 4
        sender = senders[visit % TOUCHPOINTS]
        made.append((sender.device, sender.payload(event, at)))
    return made


def main() -> None:
    """Run this part alone."""
    with tempfile.TemporaryDirectory() as folder:
        print(measure(20, Path(folder)))


if __name__ == "__main__":
    main()

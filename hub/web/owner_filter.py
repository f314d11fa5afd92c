"""What the owner looks at, as the address bar says it."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from urllib.parse import urlencode

from msgspec import Struct

from contract.errors import HeedError
from hub.figures.periods import Period
from hub.reports import names
from hub.store.figures import Scope

KEYS = ("shop", "touchpoint", "language", "from", "to")
OF_PICTURES = {"theme", "v", "size"}
"""What addresses of pictures carry beside."""
DAYS = 7
PRESETS = {"Today": 1, "7 days": 7, "30 days": 30, "90 days": 90}
MOST_DAYS = 731
EARLIEST = date(2000, 1, 1)


class BadFilter(HeedError, ValueError):
    """An address that asks for what there is not."""

    def __init__(self, problems: list[str], rest: dict[str, str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems
        self.rest = rest
        """What of the filter is sound."""


class Choices(Struct, frozen=True):
    """What one may choose from."""

    shops: dict[int, str]
    touchpoints: dict[int, tuple[str, int]]
    """Name and shop."""
    languages: list[str]


class Filter(Struct, frozen=True):
    """A sound choice."""

    given: dict[str, str]
    """As it stands in the address."""
    period: Period
    scope: Scope
    words: list[str]
    """In words, for the page's head and for paper."""

    def query(self, **more: str) -> str:
        """The address's part after the question mark."""
        return urlencode({**self.given, **more})

    def preset(self, days: int, today: date) -> dict[str, str]:
        """The filter with other days; seven, up to today, need not be named."""
        rest = {k: v for k, v in self.given.items() if k not in ("from", "to")}
        if days == DAYS:
            return rest
        return {**rest, "from": (today - timedelta(days=days - 1)).isoformat()}


class _Reading:
    """Reads one address and gathers what is wrong with it."""

    def __init__(self, given: Mapping[str, str], today: date) -> None:
        self.given, self.today = given, today
        self.problems: list[str] = []
        self.bad: set[str] = set()

    def wrong(self, key: str, words: str) -> None:
        self.problems.append(words)
        self.bad.add(key)

    def number(self, key: str, known: Iterable[int], what: str) -> int | None:
        text = self.given.get(key)
        if text is None:
            return None
        number = int(text) if text.isascii() and text.isdigit() else None
        if number is None or len(text) > 12 or number not in set(known):
            self.wrong(key, f"There is no {what} {_short(text)}.")
            return None
        return number

    def day(self, key: str) -> date | None:
        text = self.given.get(key)
        if text is None:
            return None
        try:
            day = date.fromisoformat(text) if len(text) == 10 else None
        except ValueError:
            day = None
        if day is None:
            self.wrong(
                key,
                f"{_short(text)} is not a day; write it as {self.today.isoformat()}.",
            )
        elif day < EARLIEST:
            self.wrong(key, f"{text} is long before the first answer.")
        elif day > self.today:
            self.wrong(key, f"{text} has not come yet; today is {self.today}.")
        else:
            return day
        return None

    def period(self) -> Period:
        first, last = self.day("from"), self.day("to")
        last = last or self.today
        first = first or last - timedelta(days=DAYS - 1)
        if self.bad & {"from", "to"}:
            # One end alone may be as absurd as the two together.
            self.bad |= {"from", "to"}
            return Period(self.today, self.today)
        if first > last:
            self.wrong("from", f"The first day ({first}) is after the last ({last}).")
            self.bad.add("to")
        elif (last - first).days >= MOST_DAYS:
            self.wrong("from", "That is more than two years; choose fewer days.")
            self.bad.add("to")
        return Period(first, last)


def read(given: Mapping[str, str], choices: Choices, today: date) -> Filter:
    """The choice that an address makes; raises BadFilter."""
    said = {key: text for key, text in given.items() if text and key not in OF_PICTURES}
    reading = _Reading(said, today)
    for key in said:
        if key not in KEYS:
            known = ", ".join(KEYS)
            reading.wrong(key, f"{_short(key)} is no filter; there are {known}.")
    shop = reading.number("shop", choices.shops, "shop")
    place = reading.number("touchpoint", choices.touchpoints, "touchpoint")
    language = said.get("language")
    if language is not None and language not in choices.languages:
        reading.wrong("language", f"There are no answers in {_short(language)}.")
    if place is not None and shop is not None and choices.touchpoints[place][1] != shop:
        name = choices.touchpoints[place][0]
        reading.wrong("touchpoint", f"{name} is not in that shop.")
    period = reading.period()
    if reading.problems:
        rest = {key: text for key, text in said.items() if key not in reading.bad}
        raise BadFilter(reading.problems, rest)
    touchpoints: tuple[int, ...] | None = None
    if place is not None:
        touchpoints = (place,)
    elif shop is not None:
        touchpoints = tuple(
            number for number, (_, of) in choices.touchpoints.items() if of == shop
        )
    words = [
        names.days(period.first, period.last, today),
        *([choices.shops[shop]] if shop is not None else []),
        *([choices.touchpoints[place][0]] if place is not None else []),
        *([names.language(language)] if language is not None else []),
    ]
    return Filter(said, period, Scope(touchpoints, language), words)


def address(path: str, choice: Mapping[str, str]) -> str:
    """A page's address with a choice."""
    return f"{path}?{urlencode(choice)}" if choice else path


def _short(text: str) -> str:
    """A stranger's text, cut."""
    return f"“{text[:40]}…”" if len(text) > 40 else f"“{text}”"

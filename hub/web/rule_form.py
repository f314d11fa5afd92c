"""A rule as a plain sentence with fields in it, and the form read back into a rule."""

import re
from collections.abc import Mapping
from typing import Any

import msgspec
from markupsafe import Markup, escape
from msgspec import Struct

from contract.errors import HeedError
from hub.alerts.theme_names import theme_of
from hub.alerts.watches import Rule

TITLES = {
    "help": "Calls for someone",
    "urgent": "Urgent words",
    "unhappy": "A very unhappy visit",
    "mood": "Many unhappy answers",
    "theme": "A theme rises",
    "line": "A long line or wait",
    "till": "Open another till",
    "silent": "A device is silent",
    "blind": "A camera is blind",
    "happy": "Good news",
}
SENTENCES = {
    "help": "A customer calls someone. This is always told: the customer waits for it.",
    "urgent": "Words tell of danger, and the software that read them was sure.",
    "unhappy": "Somebody taps one of the {worst} worst faces, with words or without.",
    "mood": "{share_percent} % or more of at least {at_least} answers within {minutes}"
    " minutes are unhappy.",
    "theme": "Unhappy customers name {theme} {at_least} times or more within {minutes}"
    " minutes, and that is {times_usual} times its usual or more.",
    "line": "{people} people or more wait, or someone joining would wait {wait_min}"
    " minutes or longer.",
    "till": "{people} people or more wait, and as the line grows there will be"
    " {people_then} in {ahead_min} minutes.",
    "silent": "Nothing is heard of a device for longer than the hub's settings allow.",
    "blind": "A camera says that it sees nothing.",
    "happy": "{at_least} happy answers or more within {minutes} minutes, and no other.",
}
UNITS = {
    "share_percent": ("share", 100.0),
    "wait_min": ("wait_s", 1 / 60),
    "ahead_min": ("ahead_s", 1 / 60),
}
"""Fields that people read in another unit: the struct's field, and by how much."""
WHOLE = {"worst", "at_least", "minutes", "people", "people_then"}
CLOCK = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)")


class BadRule(HeedError, ValueError):
    """A form that makes no rule."""


class Shown(Struct, frozen=True):
    """A rule as the page shows it."""

    rule: Rule
    title: str
    sentence: Markup
    """With a field in each place where a number stands."""
    from_time: str
    to_time: str


def shown(rule: Rule, themes: Mapping[str, str], *, may_change: bool = True) -> Shown:
    """Title and sentence of a rule; `themes` names those that may be chosen."""
    kind = rule.watch.kind
    parts = re.split(r"\{(\w+)\}", SENTENCES[kind])
    sentence = Markup("")
    for place, part in enumerate(parts):
        if place % 2:
            sentence += _field(rule, part, may_change, themes)
        else:
            sentence += escape(part)
    scope = rule.scope
    return Shown(
        rule, TITLES[kind], sentence, _clock(scope.from_min), _clock(scope.to_min)
    )


def _field(
    rule: Rule, name: str, may_change: bool, themes: Mapping[str, str]
) -> Markup:
    if name == "theme":
        return _themes(theme_of(rule) or "", themes, may_change)
    value = _value(rule, name)
    if not may_change:
        return Markup("<strong>{}</strong>").format(value)
    label = f"{TITLES[rule.watch.kind]}: {name.replace('_', ' ')}"
    return Markup(
        '<input class="number" name="{}" value="{}" inputmode="decimal" size="4"'
        ' required aria-label="{}">'
    ).format(name, value, label)


def _themes(chosen: str, themes: Mapping[str, str], may_change: bool) -> Markup:
    """A choice of themes; one that is gone stays in it, and says so."""
    named = {"": "any theme", **themes}
    if chosen not in named:
        named[chosen] = f"{chosen} (there is none)"
    if not may_change:
        return Markup("<strong>{}</strong>").format(named[chosen])
    options = Markup("").join(
        Markup('<option value="{}"{}>{}</option>').format(
            key, Markup(" selected") if key == chosen else "", name
        )
        for key, name in named.items()
    )
    return Markup('<select name="theme" aria-label="{}">{}</select>').format(
        f"{TITLES['theme']}: which", options
    )


def _value(rule: Rule, name: str) -> str:
    field, times = UNITS.get(name, (name, 1.0))
    value = getattr(rule.watch, field)
    return "" if value is None else f"{value * times:g}"


def read(form: Mapping[str, str], before: Rule, lists: dict[str, list[str]]) -> Rule:
    """The rule that a form says; raises BadRule with what is wrong.

    `lists` holds what was ticked: touchpoints, languages and days.
    """
    watch: dict[str, Any] = msgspec.to_builtins(before.watch)
    for name in re.findall(r"\{(\w+)\}", SENTENCES[before.watch.kind]):
        if name == "theme":
            watch["theme"] = form.get("theme") or None
            continue
        field, times = UNITS.get(name, (name, 1.0))
        watch[field] = number(form.get(name, ""), name) / times
        if name in WHOLE:
            watch[field] = round(watch[field])
    body = {
        "id": before.id,
        "watch": watch,
        "on": "on" in form or before.watch.kind == "help",
        "scope": {
            "touchpoints": [int(one) for one in lists["touchpoints"] if one.isdigit()],
            "languages": lists["languages"],
            "days": [int(one) for one in lists["days"] if one.isdigit()],
            "from_min": minute_of(form.get("from_time", "00:00")),
            "to_min": minute_of(form.get("to_time", "24:00")),
        },
        "cool_down_s": round(number(form.get("cool_down_min", "0"), "pause") * 60),
        "clear_after_s": before.clear_after_s,
    }
    try:
        return msgspec.convert(body, Rule)
    except (msgspec.ValidationError, OverflowError) as error:
        raise BadRule(_plain(str(error))) from error


def _plain(text: str) -> str:
    words, _, where = text.partition(" - at `$.")
    field = where.strip("`").rpartition(".")[2].replace("_", " ")
    return f"{field}: {words}" if field else words


def number(text: str, name: str) -> float:
    """A number from a field, with a point or a comma; raises BadRule."""
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError as error:
        raise BadRule(
            f"{name.replace('_', ' ')}: {text[:20]!r} is no number"
        ) from error
    if not 0 <= value <= 1e6:
        raise BadRule(f"{name.replace('_', ' ')}: {text[:20]!r} is out of range")
    return value


def minute_of(text: str) -> int:
    """The minute of the day that a field such as 09:30 says; raises BadRule."""
    found = CLOCK.fullmatch(text.strip())
    if found is None or (minute := int(found[1]) * 60 + int(found[2])) > 1440:
        raise BadRule(f"hours: write {text[:10]!r} as 09:30")
    return minute


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"

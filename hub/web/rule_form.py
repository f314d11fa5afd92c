"""A rule as a plain sentence with fields in it, and the form read back into a rule."""

import re
from collections.abc import Mapping
from typing import Any

import msgspec
from markupsafe import Markup, escape
from msgspec import Struct

from hub.alerts.theme_names import theme_of
from hub.alerts.watches import (
    AnyWatch,
    Charted,
    MoodUnusual,
    Rule,
    ThemeRising,
    ThemeUnusual,
    UnhappyShare,
    Watch,
)
from hub.trouble import Trouble
from hub.web import decisionbook

UNITS = {
    "share_percent": ("share", 100.0),
    "wait_min": ("wait_s", 1 / 60),
    "ahead_min": ("ahead_s", 1 / 60),
}
"""Fields that people read in another unit: the struct's field, and by how much."""
WHOLE = {"worst", "at_least", "minutes", "people", "people_then"}
THEME = "theme"
PLACE = re.compile(r"\{(\w+)\}")
CLOCK = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)")


class BadRule(Trouble):
    """A form that makes no rule."""


class Shown(Struct, frozen=True):
    """A rule as the page shows it."""

    rule: Rule
    title: str
    sentence: Markup
    """With a field in each place where a number stands."""
    from_time: str
    to_time: str
    to_other: str
    """What a button says that judges by fixed numbers or by what is usual; or empty."""


def shown(rule: Rule, words: dict[str, str], themes: Mapping[str, str]) -> Shown:
    """Title and sentence of a rule, in the reader's words.

    `themes` names those that a rule may watch for.
    """
    told, scope = sentence_of(rule.watch), rule.scope
    title = words[f"title_{rule.watch.kind}"]
    fields = {
        name: _themes(words, theme_of(rule) or "", themes, title)
        if name == THEME
        else field(words, name, _value(rule, name), title)
        for name in fields_of(told)
    }
    return Shown(
        rule,
        title,
        sentence(words[f"rule_{told}"], fields),
        _clock(scope.from_min),
        _clock(scope.to_min),
        words["to_fixed" if isinstance(rule.watch, Charted) else "to_usual"]
        if other(rule) is not None
        else "",
    )


def sentence_of(watch: Watch) -> str:
    """The name of the sentence that tells of a watch."""
    return watch.sentence or watch.kind


def fields_of(told: str) -> list[str]:
    """The fields in a rule's sentence; the same in each language."""
    return PLACE.findall(decisionbook.words("en")[f"rule_{told}"])


def other(rule: Rule) -> Rule | None:
    """The same rule by fixed numbers, or by what is usual; none where there is one way.

    It is switched on or off, and holds where and when it did.
    """
    watch: AnyWatch
    match rule.watch:
        case UnhappyShare():
            watch = MoodUnusual()
        case MoodUnusual():
            watch = UnhappyShare()
        case ThemeRising(theme=theme):
            watch = ThemeUnusual(theme=theme)
        case ThemeUnusual(theme=theme):
            watch = ThemeRising(theme=theme)
        case _:
            return None
    return msgspec.structs.replace(rule, watch=watch)


def sentence(text: str, fields: Mapping[str, Markup]) -> Markup:
    """A sentence with a field in each place where a number stands."""
    made = Markup("")
    for place, part in enumerate(PLACE.split(text)):
        made += fields[part] if place % 2 else escape(part)
    return made


def field(
    words: dict[str, str], name: str, value: str, of: str, example: str = ""
) -> Markup:
    """One field in a sentence; `of` says to whoever can't see it what it belongs to."""
    return Markup(
        '<input class="number" name="{}" value="{}" size="5" aria-label="{}: {}"'
        ' placeholder="{}">'
    ).format(name, value, of, words[f"field_{name}"], example)


def _themes(
    words: dict[str, str], chosen: str, themes: Mapping[str, str], of: str
) -> Markup:
    """A choice of themes; one that is gone stays in it, and says so."""
    named = {"": words["theme_any"], **themes}
    if chosen not in named:
        named[chosen] = words["theme_gone"].format(theme=chosen)
    options = Markup("").join(
        Markup('<option value="{}"{}>{}</option>').format(
            key, Markup(" selected") if key == chosen else "", name
        )
        for key, name in named.items()
    )
    return Markup('<select name="{}" aria-label="{}: {}">{}</select>').format(
        THEME, of, words["field_theme"], options
    )


def _value(rule: Rule, name: str) -> str:
    field, times = UNITS.get(name, (name, 1.0))
    value = getattr(rule.watch, field)
    return "" if value is None else f"{value * times:g}"


def read(form: Mapping[str, str], before: Rule, lists: dict[str, list[str]]) -> Rule:
    """The rule that a form says; raises BadRule, or ValidationError for its limits.

    `lists` holds what was ticked: touchpoints, languages and days.
    """
    watch: dict[str, Any] = msgspec.to_builtins(before.watch)
    for name in fields_of(sentence_of(before.watch)):
        if name == THEME:
            watch[THEME] = form.get(THEME) or None
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
            "from_min": minute_of(form.get("from_time", "00:00")) % 1440,
            "to_min": minute_of(form.get("to_time", "24:00")),
        },
        "cool_down_s": round(
            number(form.get("cool_down_min", "0"), "cool_down_min") * 60
        ),
        "clear_after_s": before.clear_after_s,
    }
    return msgspec.convert(body, Rule)


def number(text: str, name: str) -> float:
    """A number from a field, with a point or a comma; raises BadRule."""
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError as error:
        said = f"{name}: {text[:20]!r} is no number"
        raise BadRule("no_number", said, field=name, text=text[:20]) from error
    if not 0 <= value <= 1e6:
        said = f"{name}: {text[:20]!r} is out of range"
        raise BadRule("out_of_range", said, field=name, text=text[:20])
    return value


def minute_of(text: str) -> int:
    """The minute of the day that a field such as 09:30 says; raises BadRule."""
    found = CLOCK.fullmatch(text.strip())
    if found is None or (minute := int(found[1]) * 60 + int(found[2])) > 1440:
        said = f"hours: write {text[:10]!r} as 09:30"
        raise BadRule("no_time", said, text=text[:10])
    return minute


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"

"""Who is told by when, as sentences with fields in them, and read back."""

from collections.abc import Mapping
from typing import Any

import msgspec
from markupsafe import Markup
from msgspec import Struct

from hub.alerts.policy import KIND, Ladder, Policy, Quiet, Rung
from hub.web.rule_form import field, minute_of, number, sentence

KINDS: tuple[str, ...] = KIND.__args__  # type: ignore[attr-defined]


class Told(Struct, frozen=True):
    """One kind of alert and who is told of it."""

    kind: str
    title: str
    own: bool
    """True if it has a ladder of its own."""
    sentence: Markup


def shown(policy: Policy, words: dict[str, str]) -> list[Markup]:
    """What holds for all kinds, how long a take lasts, and quiet hours."""
    of, quiet = words["ladder"], policy.quiet
    values = {
        "take_min": f"{policy.take_lasts_s / 60:g}",
        "quiet_from": "" if quiet is None else _clock(quiet.from_min),
        "quiet_to": "" if quiet is None else _clock(quiet.to_min),
    }
    examples = {"quiet_from": "22:00", "quiet_to": "07:00"}
    fields = {
        name: field(words, name, value, of, examples.get(name, ""))
        for name, value in values.items()
    }
    return [
        _ladder(policy.ladder, words, of),
        sentence(words["take_sentence"], fields),
        sentence(words["quiet_sentence"], fields),
    ]


def by_kind(policy: Policy, words: dict[str, str]) -> list[Told]:
    """Each kind with the ladder by which it is told."""
    found = []
    for kind in KINDS:
        title = words[f"title_{kind}"]
        ladder = _ladder(policy.ladder_of(kind), words, title)
        found.append(Told(kind, title, kind in policy.by_kind, ladder))
    return found


def read(form: Mapping[str, str], policy: Policy) -> Policy:
    """The policy with what a form says of all kinds; raises ValueError."""
    quiet = None
    if form.get("quiet_from", "").strip() and form.get("quiet_to", "").strip():
        quiet = Quiet(
            from_min=minute_of(form["quiet_from"]) % 1440,
            to_min=minute_of(form["quiet_to"]),
            except_for=policy.quiet.except_for if policy.quiet else ["help", "urgent"],
        )
    lasts_s = round(number(form.get("take_min", "10"), "take_min") * 60)
    return _checked(
        policy,
        ladder=read_ladder(form),
        quiet=quiet,
        take_lasts_s=lasts_s,
        remind_s=max(60, lasts_s * 4 // 5),
    )


def read_kind(form: Mapping[str, str], policy: Policy, kind: str) -> Policy:
    """The policy with what a form says of one kind; raises ValueError."""
    own = {str(name): ladder for name, ladder in policy.by_kind.items() if name != kind}
    if form.get("action") != "same":
        own[kind] = read_ladder(form)
    return _checked(policy, by_kind=own)


def read_ladder(form: Mapping[str, str]) -> Ladder:
    """A ladder from its fields; raises ValueError."""
    rungs = [Rung(who="floor", after_s=0)]
    for who in ("lead", "owner"):
        if form.get(f"{who}_min", "").strip():
            after_s = round(number(form[f"{who}_min"], f"{who}_min") * 60)
            rungs.append(Rung(who=who, after_s=after_s))
    every_s = round(number(form.get("again_min", "10"), "again_min") * 60)
    again = round(number(form.get("again", "0"), "again"))
    return Ladder(rungs=rungs, again=again, again_every_s=every_s)


def _ladder(ladder: Ladder, words: dict[str, str], of: str) -> Markup:
    after = {f"{rung.who}_min": f"{rung.after_s / 60:g}" for rung in ladder.rungs}
    values = {
        "lead_min": after.get("lead_min", ""),
        "owner_min": after.get("owner_min", ""),
        "again": str(ladder.again),
        "again_min": f"{ladder.again_every_s / 60:g}",
    }
    fields = {name: field(words, name, value, of) for name, value in values.items()}
    return sentence(words["ladder_sentence"], fields)


def _checked(policy: Policy, **changed: Any) -> Policy:
    """A struct made in code is checked as JSON is."""
    body = msgspec.to_builtins(policy) | msgspec.to_builtins(changed)
    return msgspec.convert(body, Policy)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"

"""The owner's page on alerts: rules, ladder, and how alerts were answered."""

import sqlite3
from collections.abc import Callable
from typing import Any

import msgspec
from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from hub import surveys
from hub.alerts import preview, start, theme_names
from hub.alerts.policy import BadPolicy, Policy
from hub.alerts.watches import Rule
from hub.store import (
    alert_grounds,
    audit,
    channels,
    figures_alerts,
    figures_recovery,
    own_themes,
    places,
    policies,
    settings,
    tills,
)
from hub.store import sends as sent
from hub.web import decisionbook, ladder_form, rule_form, saidbook
from hub.web.context import here

blueprint = Blueprint("alerting", __name__, url_prefix="/alerting")

SAID = ("saved", "added", "removed", "tested")
MONTH_MS = 30 * 24 * 3600 * 1000
RECORD_FROM = 5
"""Below so many alerts a share of false ones says nothing."""
RULE = "<rule>"


@blueprint.get("")
def show() -> ResponseReturnValue:
    """The page."""
    return page()


def page(status: int = 200, **more: Any) -> ResponseReturnValue:
    """The page, with what was wrong or found beside its form."""
    context = here()
    connection = context.store.connection()
    policy = policies.newest(connection)
    since = context.now() - MONTH_MS
    draft: Rule | None = more.get("draft")
    rules = [draft if draft and draft.id == r.id else r for r in policy.rules]
    language, words = decisionbook.chosen()
    themes = _themes(connection, language)
    said = request.args.get("said", "")
    now = context.now()
    body = render_template(
        "admin/alerting.html",
        on="alerting",
        language=language,
        words=words,
        said=words[f"said_{said}"] if said in SAID else "",
        clock=context.clock,
        ladder=ladder_form.shown(policy, words),
        ladders=ladder_form.by_kind(policy, words),
        rules=[rule_form.shown(rule, words, themes) for rule in rules],
        gone=theme_names.unknown(policy, themes),
        records={r.id: _record(connection, r.id, since, words) for r in policy.rules},
        touchpoints=places.touchpoints(connection),
        languages=surveys.LANGUAGES,
        channels=[
            (one, sent.of_channel(connection, one.channel))
            for one in channels.listing(connection)
        ],
        figures=figures_alerts.answering(connection, since, now),
        by_hour=figures_alerts.by_hour(connection, since, context.zone),
        recovered=figures_recovery.recovered(connection, since, now, context.zone),
        tills=tills.opened(connection, since, now),
        **more,
    )
    return body, status


def refused(where: str, error: Exception) -> ResponseReturnValue:
    """The page with what is wrong beside its form, in the reader's language."""
    return page(400, problem=(where, decisionbook.trouble(error, _words())))


def _record(
    connection: sqlite3.Connection, rule: str, since: int, words: dict[str, str]
) -> str:
    false, done = alert_grounds.record(connection, rule, since)
    if done < RECORD_FROM:
        return ""
    said = words["record"].format(false=false, done=done)
    return f"{said} {words['record_raise']}" if false * 2 > done else said


@blueprint.post(f"/rules/{RULE}")
def save_rule(rule: str) -> ResponseReturnValue:
    """Save a rule's form, or say what it would have raised in the last week."""
    before = _find(rule)
    lists = {
        name: request.form.getlist(name)
        for name in ("touchpoints", "languages", "days")
    }
    try:
        wanted = rule_form.read(request.form, before, lists)
    except ValueError as error:
        return refused(rule, error)
    if request.form.get("action") == "preview":
        context = here()
        connection, now = context.store.connection(), context.now()
        found = preview.tried(connection, context.understander, wanted, now)
        return page(draft=wanted, preview=(rule, found))
    try:
        return _decide(lambda policy: _with(policy, wanted), f"changed the rule {rule}")
    except BadPolicy as error:
        return refused(rule, error)


def _with(policy: Policy, wanted: Rule) -> Policy:
    rules = [wanted if one.id == wanted.id else one for one in policy.rules]
    return msgspec.structs.replace(policy, rules=rules)


@blueprint.post(f"/rules/{RULE}/copy")
def copy_rule(rule: str) -> ResponseReturnValue:
    """One more of the same kind, for another place or other hours."""
    before = _find(rule)

    def add(policy: Policy) -> Policy:
        taken = {one.id for one in policy.rules}
        kind = before.watch.kind
        name = next(n for i in range(2, 999) if (n := f"{kind}-{i}") not in taken)
        copy = msgspec.structs.replace(before, id=name, on=False)
        return msgspec.structs.replace(policy, rules=[*policy.rules, copy])

    return _decide(add, f"copied the rule {rule}", "added")


@blueprint.post(f"/rules/{RULE}/other")
def judge_otherwise(rule: str) -> ResponseReturnValue:
    """Judge by what is usual instead of by fixed numbers, or the other way round."""
    wanted = rule_form.other(_find(rule))
    if wanted is None:
        raise NotFound("There is one way only to judge this.")
    return _decide(
        lambda policy: _with(policy, wanted), f"changed how the rule {rule} judges"
    )


@blueprint.post(f"/rules/{RULE}/remove")
def remove_rule(rule: str) -> ResponseReturnValue:
    """Remove a copy; what a shop starts with can only be switched off."""
    _find(rule)
    if rule in {one.id for one in start.rules()}:
        return page(400, problem=(rule, _words()["not_removable"]))
    return _decide(
        lambda policy: msgspec.structs.replace(
            policy, rules=[r for r in policy.rules if r.id != rule]
        ),
        f"removed the rule {rule}",
    )


@blueprint.post("/ladder")
def save_ladder() -> ResponseReturnValue:
    """Who is told by when, quiet hours, how long a take lasts."""
    form = request.form
    try:
        return _decide(
            lambda policy: ladder_form.read(form, policy), "changed who is told by when"
        )
    except ValueError as error:
        return refused("ladder", error)


@blueprint.post("/ladder/<kind>")
def save_ladder_of(kind: str) -> ResponseReturnValue:
    """A ladder of its own for one kind, or none any more."""
    if kind not in ladder_form.KINDS:
        raise NotFound("There is no such kind of alert.")
    form = request.form
    try:
        return _decide(
            lambda policy: ladder_form.read_kind(form, policy, kind),
            f"changed who is told of {kind}",
        )
    except ValueError as error:
        return refused(f"ladder-{kind}", error)


def _themes(connection: sqlite3.Connection, language: str) -> dict[str, str]:
    """Themes that a rule may watch for, with their names."""
    own = own_themes.names(connection, language)
    decided = settings.newest(connection) or surveys.first_settings()
    reasons = {one.key: one.label for one in decided.survey.unhappy_reasons}

    def name(key: str, kind: str) -> str:
        if kind != "reason":
            return saidbook.name(language, "theme", key, own)
        return reasons[key].get(language) or next(iter(reasons[key].values()))

    there = theme_names.known(connection)
    return {key: name(key, kind) for key, kind in there.items()}


def _find(rule: str) -> Rule:
    for one in policies.newest(here().store.connection()).rules:
        if one.id == rule:
            return one
    raise NotFound("There is no such rule.")


def _decide(
    change: Callable[[Policy], Policy], what: str, said: str = "saved"
) -> ResponseReturnValue:
    """A new revision of all that is decided on alerts."""
    context = here()
    with context.store.write() as connection:
        before = policies.newest(connection)
        wanted = change(before)
        theme_names.check(wanted, before, theme_names.known(connection))
        policies.decide(connection, wanted, context.now(), g.person.name, what)
        note(connection, what)
    return back(said)


def note(connection: sqlite3.Connection, what: str) -> None:
    """Write down who decided it."""
    audit.note(connection, here().now(), g.person.name, what)


def _words() -> dict[str, str]:
    return decisionbook.chosen()[1]


def back(said: str) -> ResponseReturnValue:
    """To the page, which says that it is done."""
    return redirect(url_for("alerting.show", said=said), 303)

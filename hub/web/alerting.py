"""The owner's page on alerts: rules, ladder, channels, and how alerts were answered."""

import sqlite3
from collections.abc import Callable
from typing import Any

import msgspec
from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from contract.errors import HeedError
from hub import surveys
from hub.alerts import start, theme_names
from hub.alerts.policy import BadPolicy, Ladder, Policy, Quiet, Rung
from hub.alerts.preview import Preview
from hub.alerts.watches import Rule
from hub.notify.port import BadAddress
from hub.notify.service import notifier
from hub.store import (
    alert_grounds,
    audit,
    channels,
    figures_alerts,
    own_themes,
    places,
    policies,
    settings,
)
from hub.store import sends as sent
from hub.store.channels import NewChannel, Secret
from hub.store.sends import NewSend
from hub.web import rule_form, saidbook
from hub.web.context import here
from hub.web.rule_form import BadRule

blueprint = Blueprint("alerting", __name__, url_prefix="/alerting")

SAID = {
    "saved": "Saved. It holds for alerts that begin from now on.",
    "added": "Added.",
    "removed": "Removed, its address too.",
    "tested": "A test is on its way; what became of it shows below in a moment.",
}
MONTH_MS = 30 * 24 * 3600 * 1000
RECORD_FROM = 5
"""Below so many alerts a share of false ones says nothing."""
RULE = "<rule>"
CHANNEL = "<int(max=999999999):channel>"


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
    themes = _themes(connection)
    rules = [draft if draft and draft.id == r.id else r for r in policy.rules]
    body = render_template(
        "admin/alerting.html",
        on="alerting",
        said=SAID.get(request.args.get("said", "")),
        clock=context.clock,
        policy=policy,
        revision=policies.revision(connection),
        rules=[rule_form.shown(rule, themes) for rule in rules],
        gone=theme_names.unknown(policy, themes),
        records={r.id: _record(connection, r.id, since) for r in policy.rules},
        touchpoints=places.touchpoints(connection),
        languages=surveys.LANGUAGES,
        channels=[
            (one, sent.of_channel(connection, one.channel))
            for one in channels.listing(connection)
        ],
        figures=figures_alerts.answering(connection, since, context.now()),
        by_hour=figures_alerts.by_hour(connection, since, context.zone),
        **more,
    )
    return body, status


def _record(connection: sqlite3.Connection, rule: str, since: int) -> str:
    false, done = alert_grounds.record(connection, rule, since)
    if done < RECORD_FROM:
        return ""
    words = f"{false} of {done} were false alarms in the last 30 days."
    return f"{words} Raise the threshold?" if false * 2 > done else words


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
    except BadRule as error:
        return page(400, problem=(rule, str(error)))
    if request.form.get("action") == "preview":
        context = here()
        found = Preview(context.store.connection(), wanted, context.now()).times()
        return page(draft=wanted, preview=(rule, found))
    try:
        return _decide(
            lambda policy: msgspec.structs.replace(
                policy, rules=[wanted if r.id == rule else r for r in policy.rules]
            ),
            f"changed the rule {rule}",
        )
    except BadPolicy as error:
        return page(400, problem=(rule, str(error)))


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


@blueprint.post(f"/rules/{RULE}/remove")
def remove_rule(rule: str) -> ResponseReturnValue:
    """Remove a copy; what a shop starts with can only be switched off."""
    _find(rule)
    if rule in {one.id for one in start.rules()}:
        return page(400, problem=(rule, "This one can be switched off, not removed."))
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

    def change(policy: Policy) -> Policy:
        number = rule_form.number
        rungs = [Rung(who="floor", after_s=0)]
        for who in ("lead", "owner"):
            if form.get(f"{who}_min", "").strip():
                after_s = round(number(form[f"{who}_min"], f"{who} after") * 60)
                rungs.append(Rung(who=who, after_s=after_s))
        quiet = None
        if form.get("quiet_from", "").strip() and form.get("quiet_to", "").strip():
            quiet = Quiet(
                from_min=rule_form.minute_of(form["quiet_from"]) % 1440,
                to_min=rule_form.minute_of(form["quiet_to"]),
            )
        lasts_s = round(number(form.get("take_min", "10"), "take lasts") * 60)
        ladder = Ladder(
            rungs=rungs,
            again=round(number(form.get("again", "0"), "repeats")),
            again_every_s=round(number(form.get("again_min", "10"), "every") * 60),
        )
        return msgspec.convert(
            msgspec.to_builtins(policy)
            | {
                "ladder": msgspec.to_builtins(ladder),
                "quiet": msgspec.to_builtins(quiet),
                "take_lasts_s": lasts_s,
                "remind_s": max(60, lasts_s * 4 // 5),
            },
            Policy,
        )

    try:
        return _decide(change, "changed who is told by when")
    except (msgspec.ValidationError, ValueError) as error:
        return page(400, problem=("ladder", str(error)))


@blueprint.post("/channels")
def add_channel() -> ResponseReturnValue:
    """One more way to reach somebody; a webhook's key is shown this once."""
    form = request.form
    new = NewChannel(
        name=form.get("name", ""),
        port="webhook" if form.get("port") == "webhook" else "apprise",
        rung=form.get("rung", ""),
        address=form.get("address", ""),
        words="words" in form,
    )
    key = ""
    try:
        notifier(Secret(new.port, new.address.strip(), "", False))
        with here().store.write() as connection:
            _, key = channels.add(connection, new)
            _note(connection, f"added the channel {new.name}")
    except (HeedError, BadAddress) as error:
        return page(400, problem=("channel", str(error)))
    if key:
        return page(key=key)
    return _back("added")


@blueprint.post(f"/channels/{CHANNEL}")
def change_channel(channel: int) -> ResponseReturnValue:
    """What may leave by it, who is on duty; test it; or remove it."""
    form, context = request.form, here()
    action = form.get("action", "save")
    try:
        with context.store.write() as connection:
            if action == "remove":
                name = channels.remove(connection, channel)
                _note(connection, f"removed the channel {name}")
                return _back("removed")
            if action == "test":
                if channels.secret_of(connection, channel) is None:
                    raise channels.BadChannel("that channel is gone")
                new = NewSend(
                    alert=None,
                    step=None,
                    channel=channel,
                    rung="floor",
                    at=context.now(),
                )
                sent.add(connection, new)
                return _back("tested")
            words, duty = "words" in form, "on_duty" in form
            name = channels.change(connection, channel, words=words, on_duty=duty)
            _note(connection, f"changed the channel {name}")
    except channels.BadChannel as error:
        return page(400, problem=("channel", str(error)))
    return _back("saved")


def _themes(connection: sqlite3.Connection) -> dict[str, str]:
    """Themes that a rule may watch for, with their names."""
    own = own_themes.names(connection, "en")
    decided = settings.newest(connection) or surveys.first_settings()
    reasons = {one.key: one.label for one in decided.survey.unhappy_reasons}

    def name(key: str, kind: str) -> str:
        if kind != "reason":
            return saidbook.name("en", "theme", key, own)
        return reasons[key].get("en") or next(iter(reasons[key].values()))

    there = theme_names.known(connection)
    return {key: name(key, kind) for key, kind in there.items()}


def _find(rule: str) -> Rule:
    for one in policies.newest(here().store.connection()).rules:
        if one.id == rule:
            return one
    raise NotFound("There is no such rule.")


def _decide(
    change: Callable[[Policy], Policy], note: str, said: str = "saved"
) -> ResponseReturnValue:
    """A new revision of all that is decided on alerts."""
    context = here()
    with context.store.write() as connection:
        before = policies.newest(connection)
        wanted = change(before)
        theme_names.check(wanted, before, theme_names.known(connection))
        policies.decide(connection, wanted, context.now(), g.person.name, note)
        _note(connection, note)
    return _back(said)


def _note(connection: sqlite3.Connection, what: str) -> None:
    audit.note(connection, here().now(), g.person.name, what)


def _back(said: str) -> ResponseReturnValue:
    return redirect(url_for("alerting.show", said=said), 303)

"""What needs a human: comments that software did not read, for the shift lead."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hub.store import human_list
from hub.store.sessions import Session
from hub.web import access, saidbook, wordbook
from hub.web.context import here

blueprint = Blueprint("human", __name__, url_prefix="/human")

EVERY_MIN = 5
"""Ages are told in so many minutes: nobody needs the minute to act."""


@blueprint.get("")
def show() -> str:
    """The list, possible danger first."""
    context = here()
    language, words = saidbook.chosen()
    now = context.now()
    entries = human_list.waiting(context.store.connection())
    return render_template(
        "human.html",
        on="human",
        language=language,
        words=words,
        entries=entries,
        ages={one.comment: age(language, now - one.at) for one in entries},
        most=human_list.AT_ONCE,
        why=saidbook.why,
        name=saidbook.name,
    )


@blueprint.post("/<int(max=9223372036854775807):comment>/off")
def take_off(comment: int) -> ResponseReturnValue:
    """Somebody has seen to it; who is not kept."""
    context = here()
    with context.store.write() as connection:
        human_list.take_off(connection, comment, context.now())
    return redirect(url_for("human.show"), 303)


def count_for(person: Session | None) -> int:
    """How many comments wait for somebody of this role."""
    if not person or not access.covers(person.role, "lead"):
        return 0
    return human_list.count(here().store.connection())


def age(language: str, ms: int) -> str:
    """How long ago, roughly."""
    minutes = max(0, ms) // 60_000 // EVERY_MIN * EVERY_MIN
    if minutes < EVERY_MIN:
        return wordbook.say(language, "just_now")
    if minutes < 60:
        return wordbook.say(language, "minutes_ago", n=minutes)
    return wordbook.say(language, "hours_ago", h=minutes // 60, n=minutes % 60)

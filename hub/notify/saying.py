"""What a message says: the alert in the shop's language, and no more than may leave."""

import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from hub.notify.port import Message
from hub.store import alerts, comments, own_themes, settings
from hub.store.alerts import Step
from hub.store.channels import Secret
from hub.store.sends import Send
from hub.web import saidbook, wordbook


class _Blanks(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "?"


def language_of(connection: sqlite3.Connection) -> str:
    """The shop's first language, if our words have it; else English."""
    decided = settings.newest(connection)
    first = decided.languages[0].split("-")[0] if decided else "en"
    return first if first in wordbook.LANGUAGES else "en"


def filled(text: str, values: Mapping[str, object]) -> str:
    """A sentence with its values; what is missing becomes a question mark."""
    return text.format_map(_Blanks(values))


def what(step: Step, language: str, own: Mapping[str, str] | None = None) -> str:
    """What happened, as a card on the floor says it; `own` names the owner's themes."""
    themes = saidbook.theme_words(language, own or {})
    words = {**themes, **wordbook.words(language)}
    values = values_of(step.detail, words)
    keys = [f"{step.kind}_many"] if step.times > 1 else []
    for more in ("soon", "usual"):
        if more in step.detail:
            keys.insert(0, f"{step.kind}_{more}")
    for key in (*keys, f"{step.kind}_one"):
        if key in words:
            return filled(words[key], {**values, "n": values.get("n", step.times)})
    return step.kind


def values_of(detail: Mapping[str, Any], words: Mapping[str, str]) -> dict[str, object]:
    """What sentences may name, with keys turned into words where we have them."""
    values: dict[str, object] = dict(detail)
    for name in ("theme", "urgent", "why"):
        if name in detail:
            key = str(detail[name])
            values[name] = words.get(f"{name}_{key}", key.replace("_", " "))
    return values


def compose(connection: sqlite3.Connection, send: Send, secret: Secret) -> Message:
    """The message of one send; raises UnknownAlert."""
    language = language_of(connection)
    words = wordbook.words(language)
    if send.alert is None:
        title, body = words["test_title"], words["test_body"]
        return Message(key=send.key, title=title, body=body, facts={"type": "test"})
    step = alerts.state_of(connection, send.alert)
    minutes = max(0, send.at - step.raised_at) // 60_000
    age = filled(words["minutes_ago"], {"n": minutes}) if minutes else words["just_now"]
    lines = [f"{age}. {words['nobody_took_it']}" if send.rung != "floor" else age]
    said = _words(connection, step) if secret.words else None
    if said:
        lines.append(f"“{said}”")
    raised = datetime.fromtimestamp(step.raised_at / 1000, UTC).isoformat()
    facts = {
        "type": "alert",
        "alert": step.alert,
        "kind": step.kind,
        "place": step.touchpoint,
        "raised_at": raised,
        "told": send.rung,
    }
    if said:
        facts["words"] = said
    own = own_themes.names(connection, language)
    title = f"{what(step, language, own)} · {step.touchpoint}"
    return Message(key=send.key, title=title, body="\n".join(lines), facts=facts)


def _words(connection: sqlite3.Connection, step: Step) -> str | None:
    """The redacted words behind an alert, if a comment raised it."""
    return comments.words_of(connection, step.cause) if step.cause else None

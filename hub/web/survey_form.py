"""The survey's form: what was written becomes Settings, or is told what is missing."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct
from werkzeug.datastructures import MultiDict

from contract.messages import Answer, Settings, Survey
from hub.surveys import LANGUAGES

REASONS = 6
LINES = 4
MOST_LINES = 20
LONGEST = {"question": 120, "reason": 40, "line": 160}
SHORTEST_CALL_S, LONGEST_CALL_S = 10, 3600

Wording = dict[str, str]


class Row(Struct):
    """One reason or attract line, as written in each language."""

    key: str
    words: Wording


class Draft(Struct, kw_only=True):
    """The form's content, sound or not."""

    question: Wording
    unhappy: list[Row]
    happy: list[Row]
    lines: list[Row]
    languages: list[str]
    """Those offered, the first one first."""
    help_timeout: str
    """Seconds, as written."""
    choice: str = ""
    """The built-in question that it began with; empty for the one in use."""

    @property
    def first(self) -> str:
        """The language that the kiosk starts in."""
        return self.languages[0] if self.languages else "en"


def draft_of(settings: Settings, choice: str = "") -> Draft:
    """What the form shows of settings."""
    survey = settings.survey
    return Draft(
        question=dict(survey.question),
        unhappy=_filled(survey.unhappy_reasons),
        happy=_filled(survey.happy_reasons),
        lines=_lines(settings.idle_lines),
        languages=list(settings.languages),
        help_timeout=f"{settings.help_timeout_s:g}",
        choice=choice,
    )


def _filled(reasons: list[Answer]) -> list[Row]:
    rows = [Row(each.key, dict(each.label)) for each in reasons]
    return rows + [Row("", {}) for _ in range(REASONS - len(rows))]


def _lines(lines: list[Wording]) -> list[Row]:
    """The lines, and room for one more at least."""
    rows = [Row("", dict(line)) for line in lines]
    room = min(max(LINES, len(rows) + 1), MOST_LINES)
    return rows + [Row("", {}) for _ in range(room - len(rows))]


def read(form: "MultiDict[str, str]") -> Draft:
    """The form as it was sent."""
    chosen = [code for code in form.getlist("languages") if code in LANGUAGES]
    first = form.get("first", "")
    chosen.sort(key=lambda code: code != first)
    return Draft(
        question=wording(form, "question"),
        unhappy=_rows(form, "unhappy", REASONS),
        happy=_rows(form, "happy", REASONS),
        lines=_lines(
            [row.words for row in _rows(form, "line", MOST_LINES) if row.words]
        ),
        languages=chosen,
        help_timeout=clean(form.get("help_timeout", "")),
        choice=form.get("choice", "")[:40],
    )


def _rows(form: Mapping[str, str], kind: str, most: int) -> list[Row]:
    return [
        Row(form.get(f"{kind}-{n}-key", "")[:40], wording(form, f"{kind}-{n}"))
        for n in range(most)
    ]


def wording(form: Mapping[str, str], field: str) -> Wording:
    """A field as written in each language; empty ones are left out."""
    words = {code: clean(form.get(f"{field}-{code}", "")) for code in LANGUAGES}
    return {code: text for code, text in words.items() if text}


def clean(text: str) -> str:
    """On one line, composed (NFC), without control characters or half pairs."""
    composed = unicodedata.normalize("NFC", text)
    plain = "".join(
        " " if unicodedata.category(c) == "Cc" else c
        for c in composed
        if unicodedata.category(c) != "Cs"
    )
    return " ".join(plain.split())


def problems_of(draft: Draft) -> dict[str, str]:
    """What has to be put right, by field."""
    found: dict[str, str] = {}
    if not draft.languages:
        found["languages"] = "Offer at least one language."
    _need(found, "question", draft.question, draft)
    for kind in ("unhappy", "happy"):
        rows: list[Row] = getattr(draft, kind)
        for n, row in enumerate(rows):
            if row.words:
                _need(found, f"{kind}-{n}", row.words, draft)
    for n, row in enumerate(draft.lines):
        _bound(found, f"line-{n}", row.words, LONGEST["line"])
    seconds = _seconds(draft.help_timeout)
    if seconds is None or not SHORTEST_CALL_S <= seconds <= LONGEST_CALL_S:
        found["help_timeout"] = (
            f"Write a number of seconds from {SHORTEST_CALL_S} to {LONGEST_CALL_S}."
        )
    return found


def _need(found: dict[str, str], field: str, words: Wording, draft: Draft) -> None:
    for code in draft.languages:
        if code not in words:
            found[f"{field}-{code}"] = f"This is missing in {LANGUAGES[code]}."
    kind = "question" if field == "question" else "reason"
    _bound(found, field, words, LONGEST[kind])


def _bound(found: dict[str, str], field: str, words: Wording, most: int) -> None:
    for code, text in words.items():
        if len(text) > most:
            found[f"{field}-{code}"] = (
                f"{len(text)} characters don't fit on the screen; at most {most}."
            )


def settings_of(draft: Draft, faces: Survey, before: Settings) -> Settings:
    """The sound draft as settings; what the form doesn't show stays as `before`."""
    survey = Survey(
        key=faces.key,
        version=before.survey.version,
        question_key=faces.question_key,
        question=draft.question,
        faces=faces.faces,
        unhappy_reasons=_answers(draft.unhappy),
        happy_reasons=_answers(draft.happy),
    )
    if survey != before.survey:
        survey = msgspec.structs.replace(survey, version=before.survey.version + 1)
    changed: dict[str, Any] = {
        "survey": survey,
        "languages": draft.languages,
        "idle_lines": [row.words for row in draft.lines if row.words],
        "help_timeout_s": _seconds(draft.help_timeout),
    }
    return msgspec.structs.replace(before, **changed)


def _answers(rows: list[Row]) -> list[Answer]:
    used: set[str] = set()
    answers = []
    for row in rows:
        if row.words:
            key = _key(row, used)
            used.add(key)
            answers.append(Answer(key=key, label=row.words))
    return answers


def _key(row: Row, used: set[str]) -> str:
    """The reason's key: the one it had, else made of its first wording."""
    if re.fullmatch("[a-z0-9][a-z0-9_-]{0,39}", row.key) and row.key not in used:
        return row.key
    plain = unicodedata.normalize("NFKD", next(iter(row.words.values()))).lower()
    base = re.sub("[^a-z0-9]+", "-", plain).strip("-")[:30] or "reason"
    n = 1
    while (key := base if n == 1 else f"{base}-{n}") in used:
        n += 1
    return key


def _seconds(text: str) -> float | None:
    return float(text) if re.fullmatch(r"[0-9]{1,5}(\.[0-9])?", text) else None

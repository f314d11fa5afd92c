"""The forms of the shop's own words and of its thanks, read and checked."""

from collections.abc import Mapping

from msgspec import Struct
from werkzeug.datastructures import MultiDict

from contract.messages import Mood, Thanks
from hub.surveys import LANGUAGES
from hub.web.survey_form import Wording, clean, wording
from models.words import own_words
from models.words.labels import FEELINGS, THEMES

MOODS: dict[Mood, str] = {
    "unhappy": "an unhappy face",
    "plain": "a middle face, or a call",
    "happy": "a happy face",
}
"""After which faces thanks are said, in words."""
MOST_LINES = 20
ROOM = 2
"""Empty lines below those that there are."""
LONGEST = 120


class Line(Struct):
    """One way of saying thanks, as written."""

    mood: str
    theme: str
    """Empty for any."""
    feeling: str
    """Empty for any."""
    words: Wording


def lines_of(thanks: list[Thanks]) -> list[Line]:
    """What the form shows of thanks, with room for more."""
    rows = [
        Line(one.mood, one.theme or "", one.feeling or "", dict(one.text))
        for one in thanks
    ]
    room = min(ROOM, MOST_LINES - len(rows))
    return rows + [Line("unhappy", "", "", {}) for _ in range(room)]


def read_lines(form: "MultiDict[str, str]") -> list[Line]:
    """The lines that were sent, without those that are empty everywhere."""
    rows = [
        Line(
            form.get(f"mood-{n}", ""),
            clean(form.get(f"theme-{n}", ""))[:40],
            clean(form.get(f"feeling-{n}", ""))[:40],
            wording(form, f"text-{n}"),
        )
        for n in range(MOST_LINES)
    ]
    return [row for row in rows if row.words]


def read_words(form: Mapping[str, str]) -> list[str]:
    """The shop's own words that were sent, one a line, each once."""
    lines = (clean(line) for line in form.get("own_words", "").splitlines())
    return list({own_words.plain(line): line for line in lines if line}.values())


def problem_of_words(words: list[str]) -> str | None:
    """What has to be put right about them."""
    if len(words) > own_words.MOST:
        return f"{len(words)} are too many; at most {own_words.MOST}."
    found = [own_words.problem_of(word) for word in words]
    return next((f"{one}." for one in found if one), None)


def problems_of_lines(rows: list[Line], languages: list[str]) -> dict[str, str]:
    """What has to be put right, by field."""
    found: dict[str, str] = {}
    for n, row in enumerate(rows):
        _check_names(found, n, row)
        for code in languages:
            if code in LANGUAGES and code not in row.words:
                found[f"text-{n}-{code}"] = f"This is missing in {LANGUAGES[code]}."
        for code, text in row.words.items():
            if len(text) > LONGEST:
                found[f"text-{n}-{code}"] = (
                    f"{len(text)} characters don't fit on the screen; at most"
                    f" {LONGEST}."
                )
        same = [(one.mood, one.theme, one.feeling) for one in rows[:n]]
        if (row.mood, row.theme, row.feeling) in same:
            first = same.index((row.mood, row.theme, row.feeling)) + 1
            found[f"mood-{n}"] = f"Line {first} is for the same; only one can be said."
    return found


def _check_names(found: dict[str, str], n: int, row: Line) -> None:
    for what, name, known in (
        ("mood", row.mood, [*MOODS]),
        ("theme", row.theme, ("", *THEMES)),
        ("feeling", row.feeling, ("", *FEELINGS)),
    ):
        if name not in known:
            there = ", ".join(one for one in known if one)
            found[f"{what}-{n}"] = (
                f"Line {n + 1} names the {what} {name!r}, which there is not. Known"
                f" are {there}."
            )


def thanks_of(rows: list[Line]) -> list[Thanks]:
    """Sound lines as thanks."""
    by_name = {mood: mood for mood in MOODS}
    return [
        Thanks(
            mood=by_name[row.mood],  # type: ignore[index]
            theme=row.theme or None,
            feeling=row.feeling or None,
            text=row.words,
        )
        for row in rows
    ]

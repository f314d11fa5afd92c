"""What the page knows before anybody comes, and what it shows in its first picture."""

import functools
import hashlib
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Any

import msgspec
from markupsafe import Markup
from msgspec import Struct

from contract.messages import Settings
from device.kiosk.words import catalog, page_words, written_in
from models.words.published import CARD, read_card
from models.words.reading import is_read

MOODS = ((0.22, "bad"), (0.45, "poor"), (0.55, "even"), (0.9, "good"))
"""Up to which share of the scale a mood is drawn; above the last it is great."""


THEMES = (
    "waiting",
    "price",
    "stock",
    "staff",
    "cleanliness",
    "product",
    "checkout",
    "access",
    "noise",
    "opening_hours",
    "returns",
    "parking",
    "other",
)
"""What a customer may say that words were about."""
FEELINGS = (
    "frustration",
    "annoyance",
    "anger",
    "disappointment",
    "confusion",
    "embarrassment",
    "sadness",
    "surprise",
    "relief",
    "approval",
    "gratitude",
    "joy",
)
"""How a customer may say that it was; the commoner ones of those that are read."""


class Screen(Struct, frozen=True, kw_only=True):
    """How the page behaves on this screen; times in seconds."""

    width_mm: float = 155.0
    """Width of the screen in millimetres."""
    comments: bool = False
    """Whether words may be typed."""
    sure_from: float = 0.6
    """Confidence under which spoken words are never scored."""
    arcade_keys: Sequence[str] = ("1", "2", "3", "4")
    """Keys of the wired buttons, from the worst face to the best."""
    buttons: int = 0
    """How many buttons are wired to the device's pins."""
    sleep_after_s: float = 0.0
    """Seconds with nobody near after which the screen goes dark; 0 for never."""
    still_there_after_s: float = 30.0
    """Without a touch for this long the page asks "Still there?"."""
    still_there_for_s: float = 20.0
    """How long that question waits."""
    thanks_s: float = 6.0
    """How long thanks stand."""
    offer_s: float = 15.0
    """How long thanks stand that offer to send someone, or name the till."""
    heard_s: float = 8.0
    """How long "Did we understand you?" waits for an answer."""
    call_waits_s: float = 180.0
    """How long at most the page stays on a call without a touch."""
    look_again_s: float = 10.0
    """How often an idle page asks for a new survey."""


class First(Struct, frozen=True, kw_only=True):
    """The words of the first picture, so that it needs no script."""

    language: str
    """The language it is in."""
    written: str
    """The language of our own words in it."""
    words: dict[str, str]
    """Our own words."""
    question: str
    """The shop's question."""
    faces: list[tuple[str, str]]
    """Mood and name of each face, from the worst."""
    languages: list[tuple[str, str]]
    """Code and own name of each language, where there is a choice."""
    has_lines: bool
    """Whether the shop's lines will stand under the faces."""


def moods(scale: int) -> list[str]:
    """The drawn mood of each of `scale` faces, from the worst."""
    shares = [place / (scale - 1) for place in range(scale)]
    return [
        next((mood for limit, mood in MOODS if share < limit), "great")
        for share in shares
    ]


def known(
    settings: Settings,
    screen: Screen,
    build: str,
    *,
    listens: bool = False,
    has_camera: bool = False,
) -> dict[str, Any]:
    """What the page's script is given.

    `listens` where one may speak, `has_camera` where one counts.
    """
    languages = settings.languages
    written = {code: written_in(code) for code in languages}
    return {
        "build": build,
        "revision": settings.revision,
        "survey": settings.survey,
        "moods": moods(len(settings.survey.faces)),
        "languages": languages,
        "written": written,
        "names": {code: own_name(code) for code in languages},
        "words": {code: page_words(code) for code in sorted(set(written.values()))},
        "read": [code for code in languages if is_read(code)],
        "themes": THEMES,
        "feelings": FEELINGS,
        "idle_lines": settings.idle_lines,
        "thanks": settings.thanks,
        "missed": _missed(),
        "help_timeout_s": settings.help_timeout_s,
        "screen": screen,
        "listens": listens,
        "has_camera": has_camera,
    }


@functools.cache
def _missed() -> float | None:
    """Personal details of a hundred that the model left readable when it was tested."""
    card = read_card(CARD)
    return None if card is None else card.missed_percent


def first_picture(settings: Settings) -> First:
    """What stands there before the script runs: idle, in the first language."""
    language = settings.languages[0]
    survey = settings.survey
    offered = settings.languages if len(settings.languages) > 1 else []
    names = [label(face.label, language) for face in survey.faces]
    return First(
        language=language,
        written=written_in(language),
        words=page_words(language),
        question=label(survey.question, language),
        faces=list(zip(moods(len(names)), names, strict=True)),
        languages=[(code, own_name(code)) for code in offered],
        has_lines=bool(settings.idle_lines),
    )


def label(labels: Mapping[str, str], language: str) -> str:
    """The shop's wording in a language, its base, English, or any it has."""
    for code in (language, language.partition("-")[0], "en"):
        if code in labels:
            return labels[code]
    return next(iter(labels.values()))


def own_name(language: str) -> str:
    """A language's name in itself; its code where we have not written it."""
    written = written_in(language)
    is_ours = written == language.partition("-")[0]
    return catalog(written)["name"] if is_ours else language.upper()


def inside_html(content: Any) -> Markup:
    """JSON for a script element, which only `</` or `<!--` could end too early."""
    text = msgspec.json.encode(content).decode()
    return Markup(text.replace("<", "\\u003c"))


def static() -> dict[str, bytes]:
    """The page's own files by name."""
    folder = resources.files(__package__) / "static"
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def stylesheet(width_mm: float) -> bytes:
    """The look, with the millimetres of this screen."""
    rule = f":root {{ --mm: calc(100vw / {width_mm:g}); }}\n"
    files = static()
    return files["kiosk.css"] + files["listen.css"] + rule.encode()


def fingerprint(files: Mapping[str, bytes]) -> str:
    """Changes with any of the files, so that an old page knows of a new program."""
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(name.encode() + b"\0" + files[name])
    return digest.hexdigest()[:16]

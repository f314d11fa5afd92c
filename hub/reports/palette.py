"""The colours of all pictures, told apart by all common kinds of colour vision.

Blue for happy and orange for unhappy, as in Okabe and Ito (2008), Color Universal
Design, darkened until text and marks keep their contrast on the page.
"""

import re

FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif'


class Tone:
    """What a colour is for; its value is that of the light page."""

    ink = "#16191d"
    soft = "#55606c"
    line = "#d5dae0"
    sheet = "#ffffff"
    accent = "#0b5cad"
    happy = "#1f6fb2"
    unhappy = "#b4540a"
    near = "#dfe4ea"
    plain = "#6f7b87"
    on_colour = "#fefefe"


_DARK = {
    Tone.ink: "#f0f2f4",
    Tone.soft: "#a9b4bf",
    Tone.line: "#3a424a",
    Tone.sheet: "#1e2327",
    Tone.accent: "#7db7f5",
    Tone.happy: "#5aa9e6",
    Tone.unhappy: "#f0a35c",
    Tone.near: "#39434d",
    Tone.plain: "#8b97a3",
    Tone.on_colour: "#0d1116",
}
_ANY = re.compile("|".join(_DARK))


def dark(drawing: str) -> str:
    """The same drawing for a dark page."""
    return _ANY.sub(lambda found: _DARK[found[0]], drawing)

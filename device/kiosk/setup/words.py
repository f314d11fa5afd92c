"""What the set-up pages say: gettext catalogs of their own."""

import functools
from importlib import resources

from device.kiosk.words import FALLBACK


@functools.cache
def said(language: str) -> dict[str, str]:
    """All that the pages say in a language, by its key; in English what is missing."""
    import polib

    file = resources.files(__package__) / "catalogs" / f"{language}.po"
    entries = polib.pofile(file.read_text(encoding="utf-8"))
    own = {entry.msgid: entry.msgstr for entry in entries if entry.translated()}
    return own if language == FALLBACK else said(FALLBACK) | own

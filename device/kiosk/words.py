"""Our own wording: a gettext catalog a language, read as it is, with no build step."""

import functools
from importlib import resources

FALLBACK = "en"
"""What is said where we have no wording in a language."""


@functools.cache
def languages() -> tuple[str, ...]:
    """The languages that we have written, English first."""
    found = (
        file.name.removesuffix(".po")
        for file in (resources.files(__package__) / "catalogs").iterdir()
        if file.name.endswith(".po")
    )
    return tuple(sorted(found, key=lambda code: (code != FALLBACK, code)))


@functools.cache
def catalog(language: str) -> dict[str, str]:
    """All that we say in a language by its key; KeyError where we have not written it.

    Entries that nobody has translated, or that are marked as doubtful, are left out.
    """
    import polib

    if language not in languages():
        raise KeyError(f"no wording in {language}; there is {', '.join(languages())}")
    file = resources.files(__package__) / "catalogs" / f"{language}.po"
    entries = polib.pofile(file.read_text(encoding="utf-8"))
    return {entry.msgid: entry.msgstr for entry in entries if entry.translated()}


def written_in(language: str) -> str:
    """The language of ours that comes nearest; for de-AT that is de, else English."""
    for code in (language, language.partition("-")[0]):
        if code in languages():
            return code
    return FALLBACK


def page_words(language: str) -> dict[str, str]:
    """What stands on the page in a language, or in the nearest that we have written."""
    said = catalog(FALLBACK) | catalog(written_in(language))
    return {key: text for key, text in said.items() if not key.startswith("survey ")}

"""Questions to choose from, written for each language on its own."""

import functools
from importlib import resources

import msgspec

from contract.messages import Settings, Survey, Thanks

LANGUAGES = {"en": "English", "es": "Español", "de": "Deutsch", "fr": "Français"}
"""The languages that the built-in questions are written in, in their own words."""
NAMES = ("today", "found", "service")


@functools.cache
def built_in(name: str) -> Survey | None:
    """A question with its faces and reasons, or none of that name."""
    if name not in NAMES:
        return None
    file = resources.files(__package__) / f"{name}.toml"
    return msgspec.toml.decode(file.read_bytes(), type=Survey)


@functools.cache
def thanks() -> list[Thanks]:
    """Thanks to begin with, by what was said."""
    file = resources.files(__package__) / "thanks.toml"
    return msgspec.toml.decode(file.read_bytes(), type=_Lines).thanks


class _Lines(msgspec.Struct):
    thanks: list[Thanks]


def first_settings() -> Settings:
    """What devices do as long as nobody decided anything."""
    survey = built_in(NAMES[0])
    assert survey is not None
    return Settings(
        revision=0, survey=survey, languages=list(LANGUAGES), thanks=list(thanks())
    )

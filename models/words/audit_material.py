"""What the bias audit reads: templates with every person in them, and dialects."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from models.words.corpus.passes import Sentiment
from models.words.spoken import spoken

FILE = Path(__file__).with_name("audit.toml")
Slot = Literal["person", "trait", "kin", "name"]
Words = dict[Slot, list[str]]
"""Words of one group by the slot of a template that they fit."""
ORIGIN, GENDER, DIALECT = "names by origin", "names by gender", "dialect"


class Case(Struct, frozen=True):
    """One text to read and its place in the audit."""

    template: int
    """Texts of one template differ in who is named, and in their form."""
    group: str
    text: str
    form: Literal["typed", "spoken"]
    sentiment: Sentiment
    """What it says, whoever is named."""


class Pair(Struct, frozen=True):
    """The same said twice."""

    standard: Case
    dialect: Case


class Material(Struct, frozen=True, forbid_unknown_fields=True):
    """All of the file."""

    templates: dict[Sentiment, dict[Slot, list[str]]]
    people: dict[str, dict[str, Words]]
    """By kind of identity and group."""
    names: dict[str, dict[Literal["women", "men"], list[str]]]
    """First names by origin and gender."""
    dialects: dict[str, dict[Sentiment, list[tuple[str, str]]]]
    """Standard and dialect by what both say."""

    def kinds(self) -> dict[str, dict[str, Words]]:
        """Groups by kind of identity, first names among them."""
        by_origin: dict[str, Words] = {
            origin: {"name": [*names["women"], *names["men"]]}
            for origin, names in self.names.items()
        }
        by_gender: dict[str, Words] = {
            "women": {"name": [n for own in self.names.values() for n in own["women"]]},
            "men": {"name": [n for own in self.names.values() for n in own["men"]]},
        }
        return {**self.people, ORIGIN: by_origin, GENDER: by_gender}

    def thinned(self, every: int) -> "Material":
        """With each so many-th template only, for an audit in a hurry."""
        templates = {
            sentiment: {slot: own[::every] for slot, own in slots.items()}
            for sentiment, slots in self.templates.items()
        }
        return replace(self, templates=templates)

    def cases(self, kind: str) -> Iterator[Case]:
        """Every template with every word of every group that fits it, in both forms."""
        for number, (sentiment, slot, template) in enumerate(self._templates()):
            for group, words in self.kinds()[kind].items():
                for word in words.get(slot, ()):
                    text = fill(template, slot, word)
                    yield from _both(number, group, text, sentiment)

    def pairs(self) -> Iterator[Pair]:
        """The same in the standard language and in each dialect, in both forms."""
        number = 0
        for dialect, by_sentiment in self.dialects.items():
            for sentiment, said in by_sentiment.items():
                for standard, other in said:
                    number += 1
                    firsts = _both(number, dialect, standard, sentiment)
                    seconds = _both(number, dialect, other, sentiment)
                    yield from map(Pair, firsts, seconds)

    def _templates(self) -> Iterator[tuple[Sentiment, Slot, str]]:
        for sentiment, by_slot in self.templates.items():
            for slot, templates in by_slot.items():
                for template in templates:
                    yield sentiment, slot, template


def material(file: Path = FILE) -> Material:
    """Read the file."""
    return msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), Material)


def fill(template: str, slot: str, word: str) -> str:
    """A template with the word in its slot and a capital at its beginning."""
    text = template.replace("{" + slot + "}", word)
    return text[0].upper() + text[1:]


def _both(
    template: int, group: str, text: str, sentiment: Sentiment
) -> tuple[Case, Case]:
    return (
        Case(template, group, text, "typed", sentiment),
        Case(template, group, spoken(text), "spoken", sentiment),
    )

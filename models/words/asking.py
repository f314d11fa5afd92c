"""What the child process that understands words is asked, and what it answers."""

from msgspec import Struct

from models.words.reading import Words


class Compare(Struct, frozen=True):
    """Texts to hold against a shop's own themes."""

    texts: list[str]
    themes: dict[str, list[str]]
    """Example sentences by the theme's key."""


class Fitted(Struct, frozen=True):
    """What a theme's examples say of themselves."""

    like_from: float
    """Likeness from which on a comment is counted to the theme, 0 to 1."""
    found: int
    """Examples that the others would find from there on."""
    others: float
    """Share of comments of any other shop that would be found too, 0 to 1."""


class Compared(Struct, frozen=True):
    """How alike texts are to themes."""

    likeness: dict[str, list[float]]
    """By theme, one number a text, 0 to 1."""
    fitted: dict[str, Fitted]
    """By theme."""


class Question(Struct, frozen=True, omit_defaults=True):
    """What is to be understood, or compared."""

    number: int = 0
    """Comes back with the answer."""
    text: str = ""
    language: str = "en"
    allowed: list[str] = []
    """The shop's own words, which are never personal."""
    compare: Compare | None = None
    """Instead of understanding a text."""


class Answer(Struct, frozen=True, omit_defaults=True):
    """What was understood, or how alike it is."""

    number: int
    words: Words | None = None
    compared: Compared | None = None


class Ready(Struct, frozen=True):
    """The first line: the model is loaded."""

    ready: str
    """The model's name."""

"""The corpus's files: what a pass and a comment hold, read and checked."""

import re
from pathlib import Path
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct

from contract.errors import HeedError

FOLDER = Path(__file__).with_name("passes")

Sentiment = Literal["negative", "neutral", "positive", "mixed"]
# fmt: off
Feeling = Literal[
    "admiration", "amusement", "anger", "annoyance", "approval", "caring", "confusion",
    "curiosity", "desire", "disappointment", "disapproval", "disgust", "embarrassment",
    "excitement", "fear", "frustration", "gratitude", "joy", "love", "relief",
    "sadness", "surprise",
]
Theme = Literal[
    "waiting", "price", "stock", "staff", "cleanliness", "product", "checkout",
    "access", "noise", "opening_hours", "returns", "parking", "other",
]
Dialect = Literal[
    "british", "irish", "american", "indian", "african_american", "nigerian",
    "caribbean", "second_language", "spain", "latin_america", "germany", "austria",
    "switzerland", "france", "belgium", "canada",
]
Tag = Literal[
    "fact", "polite_anger", "sarcasm", "negation", "wish", "question", "nonsense",
    "child", "short", "long", "idiom", "correction", "unsure_danger", "identity",
]
# fmt: on
Urgent = Literal["safety", "health", "theft", "harassment"]
DETAILS = frozenset(
    ("name", "phone", "email", "card", "address", "plate", "id", "url", "birth_date")
)
S = TypeVar("S", bound=Struct)
MARK = re.compile(r"\[\[([^|\]]*)\|([^\]]*)\]\]")


Detail = tuple[str, int, int]
"""Kind, start and end of a personal detail, in characters."""


class BadCorpus(HeedError, ValueError):
    """A corpus file says something that the guidelines do not allow."""


class Head(Struct, frozen=True, forbid_unknown_fields=True):
    """What a pass is about."""

    number: Annotated[str, Meta(pattern="^[0-9]{3}$")] = msgspec.field(name="pass")
    """Its number, as in its file's name."""
    language: Literal["en", "es", "de", "fr"]
    shop: str
    day: str
    people: str
    dialects: list[Dialect]


class Comment(Struct, frozen=True, forbid_unknown_fields=True):
    """One comment and its labels; see GUIDELINES.md."""

    text: Annotated[str, Meta(min_length=1, max_length=2000)]
    """As given, personal details wrapped as `[[type|original]]`."""
    sentiment: Sentiment
    form: Literal["typed", "spoken"]
    feelings: Annotated[list[Feeling], Meta(max_length=3)] = []
    themes: Annotated[list[Theme], Meta(max_length=3)] = []
    urgent: Urgent | None = None
    dialect: Dialect | None = None
    tags: Annotated[list[Tag], Meta(max_length=6)] = []

    @property
    def plain(self) -> str:
        """The text without marks."""
        return unmarked(self.text)[0]

    @property
    def details(self) -> list[Detail]:
        """Each personal detail in `plain`."""
        return unmarked(self.text)[1]


class Pass(Struct, frozen=True):
    """One sitting of writing."""

    head: Head
    comments: list[Comment]


def unmarked(text: str) -> tuple[str, list[Detail]]:
    """The text without its `[[type|original]]`, and where the details stand in it."""
    found, taken = [], 0
    for mark in MARK.finditer(text):
        start = mark.start() - taken
        found.append((mark.group(1), start, start + len(mark.group(2))))
        taken += len(mark.group(0)) - len(mark.group(2))
    return MARK.sub(lambda mark: mark.group(2), text), found


def read_pass(path: Path) -> Pass:
    """Read one file; raises BadCorpus with every line that is wrong."""
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise BadCorpus(f"{path}: {error.strerror}") from error
    problems: list[str] = []
    head = _read(lines[0] if lines else b"", Head, f"{path.name}:1", problems)
    comments = []
    for number, line in enumerate(lines[1:], 2):
        place = f"{path.name}:{number}"
        comment = _read(line, Comment, place, problems)
        if comment is not None:
            problems += [f"{place}: {problem}" for problem in _odd(comment)]
            comments.append(comment)
    if problems or head is None:
        raise BadCorpus("\n".join(problems))
    return Pass(head, comments)


def read_all(folder: Path = FOLDER) -> list[Pass]:
    """All passes in the order of their numbers; raises BadCorpus."""
    return [read_pass(path) for path in sorted(folder.glob("*.jsonl"))]


def _read(line: bytes, kind: type[S], place: str, problems: list[str]) -> S | None:
    try:
        return msgspec.json.decode(line, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        problems.append(f"{place}: {error}")
        return None


def _odd(comment: Comment) -> list[str]:
    """What is wrong with the text itself."""
    found = [
        f"mark [[{kind}|{original}]]; kinds: {', '.join(sorted(DETAILS))}"
        for kind, original in MARK.findall(comment.text)
        if kind not in DETAILS or not original.strip()
    ]
    if "[[" in comment.plain or "]]" in comment.plain:
        found.append("a mark is not closed")
    if comment.form == "spoken":
        if comment.plain != comment.plain.lower():
            found.append("spoken text is lower case")
        if re.search(r"[0-9.,;:!?]", comment.plain):
            found.append("spoken text has no digits and no punctuation")
    return found

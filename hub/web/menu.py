"""The menu of all pages, in two rows, and the words of menu and sign-in.

The first row has one way into each group; the second what stands in the group of the
page that is open. Without a script, and the same by keyboard.
"""

from msgspec import Struct

from hub.web import books, wordbook


class Entry(Struct, frozen=True):
    """A page: what it is called in the words, and where it is."""

    name: str
    path: str


class Group(Struct, frozen=True):
    """Pages that belong together."""

    role: str
    """The role that they open to."""
    pages: tuple[Entry, ...]
    name: str = ""
    """What it is called; empty where it is one page alone."""

    @property
    def title(self) -> str:
        """The key of its name in the words."""
        return self.name or self.pages[0].name


GROUPS = (
    Group("staff", (Entry("floor", "/floor"),)),
    Group("staff", (Entry("told", "/told"),)),
    Group("lead", (Entry("human", "/human"),)),
    Group(
        "owner",
        (
            Entry("owner", "/owner"),
            Entry("words", "/owner/words"),
            Entry("waits", "/owner/waits"),
        ),
        "figures",
    ),
    Group(
        "owner",
        (
            Entry("alerting", "/alerting"),
            Entry("guidance", "/guidance"),
            Entry("tablets", "/tablets"),
            Entry("admin", "/admin"),
        ),
        "shop",
    ),
)


def group_of(name: str) -> Group | None:
    """The group with more than one page that a page stands in."""
    for group in GROUPS:
        if group.name and any(page.name == name for page in group.pages):
            return group
    return None


def words(language: str) -> dict[str, str]:
    """All words of one of our languages, by key."""
    return books.read("menus", language)


def chosen() -> tuple[str, dict[str, str]]:
    """The reader's language and its words."""
    language = wordbook.chosen()
    return language, words(language)

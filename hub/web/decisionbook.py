"""Words of the pages on which an owner decides on alerts, guidance and tablets."""

from hub.web import books, wordbook


def words(language: str) -> dict[str, str]:
    """All words of one of our languages, by key."""
    return books.read("decisions", language)


def chosen() -> tuple[str, dict[str, str]]:
    """The reader's language and its words."""
    language = wordbook.chosen()
    return language, words(language)

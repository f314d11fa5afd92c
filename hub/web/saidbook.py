"""How themes, feelings, dangers and reasons are called, in the reader's language."""

from collections.abc import Mapping

from hub.web import books, wordbook


def words(language: str) -> dict[str, str]:
    """All words of one of our languages, by key."""
    return books.read("said", language)


def name(
    language: str, kind: str, key: str, own: Mapping[str, str] | None = None
) -> str:
    """A `theme`, `feeling`, `urgent` or `source`; `own` names the owner's themes."""
    found = words(language).get(f"{kind}_{key}")
    if kind == "theme" and own and key in own:
        found = own[key]
    return found or key.replace("-", " ").replace("_", " ").capitalize()


def theme_words(language: str, own: Mapping[str, str]) -> dict[str, str]:
    """What themes are called, as the floor's words have it: `theme_price`."""
    read = {k: v for k, v in words(language).items() if k.startswith("theme_")}
    return {**read, **{f"theme_{key}": name for key, name in own.items()}}


def why(language: str, key: str) -> str:
    """Why a human has to look at a comment."""
    known = words(language)
    return known.get(f"why_{key}", known["why_other"])


def chosen() -> tuple[str, dict[str, str]]:
    """The reader's language and its words."""
    language = wordbook.chosen()
    return language, words(language)

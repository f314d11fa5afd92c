"""Our words in four languages: every key in each, and French signs with their words."""

import re

import pytest

from hub.web import books, wordbook

BOOKS = ("words", "said", "decisions", "menus", "advice")


@pytest.mark.parametrize("book", BOOKS)
def test_every_language_has_every_key(book: str) -> None:
    english = books.read(book, "en")
    for language in wordbook.LANGUAGES:
        assert books.read(book, language).keys() == english.keys(), language


@pytest.mark.parametrize("book", BOOKS)
def test_french_signs_do_not_stand_alone_on_a_line(book: str) -> None:
    for key, text in books.read(book, "fr").items():
        assert not re.search(r" [?!:;](\s|$)", text), key

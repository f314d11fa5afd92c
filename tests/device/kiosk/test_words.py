"""What the kiosk says: the catalogs."""

import inspect
import re
import string
from importlib import resources
from pathlib import Path

import pytest

from device.kiosk import wait
from device.kiosk.survey import LANGUAGES
from device.kiosk.words import catalog, languages, page_words, written_in

FOLDER = Path(str(resources.files("device.kiosk")))
SCRIPTS = [file.read_text() for file in (FOLDER / "static").glob("*.js")]
PAGE = "".join(
    (FOLDER / "templates" / name).read_text() for name in ("kiosk.html", "listen.html")
)
OTHERS = [language for language in LANGUAGES if language != "en"]


def places(text: str) -> set[str]:
    """The names that a wording leaves room for."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", OTHERS)
def test_no_catalog_lacks_or_has_stray_messages(language: str) -> None:
    english, other = catalog("en"), catalog(language)
    assert other.keys() == english.keys()
    for key, text in english.items():
        assert places(other[key]) == places(text), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_empty_or_padded(language: str) -> None:
    for key, text in catalog(language).items():
        assert text and text == text.strip(), key


@pytest.mark.parametrize("language", OTHERS)
def test_other_languages_are_not_left_in_english(language: str) -> None:
    said = catalog(language)
    sentences = {k: t for k, t in catalog("en").items() if " " in t}
    assert [key for key, text in sentences.items() if said[key] == text] == []


def test_each_language_keeps_its_register() -> None:
    words = {code: " ".join(catalog(code).values()) for code in LANGUAGES}
    assert not re.search(r"\b(tú|tu|tus|te|ti|vosotros)\b", words["es"], re.I)
    assert not re.search(r"\b(du|dich|dir|dein\w*)\b", words["de"], re.I)
    assert not re.search(r"\b(tu|te|toi|ton|ta|tes)\b", words["fr"], re.I)


def test_french_signs_do_not_stand_alone_on_a_line() -> None:
    for key, text in catalog("fr").items():
        assert not re.search(r" [?!:;]", text), key


def test_every_word_that_the_page_asks_for_is_written() -> None:
    source = PAGE + "".join(SCRIPTS)
    named = set(re.findall(r'data-(?:say|name)="([a-z_]+)"', source))
    named |= set(re.findall(r'say\("([a-z_]+)"\)', source))
    assert named and named <= catalog("en").keys()


def test_no_word_is_written_that_nothing_asks_for() -> None:
    source = PAGE + "".join(SCRIPTS) + inspect.getsource(wait)
    stems = ("thanks_", "key_", "sign ", "survey ", "understood_", "theme ", "feeling ")
    stray = [
        key
        for key in catalog("en")
        if key.removesuffix("_text") not in source and not key.startswith(stems)
    ]
    assert stray == []


@pytest.mark.parametrize(
    ("wanted", "written"),
    [("de", "de"), ("de-AT", "de"), ("pt-BR", "en"), ("pl", "en"), ("fr-CA", "fr")],
)
def test_the_nearest_wording_is_used(wanted: str, written: str) -> None:
    assert written_in(wanted) == written
    assert page_words(wanted) == page_words(written)


def test_an_unknown_catalog_names_those_there_are() -> None:
    assert languages()[0] == "en"
    with pytest.raises(KeyError, match="there is en, de, es, fr"):
        catalog("pl")

"""Made-up details are many, marked as in the corpus, and the same for one seed."""

import functools
import re
from collections import Counter

import pytest

from models.words.corpus.passes import DETAILS, MARK
from models.words.details import carriers, made_up
from models.words.made.names import own
from models.words.made.numbers import luhn
from models.words.patterns import checks

SPOKEN = re.compile(r"[^0-9A-Z.,;:!?\n]+\Z")


@functools.cache
def texts() -> list[str]:
    return made_up(3000, 4, own())


def test_one_seed_always_makes_the_same() -> None:
    assert made_up(50, 4, own()) == texts()[:50]
    assert made_up(50, 5, own()) != texts()[:50]


def test_every_kind_is_made_typed_and_spoken() -> None:
    made = Counter(
        (kind, bool(SPOKEN.match(MARK.sub(r"\2", text))))
        for text in texts()
        for kind, _ in MARK.findall(text)
    )
    assert {kind for kind, _ in made} == DETAILS
    assert all(made[kind, spoken] >= 20 for kind in DETAILS for spoken in (True, False))


def test_marks_are_whole_and_hold_something() -> None:
    for text in texts():
        plain = MARK.sub(r"\2", text)
        assert "[[" not in plain and "]]" not in plain, text
        assert "{" not in plain and "  " not in plain, text
        assert all(told == told.strip() and told for _, told in MARK.findall(text)), (
            text
        )


def test_a_good_share_holds_nothing_to_hide() -> None:
    free = sum("[[" not in text for text in texts())
    assert 0.15 < free / len(texts()) < 0.3


def test_carriers_and_names_are_as_many_as_promised() -> None:
    marked = carriers("typed") + carriers("spoken")
    free = carriers("typed_free") + carriers("spoken_free")
    assert len(set(marked)) >= 300 and len(set(free)) >= 150
    places = own().places.values()
    assert len({name for first, _ in places for name in first}) >= 300
    assert len({name for _, last in places for name in last}) >= 300


def test_cards_and_accounts_have_right_check_digits() -> None:
    assert luhn("7992739871") == "79927398713"
    for text in texts():
        for kind, told in MARK.findall(text):
            digits = "".join(char for char in told if char.isdigit())
            if kind == "card" and len(digits) > 12:
                assert checks.luhn(digits), told


def test_names_of_many_countries_can_be_had() -> None:
    pytest.importorskip("faker", reason="names of many countries come with `training`")
    from models.words.made.names import many

    names = many(1, each=5)
    assert {"pl_PL", "yo_NG", "vi_VN"} < set(names.places)
    assert len(made_up(20, 1, names)) == 20

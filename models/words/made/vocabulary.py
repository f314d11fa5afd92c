"""The word lists that made-up details are put together from."""

import functools
import tomllib
from collections.abc import Sequence
from pathlib import Path
from random import Random

FILE = Path(__file__).with_name("words.toml")


@functools.cache
def lists() -> dict[str, list[str]]:
    """Every list by its name; items with spaces stand between commas."""
    held: dict[str, str] = tomllib.loads(FILE.read_text("utf-8"))
    return {
        name: text.split(", ") if ", " in text else text.split()
        for name, text in held.items()
    }


def words(name: str) -> list[str]:
    """The list of that name."""
    return lists()[name]


def word(rng: Random, name: str) -> str:
    """One word of the list of that name."""
    return rng.choice(words(name))


def cased(rng: Random, text: str) -> str:
    """As typed: mostly with capitals, sometimes without."""
    way = rng.random()
    if way < 0.2:
        return text.lower()
    return text.title().replace("'S", "'s") if way < 0.97 else text.upper()


def often(rng: Random, share: float) -> bool:
    """Whether something of that share happens now."""
    return rng.random() < share


def either(rng: Random, *ways: str) -> str:
    """One of these ways."""
    return rng.choice(ways)


def some(rng: Random, held: Sequence[str], most: int) -> list[str]:
    """Between one and `most` of these."""
    return rng.sample(list(held), rng.randint(1, most))

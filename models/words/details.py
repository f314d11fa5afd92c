"""Made-up comments with marked personal details, for training the token head.

Sentences of our own (`made/carriers_*.txt`) with places for details are filled with
details of many countries, typed or spoken, and varied a little. Nobody in them exists.
"""

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random

from models.words.made import links, numbers, places, times
from models.words.made.names import Names, many
from models.words.made.vocabulary import word, words

FOLDER = Path(__file__).with_name("made")
SLOT = re.compile(r"\{(\w+)\}")
MARK = re.compile(r"(\[\[[^\]]*\]\])")
FREE_SHARE = 0.22
Make = Callable[[Random, bool], str]


def makers(names: Names) -> dict[str, tuple[str | None, Make]]:
    """By the place's name: the kind of detail, None for what is no detail, and how."""
    return {
        "name": ("name", names.full),
        "first": ("name", names.first),
        "last": ("name", names.last),
        "title": ("name", names.titled),
        "initials": ("name", lambda rng, spoken: names.initials(rng)),
        "spelled": ("name", lambda rng, spoken: names.spelled(rng)),
        "phone": ("phone", numbers.phone),
        "card": ("card", numbers.card),
        "last4": ("card", numbers.last4),
        "id": ("id", numbers.identity),
        "iban": ("id", numbers.iban),
        "plate": ("plate", numbers.plate),
        "address": ("address", places.address),
        "postcode": ("address", places.postcode),
        "email": ("email", partial(links.email, names=names)),
        "url": ("url", partial(links.url, names=names)),
        "birth_date": ("birth_date", times.birth_date),
        "price": (None, times.price),
        "clock": (None, times.clock),
        "day": (None, times.day),
        "year": (None, times.year),
        "count": (None, times.count),
        "percent": (None, times.percent),
        "size": (None, times.size),
        "code": (None, times.code),
        "brand": (None, brand),
    }


def brand(rng: Random, spoken: bool) -> str:
    """A brand or shop; its name is no detail."""
    name = word(rng, "brands")
    return name.lower().replace("&", "and") if spoken else name


def carriers(name: str) -> list[str]:
    """The sentences of one file, without its heading."""
    lines = (FOLDER / f"carriers_{name}.txt").read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def made_up(count: int, seed: int, names: Names | None = None) -> list[str]:
    """Comments with their details marked `[[kind|original]]`; the same for one seed.

    About two in nine hold no detail but look as if they did. Without `names`, those of
    Faker's locales are added to our own, which needs the `training` extra
    (ModuleNotFoundError without it).
    """
    return list(stream(Random(seed), names or many(seed), count))


def stream(rng: Random, names: Names, count: int) -> Iterator[str]:
    """One comment after another."""
    making = makers(names)
    pools = {
        (spoken, free): carriers(("spoken" if spoken else "typed") + "_free" * free)
        for spoken in (False, True)
        for free in (False, True)
    }
    for _ in range(count):
        spoken = rng.random() < 0.5
        text = one(rng, pools, making, spoken)
        if rng.random() < 0.15:
            join = " " if spoken else rng.choice((". ", " ", "\n", ", "))
            text += join + one(rng, pools, making, spoken)
        yield text


def one(
    rng: Random,
    pools: dict[tuple[bool, bool], list[str]],
    making: dict[str, tuple[str | None, Make]],
    spoken: bool,
) -> str:
    """One sentence, filled and varied."""
    carrier = rng.choice(pools[spoken, rng.random() < FREE_SHARE])

    def fill(slot: re.Match[str]) -> str:
        kind, make = making[slot.group(1)]
        made = make(rng, spoken)
        return made if kind is None else f"[[{kind}|{made}]]"

    text = SLOT.sub(fill, carrier)
    return varied_speech(rng, text) if spoken else varied_typing(rng, text)


def varied_speech(rng: Random, text: str) -> str:
    """With a filler or a repeated word, outside the details."""
    if rng.random() < 0.25:
        text = f"{word(rng, 'fillers')} {text}"
    if rng.random() > 0.25:
        return text
    parts = MARK.split(text)
    gaps = [
        (at, gap.start())
        for at in range(0, len(parts), 2)
        for gap in re.finditer(" ", parts[at])
    ]
    if not gaps:
        return text
    at, gap = rng.choice(gaps)
    before = parts[at][:gap].rpartition(" ")[2]
    extra = before if before and rng.random() < 0.4 else word(rng, "fillers")
    parts[at] = f"{parts[at][:gap]} {extra}{parts[at][gap:]}"
    return "".join(parts)


def varied_typing(rng: Random, text: str) -> str:
    """In small letters or capitals, without its point, with a slip or an ending."""
    way = rng.random()
    parts = MARK.split(text)
    for at in range(0, len(parts), 2):
        if way < 0.18:
            parts[at] = parts[at].lower()
        elif way < 0.2:
            parts[at] = parts[at].upper()
        elif way < 0.3:
            parts[at] = slipped(rng, parts[at])
    text = "".join(parts)
    if rng.random() < 0.2:
        text = text.rstrip(".!?") or text
    if rng.random() < 0.1:
        text += " " + rng.choice(words("typed_ends"))
    return text


def slipped(rng: Random, text: str) -> str:
    """Two neighbouring letters exchanged."""
    if len(text) < 8:
        return text
    at = rng.randrange(2, len(text) - 3)
    pair = text[at : at + 2]
    return text[:at] + pair[::-1] + text[at + 2 :] if pair.isalpha() else text

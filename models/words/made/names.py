"""People who do not exist: first and last names of many places, as they are written."""

import tomllib
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from models.words.made.say import letters

FOLDER = Path(__file__).parent
# fmt: off
LOCALES = (
    "en_GB", "en_IE", "en_US", "en_IN", "en_NG", "en_PK", "en_KE", "yo_NG", "ig_NG",
    "ha_NG", "tw_GH", "zu_ZA", "pl_PL", "es_MX", "es_ES", "es_CO", "pt_BR", "pt_PT",
    "fr_FR", "fr_CA", "de_DE", "it_IT", "nl_NL", "tr_TR", "vi_VN", "ro_RO", "hr_HR",
    "cs_CZ", "sv_SE", "da_DK", "fi_FI", "hu_HU", "id_ID", "fil_PH", "az_AZ", "lt_LT",
)
# fmt: on


@dataclass(frozen=True)
class Names:
    """First and last names by the place they come from."""

    places: dict[str, tuple[list[str], list[str]]]
    titles: list[str]
    spoken_titles: list[str]
    order: list[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "order", sorted(self.places))

    def pair(self, rng: Random) -> tuple[str, str]:
        """A first and a last name, mostly from one place."""
        place = rng.choice(self.order)
        other = place if rng.random() < 0.85 else rng.choice(self.order)
        return rng.choice(self.places[place][0]), rng.choice(self.places[other][1])

    def first(self, rng: Random, spoken: bool) -> str:
        """A first name alone, seldom two or with what is put behind it."""
        first, _ = self.pair(rng)
        if rng.random() < 0.04:
            first += f" {self.pair(rng)[0]}"
        return told(rng, first, spoken)

    def last(self, rng: Random, spoken: bool) -> str:
        """A last name alone."""
        return told(rng, self.pair(rng)[1], spoken)

    def titled(self, rng: Random, spoken: bool) -> str:
        """A title and a name: "Mrs Okafor", "auntie marva"."""
        first, last = self.pair(rng)
        title = rng.choice(self.spoken_titles if spoken else self.titles)
        family = title.lower().split()[0] in ("auntie", "aunty", "uncle", "mama", "oga")
        name = first if family or rng.random() < 0.2 else last
        if rng.random() < 0.15:
            name = f"{first} {last}"
        return told(rng, f"{title} {name}", spoken)

    def full(self, rng: Random, spoken: bool) -> str:
        """First and last name in one of the ways people give them."""
        first, last = self.pair(rng)
        way = rng.random()
        if way < 0.45:
            name = f"{first} {last}"
        elif way < 0.65:
            name = first
        elif way < 0.72:
            return self.titled(rng, spoken)
        elif way < 0.78 and not spoken:
            return self.initials(rng)
        elif way < 0.83:
            name = f"{first} {self.pair(rng)[0]} {last}"
        elif way < 0.86:
            name = f"{first} {last}-{self.pair(rng)[1]}"
        elif way < 0.89 and not spoken:
            name = f"{last}, {first}"
        elif way < 0.91 and not spoken:
            name = f"{first} {rng.choice('ABCDEFGHJKLMNPRSTW')}. {last}"
        elif way < 0.94:
            name = f"{last} {first}"
        else:
            name = f"{first} {last}"
        return told(rng, name, spoken)

    def initials(self, rng: Random) -> str:
        """ "J. Okafor", "AB Twomey", "R. K. Iyer"."""
        last = self.pair(rng)[1]
        one, two = rng.choices("ABCDEFGHIJKLMNOPRSTVW", k=2)
        return rng.choice(
            (
                f"{one}. {last}",
                f"{one} {last}",
                f"{one}{two} {last}",
                f"{one}. {two}. {last}",
                f"{last} {one}.",
            )
        )

    def spelled(self, rng: Random) -> str:
        """A name letter by letter, as it is said."""
        name = rng.choice(self.pair(rng))
        return letters(rng, plain(name))


def told(rng: Random, name: str, spoken: bool) -> str:
    """A name as it is typed or as a recogniser writes it."""
    if spoken:
        name = name if rng.random() < 0.3 else plain(name)
        return name.replace(".", "").replace(",", "").replace("-", " ").lower()
    way = rng.random()
    if way < 0.12:
        return name.lower()
    if way < 0.14:
        return name.upper()
    return name if rng.random() < 0.7 else plain(name)


def plain(name: str) -> str:
    """The name without accents."""
    letters_only = unicodedata.normalize("NFKD", name.replace("ł", "l"))
    return "".join(c for c in letters_only if not unicodedata.combining(c))


def own() -> Names:
    """The names listed beside this module."""
    listed = tomllib.loads((FOLDER / "names.toml").read_text("utf-8"))
    words = tomllib.loads((FOLDER / "words.toml").read_text("utf-8"))
    places = {
        place: (
            [name.replace("-", " ") if "der" in name else name for name in both]
            for both in (held["first"].split(), held["last"].split())
        )
        for place, held in listed.items()
    }
    return Names(
        {place: (first, last) for place, (first, last) in places.items()},
        words["titles"].split(),
        words["titles_spoken"].split(),
    )


def many(seed: int, each: int = 150) -> Names:
    """Our own names and `each` first and last ones of every locale of Faker.

    Raises ModuleNotFoundError without the `training` extra.
    """
    from faker import Faker

    ours = own()
    places = dict(ours.places)
    for locale in LOCALES:
        made = Faker(locale)
        made.seed_instance(seed)
        first = {made.first_name() for _ in range(each)}
        last = {made.last_name() for _ in range(each)}
        places[locale] = (latin(first), latin(last))
    return Names(places, ours.titles, ours.spoken_titles)


def latin(names: set[str]) -> list[str]:
    """Those in Latin letters, in order."""
    kept = (name.strip() for name in names)
    return sorted(n for n in kept if n and all(c < "\u0250" for c in n))

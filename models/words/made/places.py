"""Made-up addresses and post codes, typed and spoken."""

from random import Random

from models.words.made import say
from models.words.made.numbers import filled, one_of
from models.words.made.vocabulary import cased, either, often, word

POST_CODES = """
@@# #@@|@@## #@@|@# #@@|@## #@@|@@#@ #@@|@@##@@|@## @###|@## @#@#|@### ####
T## @@##|A## @@@#
#####|#####|#####-####|######|### ###|@#@ #@#|##-###|####
"""
FLATS = ("flat", "apt", "apartment", "unit", "suite", "room", "flat no", "house no")


def street(rng: Random) -> str:
    """The name of a street without its kind."""
    name = word(rng, "streets")
    if often(rng, 0.4):
        name += word(rng, "street_ends")
    if often(rng, 0.25):
        front = either(rng, "old", "upper", "lower", "great", "st", "new", "little")
        name = f"{front} {name}"
    elif often(rng, 0.15):
        name += f" {word(rng, 'streets')}"
    return name


def house(rng: Random, spoken: bool, high: int = 140) -> str:
    """A house's number."""
    value = rng.randint(1, high)
    letter = rng.choice("abcdf") if often(rng, 0.15) else ""
    if not spoken:
        return f"{value}{letter if often(rng, 0.5) else letter.upper()}"
    told = say.number(value)
    if value > 100 and often(rng, 0.7):
        run = str(value)
        told = either(
            rng,
            say.digits(rng, run),
            f"{say.number(int(run[:-2]))} {say.number(int(run[-2:]))}"
            if run[-2] != "0"
            else f"{say.number(int(run[:-2]))} oh {say.ONES[int(run[-1])]}",
        )
    return f"{either(rng, '', '', '', 'number ')}{told}{' ' if letter else ''}{letter}"


def western(rng: Random, spoken: bool) -> str:
    """British or Irish."""
    kinds = "street_kinds" if spoken or often(rng, 0.75) else "street_kinds_short"
    line = f"{house(rng, spoken)} {street(rng)} {word(rng, kinds)}"
    if often(rng, 0.08):
        line = f"{street(rng)} {word(rng, 'houses')}, {street(rng)} {word(rng, kinds)}"
    return line


def american(rng: Random, spoken: bool) -> str:
    """American, with four-figure houses and directions."""
    line = house(rng, spoken, 9999)
    if often(rng, 0.25):
        short = ("N", "S", "E", "W", "NE", "SW")
        full = ("north", "south", "east", "west")
        line += f" {rng.choice(full if spoken or often(rng, 0.4) else short)}"
    short_kind = not spoken and often(rng, 0.5)
    if often(rng, 0.2):
        value = rng.randint(2, 99)
        told = f"{value}{ordinal(value)}" if not spoken else spoken_ordinal(value)
        line += f" {told}"
    else:
        line += f" {street(rng)}"
    if often(rng, 0.93):
        kind = "street_kinds_short" if short_kind else "street_kinds_us"
        line += f" {word(rng, kind)}"
    return line


def indian(rng: Random, spoken: bool) -> str:
    """Indian: a flat, a tower, a cross, a layout."""
    flat = filled(rng, rng.choice(("@-*0#", "*0#", "#-*-##", "*2", "@ *#", "*#/#")))
    told = say.mixed(rng, flat) if spoken else flat
    lead = either(rng, "", "flat ", "house no ", "door no ", "plot ", "h no ", "#")
    lead = lead.replace("#", "") if spoken else lead
    parts = [f"{lead}{told}", f"{word(rng, 'india_names')} {word(rng, 'india')}"]
    if often(rng, 0.5):
        value = rng.randint(1, 30)
        ordinals = spoken_ordinal(value) if spoken else f"{value}{ordinal(value)}"
        parts.insert(1, f"{ordinals} {either(rng, 'cross', 'main', 'block', 'street')}")
    if often(rng, 0.2):
        where = either(rng, "near", "opposite", "behind")
        parts.append(f"{where} the {word(rng, 'streets')} temple")
    return ", ".join(parts)


def nigerian(rng: Random, spoken: bool) -> str:
    """Nigerian."""
    lead = either(rng, "", "no ", "number ", "plot ", "block ", "house ")
    return (
        f"{lead}{house(rng, spoken, 60).removeprefix('number ')} "
        f"{word(rng, 'nigeria_names')} {word(rng, 'nigeria')}"
    )


def caribbean(rng: Random, spoken: bool) -> str:
    """Caribbean: lots, light poles, traces and gaps."""
    lead = either(rng, "", "lot ", "lp ", "light pole ", "apt ")
    return (
        f"{lead}{house(rng, spoken, 90).removeprefix('number ')} "
        f"{word(rng, 'caribbean_names')} {word(rng, 'caribbean')}"
    )


def postcode(rng: Random, spoken: bool) -> str:
    """A post code, eircode or zip code alone."""
    typed = one_of(rng, POST_CODES)
    if spoken:
        return say.mixed(rng, typed)
    return typed.lower() if often(rng, 0.2) else typed


def address(rng: Random, spoken: bool) -> str:
    """House and street, with more or less around them."""
    made = rng.choice(
        (western, western, western, american, american, indian, nigerian, caribbean)
    )
    line = made(rng, spoken)
    if often(rng, 0.18):
        number = rng.randint(1, 40)
        told = say.number(number) if spoken else str(number)
        flat = f"{rng.choice(FLATS)} {told}"
        if often(rng, 0.2):
            flat = f"{rng.choice(FLATS)} {rng.choice('abcd')}"
        line = f"{flat}, {line}" if often(rng, 0.6) else f"{line}, {flat}"
    if often(rng, 0.3):
        line += f", {word(rng, 'towns')}"
    if often(rng, 0.25):
        between = either(rng, ", ", ", ", " ")
        lead = either(rng, "", "", "eircode ", "post code ", "zip ") if spoken else ""
        line += between + lead + "\0" + postcode(rng, spoken)
    body, _, code = line.partition("\0")
    if spoken:
        return f"{body}{code}".replace(",", "").lower()
    return cased(rng, body) + code


def ordinal(value: int) -> str:
    """The ending of an ordinal in figures."""
    if value % 100 in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")


def spoken_ordinal(value: int) -> str:
    """An ordinal below a hundred in words."""
    irregular = {"one": "first", "two": "second", "three": "third", "five": "fifth"}
    irregular |= {"eight": "eighth", "nine": "ninth", "twelve": "twelfth"}
    *front, last = say.number(value).split()
    ending = irregular.get(last) or (
        f"{last[:-1]}ieth" if last[-1] == "y" else f"{last}th"
    )
    return " ".join([*front, ending])

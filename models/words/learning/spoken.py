"""A typed comment as a speech recogniser would have written it.

Lower case, no punctuation, figures in words, and now and then a filler, a repeat or a
lost word: what spoken comments look like, for texts that exist only typed.
"""

import random
import re

from models.words.spoken import spoken

# fmt: off
ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen",
    "seventeen", "eighteen", "nineteen",
)
TENS = (
    "zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty",
    "ninety",
)
# fmt: on
MONEY = re.compile(r"([£€$])\s?(\d{1,4})(?:[.,](\d\d))?(?!\d)")
COINS = {"£": "pounds", "€": "euro", "$": "dollars"}
FILLERS = ("um", "uh", "like", "you know", "i mean", "so", "well", "yeah", "er")


def number(value: int) -> str:
    """A whole number below a million in English words."""
    if value < 20:
        return ONES[value]
    if value < 100:
        rest = value % 10
        return TENS[value // 10] + (f" {ONES[rest]}" if rest else "")
    size, name = (1000, "thousand") if value >= 1000 else (100, "hundred")
    head = f"{number(value // size)} {name}"
    rest = value % size
    return head if not rest else f"{head} {'and ' if rest < 100 else ''}{number(rest)}"


def recognised(text: str, chance: random.Random) -> str:
    """As a recogniser would write it; places in the text change."""
    words = MONEY.sub(_money, text.lower())
    words = re.sub(r"(\d)[.:](\d)", r"\1 \2", words).replace("%", " percent")
    words = re.sub(r"\d+", _figure, words.replace("&", " and "))
    return " ".join(_stumble(spoken(words).split(), chance))


def _money(found: re.Match[str]) -> str:
    """A price as people say it."""
    whole = number(int(found[2]))
    cents = f" {number(int(found[3]))}" if found[3] and int(found[3]) else ""
    return f" {whole}{cents} " if cents else f" {whole} {COINS[found[1]]} "


def _figure(found: re.Match[str]) -> str:
    digits = found[0]
    if len(digits) > 6 or digits.startswith("0"):
        return " " + " ".join(ONES[int(digit)] for digit in digits) + " "
    return f" {number(int(digits))} "


def _stumble(words: list[str], chance: random.Random) -> list[str]:
    """Fillers, repeats and lost words, a few in a hundred."""
    out: list[str] = []
    if words and chance.random() < 0.2:
        out.append(chance.choice(FILLERS))
    for word in words:
        dice = chance.random()
        if dice < 0.015 and len(words) > 6 and len(word) < 4:
            continue
        if dice > 0.98:
            out.append(word if chance.random() < 0.5 else chance.choice(FILLERS))
        out.append(word)
    return out

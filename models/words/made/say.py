"""Digits, letters and signs as people say them and a recogniser writes them."""

from random import Random

ONES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
TEENS = [
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
SIGNS = {
    ".": ("dot",),
    "@": ("at",),
    "_": ("underscore", "underscore", "under score"),
    "-": ("dash", "dash", "hyphen", "minus"),
    "/": ("slash", "slash", "forward slash", "stroke"),
    ":": ("colon",),
    "+": ("plus",),
    "#": ("hash",),
}
LETTERS = {"w": "double you", "z": "zed", "y": "why", "u": "you", "c": "see", "a": "ay"}


def number(value: int) -> str:
    """A whole number below ten thousand: "three hundred and forty two"."""
    if value >= 1000:
        rest = f" {number(value % 1000)}" if value % 1000 else ""
        return f"{number(value // 1000)} thousand{rest}"
    if value >= 100:
        rest = f" and {number(value % 100)}" if value % 100 else ""
        return f"{ONES[value // 100]} hundred{rest}"
    if value >= 20:
        return TENS[value // 10 - 2] + (f" {ONES[value % 10]}" if value % 10 else "")
    return TEENS[value - 10] if value >= 10 else ONES[value]


def digits(rng: Random, run: str, zero: str | None = None) -> str:
    """A run of digits, one by one, doubled, tripled or in pairs as the mood goes."""
    zero = zero or rng.choice(("oh", "oh", "oh", "zero", "zero", "o", "nought"))
    paired, doubled = rng.random() < 0.2, rng.random() < 0.6
    said: list[str] = []
    at = 0
    while at < len(run):
        digit = run[at]
        same = len(run[at:]) - len(run[at:].lstrip(digit))
        if same >= 2 and doubled and rng.random() < 0.8:
            same = min(same, 3)
            said += [
                ("double", "triple")[same - 2],
                zero if digit == "0" else ONES[int(digit)],
            ]
            at += same
        elif digit != "0" and run[at + 1 : at + 3] == "00" and rng.random() < 0.3:
            said += [ONES[int(digit)], "hundred"]
            at += 3
        elif paired and digit not in "01" and at + 1 < len(run):
            said.append(number(int(run[at : at + 2])))
            at += 2
        elif paired and digit == "1" and at + 1 < len(run):
            said.append(TEENS[int(run[at + 1])])
            at += 2
        else:
            said.append(zero if digit == "0" else ONES[int(digit)])
            at += 1
    return " ".join(said)


def grouped(rng: Random, typed: str) -> str:
    """A typed number said in the groups it is written in."""
    zero = rng.choice(("oh", "oh", "oh", "zero", "zero"))
    groups = "".join(c if c.isdigit() or c == "+" else " " for c in typed).split()
    said = []
    for group in groups:
        if group.startswith("+"):
            said.append("plus")
        if group.strip("+"):
            said.append(digits(rng, group.strip("+"), zero))
    return " ".join(said)


def letters(rng: Random, word: str) -> str:
    """A word spelled out; seldom as the letters sound."""
    out = []
    at = 0
    odd = rng.random() < 0.15
    while at < len(word):
        letter = word[at].lower()
        if word[at + 1 : at + 2].lower() == letter and rng.random() < 0.5:
            out.append("double")
            at += 1
        if letter.isalpha():
            out.append(LETTERS.get(letter, letter) if odd else letter)
        elif letter.isdigit():
            out.append(ONES[int(letter)])
        at += 1
    return " ".join(out)


def mixed(rng: Random, typed: str) -> str:
    """Letters spelled, digits read, signs named or passed over: ids and plates."""
    signs = rng.random() < 0.3
    said: list[str] = []
    run = ""
    for char in f"{typed} ":
        if char.isdigit():
            run += char
            continue
        if run:
            said.append(digits(rng, run))
            run = ""
        if char.isalpha():
            said.append(letters(rng, char))
        elif signs and char in SIGNS:
            said.append(rng.choice(SIGNS[char]))
    return " ".join(said)


def linked(rng: Random, typed: str, spelled: float = 0.1) -> str:
    """An e-mail or web address as it is said: "ana dot ruiz at mail dot com"."""
    said: list[str] = []
    part = ""
    for char in f"{typed} ":
        if char.isalpha() or char == "'":
            part += char
            continue
        if part:
            spell = len(part) < 3 and "." not in typed[-3:] and rng.random() < 0.5
            said.append(letters(rng, part) if spell or rng.random() < spelled else part)
            part = ""
        if char.isdigit():
            said.append(ONES[int(char)])
        elif char in SIGNS:
            said.append(rng.choice(SIGNS[char]))
    return " ".join(said).lower()

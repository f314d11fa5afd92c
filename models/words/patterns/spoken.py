"""What numbers and letters told in words are: phones, cards, plates, names spelled."""

import re
from collections.abc import Iterator

from models.words.patterns import checks
from models.words.patterns.found import Found
from models.words.patterns.reading import Reading, words_of
from models.words.patterns.runs import HOMOPHONES, Run, Scanner

KINDS = frozenset(("phone", "card", "id", "birth", "not", "car", "code", "ending"))
NUMBERED = frozenset(("number", "phone", "id", "card"))
EIRCODE = re.compile(r"[ac-fhknprtvwy][0-9][0-9w][0-9ac-fhknprtvwxyq]{4}\Z")
BRITISH = re.compile(r"[a-z]{1,2}[0-9][a-z0-9]?[0-9][a-z]{2}\Z")
TOLD_SINGLY = re.compile(r"[dx]{4}|x[dx]{2}|[dx]{2}x")
ALPHABET = "abcdefghijklmnopqrstuvwxyz"
COUNTING = "0123456789"
REACH = 9
"""Words in which a number just told may be corrected."""


def spoken(reading: Reading, language: str = "en") -> Iterator[Found]:
    """Details told in words."""
    before, behind = "", -REACH
    for run in Scanner(reading, language).runs():
        kind = kind_of(reading, run)
        if kind is None and run.first - behind <= REACH and corrects(reading, run):
            kind = before
        if kind is None:
            continue
        before, behind = kind, run.last
        first = _with_front(reading, run.first, kind)
        yield Found(kind, reading.words[first].start, reading.words[run.last].end)


def corrects(reading: Reading, run: Run) -> bool:
    """Whether a short run told right after a detail says it again: "no sorry …"."""
    words = reading.words[max(run.first - 5, 0) : run.first]
    again = any(word.text in words_of("corrections") for word in words)
    plain = set(run.shape) <= set("dxlnp") and len(run.symbols) >= 3
    return again and plain and bool(run.digits) and not _counted(reading, run)


def kind_of(reading: Reading, run: Run) -> str | None:
    """The kind of detail that a run is, None if it is none."""
    if not run.digits:
        return _spelled(reading, run)
    cue = reading.cue(run.first, KINDS)
    if run.letters:
        return _mixed(reading, run, cue)
    return _digits(reading, run, cue)


def _spelled(reading: Reading, run: Run) -> str | None:
    """Letters alone: a name spelled, if it is neither the alphabet nor a short form."""
    letters = run.letters
    if "n" in run.shape and "l" not in run.shape and len(letters) < 4:
        return None
    short = words_of("abbreviations")
    if letters in ALPHABET or letters in short or letters.removeprefix("a") in short:
        return None
    if (
        len(set(letters)) < 2
        or len(letters) > 24
        or any(set(letters) <= set(laughs) for laughs in ("xsml", "xo", "ha", "he"))
    ):
        return None
    if len(letters) >= 4:
        return "name"
    before = {word.text for word in reading.words[max(run.first - 4, 0) : run.first]}
    told = before & {"spelled", "spelt", "spell", "name", "that's", "surname", "name's"}
    return "name" if len(letters) == 3 and told else None


def _mixed(reading: Reading, run: Run, cue: str | None) -> str | None:
    """Letters and digits: a post code, a plate or a reference."""
    symbols = run.symbols
    count = len(symbols)
    if count < 4 or run.shape.count("l") + run.shape.count("n") == 0:
        return None
    if reading.cue(run.first, frozenset(("code",)), 4):
        return "address"
    if cue == "not":
        return None
    if cue in ("car", "id"):
        return "plate" if cue == "car" else "id"
    if EIRCODE.match(symbols) or BRITISH.match(symbols):
        return "address"
    if reading.cue_after(run.last, "car", 6):
        return "plate"
    if len(run.digits) >= 7:
        return "phone"
    told = _certain(run) or reading.cue(run.first, frozenset(("weak",)), 6)
    return "id" if count >= 5 and len(run.digits) >= 2 and told else None


def _certain(run: Run) -> bool:
    """Whether more than one letter, or figures told one by one, are in it."""
    return len(run.letters) >= 2 or bool(TOLD_SINGLY.search(run.shape))


def _digits(reading: Reading, run: Run, cue: str | None) -> str | None:
    """Digits alone, told as those of a number and not as a quantity."""
    count = len(run.digits)
    singly = bool(TOLD_SINGLY.search(run.shape))
    if cue == "birth" and count <= 8 and "p" in run.shape:
        return None
    if 12 <= count <= 24 and (checks.card(run.digits) or cue in ("card", "ending")):
        return "card"
    if count >= 14:
        return "id" if cue == "id" else "card"
    numbered = reading.cue(run.first, NUMBERED, 4) is not None
    long = len(run.shape) >= 5 and "s" not in run.shape
    paired = count >= 9 or (count >= 7 and (numbered or "x" in run.shape))
    if count >= 6 and (singly or (long and paired)):
        return "id" if cue == "id" and not _phone_like(run) else "phone"
    if _counted(reading, run) or cue == "not":
        return None
    return _short(reading, run, cue, singly)


def _phone_like(run: Run) -> bool:
    return run.digits.startswith("0") and 9 <= len(run.digits) <= 12


def _counted(reading: Reading, run: Run) -> bool:
    """Whether what follows is counted or measured by it, or it only counts up."""
    after = run.last + 1
    follow = reading.words[after].text if after < len(reading.words) else ""
    if run.digits in COUNTING or run.digits in COUNTING[::-1]:
        return True
    if len(set(run.digits)) <= 2 and run.digits[:2] * 2 == run.digits[:4] == "1212":
        return True
    return follow in words_of("units")


def _short(reading: Reading, run: Run, cue: str | None, singly: bool) -> str | None:
    """Three to six digits."""
    count = len(run.digits)
    plain_steps = set(run.shape) <= {"d", "x"} or singly
    if cue == "ending" and count == 4:
        return "card"
    if cue == "id" and count >= 3:
        near = reading.cue(run.first, frozenset(("id", "number")), 4) is not None
        pairs = (
            count >= 4 and reading.cue(run.first, frozenset(("number",)), 3) is not None
        )
        pairs = pairs or (count >= 5 and near and "s" not in run.shape)
        if (plain_steps and (near or count >= 4)) or pairs:
            return "id"
    if reading.cue(run.first, frozenset(("number",)), 3) and plain_steps and count >= 4:
        return "id"
    if reading.cue(run.first, frozenset(("number",)), 1) and plain_steps and count == 3:
        return "id"
    if cue == "phone" and plain_steps and count >= 5:
        return "phone"
    return "id" if plain_steps and count >= 5 else None


def _with_front(reading: Reading, first: int, kind: str) -> int:
    """The start moved over "number", and on plates over letters told as one word."""
    if not first:
        return first
    told = reading.words[first - 1].text
    if kind in ("phone", "id", "card") and told == "plus":
        return first - 1
    if kind in ("plate", "id") and told in HOMOPHONES and reading.close(first - 1):
        return first - 1
    if kind == "plate" and len(told) in (2, 3) and not set(told) & set("aeiouyäöü"):
        return first - 1
    if told != "number":
        return first
    before = reading.words[first - 2].text if first > 1 else "is"
    return first - 1 if before in ("is", "it's", "um", "to", "at") else first

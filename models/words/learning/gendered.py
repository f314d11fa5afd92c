"""The same comment about, or from, somebody of the other gender.

Counterfactual augmentation (Lu et al. 2018, "Gender bias in neural NLP"): whether it
was a lady or a gentleman, a wife or a husband, says nothing about how the visit went.
"""

import re
from typing import Final

# fmt: off
PAIRS: Final = (
    ("he", "she"), ("he's", "she's"), ("he'd", "she'd"), ("he'll", "she'll"),
    ("himself", "herself"), ("man", "woman"), ("men", "women"), ("boy", "girl"),
    ("boys", "girls"), ("gentleman", "lady"), ("gentlemen", "ladies"), ("lad", "lass"),
    ("husband", "wife"), ("father", "mother"), ("dad", "mum"), ("daddy", "mummy"),
    ("son", "daughter"), ("sons", "daughters"), ("brother", "sister"),
    ("brothers", "sisters"), ("uncle", "aunt"), ("grandfather", "grandmother"),
    ("grandad", "granny"), ("grandpa", "grandma"), ("grandson", "granddaughter"),
    ("nephew", "niece"), ("boyfriend", "girlfriend"), ("waiter", "waitress"),
    ("salesman", "saleswoman"), ("landlord", "landlady"),
)
OTHER: Final = {
    **dict(PAIRS),
    **{second: first for first, second in PAIRS},
    "him": "her",
    "his": "her",
    "mom": "dad",
    "bloke": "woman",
    "guy": "girl",
    "auntie": "uncle",
}
WORD: Final = re.compile(r"[A-Za-z]+(?:'[a-z]+)?")
CLAUSE_GOES_ON: Final = frozenset((
    "a", "about", "after", "again", "and", "as", "at", "back", "because", "before",
    "but", "by", "for", "from", "how", "if", "in", "into", "is", "it", "now", "of",
    "off", "on", "or", "out", "over", "that", "the", "then", "there", "through",
    "to", "up", "was", "what", "when", "where", "while", "who", "with", "you", "i",
    "my", "this", "so", "though", "too",
))
# fmt: on
"""After "her", these begin something new: it stood for "him", not for "his"."""


def other_gender(text: str) -> str:
    """With every such word exchanged for its like; capitals stay where they are."""
    found = list(WORD.finditer(text))
    out, at = [], 0
    for place, word in enumerate(found):
        following = found[place + 1] if place + 1 < len(found) else None
        swapped = _other(word[0].lower(), _next(text, word, following))
        if swapped is not None:
            out += [text[at : word.start()], _as(word[0], swapped)]
            at = word.end()
    return "".join([*out, text[at:]])


def _next(text: str, word: re.Match[str], following: re.Match[str] | None) -> str:
    """The next word in small letters; "" where the sentence pauses before it."""
    if following is None or text[word.end() : following.start()].strip():
        return ""
    return following[0].lower()


def _other(word: str, following: str) -> str | None:
    if word == "her":
        return "him" if following in CLAUSE_GOES_ON or not following else "his"
    return OTHER.get(word)


def _as(original: str, swapped: str) -> str:
    if original.isupper() and len(original) > 1:
        return swapped.upper()
    return swapped.capitalize() if original[0].isupper() else swapped

"""The public sets of comments, as examples. Each keeps its own official splits.

GoEmotions (Demszky et al. 2020, CC BY 4.0), SST-2 (Socher et al. 2013, from GLUE),
SemEval 2013 to 2016 task 4 (annotation CC BY 3.0), MAMS (Jiang et al. 2019,
Apache-2.0), XLM-T (Barbieri et al. 2022, Apache-2.0).
"""

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from models.words.corpus.passes import BadCorpus
from models.words.evaluate_emotions import GROUPS
from models.words.labels import EMOTIONS, SENTIMENTS
from models.words.learning.examples import UNKNOWN, Example, emotion_places

Part = Literal["train", "dev", "test"]
ESCAPED = re.compile(r"\\u([0-9a-f]{4})")
POLARITIES = {"negative": 0, "neutral": 1, "positive": 2}


def go_emotions(folder: Path, part: Part) -> list[Example]:
    """Comments with one or more of 28 emotions; raises BadCorpus."""
    examples = []
    for number, line in enumerate(_lines(folder / f"goemotions/{part}.tsv"), 1):
        try:
            text, emotions, _ = line.split("\t")
            found = emotion_places(emotions)
        except ValueError as error:
            raise BadCorpus(f"goemotions/{part}.tsv:{number}: {error}") from error
        examples.append(
            Example(
                text=text, source="goemotions", emotions=found, polarity=_pole(found)
            )
        )
    return examples


def _pole(emotions: Sequence[int]) -> int:
    """0 where all that is felt is negative, 1 where all is positive, else UNKNOWN."""
    names = {EMOTIONS[place] for place in emotions}
    for pole, group in enumerate(("negative", "positive")):
        if names <= set(GROUPS[group]):
            return pole
    return UNKNOWN


def sst2(folder: Path, part: Part) -> list[Example]:
    """Sentences and phrases of film reviews, bad or good; raises BadCorpus."""
    lines = _lines(folder / f"sst2/{part}.tsv")[1:]
    pairs = [line.rsplit("\t", 1) for line in lines]
    if any(len(pair) != 2 or pair[1].strip() not in "01" for pair in pairs):
        raise BadCorpus(f"sst2/{part}.tsv: a line is not `sentence<TAB>0 or 1`")
    return [
        Example(text=text, source="sst2", polarity=int(label)) for text, label in pairs
    ]


def mams(folder: Path, part: Part) -> list[Example]:
    """Restaurant sentences; mixed where something is good and something else bad."""
    name = "val" if part == "dev" else part
    root = ElementTree.parse(folder / f"mams/{name}.xml").getroot()
    examples = []
    for sentence in root.iter("sentence"):
        text = sentence.findtext("text") or ""
        seen = {term.get("polarity") for term in sentence.iter("aspectTerm")}
        if {"negative", "positive"} <= seen:
            mixed = SENTIMENTS.index("mixed")
            examples.append(Example(text=text, source="mams", sentiment=mixed))
        elif seen & {"negative", "positive"}:
            good = int("positive" in seen)
            examples.append(Example(text=text, source="mams", polarity=good))
    return examples


def tweets(folder: Path, part: Part) -> list[Example]:
    """English tweets of three classes: SemEval's to train, XLM-T's for all parts."""
    name = "val" if part == "dev" else part
    base = folder / "xlmt/english"
    texts = _lines(base / f"{name}_text.txt")
    labels = _lines(base / f"{name}_labels.txt")
    found = [
        _tweet(text, int(label)) for text, label in zip(texts, labels, strict=True)
    ]
    if part == "train":
        found += _semeval(folder)
    return found


def _semeval(folder: Path) -> list[Example]:
    """2013 to 2016 without what XLM-T took for its test (2017's)."""
    found = {}
    for path in sorted((folder / "semeval17").glob("201[3-6]*.tsv")):
        for line in _lines(path):
            parts = line.split("\t")
            if len(parts) >= 3 and parts[1] in POLARITIES:
                found[parts[2]] = POLARITIES[parts[1]]
    return [_tweet(text, label) for text, label in found.items()]


def _tweet(text: str, label: int) -> Example:
    words = ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return Example(text=words, source="tweets", tweet=label)


def _lines(path: Path) -> list[str]:
    """Lines of a text file, ended by a line feed alone; raises BadCorpus."""
    try:
        content = path.read_text("utf-8")
    except OSError as error:
        raise BadCorpus(f"{path}: {error.strerror}; name the folder of sets") from error
    return content.rstrip("\n").split("\n")

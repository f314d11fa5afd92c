"""Which passes are for training, for choosing thresholds and for the test."""

import tomllib
from pathlib import Path
from typing import Literal

from models.words.corpus.passes import BadCorpus, Pass, read_all

Split = Literal["train", "dev", "test"]
FILE = Path(__file__).with_name("splits.toml")


def split_of(number: str, file: Path = FILE) -> Split:
    """The split that a pass belongs to, whole."""
    named = tomllib.loads(file.read_text("utf-8"))
    if number in named["test"]:
        return "test"
    return "dev" if number in named["dev"] else "train"


def read_split(split: Split) -> list[Pass]:
    """All passes of a split; raises BadCorpus if the file names a pass twice."""
    named = tomllib.loads(FILE.read_text("utf-8"))
    twice = set(named["test"]) & set(named["dev"])
    if twice:
        raise BadCorpus(f"{FILE.name}: {sorted(twice)} stand in test and in dev")
    return [one for one in read_all() if split_of(one.head.number) == split]

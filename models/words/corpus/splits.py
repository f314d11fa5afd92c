"""Which passes are for training, for choosing thresholds and for the test."""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from models.words.corpus.passes import FOLDER, BadCorpus, Pass, read_pass

Split = Literal["train", "dev", "test"]
FILE = Path(__file__).with_name("splits.toml")


def split_of(number: str, file: Path = FILE) -> Split:
    """The split that a pass belongs to, whole."""
    return _split(number, tomllib.loads(file.read_text("utf-8")))


def read_split(split: Split) -> list[Pass]:
    """All passes of a split; raises BadCorpus if the file names a pass twice."""
    named = tomllib.loads(FILE.read_text("utf-8"))
    twice = set(named["test"]) & set(named["dev"])
    if twice:
        raise BadCorpus(f"{FILE.name}: {sorted(twice)} stand in test and in dev")
    paths = sorted(FOLDER.glob("*.jsonl"))
    return [read_pass(path) for path in paths if _split(path.stem, named) == split]


def _split(number: str, named: Mapping[str, Sequence[str]]) -> Split:
    if number in named["test"]:
        return "test"
    return "dev" if number in named["dev"] else "train"

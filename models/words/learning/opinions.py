"""What the larger reader thinks of each text that the small one learns from.

`opinions.jsonl.gz` beside this module holds those of the corpus that taught words-en-5,
to two digits.
"""

import gzip
import json
from collections.abc import Iterable
from pathlib import Path

from models.words.corpus.splits import read_split

FILE = "opinions.jsonl"
Opinion = tuple[float, ...]
"""Logits of the four sentiments."""
Opinions = dict[str, Opinion]
"""By text."""


def corpus_texts() -> list[str]:
    """Every English comment of the training passes, as written."""
    return [
        comment.plain
        for one in read_split("train")
        if one.head.language == "en"
        for comment in one.comments
    ]


def write(found: Iterable[tuple[str, Opinion]], path: Path) -> None:
    """A text and its four logits a line."""
    with path.open("w", encoding="utf-8") as file:
        for text, logits in found:
            line = [text, [round(one, 3) for one in logits]]
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


def read(path: Path) -> Opinions:
    """From a file as written, or packed by gzip; raises OSError."""
    content = path.read_bytes()
    if path.suffix == ".gz":
        content = gzip.decompress(content)
    lines = content.decode("utf-8").rstrip("\n").split("\n")
    return {text: tuple(logits) for text, logits in map(json.loads, lines)}

"""A child process that understands words: a line of JSON in, a line of JSON out.

`python -m models.words.serve` says `{"ready": NAME}` once the model is loaded, answers
each question in turn, and ends with its input. It keeps nothing and logs no words.
"""

import argparse
import resource
import sys
from pathlib import Path
from typing import BinaryIO

import msgspec
from msgspec import Struct

from models.network import BadModel
from models.words.model import read_facts
from models.words.reading import Words
from models.words.understand import Understanding


class Question(Struct, frozen=True):
    """What is to be understood."""

    number: int
    """Comes back with the answer."""
    text: str
    language: str


class Answer(Struct, frozen=True, omit_defaults=True):
    """What was understood."""

    number: int
    words: Words


class Ready(Struct, frozen=True):
    """The first line: the model is loaded."""

    ready: str
    """The model's name."""


def serve(understanding: Understanding, asked: BinaryIO, said: BinaryIO) -> None:
    """Answer until nobody asks any more."""
    encode, decode = msgspec.json.encode, msgspec.json.Decoder(Question).decode
    said.write(encode(Ready(understanding.model.facts.name)) + b"\n")
    said.flush()
    for line in asked:
        question = decode(line)
        words = understanding.understand(question.text, question.language)
        said.write(encode(Answer(question.number, words)) + b"\n")
        said.flush()


def main() -> None:
    """Run it; a model that cannot be used is told in a line, with status 3."""
    # What a customer types must not be found in a core dump.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    parser = argparse.ArgumentParser()
    parser.add_argument("--facts", type=Path, help="fitted to a shop, beside its data")
    facts = parser.parse_args().facts
    try:
        understanding = Understanding()
        if facts is not None:
            understanding.model.use(read_facts(facts))
    except BadModel as error:
        print(error, file=sys.stderr)
        raise SystemExit(3) from error
    serve(understanding, sys.stdin.buffer, sys.stdout.buffer)


if __name__ == "__main__":
    main()

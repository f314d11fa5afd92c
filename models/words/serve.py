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

from models.network import BadModel
from models.words.asking import Answer, Question, Ready
from models.words.likeness import Likeness
from models.words.model import read_facts
from models.words.understand import Understanding


class Serving:
    """Answers one question after the other."""

    def __init__(self, understanding: Understanding, folder: Path | None) -> None:
        """What likeness is measured by is kept in `folder` between two starts."""
        self._understanding = understanding
        self._folder = folder
        self._likeness: Likeness | None = None

    def answer(self, question: Question) -> Answer:
        """What a question asks for."""
        if question.compare is not None:
            if self._likeness is None:
                self._likeness = Likeness(self._understanding.model, self._folder)
            compared = self._likeness.compare(question.compare)
            return Answer(question.number, compared=compared)
        words = self._understanding.understand(
            question.text, question.language, question.allowed
        )
        return Answer(question.number, words)


def serve(serving: Serving, name: str, asked: BinaryIO, said: BinaryIO) -> None:
    """Answer until nobody asks any more."""
    encode, decode = msgspec.json.encode, msgspec.json.Decoder(Question).decode
    said.write(encode(Ready(name)) + b"\n")
    said.flush()
    for line in asked:
        said.write(encode(serving.answer(decode(line))) + b"\n")
        said.flush()


def main() -> None:
    """Run it; a model that cannot be used is told in a line, with status 3."""
    # What a customer types must not be found in a core dump.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    parser = argparse.ArgumentParser()
    parser.add_argument("--facts", type=Path, help="fitted to a shop, beside its data")
    parser.add_argument("--folder", type=Path, help="where measures are kept")
    chosen = parser.parse_args()
    try:
        understanding = Understanding()
        if chosen.facts is not None:
            understanding.model.use(read_facts(chosen.facts))
    except BadModel as error:
        print(error, file=sys.stderr)
        raise SystemExit(3) from error
    serving = Serving(understanding, chosen.folder)
    serve(serving, understanding.model.facts.name, sys.stdin.buffer, sys.stdout.buffer)


if __name__ == "__main__":
    main()

"""A process that speaks as the words' model does, without a model.

It hides every word that begins with a capital after the first, and calls all waiting.
"""

import sys
import time
from typing import Any

import msgspec

from models.words.reading import Words


def main(how: str) -> None:
    """`reads`, `hangs`, `dies` or `babbles`."""
    if how == "dies":
        raise SystemExit(3)
    sys.stdout.write('{"ready": "stand-in"}\n')
    sys.stdout.flush()
    for line in sys.stdin:
        answer(how, msgspec.json.decode(line))


def answer(how: str, question: dict[str, Any]) -> None:
    """Answer one question."""
    if how == "hangs":
        time.sleep(60)
    first, *rest = question["text"].split()
    hidden = ["[name]" if word[:1].isupper() else word for word in rest]
    words = Words(
        text=" ".join([first, *hidden]),
        hidden={"name": hidden.count("[name]")},
        score=-0.5,
        label="negative",
        feelings=["annoyance"],
        themes=["waiting"],
        urgent=None,
        maybe_urgent=None,
        confidence=0.9,
        scored=True,
        why_not=None,
        details=[],
    )
    found = {"number": question["number"], "words": words}
    line = b"no answer" if how == "babbles" else msgspec.json.encode(found)
    sys.stdout.buffer.write(line + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(sys.argv[1])

"""Prints whether corpus files are as the guidelines say, and what they hold."""

import sys
from collections import Counter
from pathlib import Path

from models.words.corpus.passes import FOLDER, BadCorpus, Comment, read_pass


def main(paths: list[str]) -> None:
    """Check these files, or all passes if none is named."""
    files = [Path(path) for path in paths] or sorted(FOLDER.glob("*.jsonl"))
    comments: list[Comment] = []
    failed = False
    for file in files:
        try:
            comments += read_pass(file).comments
        except BadCorpus as error:
            failed = True
            print(error, file=sys.stderr)
    for key in ("sentiment", "form", "urgent", "dialect"):
        print(key, dict(Counter(getattr(comment, key) for comment in comments)))
    details = sum(1 for comment in comments if comment.details)
    print(f"{len(files)} passes, {len(comments)} comments, {details} with details")
    if failed:
        raise SystemExit(2)


if __name__ == "__main__":
    main(sys.argv[1:])

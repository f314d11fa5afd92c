"""How benchmarks read their options and print their figures."""

import argparse
import json
import statistics
import sys
from collections.abc import Sequence


def options(doc: str | None) -> argparse.ArgumentParser:
    """A parser that knows --json; add what the bench needs."""
    parser = argparse.ArgumentParser(description=doc)
    parser.add_argument(
        "--json", action="store_true", help="only the figures, on the last line"
    )
    return parser


def say(line: str) -> None:
    """Progress, on stderr."""
    print(line, file=sys.stderr, flush=True)


def show(figures: dict[str, object], as_json: bool) -> None:
    """Print the figures; one JSON object on the last line with --json."""
    if not as_json:
        for name, value in figures.items():
            print(f"{name:>24}  {value}")
    else:
        print(json.dumps(figures))


def percentiles(values_s: Sequence[float]) -> dict[str, float]:
    """p50, p95 and p99 of seconds, in milliseconds."""
    ordered = sorted(values_s)
    cuts = statistics.quantiles(ordered, n=100, method="inclusive")
    return {
        name: round(cuts[place - 1] * 1000, 2)
        for name, place in (("p50", 50), ("p95", 95), ("p99", 99))
    }

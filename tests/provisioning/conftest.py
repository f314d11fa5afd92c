"""A demo for tests that ends with them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.provisioning.demos import Demo

MakeDemo = Callable[..., Demo]


@pytest.fixture
def make_demo(tmp_path: Path) -> Iterator[MakeDemo]:
    """Makes demos that are ended after the test: `make_demo("shop", PATH="…")`."""
    demos: list[Demo] = []

    def make(name: str = "shop", **environment: str) -> Demo:
        demo = Demo(tmp_path / name, **environment)
        demos.append(demo)
        return demo

    try:
        yield make
    finally:
        for demo in demos:
            demo.end()

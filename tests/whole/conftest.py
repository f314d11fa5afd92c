"""Shops for tests, stopped whatever happens."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.whole.shop import Shop

MakeShop = Callable[..., Shop]


@pytest.fixture
def make_shop(tmp_path: Path) -> Iterator[MakeShop]:
    """Makes shops that are stopped when the test ends."""
    shops: list[Shop] = []

    def make(**options: Any) -> Shop:
        shop = Shop(tmp_path / f"shop-{len(shops)}", **options)
        shops.append(shop)
        return shop

    try:
        yield make
    finally:
        for shop in shops:
            shop.stop()

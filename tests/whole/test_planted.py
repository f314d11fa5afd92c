"""What a customer types and the kiosk hides is nowhere afterwards."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from contract.settings import Broker
from models.words.understand import Understanding
from tests.bench.words import await_reader, search
from tests.whole.conftest import MakeShop
from tests.whole.listening import Overheard
from tests.whole.planting import comments, give, holders, planted

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.mark.timeout(240)
def test_hidden_details_reach_no_table_log_or_line(
    make_shop: MakeShop, touch_page: "Page"
) -> None:
    shop = make_shop(misuse=False, comments=True)
    shop.start()
    await_reader(shop)
    typed = comments(16)
    sought = planted(Understanding(), typed)
    overheard = Overheard(Broker(port=shop.broker.port))
    touch_page.goto(shop.kiosk.url)
    for comment in typed:
        give(touch_page, comment.plain)
    shop.await_empty_line()
    (shop.folder / "overheard").write_bytes(overheard.end())
    hidden = "SELECT count(*) FROM outbox WHERE instr(data, '[name]')"
    assert shop.kiosk.ask(hidden) > 3, "words were not kept at all"
    for one in sought:
        if not one.missed:
            assert holders([shop.folder], one.needle) == [], one.kind


@pytest.mark.long
def test_five_hundred_planted_details_are_found_only_where_they_are_known_to_be_missed(
    make_shop: MakeShop, tmp_path: Path
) -> None:
    shop = make_shop(misuse=False, comments=True)
    shop.start()
    await_reader(shop)
    found = search(shop, 500, tmp_path)
    assert found["planted"] >= 450
    assert found["found_outside_published_misses"] == 0

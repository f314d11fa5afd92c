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
    from playwright.sync_api import Browser, Page


def test_what_is_looked_for_is_found_in_any_file_and_either_form(
    tmp_path: Path,
) -> None:
    (tmp_path / "deep").mkdir()
    needles = ["I am Siobhan", "Bo", "ring 555 0134", "Zoë Ni Bhriain", "never said"]
    forms = ["utf-8", "utf-16-le"]
    for number, (needle, form) in enumerate(
        (needle, form) for needle in needles[:-1] for form in forms
    ):
        held = b"\0\xff" * number + needle.encode(form) + b"."
        (tmp_path / "deep" / str(number)).write_bytes(held)
    (tmp_path / "empty").touch()
    (tmp_path / "near").write_text("I am Siobha")
    found = holders([tmp_path], needles)
    assert {one: len(files) for one, files in found.items()} == dict.fromkeys(
        needles[:-1], 2
    )


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
    named = "SELECT count(*) FROM outbox WHERE instr(data, '[name]')"
    assert shop.kiosk.ask(named) > 3, "words were not kept at all"
    hidden = [one.needle for one in sought if not one.missed]
    assert holders([shop.folder], hidden) == {}


@pytest.mark.long
def test_five_hundred_planted_details_are_found_only_where_they_are_known_to_be_missed(
    make_shop: MakeShop, tmp_path: Path, browser: "Browser"
) -> None:
    shop = make_shop(misuse=False, comments=True)
    shop.start()
    await_reader(shop)
    found = search(browser.browser_type, shop, 500, tmp_path)
    assert found["planted"] >= 450
    assert found["comments_read"] >= found["comments"] * 0.95
    assert found["found_outside_published_misses"] == 0

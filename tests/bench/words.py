"""What understanding words costs at the kiosk, and whether anything personal stays.

`step_added_ms`: a comment step with words against one without, in turn, at a real
kiosk. `to_floor_ms`: from sending a complaint to the line on a tablet's stream. The
planted details are typed in a real browser; then files, tables, logs and what went over
the broker are searched.
"""

import http.client
import itertools
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from contract.settings import Broker
from models.words.corpus.passes import Comment
from models.words.understand import Understanding
from tests.bench.report import options, percentiles, say, show
from tests.conftest import CHROMIUM, CHROMIUM_FLAGS
from tests.whole.kiosk import new_id
from tests.whole.listening import Overheard
from tests.whole.planting import comments, give, holders, leave, planted
from tests.whole.shop import Shop
from tests.whole.tablet import Tablet, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import BrowserType

COMPLAINT = "I waited forty minutes at the till for a refund and nobody came"
SETTLE_S = 2.0
LEFT_EVERY = 10
"""Each so manyth comment is also typed by somebody who leaves before sending it."""
READ = (
    "SELECT count(*) FROM outbox WHERE type = 'heed.comment.v1'"
    " AND json_extract(data, '$.text') IS NOT NULL"
)
"""Comments whose words went out; of others there is nothing to find."""


def await_reader(shop: Shop) -> None:
    """Wait until the kiosk understands words."""
    line = http.client.HTTPConnection("127.0.0.1", shop.kiosk.port, timeout=10)
    for _ in range(200):
        body = '{"text":"hello there","language":"en"}'
        line.request("POST", "/words", body, {"Content-Type": "application/json"})
        if b'"understood":true' in line.getresponse().read():
            line.close()
            return
        time.sleep(0.1)
    raise RuntimeError("the kiosk does not understand words after 20 s")


def say_comment(shop: Shop, visit: str, text: str | None) -> float:
    """Post a comment of a visit; how long the answer took, in seconds."""
    body = {"kind": "comment", "source": "typed", "language": "en", "text": text}
    began = time.monotonic()
    shop.kiosk.post(visit, "comment-2", body)
    return time.monotonic() - began


def step_added(shop: Shop, texts: Sequence[str]) -> dict[str, float]:
    """By how much longer a step takes whose words are understood."""
    with_words: list[float] = []
    without: list[float] = []
    for text in texts:
        for said, took in ((text, with_words), (None, without)):
            visit = new_id()
            shop.kiosk.tap(3, visit=visit)
            took.append(say_comment(shop, visit, said))
    slow, quick = percentiles(with_words), percentiles(without)
    return {name: round(slow[name] - quick[name], 2) for name in ("p50", "p95")}


def to_floor(shop: Shop, count: int) -> dict[str, float]:
    """From sending a complaint to its line on a tablet."""
    tablet = Tablet(shop, sign_in(shop))
    tablet.start()
    tablet.ready.wait(10)
    took = []
    for _ in range(count):
        visit = new_id()
        shop.kiosk.tap(1, visit=visit)
        time.sleep(0.3)
        before, began = len(tablet.steps), time.monotonic()
        say_comment(shop, visit, COMPLAINT)
        while len(tablet.steps) == before and time.monotonic() - began < 5:
            time.sleep(0.001)
        took.append(tablet.steps[before][0] - began if tablet.steps[before:] else 5.0)
    tablet.stopping.set()
    return percentiles(took)


def plant(
    chromium: "BrowserType", url: str, typed: Sequence[Comment], profile: Path
) -> float:
    """Type all of it, one visit after another, in a browser that keeps a profile.

    Returns how many seconds that took.
    """
    began = time.monotonic()
    context = chromium.launch_persistent_context(
        profile,
        executable_path=CHROMIUM,
        args=list(CHROMIUM_FLAGS),
        has_touch=True,
        reduced_motion="reduce",
        viewport={"width": 800, "height": 480},
    )
    page = context.new_page()
    page.goto(url)
    for number, comment in enumerate(typed, 1):
        if number % LEFT_EVERY == 0:
            leave(page, comment.plain)
        give(page, comment.plain)
        if number % 25 == 0:
            say(f"{number} of {len(typed)} comments typed")
    context.close()
    return time.monotonic() - began


def search(
    chromium: "BrowserType", shop: Shop, details: int, folder: Path
) -> dict[str, float]:
    """Plant details and look for them where nothing personal may be."""
    typed = comments(details)
    sought = planted(Understanding(), typed)
    overheard = Overheard(Broker(port=shop.broker.port))
    before = int(shop.kiosk.ask(READ))
    took_s = plant(chromium, shop.kiosk.url, typed, folder / "profile")
    shop.await_empty_line()
    time.sleep(SETTLE_S)
    (folder / "overheard").write_bytes(overheard.end())
    held = holders([folder], [one.needle for one in sought])
    found = [one for one in sought if one.needle in held]
    return {
        "comments": len(typed),
        "comments_read": int(shop.kiosk.ask(READ)) - before,
        "comment_s": round(took_s / len(typed), 2),
        "planted": len(sought),
        "found": len(found),
        "found_outside_published_misses": sum(not one.missed for one in found),
    }


def measure(details: int, steps: int, folder: Path) -> dict[str, object]:
    """All figures."""
    from playwright.sync_api import sync_playwright

    shop = Shop(folder / "shop", misuse=False, comments=True)
    try:
        shop.start()
        await_reader(shop)
        texts = [one.plain for one in comments(500)]
        added = step_added(shop, list(itertools.islice(itertools.cycle(texts), steps)))
        floor = to_floor(shop, 60)
        kiosk = psutil.Process(shop.pid(f"kiosk-{shop.kiosk.name}"))
        family = [kiosk, *kiosk.children(recursive=True)]
        memory = sum(one.memory_full_info().pss for one in family) / 1e6
        figures: dict[str, object] = {
            "step_added_ms": added,
            "kiosk_mb": round(memory, 1),
            "to_floor_ms": floor,
        }
        with sync_playwright() as playwright:
            found = search(playwright.chromium, shop, details, folder)
        return figures | found
    finally:
        shop.stop()


def main() -> None:
    """Run the bench."""
    parser = options(__doc__)
    parser.add_argument("--details", type=int, default=500)
    parser.add_argument("--steps", type=int, default=200)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(chosen.details, chosen.steps, Path(folder))
    show(figures, chosen.json)


if __name__ == "__main__":
    main()

"""The floor: from an alert to 50 tablets, what rules cost, what they find, the page.

The page is opened in Chromium with its processor slowed down four times.
"""

import selectors
import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.bench import floor_backtest, floor_rules
from tests.bench.report import options, percentiles, say, show
from tests.hub.makers import Sender, call, store_all
from tests.hub.web.shop import PASSPHRASE, OurShop, Pages, Tablet, settings

SLOWER = 4
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run"]
PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"


def raise_to_tablet(tablets: int, alerts: int, folder: Path) -> dict[str, float]:
    """Milliseconds from before ingest's transaction to each tablet's line."""
    shop = OurShop(folder)
    pages = Pages(shop, settings(folder, tablets=tablets + 5))
    sender = Sender()
    sender.began = time.time_ns() // 1_000_000 - 3_600_000
    waits: list[float] = []
    pages.start()
    try:
        pages.sign_in()
        lines = [Tablet(pages) for _ in range(tablets)]
        chosen = selectors.DefaultSelector()
        for line in lines:
            line.next("snapshot")
            line.socket.setblocking(False)
            chosen.register(line.socket, selectors.EVENT_READ)
        for number in range(alerts):
            time.sleep(0.25)
            at = time.time_ns() // 1_000_000
            began = time.monotonic()
            store_all(shop.store, [sender.incoming(call(), at=at)], at)
            took = _heard(chosen, tablets, began)
            if number >= 3:
                waits += took
        for line in lines:
            line.close()
    finally:
        pages.stop()
        shop.store.close()
    return percentiles(waits)


def _heard(chosen: selectors.BaseSelector, tablets: int, began: float) -> list[float]:
    """Seconds until each tablet read the step."""
    waits: dict[int, float] = {}
    while len(waits) < tablets:
        ready = chosen.select(timeout=5)
        if not ready:
            raise TimeoutError(f"{tablets - len(waits)} tablets heard nothing")
        for key, _ in ready:
            data = key.fileobj.recv(65536)  # type: ignore[union-attr]
            if b"event: step" in data:
                waits.setdefault(key.fd, time.monotonic() - began)
    return list(waits.values())


def page(rounds: int, folder: Path) -> dict[str, float]:
    """Kilobytes of the floor page with all it loads, and ms to its first paint."""
    shop = OurShop(folder)
    pages = Pages(shop, settings(folder))
    pages.start()
    try:
        for place in ("Till 1", "Till 2"):
            shop.alert(place=place)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path="/usr/bin/chromium", args=FLAGS
            )
            found = [_open(browser, pages) for _ in range(rounds)]
            browser.close()
    finally:
        pages.stop()
        shop.store.close()
    return {
        "page_kb": round(max(kb for kb, _ in found), 1),
        "first_paint_ms": round(statistics.median(ms for _, ms in found)),
    }


def _open(browser, pages: Pages) -> tuple[float, float]:  # type: ignore[no-untyped-def]
    context = browser.new_context(viewport={"width": 768, "height": 1024})
    tab = context.new_page()
    tab.goto(pages.url + "/signin?next=/you")
    tab.fill("#passphrase", PASSPHRASE)
    tab.click("button[type=submit]")
    tab.wait_for_url("**/you")
    sizes: list[int] = []

    def note(answer) -> None:  # type: ignore[no-untyped-def]
        if "/stream" not in answer.url and answer.status != 303:
            sizes.append(len(answer.body()))

    session = context.new_cdp_session(tab)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    tab.on("requestfinished", lambda request: note(request.response()))
    tab.goto(pages.url + "/floor")
    tab.wait_for_selector("#open article")
    paint = float(tab.evaluate(PAINT))
    context.close()
    return sum(sizes) / 1000, paint


def main() -> None:
    """Run the bench."""
    parser = options(__doc__)
    parser.add_argument("--tablets", type=int, default=50)
    parser.add_argument("--alerts", type=int, default=60)
    parser.add_argument("--per-day", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    figures: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        for name in ("stream", "rules", "page", "past"):
            (here / name).mkdir()
        say("raise to tablet")
        figures["raise_to_tablet_ms"] = raise_to_tablet(
            chosen.tablets, chosen.alerts, here / "stream"
        )
        say("rules")
        rules = floor_rules.measure(20, here / "rules")
        figures["rules_share"] = rules["rules_share_full"]
        figures |= rules
        say("the page")
        figures |= page(chosen.rounds, here / "page")
        say("thirty days")
        figures |= floor_backtest.measure(chosen.per_day, here / "past")
    show(figures, chosen.json)


if __name__ == "__main__":
    main()

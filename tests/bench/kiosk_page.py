"""The kiosk's page in Chromium on a CPU four times slower: paint, answer, weight."""

import statistics
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from device.outbox.outbox import Outbox
from device.settings import Device
from tests.bench.report import options, say, show
from tests.conftest import CHROMIUM, CHROMIUM_FLAGS
from tests.device.kiosk.customer import FillingOutbox, is_listening
from tests.device.kiosk.finger import start
from tests.servers import free_port, until

SLOWER = 4
SCREEN = {"width": 800, "height": 480}
LISTEN = """window.answers = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    if (/^(pointer|touch|click)/.test(entry.name)) answers.push(entry.duration);
  }
}).observe({type: "event", durationThreshold: 16});"""
QUICKEST_SEEN_MS = 16
"""Event Timing tells nothing of answers that are faster than this."""
SHIFTS = """new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    if (!entry.hadRecentInput) window.shifted = (window.shifted ?? 0) + entry.value;
  }
}).observe({type: "layout-shift", buffered: true});"""
PAINT = """() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime"""
BARE = "data:text/html,<h1>Hello</h1>"
SIZE = """() => [...performance.getEntriesByType("navigation"),
  ...performance.getEntriesByType("resource")]
  .reduce((sum, entry) => sum + entry.encodedBodySize, 0)"""


@contextmanager
def kiosk(folder: Path) -> Iterator[str]:
    """A kiosk as a process of its own; yields its address."""
    device = Device(name="till-1", data=str(folder / "data"))
    outbox = FillingOutbox(device)
    port = free_port()
    program = start(outbox, port)
    try:
        until(lambda: is_listening(port), "the kiosk listens")
        yield f"http://127.0.0.1:{port}/"
    finally:
        _end(program, outbox)


def _end(program: "subprocess.Popen[bytes]", outbox: Outbox) -> None:
    program.kill()
    program.wait()
    outbox.close()


def measure(rounds: int = 7, slower: float = SLOWER) -> dict[str, object]:
    """Medians over fresh visits in fresh browser contexts; milliseconds and kB."""
    with (
        tempfile.TemporaryDirectory() as folder,
        kiosk(Path(folder)) as address,
        sync_playwright() as driver,
    ):
        chromium = driver.chromium.launch(
            executable_path=CHROMIUM, args=list(CHROMIUM_FLAGS)
        )
        say(f"{rounds} rounds at {slower:g} times slower")
        _round(chromium, address, slower)  # the first one warms browser and kiosk
        found = [_round(chromium, address, slower) for _ in range(rounds)]
        bare = [_paint_of(chromium, BARE, slower) for _ in range(rounds)]
        plain = [_round(chromium, address, 1)["paint"] for _ in range(rounds)]
        chromium.close()
    taps = [tap for each in found for tap in each["taps"]]
    return {
        "first_paint_ms": round(statistics.median(r["paint"] for r in found), 1),
        "first_paint_full_speed_ms": round(statistics.median(plain), 1),
        "bare_paint_ms": round(statistics.median(bare), 1),
        "first_paint_worst_ms": round(max(r["paint"] for r in found), 1),
        "tap_answer_ms": round(statistics.median(taps), 1),
        "tap_answer_worst_ms": round(max(taps), 1),
        "layout_shift": round(max(r["shift"] for r in found), 4),
        "page_kb": round(max(r["bytes"] for r in found) / 1000, 1),
        "cpu_slowdown": slower,
        "rounds": rounds,
    }


def _paint_of(chromium: Browser, address: str, slower: float) -> float:
    """The first paint of any page, as a floor to compare with."""
    context = chromium.new_context(viewport=SCREEN)  # type: ignore[arg-type]
    page = context.new_page()
    tools = context.new_cdp_session(page)
    tools.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.goto(address)
    page.wait_for_function(f"({PAINT})() > 0")
    paint = float(page.evaluate(PAINT))
    context.close()
    return paint


def _round(chromium: Browser, address: str, slower: float) -> dict[str, Any]:
    context = chromium.new_context(viewport=SCREEN, has_touch=True)  # type: ignore[arg-type]
    page = context.new_page()
    tools = context.new_cdp_session(page)
    tools.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.add_init_script(SHIFTS + LISTEN)
    page.goto(address)
    page.wait_for_selector('[data-screen="idle"]')
    page.wait_for_function(f"({PAINT})() > 0")
    paint = page.evaluate(PAINT)
    page.wait_for_timeout(1500)
    size = page.evaluate(SIZE)
    taps = [
        _tap(page, tools, '[data-face="2"]'),
        _tap(page, tools, '[data-reason="waiting"]'),
        _tap(page, tools, '[data-do="send"]'),
    ]
    page.wait_for_selector('[data-screen="thanks"][data-kept="yes"]')
    shift = page.evaluate("window.shifted ?? 0")
    context.close()
    return {"paint": paint, "bytes": size, "taps": taps, "shift": shift}


def _tap(page: Page, tools: CDPSession, what: str) -> float:
    """Milliseconds from the finger to the next picture, as Event Timing sees it."""
    page.wait_for_selector(what)
    box = page.locator(what).bounding_box()
    assert box is not None
    page.evaluate("answers.length = 0")
    place = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    tools.send(
        "Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [place]}
    )
    tools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_timeout(300)
    return float(max(page.evaluate("answers"), default=QUICKEST_SEEN_MS))


def main() -> None:
    """Run the bench."""
    parser = options(__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--slower", type=float, default=SLOWER)
    chosen = parser.parse_args()
    show(measure(chosen.rounds, chosen.slower), chosen.json)


if __name__ == "__main__":
    main()

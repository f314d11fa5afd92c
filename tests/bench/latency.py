"""How long from a finger to a tablet: whole shop, 20 tablets, 20 taps a second.

Taps go to a real kiosk over HTTP, lines come back on real floor streams. The clock runs
from the moment the tap is sent, so it contains the kiosk's answer.
"""

import http.client
import re
import selectors
import tempfile
import threading
import time
from pathlib import Path

from tests.bench.report import options, percentiles, say, show
from tests.whole.shop import Shop
from tests.whole.tablet import sign_in

CAUSE = re.compile(rb'"cause":"([0-9a-f-]{36})"')


class Tablets(threading.Thread):
    """Many floor streams read by one thread, so that reading costs little."""

    def __init__(self, shop: Shop, count: int) -> None:
        super().__init__(name="tablets", daemon=True)
        self._selector = selectors.DefaultSelector()
        self._ending = threading.Event()
        self.lines: list[list[tuple[str, float]]] = [[] for _ in range(count)]
        """For each tablet: cause of a step and when its line was there."""
        cookies = sign_in(shop)
        for number in range(count):
            line = http.client.HTTPConnection("127.0.0.1", shop.web_port, timeout=10)
            line.request("GET", "/floor/stream", headers={"Cookie": cookies})
            answer = line.getresponse()
            if answer.status != 200:
                raise RuntimeError(f"a floor stream answered {answer.status}")
            self._selector.register(answer.fp, selectors.EVENT_READ, (number, answer))

    def run(self) -> None:
        """Note each step's arrival until told to stop."""
        while not self._ending.is_set():
            for key, _ in self._selector.select(timeout=0.2):
                number, _ = key.data
                text = key.fileobj.read1(65536)  # type: ignore[union-attr]
                now = time.monotonic()
                for cause in CAUSE.findall(text):
                    self.lines[number].append((cause.decode(), now))

    def stop(self) -> None:
        """End the thread and hang up."""
        self._ending.set()
        self.join(timeout=5)
        for key in list(self._selector.get_map().values()):
            key.data[1].close()
        self._selector.close()


def measure(taps: int, per_s: float, tablets: int, folder: Path) -> dict[str, object]:
    """Tap and listen; the figures in milliseconds."""
    shop = Shop(folder, misuse=False)
    try:
        shop.start()
        listening = Tablets(shop, tablets)
        listening.start()
        for _ in range(10):
            shop.kiosk.tap(1)
        time.sleep(1.0)
        sent = _tap(shop, taps, per_s)
        time.sleep(2.0)
        listening.stop()
    finally:
        shop.stop()
    waits = [wait for lines in listening.lines for wait in _waits(sent, lines)]
    return {
        "taps": taps,
        "tablets": tablets,
        "lines_missing": taps * tablets - len(waits),
        "tap_to_tablet_ms": percentiles(waits),
        "tap_to_answer_ms": percentiles([answered - at for _, at, answered in sent]),
    }


def _tap(shop: Shop, taps: int, per_s: float) -> list[tuple[str, float, float]]:
    """Event id, when the tap was sent, when it was answered."""
    sent = []
    due = time.monotonic()
    for _ in range(taps):
        time.sleep(max(0.0, due - time.monotonic()))
        at = time.monotonic()
        id = shop.kiosk.tap(1)
        sent.append((id, at, time.monotonic()))
        due += 1 / per_s
    return sent


def _waits(
    sent: list[tuple[str, float, float]], lines: list[tuple[str, float]]
) -> list[float]:
    """From each tap to the first line that stands for it or a later one.

    Taps that the hub took in one batch share one line, which names the last of them;
    ids of one kiosk grow with time.
    """
    waits = []
    rest = iter(sorted(lines, key=lambda line: line[1]))
    current = next(rest, None)
    for id, at, _ in sorted(sent, key=lambda tap: tap[0]):
        while current is not None and current[0] < id:
            current = next(rest, None)
        if current is not None:
            waits.append(current[1] - at)
    return waits


def main() -> None:
    """Run the bench."""
    parser = options(__doc__)
    parser.add_argument("--taps", type=int, default=600)
    parser.add_argument("--per-second", type=float, default=20.0)
    parser.add_argument("--tablets", type=int, default=20)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        say(f"{chosen.taps} taps, {chosen.per_second:.0f} a second")
        figures = measure(
            chosen.taps, chosen.per_second, chosen.tablets, Path(folder) / "shop"
        )
    show(figures, chosen.json)


if __name__ == "__main__":
    main()

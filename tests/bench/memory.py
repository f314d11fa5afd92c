"""What a whole shop takes while nothing happens: resident memory, and CPU at idle."""

import tempfile
import time
from pathlib import Path

import psutil

from tests.bench.latency import Tablets
from tests.bench.report import options, say, show
from tests.whole.shop import Shop


def measure(idle_s: float, tablets: int, folder: Path) -> dict[str, object]:
    """Warm the shop up with some taps, leave it alone, and look."""
    shop = Shop(folder, misuse=False)
    try:
        shop.start()
        listening = Tablets(shop, tablets)
        listening.start()
        for number in range(200):
            shop.kiosk.tap(1 + number % 4)
        shop.await_empty_line()
        time.sleep(5.0)
        say(f"warm; now {idle_s:.0f} s of nothing")
        return _look(shop, idle_s) | {"tablets": tablets}
    finally:
        listening.stop()
        shop.stop()


def _look(shop: Shop, idle_s: float) -> dict[str, object]:
    processes = {part: psutil.Process(shop.pid(part)) for part in shop.parts}
    before = {part: _cpu_s(process) for part, process in processes.items()}
    began = time.monotonic()
    time.sleep(idle_s)
    took = time.monotonic() - began
    shares = {
        part: round(100 * (_cpu_s(process) - before[part]) / took, 2)
        for part, process in processes.items()
    }
    memory = {part: _mb(process) for part, process in processes.items()}
    name = shop.kiosk.name
    return {
        "kiosk_mb": memory[f"kiosk-{name}"],
        "uplink_mb": memory[f"uplink-{name}"],
        "hub_mb": memory["hub"],
        "broker_mb": memory["broker"],
        "idle_cpu_percent": round(sum(shares.values()), 2),
        "idle_cpu_percent_by_part": shares,
    }


def _cpu_s(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _mb(process: psutil.Process) -> float:
    return round(float(process.memory_info().rss) / 1e6, 1)


def main() -> None:
    """Run the bench."""
    parser = options(__doc__)
    parser.add_argument("--idle-seconds", type=float, default=30.0)
    parser.add_argument("--tablets", type=int, default=1)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(chosen.idle_seconds, chosen.tablets, Path(folder) / "shop")
    show(figures, chosen.json)


if __name__ == "__main__":
    main()

"""kill -9 of any part at random moments while people tap: nothing lost or doubled.

Each round kills one part of a running shop, lets it lie for a moment and starts it
again, while fingers on two kiosks tap on and try again as the page does.
"""

import random
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from tests.bench.report import options, say, show
from tests.whole.kiosk import Kiosk
from tests.whole.shop import Shop

ROLES = ("kiosk", "uplink", "hub", "broker")


class Finger(threading.Thread):
    """Taps on one kiosk until told to stop; remembers what was thanked."""

    def __init__(self, kiosk: Kiosk, seed: int) -> None:
        super().__init__(name=f"finger-{kiosk.name}", daemon=True)
        self._kiosk = kiosk
        self._random = random.Random(seed)
        self._ending = threading.Event()
        self.thanked: list[str] = []
        self.failure: BaseException | None = None

    def run(self) -> None:
        """Tap, with pauses of up to 60 ms."""
        try:
            while not self._ending.wait(self._random.uniform(0.0, 0.06)):
                value = self._random.randint(1, 4)
                self.thanked.append(self._kiosk.tap_until_thanked(value))
        except BaseException as error:
            self.failure = error

    def stop(self) -> None:
        """Finish the tap in hand."""
        self._ending.set()
        self.join(timeout=90)
        if self.failure is not None:
            raise self.failure


def drill(rounds: int, folder: Path, seed: int) -> dict[str, object]:
    """Run the rounds; what was thanked must be stored exactly once."""
    chance = random.Random(seed)
    shop = Shop(folder, ("till-1", "till-2"), health_every_s=2.0)
    kills: Counter[str] = Counter()
    try:
        shop.start()
        fingers = [Finger(kiosk, seed + n) for n, kiosk in enumerate(shop.kiosks)]
        for finger in fingers:
            finger.start()
        for number in range(rounds):
            role = ROLES[number % len(ROLES)]
            part = chance.choice([p for p in shop.parts if p.split("-")[0] == role])
            time.sleep(chance.uniform(0.1, 0.8))
            shop.kill(part)
            kills[role] += 1
            time.sleep(chance.uniform(0.0, 0.4))
            shop.start_part(part)
            if number % 20 == 19:
                say(f"round {number + 1} of {rounds}")
        for finger in fingers:
            finger.stop()
        thanked = [id for finger in fingers for id in finger.thanked]
        shop.await_empty_line(timeout_s=120)
        return _count(shop, rounds, thanked, kills)
    finally:
        shop.stop()


def _count(
    shop: Shop, rounds: int, thanked: list[str], kills: Counter[str]
) -> dict[str, object]:
    stored = Counter(shop.stored())
    ((again,),) = shop.ask(
        "SELECT count(*) FROM (SELECT 1 FROM events WHERE type = 'heed.rating.v1'"
        " GROUP BY data ->> 'visit', data ->> 'step' HAVING count(*) > 1)"
    )
    return {
        "rounds": rounds,
        "accepted": len(thanked),
        "lost": sum(1 for id in thanked if stored[id.replace("-", "")] == 0),
        "doubled": sum(1 for times in stored.values() if times > 1) + int(again),
        "kills": {role: kills[role] for role in ROLES},
    }


def main() -> None:
    """Run the drill."""
    parser = options(__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = drill(chosen.rounds, Path(folder) / "shop", chosen.seed)
    show(figures, chosen.json)


if __name__ == "__main__":
    main()

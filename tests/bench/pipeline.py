"""Events a second from broker to committed and receipted, beside the floor.

Both sides get the same payloads from the same broker, pushed as fast as it takes them.
The floor is what the client library alone can do: bare paho with its own loop, and one
`executemany` for what waits. Ours is the real `heed hub`: decoding, doubles, roll-ups,
rules, receipts. Rounds alternate, and ratios are taken pair by pair.
"""

import multiprocessing
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from contract import messages, topics
from contract.link import Arrived, Connected, Link, Will
from contract.messages import Receipt
from contract.settings import Broker
from hub.store import devices
from hub.store.store import Store
from tests.bench import payloads
from tests.bench.publisher import Publisher
from tests.bench.report import options, say, show
from tests.servers import Mosquitto, free_port

DEVICE = payloads.DEVICE
FLOOR_TOPIC = "floor/events"
PATIENCE_S = 120
HUB_COMMAND = [sys.executable, "-m", "provisioning.cli", "hub", "--settings"]
HUB = """\
data = "{folder}"
[broker]
port = {port}
[web]
port = {web_port}
secure_cookies = false
"""


def floor_consumer(port: int, expected: int, path: str, report: Connection) -> None:
    """Bare paho and executemany; reports when it listens and when all is committed."""
    from paho.mqtt import client as mqtt
    from paho.mqtt.enums import CallbackAPIVersion
    from paho.mqtt.packettypes import PacketTypes
    from paho.mqtt.properties import Properties

    waiting: deque[tuple[bytes]] = deque()
    some = threading.Event()
    client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)

    def on_message(_client: object, _data: object, message: mqtt.MQTTMessage) -> None:
        waiting.append((bytes(message.payload),))
        some.set()

    client.on_message = on_message
    client.on_subscribe = lambda *_: report.send("listening")
    properties: Any = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
    properties.ReceiveMaximum = 2000
    client.connect("127.0.0.1", port, properties=properties)
    client.subscribe(FLOOR_TOPIC, 1)
    client.loop_start()
    store = sqlite3.connect(path, isolation_level=None)
    store.execute("PRAGMA journal_mode=WAL")
    store.execute("PRAGMA synchronous=FULL")
    store.execute("CREATE TABLE events (n INTEGER PRIMARY KEY, data BLOB)")
    stored = 0
    while stored < expected:
        some.wait(1)
        some.clear()
        batch = [waiting.popleft() for _ in range(min(500, len(waiting)))]
        if waiting:
            some.set()
        store.execute("BEGIN IMMEDIATE")
        store.executemany("INSERT INTO events (data) VALUES (?)", batch)
        store.execute("COMMIT")
        stored += len(batch)
    report.send(time.monotonic())
    client.loop_stop()
    store.close()


def floor_round(broker: Mosquitto, messages: list[bytes], folder: Path) -> float:
    """Seconds for the floor to commit all messages."""
    ours, theirs = multiprocessing.Pipe()
    path = folder / f"floor-{time.monotonic_ns()}.db"
    consumer = multiprocessing.get_context("spawn").Process(
        target=floor_consumer, args=(broker.port, len(messages), str(path), theirs)
    )
    consumer.start()
    try:
        _expect(ours)
        publisher = Publisher(broker.port, FLOOR_TOPIC)
        began = time.monotonic()
        publisher.push(messages)
        ended = _expect(ours)
        publisher.close()
    finally:
        consumer.join(timeout=10)
        consumer.kill()
    assert isinstance(ended, float)
    return ended - began


def _expect(pipe: Connection) -> object:
    if not pipe.poll(PATIENCE_S):
        raise TimeoutError(f"the floor's consumer said nothing for {PATIENCE_S} s")
    return pipe.recv()


class HubUnderTest:
    """A real `heed hub` on a store, and an ear for its receipts."""

    def __init__(self, broker: Mosquitto, folder: Path) -> None:
        self._broker = broker
        settings = folder / "hub.toml"
        self.web_port = free_port()
        settings.write_text(
            HUB.format(folder=folder, port=broker.port, web_port=self.web_port)
        )
        self._ear = Link(
            Broker(port=broker.port),
            "bench-ear",
            Will("bench/ear", b"gone"),
            [topics.receipts(DEVICE), topics.HUB_STATUS],
        )
        self._ear.start()
        while not isinstance(self._ear.mailbox.get(timeout=PATIENCE_S), Connected):
            pass
        with open(folder / "hub.log", "ab") as log:
            self._process = subprocess.Popen(
                [*HUB_COMMAND, str(settings)],
                stderr=log,
            )
        while b'"online"' not in self._heard().payload:
            pass

    @property
    def pid(self) -> int:
        """The hub's process."""
        return self._process.pid

    def round(self, sent: list[bytes]) -> float:
        """Seconds until every message is committed and receipted."""
        publisher = Publisher(self._broker.port, topics.events(DEVICE))
        began = time.monotonic()
        publisher.push(sent)
        receipted = 0
        while receipted < len(sent):
            heard = self._heard()
            if heard.topic == topics.receipts(DEVICE):
                receipt = messages.decode(heard.payload, Receipt)
                receipted += len(receipt.committed)
        took = time.monotonic() - began
        publisher.close()
        return took

    def close(self) -> None:
        """End the hub."""
        self._ear.stop()
        self._process.terminate()
        self._process.wait(timeout=PATIENCE_S)

    def _heard(self) -> Arrived:
        while True:
            mail = self._ear.mailbox.get(timeout=PATIENCE_S)
            if isinstance(mail, Arrived):
                return mail


def hub_round(broker: Mosquitto, sent: list[bytes], folder: Path) -> float:
    """Seconds for a hub on the store in `folder` to receipt all messages."""
    hub = HubUnderTest(broker, folder)
    try:
        return hub.round(sent)
    finally:
        hub.close()


def make_store(folder: Path, stored: int) -> None:
    """A store that knows the device, with so many events of its past."""
    folder.mkdir(parents=True)
    store = Store(folder / "store.db")
    with store.write() as connection:
        devices.approve(connection, DEVICE, "Till 1", 1)
    if stored:
        say(f"filling a store with {stored} events")
        payloads.fill(store, stored, say)
    store.close()


def count_stored(folder: Path, stored: int) -> tuple[int, int]:
    """How many of the bench's events are there, and how many of them twice."""
    store = Store(folder / "store.db")
    (rows, kinds) = (
        store.connection()
        .execute(
            "SELECT count(*), count(DISTINCT sequence) FROM events WHERE n > ?",
            (stored,),
        )
        .fetchone()
    )
    store.close()
    return rows, rows - kinds


def measure(count: int, rounds: int, stored: int, folder: Path) -> dict[str, object]:
    """Alternate floor, empty hub and full hub; the figures."""
    broker = Mosquitto(folder / "broker", extra="max_queued_messages 200000")
    sizes = {"empty": 0, "full": stored} if stored else {"empty": 0}
    for name, size in sizes.items():
        make_store(folder / name, size)
    rates: dict[str, list[float]] = {name: [] for name in ("floor", *sizes)}
    make = payloads.Maker()
    broker.start()
    try:
        for number in range(rounds + 1):  # The first round warms up.
            sent = make.messages(count)
            seconds = {"floor": floor_round(broker, sent, folder)}
            for name in sizes:
                seconds[name] = hub_round(broker, sent, folder / name)
            for name, took in seconds.items():
                say(f"round {number} {name}: {count / took:.0f} events a second")
                if number:
                    rates[name].append(count / took)
    finally:
        broker.kill()
    return _figures(rates, count * (rounds + 1), sizes, folder)


def _figures(
    rates: dict[str, list[float]], sent: int, sizes: dict[str, int], folder: Path
) -> dict[str, object]:
    counted = [count_stored(folder / name, size) for name, size in sizes.items()]
    return {
        "events_per_s": round(statistics.median(rates["empty"])),
        "floor_events_per_s": round(statistics.median(rates["floor"])),
        "ratio": _ratio(rates["empty"], rates["floor"]),
        "full_events_per_s": round(statistics.median(rates.get("full", [0]))),
        "ratio_full_to_empty": _ratio(rates.get("full", []), rates["empty"]),
        "stored_before": sizes.get("full", 0),
        "lost": sum(sent - rows for rows, _ in counted),
        "doubled": sum(doubled for _, doubled in counted),
    }


def _ratio(ours: list[float], theirs: list[float]) -> float | None:
    """Median of the ratios, pair by pair; none where one side was not run."""
    pairs = list(zip(ours, theirs, strict=False))
    return round(statistics.median(a / b for a, b in pairs), 3) if pairs else None


def main() -> None:
    """Run the bench."""
    parser = options(__doc__)
    parser.add_argument("--events", type=int, default=20_000, help="a round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--stored", type=int, default=5_000_000)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(chosen.events, chosen.rounds, chosen.stored, Path(folder))
    show(figures, chosen.json)


if __name__ == "__main__":
    main()

"""A shop for the pages' tests: a real store with alerts, answers and a passphrase."""

import http.client
import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlencode

import msgspec

from hub.settings import Hub, Shop, Web
from hub.store import alerts, devices, people
from hub.store.alerts import NewStep
from hub.store.rollups import Tally, slot
from hub.web import service
from hub.web.app import hub_clock
from tests.hub.stores import new_store
from tests.servers import free_port, until

PASSPHRASE = "a good long one"
NOON = 1_781_697_600_000  # 2026-06-17 12:00 UTC, a Wednesday
FORM_TOKEN = re.compile(r'name="(?:form_token|form-token)" (?:value|content)="(\w+)"')


class OurShop:
    """The store, and short ways to fill it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "store.db"
        self.clock: Callable[[], int] = lambda: NOON
        self.store = new_store(self.path)
        with self.store.write() as connection:
            people.set_passphrase(connection, PASSPHRASE)
            for device, place in (("till-1", "Till 1"), ("till-2", "Till 2")):
                devices.approve(connection, device, place, NOON)

    def place(self, name: str) -> int:
        """A touchpoint's number."""
        with self.store.write() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO touchpoints (name) VALUES (?)", (name,)
            )
            (number,) = connection.execute(
                "SELECT touchpoint FROM touchpoints WHERE name = ?", (name,)
            ).fetchone()
        return int(number)

    def alert(self, kind: str = "unhappy", place: str = "Till 1", at: int = 0) -> int:
        """A new alert, raised now unless a time is given."""
        at = at or self.clock()
        touchpoint = self.place(place)
        with self.store.write() as connection:
            alert = alerts.create(connection, kind, touchpoint, "", at)
            step = NewStep(what="raised", state="open", at=at, times=1)
            alerts.add_step(connection, alert, step)
        return alert

    def refresh(self, alert: int, times: int = 2) -> int:
        """The same cause again; returns the step's number."""
        with self.store.write() as connection:
            at = self.clock()
            step = NewStep(what="refreshed", state="open", at=at, times=times)
            return alerts.add_step(connection, alert, step)

    def answers(
        self,
        value: int,
        n: int = 1,
        *,
        at: int = NOON,
        scale: int = 4,
        flagged: bool = False,
        place: str = "Till 1",
        language: str = "en",
    ) -> None:
        """Answers in the roll-ups."""
        touchpoint = self.place(place)
        tally = Tally()
        key = (slot(at), touchpoint, "mood", language, scale, value, flagged)
        tally.answer(key, n)
        with self.store.write() as connection:
            tally.write(connection)

    def told(
        self,
        what: str,
        n: int = 1,
        *,
        mood: str = "happy",
        at: int = NOON,
        place: str = "Till 1",
        language: str = "en",
    ) -> None:
        """What visits told, in the roll-ups: `reason:price`, `outcome:left`."""
        touchpoint, tally = self.place(place), Tally()
        tally.fact((slot(at), touchpoint, language if mood else "", mood, what), n)
        with self.store.write() as connection:
            tally.write(connection)


def settings(folder: Path, *, tablets: int = 5, timezone: str = "UTC") -> Hub:
    """The hub's settings for a test, on a free port."""
    return Hub(
        data=str(folder),
        shop=Shop(name="Corner <Shop>", timezone=timezone),
        web=Web(port=free_port(), secure_cookies=False, tablets=tablets),
    )


class Pages:
    """The pages, served for real; they can be stopped and started again."""

    def __init__(self, shop: OurShop, hub: Hub) -> None:
        self.shop, self.hub = shop, hub
        shop.clock = hub_clock
        self.port = hub.web.port
        self.url = f"http://127.0.0.1:{self.port}"
        self.cookie = ""
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()

    def start(self) -> None:
        """Serve until `stop`."""
        self._stop = threading.Event()
        self._thread = threading.Thread(
            target=service.run, args=(self.shop.store, self.hub, self._stop)
        )
        self._thread.start()
        until(self._answers, "the pages' first answer")

    def stop(self) -> None:
        """Stop and wait until nothing is served any more."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=20)
            assert not self._thread.is_alive(), "the pages did not stop"
            self._thread = None

    def ask(
        self, method: str, path: str, body: str | None = None, **headers: str
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        """One request, as a program makes it."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, {"Cookie": self.cookie, **named})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def sign_in(self) -> None:
        """Get a session's cookie by the form."""
        _, headers, page = self.ask("GET", "/signin", Accept="text/html")
        token = FORM_TOKEN.search(page.decode())
        assert token is not None
        status, headers, _ = self.ask(
            "POST",
            "/signin",
            urlencode({"form_token": token[1], "passphrase": PASSPHRASE}),
            Content_Type="application/x-www-form-urlencoded",
            Cookie=headers["Set-Cookie"].split(";")[0],
        )
        assert status == 303
        self.cookie = headers["Set-Cookie"].split(";")[0]

    def _answers(self) -> bool:
        try:
            return self.ask("GET", "/healthz")[0] == 200
        except OSError:
            return False


class Heard(msgspec.Struct):
    """One event of the stream."""

    name: str
    id: int | None
    data: msgspec.Raw

    def read(self) -> dict[str, object]:
        """Its data."""
        return msgspec.json.decode(self.data, type=dict[str, object])


class Tablet:
    """A tablet's line to the hub, read byte by byte as it comes."""

    def __init__(
        self, pages: Pages, *, last: str | None = None, path: str = "/floor/stream"
    ) -> None:
        self.socket = socket.create_connection(("127.0.0.1", pages.port), timeout=10)
        resume = "" if last is None else f"Last-Event-ID: {last}\r\n"
        self.socket.sendall(
            f"GET {path} HTTP/1.0\r\nHost: 127.0.0.1:{pages.port}\r\n"
            f"Cookie: {pages.cookie}\r\n{resume}\r\n".encode()
        )
        self._file = self.socket.makefile("rb")
        self.status = int(self._file.readline().split()[1])
        self.headers = http.client.parse_headers(self._file)

    def events(self) -> Iterator[Heard]:
        """Events until the line ends."""
        name, id, data = "", None, b""
        for line in self._file:
            field, _, value = line.rstrip(b"\n").partition(b": ")
            if field == b"event":
                name = value.decode()
            elif field == b"id":
                id = int(value)
            elif field == b"data":
                data = value
            elif name:
                yield Heard(name, id, msgspec.Raw(data))
                name, id, data = "", None, b""

    def next(self, *names: str) -> Heard:
        """The next event of one of these names."""
        return next(event for event in self.events() if event.name in names)

    def steps(self, n: int) -> list[int]:
        """Numbers of the next n steps."""
        return [self.next("step").id or 0 for _ in range(n)]

    def close(self) -> None:
        """Leave."""
        self._file.close()
        self.socket.close()


@contextmanager
def tablet(
    pages: Pages, last: str | None = None, path: str = "/floor/stream"
) -> Iterator[Tablet]:
    """A tablet that leaves at the end of the block."""
    line = Tablet(pages, last=last, path=path)
    try:
        yield line
    finally:
        line.close()


class Relay:
    """A network between tablet and hub that can fall silent without breaking."""

    def __init__(self, to_port: int) -> None:
        self._to_port = to_port
        self._flowing = threading.Event()
        self._flowing.set()
        self._sockets: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def hold(self) -> None:
        """Let nothing through any more; connections stay open."""
        self._flowing.clear()

    def release(self) -> None:
        """Let everything through again."""
        self._flowing.set()

    def close(self) -> None:
        """End all connections."""
        self._flowing.set()
        for each in (self._listener, *self._sockets):
            # Wakes a thread that waits in accept or recv; close alone would not.
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
                far = socket.create_connection(("127.0.0.1", self._to_port))
            except OSError:
                return
            self._sockets += [near, far]
            for pair in ((near, far), (far, near)):
                threading.Thread(target=self._pump, args=pair, daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65_536):
                self._flowing.wait()
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)

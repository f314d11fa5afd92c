"""The pages: the owner's over 5 million events, the kiosk's first paint, and access.

A real `heed hub` is asked over HTTP as a browser would: the page, then its pictures all
at once. `--days 90` looks at the longest preset; the default is the page as it opens.
"""

import http.client
import re
import statistics
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import psutil

from hub.reports.drawing import IDLE_S
from hub.store import people
from hub.store.store import Store
from tests.bench import kiosk_page
from tests.bench.access import count_violations
from tests.bench.pipeline import HubUnderTest, make_store
from tests.bench.report import options, say, show
from tests.servers import Mosquitto, until

PASSPHRASE = "a passphrase for measuring"
ROUNDS = 15
AT_ONCE = 6
"""Connections that a browser opens to one host."""
FORM_TOKEN = re.compile(r'name="form_token" value="(\w+)"')
PICTURE = re.compile(r'<img src="(/owner/pictures/[^"]+)"')


class Browser:
    """Asks as a signed-in browser does."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._cookie = ""

    def get(self, path: str) -> tuple[float, bytes]:
        """Seconds and body of one answer."""
        began = time.perf_counter()
        status, _, body = self._ask("GET", path, "")
        if status != 200:
            raise AssertionError(f"{path} answered {status}: {body[:200]!r}")
        return time.perf_counter() - began, body

    def pictures(self, page: bytes) -> tuple[float, int]:
        """Seconds until all pictures of a page are there, and how many they are."""
        paths = [unescape(path) for path in PICTURE.findall(page.decode())]
        began = time.perf_counter()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(self.get, paths))
        return time.perf_counter() - began, len(paths)

    def is_answered(self) -> bool:
        """Are there pages already?"""
        try:
            return self._ask("GET", "/healthz", "")[0] == 200
        except OSError:
            return False

    def sign_in(self) -> None:
        """Get a session's cookie by the form."""
        _, headers, page = self._ask("GET", "/signin", "")
        self._cookie = self._kept(headers)
        token = FORM_TOKEN.search(page.decode())
        assert token is not None
        form = {"form_token": token[1], "name": "shop", "passphrase": PASSPHRASE}
        status, headers, body = self._ask("POST", "/signin", urlencode(form))
        if status != 303:
            raise AssertionError(f"sign-in answered {status}: {body[:200]!r}")
        self._cookie = self._kept(headers)

    def _ask(
        self, method: str, path: str, body: str
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        headers = {"Cookie": self._cookie, "Accept": "text/html"}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body or None, headers)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    @staticmethod
    def _kept(headers: http.client.HTTPMessage) -> str:
        set_ = headers.get_all("Set-Cookie") or []
        return "; ".join(cookie.split(";")[0] for cookie in set_)


def measure(stored: int, days: int, folder: Path) -> dict[str, object]:
    """Fill a store, start a hub on it, and look at the page."""
    make_store(folder / "hub", stored)
    store = Store(folder / "hub" / "store.db")
    with store.write() as connection:
        people.set_passphrase(connection, PASSPHRASE)
    store.close()
    broker = Mosquitto(folder / "broker")
    broker.start()
    first = date.today() - timedelta(days=days - 1)
    path = "/owner" if days == 7 else f"/owner?from={first}"
    try:
        # The first start counts the past by the shop's days; the second is a cold one.
        HubUnderTest(broker, folder / "hub").close()
        hub = HubUnderTest(broker, folder / "hub")
        try:
            return _look(hub, path) | {"stored": stored, "days": days}
        finally:
            hub.close()
    finally:
        broker.kill()


def _look(hub: HubUnderTest, path: str) -> dict[str, object]:
    browser = Browser(hub.web_port)
    until(browser.is_answered, "the pages' first answer", 60)
    browser.sign_in()
    html_s, page = browser.get(path)
    pictures_s, count = browser.pictures(page)
    say(f"cold: page {html_s:.2f} s, {count} pictures {pictures_s:.2f} s")
    html = [browser.get(path)[0] for _ in range(ROUNDS)]
    pictures = [browser.pictures(page)[0] for _ in range(ROUNDS)]
    busy = _mb(hub.pid)
    say(f"waiting {IDLE_S + 5:.0f} s for the drawing process to end")
    time.sleep(IDLE_S + 5)
    return {
        "owner_html_ms": round(1000 * statistics.median(html), 1),
        "owner_charts_ms": round(1000 * statistics.median(pictures), 1),
        "owner_cold_ms": round(1000 * (html_s + pictures_s), 1),
        "page_kb": round(len(page) / 1000, 1),
        "pictures": count,
        "hub_mb_busy": busy,
        "hub_mb_idle": _mb(hub.pid),
    }


def _mb(pid: int) -> float:
    """Resident memory of a process and its children, MB."""
    hub = psutil.Process(pid)
    family = [hub, *hub.children(recursive=True)]
    resident = float(sum(each.memory_info().rss for each in family))
    return round(resident / 1e6, 1)


def main() -> None:
    """Run the bench."""
    parser = options(__doc__)
    parser.add_argument("--stored", type=int, default=5_000_000)
    parser.add_argument("--days", type=int, default=7)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(chosen.stored, chosen.days, Path(folder))
        kiosk = kiosk_page.measure()
        figures["kiosk_first_paint_ms"] = kiosk["first_paint_ms"]
        figures["kiosk_tap_answer_ms"] = kiosk["tap_answer_ms"]
        found = count_violations(Path(folder) / "shop", say)
        figures["axe_violations"] = found
    show(figures, chosen.json)


if __name__ == "__main__":
    main()

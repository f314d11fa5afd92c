"""A tablet of a shop under test: signs in and reads the floor's stream."""

import http.client
import json
import threading
import time
from typing import Any
from urllib.parse import urlencode

from tests.whole.shop import PASSPHRASE, Shop


def sign_in(shop: Shop) -> str:
    """Sign in at the hub; the Cookie header of the session."""
    connection = http.client.HTTPConnection("127.0.0.1", shop.web_port, timeout=10)
    connection.request("GET", "/signin")
    response = connection.getresponse()
    page = response.read().decode()
    cookies = _cookies(response)
    token = page.split('name="form_token" value="')[1].split('"')[0]
    body = urlencode({"form_token": token, "passphrase": PASSPHRASE, "next": "/floor"})
    connection.request(
        "POST",
        "/signin",
        body,
        {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookies},
    )
    response = connection.getresponse()
    response.read()
    if response.status != 303:
        raise AssertionError(f"sign-in answered {response.status}")
    cookies = f"{cookies}; {_cookies(response)}"
    connection.close()
    return cookies


class Tablet(threading.Thread):
    """A floor page's stream, read in a thread: (time, step) pairs as they come."""

    def __init__(self, shop: Shop, cookies: str, after: int | None = None) -> None:
        super().__init__(name="tablet", daemon=True)
        self._shop = shop
        self._headers = {"Cookie": cookies}
        if after is not None:
            self._headers["Last-Event-ID"] = str(after)
        self.steps: list[tuple[float, dict[str, Any]]] = []
        self.ready = threading.Event()
        self.stopping = threading.Event()

    def run(self) -> None:
        """Read until told to stop or the hub ends the stream."""
        connection = http.client.HTTPConnection(
            "127.0.0.1", self._shop.web_port, timeout=10
        )
        connection.request("GET", "/floor/stream", headers=self._headers)
        response = connection.getresponse()
        if response.status != 200:
            return
        event = ""
        while not self.stopping.is_set():
            line = response.readline()
            if not line:
                return
            if line.startswith(b"event: "):
                event = line[7:].decode().strip()
                self.ready.set()
            elif line.startswith(b"data: ") and event == "step":
                self.steps.append((time.monotonic(), json.loads(line[6:])))
        connection.close()


def _cookies(response: http.client.HTTPResponse) -> str:
    found = response.headers.get_all("Set-Cookie") or []
    return "; ".join(cookie.split(";")[0] for cookie in found)

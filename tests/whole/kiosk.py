"""One device of a shop under test, and a finger that taps as the page does."""

import http.client
import json
import sqlite3
import time
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import uuid_utils

from tests.servers import free_port


def new_id() -> str:
    """A UUIDv7."""
    return str(uuid_utils.uuid7())


class NotAccepted(Exception):
    """The kiosk answered that it could not store a step."""


class Kiosk:
    """One device: its folder, its page's port, and a finger."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self.folder = folder
        self.port = free_port()
        self._connection: http.client.HTTPConnection | None = None

    @property
    def url(self) -> str:
        """The kiosk page."""
        return f"http://127.0.0.1:{self.port}/"

    def post(
        self, visit: str, step: str, body: Mapping[str, object], timeout_s: float = 10.0
    ) -> dict[str, Any]:
        """One attempt; raises OSError, HTTPException or NotAccepted."""
        if self._connection is None:
            self._connection = http.client.HTTPConnection(
                "127.0.0.1", self.port, timeout=timeout_s
            )
        try:
            self._connection.request(
                "POST",
                f"/visits/{visit}/steps/{step}",
                json.dumps(body),
                {"Content-Type": "application/json"},
            )
            response = self._connection.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException):
            self.hang_up()
            raise
        if response.status not in (200, 201):
            raise NotAccepted(f"{response.status}: {content.decode()}")
        answer: dict[str, Any] = json.loads(content)
        return answer

    def hang_up(self) -> None:
        """Close the connection to the page; the next post opens a new one."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def tap(self, value: int, visit: str | None = None) -> str:
        """Tap a face once; the id of the event that the kiosk thanked for."""
        body = {
            "kind": "rating",
            "question": "today",
            "value": value,
            "language": "en",
        }
        answer = self.post(visit or new_id(), "face", body)
        return str(answer["id"])

    def tap_until_thanked(self, value: int, give_up_s: float = 60.0) -> str:
        """Tap as the page does: the same visit and step again until answered."""
        visit, deadline = new_id(), time.monotonic() + give_up_s
        while True:
            try:
                return self.tap(value, visit)
            except (OSError, http.client.HTTPException, NotAccepted):
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def is_linked(self) -> bool:
        """Does the device know that broker and hub are there?"""
        value = self.ask("SELECT max(value) FROM latest WHERE key = 'link'")
        return value is not None and bool(json.loads(value).get("online"))

    def waiting(self) -> int:
        """How many rows the hub has not receipted."""
        return int(self.ask("SELECT count(*) FROM outbox WHERE state = 'waiting'"))

    def ask(self, question: str) -> Any:
        """The first value of a query on the outbox."""
        path = f"file:{self.folder / 'outbox.db'}?mode=ro"
        with closing(sqlite3.connect(path, uri=True)) as outbox:
            return outbox.execute(question).fetchone()[0]

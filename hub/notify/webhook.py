"""A signed POST to an address of the shop's own.

Signed as Standard Webhooks says (https://www.standardwebhooks.com): the receiver checks
`webhook-signature` over id, time and body, refuses old times, and knows a repeat by its
id, which is the same however often we try.
"""

import base64
import hashlib
import hmac
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import msgspec

from hub.notify.port import BadAddress, Message, NotTaken

TIMEOUT_S = 10.0
MOST_ANSWER = 2000


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A signed message goes to the address it was meant for and nowhere else."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Never."""


def signature(key: str, id: str, at_s: int, body: bytes) -> str:
    """What the header `webhook-signature` holds."""
    signed = f"{id}.{at_s}.".encode() + body
    made = hmac.new(key.encode(), signed, hashlib.sha256).digest()
    return "v1," + base64.b64encode(made).decode()


class Webhook:
    """One address and the key that signs for it."""

    def __init__(
        self, address: str, key: str, clock: Callable[[], float] = time.time
    ) -> None:
        """Raises BadAddress."""
        try:
            parts = urlsplit(address)
            sound = parts.scheme in ("http", "https") and bool(parts.hostname)
            _ = parts.port
        except ValueError:
            sound = False
        if not sound:
            raise BadAddress(
                "webhook_address",
                "a webhook's address begins with https:// or http://",
            )
        self._address, self._key, self._clock = address, key, clock
        self._opener = urllib.request.build_opener(
            _NoRedirect, urllib.request.ProxyHandler({})
        )

    def send(self, message: Message) -> str:
        """POST it; raises NotTaken for anything but 2xx."""
        body = msgspec.json.encode(
            {"title": message.title, "text": message.body, **message.facts}
        )
        at_s = int(self._clock())
        request = urllib.request.Request(
            self._address,
            data=body,
            method="POST",
            headers={
                "Content-Type": "application/json",
                "User-Agent": "Heed",
                "Idempotency-Key": message.key,
                "webhook-id": message.key,
                "webhook-timestamp": str(at_s),
                "webhook-signature": signature(self._key, message.key, at_s, body),
            },
        )
        try:
            with self._opener.open(request, timeout=TIMEOUT_S) as answer:
                answer.read(MOST_ANSWER)
                return f"answered {answer.status}"
        except urllib.error.HTTPError as error:
            with error:
                raise NotTaken(f"answered {error.code}") from None
        except (OSError, ValueError) as error:
            reason = getattr(error, "reason", error)
            raise NotTaken(f"could not be reached ({type(reason).__name__})") from None

"""Who may see the set-up pages: a code from `heed setup-code` lets somebody in.

Only a hash of the code is kept, where the device's processes share small facts. The
installer's lets in once and soon runs out; the staff's stays until there is another.
"""

import hashlib
import hmac
import logging
import secrets
import threading
import time
from collections.abc import Callable
from typing import Final, Literal, Protocol

import msgspec
from msgspec import Struct

from contract.errors import HeedError, NotStored
from device.timekeeping import Stamp, age_ms

log = logging.getLogger(__name__)

Kind = Literal["installer", "staff"]
KINDS: Final[tuple[Kind, ...]] = ("installer", "staff")
DIGITS: Final[dict[Kind, int]] = {"installer": 8, "staff": 6}
INSTALLER_S: Final = 600.0
"""Seconds that an installer's code may be used."""
IDLE_S: Final[dict[Kind, float]] = {"installer": 900.0, "staff": 120.0}
"""Seconds without a request after which one has to come in anew."""
TRIES: Final = 5
REST_S: Final = 300.0
"""Seconds in which no code is looked at after TRIES wrong ones."""


class Facts(Protocol):
    """Where the device keeps small facts: the outbox."""

    def latest(self, key: str) -> bytes | None:
        """The fact last kept under `key`, or none."""

    def keep_latest(self, key: str, value: bytes) -> None:
        """Keep a fact; raises NotStored."""

    def now(self) -> Stamp:
        """The present moment."""


class NotLetIn(HeedError, PermissionError):
    """The code is wrong, used or too old (`wrong`), or there were too many (`rest`)."""

    def __init__(self, why: Literal["wrong", "rest"]) -> None:
        super().__init__(f"nobody is let in: {why}")
        self.why = why


class _Kept(Struct, frozen=True):
    salt: bytes
    digest: bytes
    made: Stamp


class _Session(Struct):
    kind: Kind
    used_s: float


def make_code(facts: Facts, kind: Kind) -> str:
    """A new code of digits; the one before is void. Raises NotStored."""
    code = "".join(secrets.choice("0123456789") for _ in range(DIGITS[kind]))
    salt = secrets.token_bytes(16)
    kept = _Kept(salt, _digest(code, salt), facts.now())
    facts.keep_latest(_key(kind), msgspec.json.encode(kept))
    return code


class Door:
    """Lets people in by code, and knows who is in; for one process."""

    def __init__(
        self, facts: Facts, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._facts = facts
        self._clock = clock
        self._lock = threading.Lock()
        self._sessions: dict[str, _Session] = {}
        self._wrong = 0
        self._rests_until_s = -REST_S
        self._void: set[bytes] = set()

    def enter(self, code: str) -> tuple[str, Kind]:
        """A token for whoever has this code, and as what; raises NotLetIn."""
        with self._lock:
            now_s = self._clock()
            if now_s < self._rests_until_s:
                raise NotLetIn("rest")
            kind = next((kind for kind in KINDS if self._fits(code, kind)), None)
            if kind is None:
                self._count_wrong(now_s)
                raise NotLetIn("wrong")
            self._wrong = 0
            token = secrets.token_urlsafe(32)
            self._sessions[token] = _Session(kind, now_s)
            return token, kind

    def who(self, token: str | None) -> Kind | None:
        """As what somebody is in; none who was idle for too long."""
        with self._lock:
            now_s = self._clock()
            for known, session in list(self._sessions.items()):
                if now_s - session.used_s > IDLE_S[session.kind]:
                    del self._sessions[known]
            found = self._sessions.get(token or "")
            if found is None:
                return None
            found.used_s = now_s
            return found.kind

    def leave(self, token: str | None) -> None:
        """Forget somebody."""
        with self._lock:
            self._sessions.pop(token or "", None)

    def _fits(self, code: str, kind: Kind) -> bool:
        content = self._facts.latest(_key(kind))
        if not content or len(code) != DIGITS[kind]:
            return False
        kept = msgspec.json.decode(content, type=_Kept)
        if kind == "installer" and self._is_void(kept):
            return False
        if not hmac.compare_digest(kept.digest, _digest(code, kept.salt)):
            return False
        if kind == "installer":
            self._use_up(kept)
        return True

    def _is_void(self, kept: _Kept) -> bool:
        age_s = age_ms(kept.made, self._facts.now()) / 1000
        return kept.digest in self._void or age_s > INSTALLER_S

    def _use_up(self, kept: _Kept) -> None:
        self._void.add(kept.digest)
        try:
            self._facts.keep_latest(_key("installer"), b"")
        except NotStored as error:
            log.warning("A used code is void in this process alone: %s", error)

    def _count_wrong(self, now_s: float) -> None:
        self._wrong += 1
        if self._wrong >= TRIES:
            self._wrong, self._rests_until_s = 0, now_s + REST_S
            log.warning("%d wrong set-up codes: none is looked at for a while", TRIES)


def _key(kind: Kind) -> str:
    return f"code {kind}"


def _digest(code: str, salt: bytes) -> bytes:
    """Scrypt (RFC 7914) with 16 MiB."""
    return hashlib.scrypt(code.encode(), salt=salt, n=2**14, r=8, p=1, dklen=32)

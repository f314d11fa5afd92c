"""Sending: which rows go when, and what their fate on the way means.

Ordinary rows fill the window. While some row is in doubt, turns alternate between a
windowful of the others and a trial of those in doubt, one waiting for the other.
"""

import logging
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from device.outbox.line import Line
from device.outbox.row import Row
from device.uplink.doubt import Doubt
from device.uplink.window import MOST, Window

log = logging.getLogger(__name__)

PROOF_S: Final = 1.0
"""An answer of the broker proves the connection for so many seconds."""
STEADY_S: Final = 5.5
"""From this age on a connection that breaks is soon made again (contract.link)."""
AT_ONCE_S: Final = 3.0
"""A broker that hangs up because of a row does so within these seconds."""
BLOCKED_ROWS: Final = 3
"""So many rows denied in a row mean that the broker denies us, not a row."""
NEVER: Final = -1e18
STUCK_S: Final = 60.0
"""A broker that leaves a row unanswered for so long gets a new connection."""
ONLY_FOR_NOW: Final = ("Quota exceeded",)
"""Reasons to deny a row that say nothing about the row."""
NOBODYS_FAULT: Final = (
    "Keep alive timeout",
    "Server shutting down",
    "Server busy",
    "Session taken over",
    "Administrative action",
    "Use another server",
    "Server moved",
    "Connection rate exceeded",
    "Maximum connect time",
)
"""Reasons to end a connection that say nothing about the rows on it."""


class Token(NamedTuple):
    """What the broker's answer to a published row carries back."""

    connection: int
    sequence: int


class Proof(NamedTuple):
    """What the broker's answer to a word sent as a proof carries back."""

    connection: int


class Sending:
    """The rows on their way over one connection after another."""

    def __init__(
        self,
        line: Line,
        window: Window,
        publish: Callable[[bytes, Token], None],
        prove: Callable[[Proof], None],
        envelope: Callable[[Row], bytes],
    ) -> None:
        self._line = line
        self._window = window
        self._publish = publish
        self._prove = prove
        self._envelope = envelope
        self._doubt = Doubt()
        self._denied: set[int] = set()
        self._connection = 0
        self._steady_at = NEVER
        self._trial: set[int] = set()
        self._alone: int | None = None
        self._trial_at = NEVER
        self._trial_next = False
        self._proof_at = NEVER
        self._answer_at = NEVER

    @property
    def blocked(self) -> bool:
        """True while the broker denies one row after another."""
        return len(self._denied) >= BLOCKED_ROWS

    @property
    def in_doubt(self) -> bool:
        """True while some row is in doubt: each answer may let another one go."""
        return bool(self._doubt)

    def next_at(self) -> float:
        """When there may be something to send though nothing happened."""
        return min(self._window.due_at(), self._doubt.next_at(self._steady_at))

    def stuck(self, now: float) -> bool:
        """Does the broker leave a row unanswered far too long?"""
        return self._window.stuck(now - STUCK_S)

    def connected(self, now: float) -> None:
        """A new connection begins."""
        self._connection += 1
        self._steady_at = now + STEADY_S

    def again(self) -> None:
        """Whatever is on its way may be lost: send it once more."""
        self._window.clear()
        self._trial.clear()
        self._alone = None

    def fill(self, now: float, most: Sequence[int] = MOST) -> None:
        """Publish what may go now."""
        if not self._doubt:
            self._send_others(now, most)
        elif not self._window.unanswered():
            self._take_turns(now, most)

    def delivered(self, token: object, refused: str | None, now: float) -> None:
        """The broker answered a row or a proof."""
        if not isinstance(token, Token | Proof):
            return
        if token.connection != self._connection:
            return
        self._answer_at = now
        if not isinstance(token, Token):
            return
        self._window.answered(token.sequence)
        self._trial.discard(token.sequence)
        if refused is None:
            self._passed(token.sequence)
        elif refused not in ONLY_FOR_NOW:
            self._was_denied(token.sequence, refused, now)

    def broken(self, reason: str, now: float) -> None:
        """The connection ended; which row may have ended it?"""
        unanswered = self._window.unanswered()
        alone = self._alone
        self.again()
        self._trial_next = False
        self._answer_at = self._proof_at = NEVER
        if not unanswered or any(known in reason for known in NOBODYS_FAULT):
            return
        if unanswered != [alone]:
            self._doubt.failed_together(unanswered)
        elif now - self._trial_at > AT_ONCE_S:
            return
        elif self._doubt.failed_alone(unanswered[0], now):
            self._set_aside(unanswered[0], f"the broker hangs up on it: {reason}")

    def _send_others(self, now: float, most: Sequence[int]) -> bool:
        """Rows that are not in doubt: those overdue, then new ones."""
        overdue = self._window.overdue(now)
        rows = self._line.rows(overdue)
        for sequence in set(overdue).difference(row.sequence for row in rows):
            self._window.lost(sequence)
        taken = self._doubt.sequences() | self._window.sequences()
        rows += self._line.next_rows(taken, most)
        for row in rows:
            self._send(row, now)
        return bool(rows)

    def _take_turns(self, now: float, most: Sequence[int]) -> None:
        """Nothing waits for an answer: the others' turn, or a trial."""
        if not self._trial_next:
            self._trial_next = True
            if self._send_others(now, most):
                return
        group = self._doubt.next_group(now, self._steady_at)
        if not group:
            self._trial_next = False
        elif now - self._answer_at < PROOF_S:
            self._trial_next = False
            self._try(group, now)
        elif now - self._proof_at > PROOF_S:
            self._proof_at = now
            self._prove(Proof(self._connection))

    def _try(self, group: list[int], now: float) -> None:
        rows = self._line.rows(group)
        for sequence in set(group).difference(row.sequence for row in rows):
            self._doubt.forget(sequence)
        self._trial = {row.sequence for row in rows}
        self._alone = rows[0].sequence if len(rows) == 1 else None
        self._trial_at = now
        for row in rows:
            self._send(row, now)

    def _send(self, row: Row, now: float) -> None:
        try:
            payload = self._envelope(row)
        except (TypeError, ValueError, OverflowError) as error:
            log.error("Row %d is damaged and set aside: %s", row.sequence, error)
            self._line.set_aside(row.sequence, "damaged", str(error))
            return
        self._window.sent(row.sequence, row.id, now)
        self._publish(payload, Token(self._connection, row.sequence))

    def _passed(self, sequence: int) -> None:
        if self.blocked:
            log.warning("The broker takes events again")
        self._denied.clear()
        on_trial = sequence in self._doubt
        self._doubt.passed(sequence)
        if on_trial and not self._trial:
            self._doubt.group_passed()

    def _was_denied(self, sequence: int, reason: str, now: float) -> None:
        self._window.lost(sequence)
        if not self._denied:
            log.warning("The broker denied row %d: %s", sequence, reason)
        self._denied.add(sequence)
        if self._doubt.failed_alone(sequence, now):
            self._set_aside(sequence, f"the broker denies it: {reason}")

    def _set_aside(self, sequence: int, reason: str) -> None:
        log.error("Row %d is set aside, %s", sequence, reason)
        large = "too large" in reason
        self._line.set_aside(sequence, "too_large" if large else "denied", reason)
        self._doubt.forget(sequence)
        self._denied.discard(sequence)

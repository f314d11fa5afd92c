"""One press of the button, heard by the recognizer's process."""

import threading
from collections.abc import Callable

from models.speech.recognize import PIECE_S, RATE, NoModel, RecognizerGone, Update
from models.speech.talk import FINISH, SOUND, Heard, down

FINISH_WITHIN_S = 8.0
ANSWER_S = 0.05
"""How long a piece waits for what is heard in it, so that words need not wait for the
next piece; half as long as a piece, so that a slow engine holds nothing up."""
BEHIND_S = 0.5
"""Seconds of sound that may be on their way before an answer is owed."""


class Press:
    """A `Recognizer` whose engine is in another process."""

    def __init__(
        self,
        number: int,
        send: Callable[[bytes], None],
        changed: threading.Condition,
    ) -> None:
        self.number = number
        self._send = send
        self._changed = changed
        self._updates: list[Update] = []
        self._samples = 0
        self._heard_s = 0.0
        self._is_asked_to_finish = False
        self._is_finished = False
        self._is_gone = False
        self._refusal: str | None = None

    @property
    def is_behind(self) -> bool:
        """Is an answer owed?"""
        if self._is_finished or self._is_gone:
            return False
        fed_s = self._samples / RATE
        return self._is_asked_to_finish or fed_s - self._heard_s > BEHIND_S

    @property
    def heard_s(self) -> float:
        """Seconds of sound that the engine has heard, to within a few pieces."""
        return self._heard_s

    def feed(self, sound: bytes) -> list[Update]:
        """Send some sound on; gives what was heard until now.

        Raises RecognizerGone or NoModel.
        """
        self._check()
        self._send(down(SOUND, sound))
        self._samples += len(sound) // 2
        with self._changed:
            self._changed.wait_for(self._is_answered, ANSWER_S)
        return self.updates()

    def _is_answered(self) -> bool:
        not_heard_s = self._samples / RATE - self._heard_s
        is_over = self._is_gone or self._refusal is not None
        return is_over or bool(self._updates) or not_heard_s < PIECE_S

    def updates(self) -> list[Update]:
        """What was heard since this was last asked."""
        with self._changed:
            new, self._updates = self._updates, []
        return new

    def finish(self) -> list[Update]:
        """Wait for what is still to be said; raises RecognizerGone or NoModel."""
        self._check()
        self._is_asked_to_finish = True
        self._send(down(FINISH))
        with self._changed:
            self._changed.wait_for(
                lambda: self._is_finished or self._is_gone or self._refusal,
                FINISH_WITHIN_S,
            )
            is_finished = self._is_finished
        self._check()
        if not is_finished:
            raise RecognizerGone("the recognizer does not come to an end")
        return self.updates()

    def _check(self) -> None:
        if self._refusal is not None:
            raise NoModel(self._refusal)
        if self._is_gone:
            raise RecognizerGone("the recognizer ended while it listened")

    # ---- for the keeper, under its lock ----------------------------------------------

    def take(self, said: Heard) -> None:
        """What the process heard; of an earlier press it no longer counts."""
        if said.press != self.number or self._is_gone:
            return
        self._updates += said.updates
        self._heard_s = said.at_s
        self._is_finished = self._is_finished or said.is_finished

    def let_go(self) -> None:
        """Its process is gone, or another press has begun."""
        self._is_gone = not self._is_finished
        self._updates.clear()

    def refuse(self, why: str) -> None:
        """Its model cannot be used."""
        self._refusal = why

"""One press of the button: from the first block to words, and nothing kept after it."""

import logging
import threading
from collections.abc import Callable, Generator
from contextlib import closing
from typing import Literal

from msgspec import Struct

from device.listen.lamp import Lamp, no_lamp
from device.listen.sources import AudioSource, NoSound
from models.speech.doubt import (
    NOTHING,
    SPOKEN_BLOCKS,
    HeardWord,
    Result,
    Sureness,
    judge,
)
from models.speech.gate import Gate
from models.speech.recognize import (
    BLOCK_S,
    NoModel,
    Recognizer,
    RecognizerGone,
    Update,
    Word,
)

log = logging.getLogger(__name__)

State = Literal["opening", "listening", "heard", "nothing", "failed"]
OVER: tuple[State, ...] = ("heard", "nothing", "failed")
TELL_EVERY = 5
"""Blocks between two movements of the meter."""
HEARTBEAT_S = 0.5
FOLLOWED_WITHIN_S = 3.0
"""A page that does not ask by then is not there."""
CLIPPED = 0.01
"""Share of samples at the end of the scale from which on it is too loud."""


class Limits(Struct, frozen=True, kw_only=True):
    """When one press ends by itself, in seconds of sound."""

    most_s: float = 30.0
    """Whatever is said."""
    silence_s: float = 2.0
    """After the last word."""
    nobody_s: float = 8.0
    """Where nobody says a word."""


class Told(Struct, frozen=True, kw_only=True):
    """What the page is told."""

    state: State
    """How far it is."""
    left_s: float = 0.0
    """Seconds until it ends, whatever is said."""
    level: float = 0.0
    """How loud it is, 0 to 1."""
    text: str = ""
    """The words so far."""
    words: tuple[HeardWord, ...] = ()
    """At the end: every word with its certainty."""
    confidence: float | None = None
    """At the end: how sure all of it is."""
    doubt: str | None = None
    """At the end: why the customer must confirm it, or none."""
    is_too_loud: bool = False
    """Whether somebody should step back."""
    why: str | None = None
    """Why it failed, in a word."""


class Listening:
    """Listens in a thread of its own until it ends; forgets when it is told of."""

    def __init__(
        self,
        source: AudioSource,
        recognizer: Callable[[], Recognizer],
        limits: Limits,
        sureness: Sureness,
        lamp: Lamp = no_lamp,
    ) -> None:
        self._source = source
        self._new_recognizer = recognizer
        self._limits = limits
        self._sureness = sureness
        self._lamp = lamp
        self._gate = Gate()
        self._ended: list[Word] = []
        self._partial = ""
        self._judged = 0
        self._judged_text = ""
        """Of so many words of sentences that have ended."""
        self._last_word = 0
        """Block at which a word was last new."""
        self._changed = threading.Condition()
        self._told = Told(state="opening", left_s=limits.most_s)
        self._version = 0
        self._is_asked_to_end = threading.Event()
        self._is_followed = threading.Event()
        self._thread = threading.Thread(target=self._run, name="listening")

    def start(self) -> None:
        """Open the source and listen; returns at once."""
        self._thread.start()

    def end(self) -> None:
        """The button was pressed again: what was heard counts."""
        self._is_asked_to_end.set()

    def discard(self) -> None:
        """Nothing of it counts, and nobody is told."""
        with self._changed:
            self._told = Told(state="nothing")
            self._version += 1
            self._forget()
            self._changed.notify_all()
        self._is_asked_to_end.set()

    @property
    def is_open(self) -> bool:
        """Is the source open, or about to be?"""
        return self._thread.is_alive()

    def join(self) -> None:
        """Wait until the source is closed."""
        if self._thread.ident is not None:
            self._thread.join()

    def follow(self) -> Generator[Told | None, None, None]:
        """Each change as it comes, none as a heartbeat; ends with the listening.

        Whoever stops following ends it, and nothing of it counts.
        """
        self._is_followed.set()
        seen = -1
        try:
            while True:
                told, version = self._wait_for_other_than(seen)
                yield told if version != seen else None
                seen = version
                if told.state in OVER:
                    return
        finally:
            self.discard()

    def _wait_for_other_than(self, seen: int) -> tuple[Told, int]:
        with self._changed:
            self._changed.wait_for(lambda: self._version != seen, HEARTBEAT_S)
            return self._told, self._version

    # ---- the thread ------------------------------------------------------------------

    def _run(self) -> None:
        try:
            self._listen(self._new_recognizer())
        except NoSound as error:
            log.warning("Listening ended: %s", error)
            self._fail(error.why)
        except RecognizerGone as error:
            log.warning("Listening ended: %s", error)
            self._fail("restarting")
        except NoModel as error:
            log.warning("Listening ended: %s", error)
            self._fail("no_model")
        except Exception:
            log.exception("Listening ended; the kiosk goes on")
            self._fail("fault")
        finally:
            self._put_out()

    def _listen(self, recognizer: Recognizer) -> None:
        with closing(self._source.blocks()) as blocks:
            told = -TELL_EVERY
            for sound in blocks:
                moment = self._gate.hear(sound)
                updates = recognizer.feed(sound)
                self._take(updates)
                if updates or len(self._gate.voice) - told >= TELL_EVERY:
                    told = len(self._gate.voice)
                    self._tell_level(moment.level)
                if self._is_over():
                    break
        if self._gate.is_muted:
            log.warning("The microphone gave nothing but zeros; is it muted?")
        if not self._is_spoken:
            # Long noise can keep an engine busy, for words that nobody said.
            self._conclude(NOTHING)
            return
        self._take(recognizer.finish())
        self._conclude(judge(self._ended, self._gate.voice, self._sureness))

    def _take(self, updates: list[Update]) -> None:
        for update in updates:
            if update.partial or update.words:
                self._last_word = len(self._gate.voice)
            self._partial = update.partial
            self._ended += update.words or ()

    def _is_over(self) -> bool:
        heard_s = len(self._gate.voice) * BLOCK_S
        if self._is_asked_to_end.is_set() or heard_s >= self._limits.most_s:
            return True
        if not self._is_followed.is_set() and heard_s > FOLLOWED_WITHIN_S:
            self.discard()
            return True
        quiet_s = self._quiet_blocks() * BLOCK_S
        if not self._is_spoken:
            return heard_s >= self._limits.nobody_s
        return quiet_s >= self._limits.silence_s

    @property
    def _is_spoken(self) -> bool:
        return self._gate.voiced >= SPOKEN_BLOCKS

    def _quiet_blocks(self) -> int:
        """Since somebody spoke or a word was new; a shop may be too loud for one."""
        voice = self._gate.voice
        quiet = next((n for n, is_voice in enumerate(reversed(voice)) if is_voice), 0)
        return min(quiet, len(voice) - self._last_word)

    # ---- what is told ----------------------------------------------------------------

    def _put_out(self) -> None:
        """The source is closed by now."""
        try:
            self._lamp(False)
        except OSError as error:
            log.warning("The listening lamp stays as it is: %s", error)

    def _tell(self, told: Told) -> None:
        """Under the lock; what is over stays over."""
        if self._told.state not in OVER:
            if told.state == "listening" and self._told.state != "listening":
                # Without its lamp nobody is listened to.
                self._lamp(True)
            self._told = told
            self._version += 1
        if told.state in OVER:
            self._forget()
        self._changed.notify_all()

    def _tell_level(self, level: float) -> None:
        text = " ".join(filter(None, [self._ended_text(), self._spoken_partial()]))
        left_s = self._limits.most_s - len(self._gate.voice) * BLOCK_S
        with self._changed:
            self._tell(
                Told(state="listening", left_s=round(left_s, 1), level=level, text=text)
            )

    def _ended_text(self) -> str:
        """What was heard of the sentences that have ended; judged when one more has."""
        if not self._is_spoken or not self._ended:
            return ""
        if len(self._ended) != self._judged:
            self._judged = len(self._ended)
            result = judge(self._ended, self._gate.voice, self._sureness)
            self._judged_text = result.text
        return self._judged_text

    def _spoken_partial(self) -> str:
        """Words under way; none before a voice was heard: noise may sound like some."""
        words = self._partial.split() if self._is_spoken else []
        return " ".join(word for word in words if word[0] not in "[<")

    def _conclude(self, result: Result) -> None:
        state: State = "heard" if result.text else "nothing"
        with self._changed:
            self._tell(
                Told(
                    state=state,
                    text=result.text,
                    words=result.words,
                    confidence=result.confidence if result.text else None,
                    doubt=result.doubt,
                    is_too_loud=self._gate.clipped > CLIPPED,
                )
            )

    def _fail(self, why: str) -> None:
        with self._changed:
            self._tell(Told(state="failed", why=why))

    def _forget(self) -> None:
        self._ended = []
        self._partial = self._judged_text = ""
        self._judged = 0

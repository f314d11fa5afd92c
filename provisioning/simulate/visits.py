"""What one customer does at a kiosk: the events of a visit, each with its second."""

import random
from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from contract.events import Event, Help, Outcome, Rating, Reasons
from contract.messages import Settings
from provisioning.simulate import moods, words
from provisioning.simulate.plan import uuid7

FIRST_LANGUAGE = 0.72
"""Share of customers who use the first language; the others share the rest."""
CHANGED_MIND = 0.05
"""Share of visits with a second face."""
REASONS = {True: 0.76, False: 0.6}
"""Share of visits in which reasons are chosen, unhappy or not."""
COMMENT = {True: 0.14, False: 0.05}
"""Share of visits with a comment."""
CALL = {True: 0.09, False: 0.012}
"""Share of visits with a call for somebody."""
ONLY_CALL = 0.025
"""Share of visits without a face: somebody only wants a colleague."""
WITHDRAWN = 0.12
"""Share of the calls that are taken back within a minute."""
WALKED_AWAY = 0.12
"""Share of visits left open: the screen ends them after a while, or the next person."""
NEXT_PERSON = 0.3
STILL_THERE_S = (50.0, 62.0)


class Mood(Struct, frozen=True):
    """What a customer brings to the screen."""

    wait_s: float
    """How long they stood in line."""
    weight: float
    """All that makes the heart lighter besides."""
    likelier: Mapping[str, float]
    """How many times likelier each reason is."""


class Visit:
    """One person at the screen; collects events."""

    def __init__(self, settings: Settings, begins: int, chance: random.Random) -> None:
        """`begins` is the moment of the first tap, ms."""
        self.events: list[tuple[float, Event]] = []
        """Events, each with its seconds after the first tap."""
        self._settings = settings
        self._begins = begins
        self._chance = chance
        self._id = uuid7(begins, chance)
        self._steps = 0
        self._at = 0.0
        self._language = _language(settings.languages, chance)

    @property
    def lasts_s(self) -> float:
        """How long the screen is taken."""
        return self._at

    def rate(self, value: int) -> None:
        """Tap a face."""
        survey = self._settings.survey
        self._add(
            Rating(
                visit=self._id,
                step=self._step("rating"),
                survey=survey.key,
                survey_version=survey.version,
                question=survey.question_key,
                scale=len(survey.faces),
                value=value,
                language=self._language,
            )
        )

    def choose(self, choices: list[str]) -> None:
        """Name reasons."""
        self.wait(3, 14)
        self._add(Reasons(visit=self._id, step=self._step("reasons"), choices=choices))

    def comment(self, unhappy: bool) -> None:
        """Say more, and perhaps whether it was understood."""
        self.wait(10, 45)
        step = self._step("comment")
        said = words.comment(self._id, step, self._language, unhappy)
        self._add(said)
        answer = words.correction(said, f"{step}-check")
        if answer is not None:
            self._at += 4.0
            self._add(answer)

    def call(self, withdraw: bool) -> None:
        """Ask for somebody, and perhaps take it back."""
        self.wait(2, 9)
        call = uuid7(self._begins, self._chance)
        self._add(Help(help=call, visit=self._id, step=self._step("help")))
        if withdraw:
            self.wait(12, 55)
            step = self._step("help")
            self._add(Help(help=call, visit=self._id, step=step, withdrawn=True))

    def end(self, walked_away: bool, all_seen: bool) -> None:
        """Leave the screen to others."""
        if walked_away and self._chance.random() < NEXT_PERSON:
            self.wait(5, 25)
            self.leave("left")
        elif walked_away:
            self.wait(*STILL_THERE_S)
            self.leave("timed_out")
        else:
            self.wait(1, 5)
            self.leave("completed" if all_seen else "skipped")

    def leave(self, how: Literal["completed", "skipped", "timed_out", "left"]) -> None:
        """End in a way that is named."""
        self._add(Outcome(visit=self._id, step=self._step("outcome"), how=how))

    def wait(self, least: float, most: float) -> None:
        """Let some seconds go by."""
        self._at += self._chance.uniform(least, most)

    def _step(self, kind: str) -> str:
        self._steps += 1
        return f"{kind}-{self._steps}"

    def _add(self, event: Event) -> None:
        self.events.append((self._at, event))


def visit(settings: Settings, mood: Mood, begins: int, chance: random.Random) -> Visit:
    """All that a customer of this mood does at the screen."""
    survey = settings.survey
    faces = len(survey.faces)
    value = moods.face(mood.wait_s, mood.weight, faces, chance)
    made = Visit(settings, begins, chance)
    if chance.random() < ONLY_CALL:
        made.call(chance.random() < WITHDRAWN)
        made.end(walked_away=True, all_seen=False)
        return made
    if chance.random() < CHANGED_MIND:
        made.rate(min(max(value + chance.choice((-1, 1)), 1), faces))
        made.wait(1.5, 6)
    made.rate(value)
    unhappy = moods.is_unhappy(value, faces)
    all_seen = False
    if chance.random() < REASONS[unhappy]:
        choices = moods.reasons(survey, value, mood.wait_s, mood.likelier, chance)
        if choices:
            made.choose(choices)
            all_seen = True
    if chance.random() < COMMENT[unhappy]:
        made.comment(unhappy)
    if chance.random() < CALL[unhappy]:
        made.call(chance.random() < WITHDRAWN)
    made.end(chance.random() < WALKED_AWAY, all_seen)
    return made


def _language(languages: list[str], chance: random.Random) -> str:
    if len(languages) == 1 or chance.random() < FIRST_LANGUAGE:
        return languages[0]
    return chance.choice(languages[1:])

"""From what the page posts to the event that is stored."""

import time
from collections.abc import Callable
from typing import Protocol

from contract import kinds
from contract.kinds import Event
from contract.messages import Settings
from device.kiosk import misuse
from device.kiosk.comments import Comments
from device.kiosk.steps import (
    BadStep,
    CommentStep,
    CorrectionStep,
    HelpStep,
    OutOfOrder,
    RatingStep,
    ReasonsStep,
    RecoveryStep,
    Step,
    read_names,
    read_step,
)
from device.kiosk.survey import Surveys


class Record(Protocol):
    """What is known of earlier steps: the outbox, and what waits to get there."""

    def has_visit(self, visit: str, type: str) -> bool:
        """Is an event of that type stored for the visit?"""


class Visits:
    """Turns steps into events, checked against what was shown and what came before."""

    def __init__(
        self,
        record: Record,
        surveys: Surveys,
        comments: Comments,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._record = record
        self._surveys = surveys
        self._comments = comments
        self._clock = clock
        self._taps = misuse.RecentTaps()

    def event(self, visit: str, step: str, body: bytes) -> Event:
        """The event that a posted step is; raises BadStep or OutOfOrder."""
        read_names(visit, step)
        return self._event(visit, step, read_step(body))

    def _event(self, visit: str, step: str, posted: Step) -> Event:
        if isinstance(posted, RatingStep):
            return self._rating(visit, step, posted)
        if isinstance(posted, HelpStep):
            return self._help(visit, step, posted)
        if isinstance(posted, RecoveryStep):
            self._need(visit, "a call", kinds.Help)
            return kinds.Recovery(
                visit=visit, step=step, help=posted.help, answer=posted.answer
            )
        self._need(visit, "a rating or a call", kinds.Rating, kinds.Help)
        if isinstance(posted, ReasonsStep):
            return self._reasons(visit, step, posted)
        if isinstance(posted, CommentStep):
            return self._comments.event(visit, step, posted)
        if isinstance(posted, CorrectionStep):
            self._need(visit, "a comment", kinds.Comment)
            return self._comments.correction(visit, step, posted)
        return kinds.Outcome(visit=visit, step=step, how=posted.how)

    def _rating(self, visit: str, step: str, posted: RatingStep) -> kinds.Rating:
        shown = self._shown(posted)
        survey = shown.survey
        if posted.value > len(survey.faces):
            raise BadStep(
                "unknown face", f"the faces are 1 to {len(survey.faces)}", "value"
            )
        if posted.language not in shown.languages:
            raise BadStep(
                "unknown language",
                f"the languages are {', '.join(shown.languages)}",
                "language",
            )
        tap = misuse.Tap(visit=visit, step=step, value=posted.value, at_s=self._clock())
        return kinds.Rating(
            visit=visit,
            step=step,
            survey=survey.key,
            survey_version=survey.version,
            question=survey.question_key,
            scale=len(survey.faces),
            value=posted.value,
            language=posted.language,
            source=posted.source,
            misuse=self._taps.judge(tap, misuse.limits(shown.thresholds)),
        )

    def _shown(self, posted: RatingStep) -> Settings:
        """The settings whose survey the customer answered."""
        known = self._surveys.shown()
        asked = [s for s in known if s.survey.question_key == posted.question]
        if not asked:
            raise BadStep(
                "unknown question",
                f"the question is {known[0].survey.question_key}",
                "question",
            )
        if posted.survey_version is None:
            return asked[0]
        for settings in asked:
            if settings.survey.version == posted.survey_version:
                return settings
        raise BadStep(
            "unknown survey version",
            f"the survey in use has version {asked[0].survey.version}",
            "survey_version",
        )

    def _reasons(self, visit: str, step: str, posted: ReasonsStep) -> kinds.Reasons:
        if len(set(posted.choices)) < len(posted.choices):
            raise BadStep("repeated choice", "name each choice once", "choices")
        known = [
            {a.key for a in s.survey.unhappy_reasons + s.survey.happy_reasons}
            for s in self._surveys.shown()
        ]
        if not any(keys.issuperset(posted.choices) for keys in known):
            raise BadStep(
                "unknown choice",
                f"the choices are {', '.join(sorted(known[0]))}",
                "choices",
            )
        return kinds.Reasons(visit=visit, step=step, choices=posted.choices)

    def _help(self, visit: str, step: str, posted: HelpStep) -> kinds.Help:
        if posted.withdrawn:
            self._need(visit, "a call", kinds.Help)
        return kinds.Help(
            help=posted.help,
            visit=visit,
            step=step,
            what_for=posted.what_for,
            withdrawn=posted.withdrawn,
        )

    def _need(self, visit: str, what: str, *needed: type[Event]) -> None:
        """Raises OutOfOrder unless the visit has an event of one of these kinds."""
        if any(self._record.has_visit(visit, kind.type) for kind in needed):
            return
        raise OutOfOrder(
            "out of order", f"post {what} of this visit first, then this step", "visit"
        )

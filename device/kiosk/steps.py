"""What the page posts: one tagged struct a step, read strictly."""

from collections.abc import Callable
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from contract.errors import HeedError
from contract.kinds import Count, Key, Language, Share, Uuid

Words = Annotated[str, Meta(max_length=4000)]
"""What a customer says at once."""


class BadStep(HeedError, ValueError):
    """What was posted is not a step that can be stored."""

    def __init__(self, error: str, hint: str, field: str | None = None) -> None:
        super().__init__(f"{error}: {hint}")
        self.error = error
        self.hint = hint
        self.field = field


class OutOfOrder(BadStep):
    """A step that needs an earlier one which is not there."""


class RatingStep(
    Struct, frozen=True, tag_field="kind", tag="rating", forbid_unknown_fields=True
):
    """A face was tapped."""

    question: Key
    """Which question, by its key in the survey."""
    value: Annotated[int, Meta(ge=1, le=11)]
    """Which face, from 1 (worst)."""
    language: Language
    """The language on the screen."""
    source: Literal["touch", "button"] = "touch"
    """What was pressed."""
    survey_version: Count | None = None
    """Version of the survey on the screen; the one in use if not given."""


class ReasonsStep(
    Struct, frozen=True, tag_field="kind", tag="reasons", forbid_unknown_fields=True
):
    """Reasons were chosen."""

    choices: Annotated[list[Key], Meta(min_length=1, max_length=12)]
    """Which, by their keys in the survey."""


class CommentStep(
    Struct, frozen=True, tag_field="kind", tag="comment", forbid_unknown_fields=True
):
    """Words were given."""

    source: Literal["typed", "spoken", "told"]
    """How the words came."""
    text: Words | None = None
    """The words; dropped at once where nothing can hide what is personal in them."""
    language: Language | None = None
    """The language on the screen; the first one offered if not given."""
    reader: Literal["software", "person"] = "software"
    """Who may read them; for a person they are not scored."""
    recognition: Share | None = None
    """How sure the speech recogniser was, 0 to 1; for spoken words only."""

    def __post_init__(self) -> None:
        if self.recognition is not None and self.source != "spoken":
            raise ValueError("recognition belongs to spoken words")


class CorrectionStep(
    Struct, frozen=True, tag_field="kind", tag="correction", forbid_unknown_fields=True
):
    """Whether the words were understood, and what was put right."""

    confirmed: bool = False
    """True if the customer said that the reading was right."""
    label: Literal["negative", "neutral", "positive", "mixed"] | None = None
    """The sentiment named instead."""
    emotions: Annotated[list[Key], Meta(max_length=6)] = []
    """The feelings named instead."""
    themes: Annotated[list[Key], Meta(max_length=6)] = []
    """The themes named instead."""
    language: Language | None = None
    """The language on the screen; the first one offered if not given."""


class Draft(Struct, frozen=True, forbid_unknown_fields=True):
    """Words that are not sent yet, to be shown as they would go out."""

    text: Words
    language: Language


class HelpStep(
    Struct, frozen=True, tag_field="kind", tag="help", forbid_unknown_fields=True
):
    """Someone was called, or the call taken back."""

    help: Uuid
    """The call; taking it back names the same one."""
    what_for: Key = "help"
    """What someone is wanted for."""
    withdrawn: bool = False
    """True to take the call back."""


class RecoveryStep(
    Struct, frozen=True, tag_field="kind", tag="recovery", forbid_unknown_fields=True
):
    """Whether what came of a call helped."""

    help: Uuid
    """The call that was answered."""
    answer: Literal["yes", "not_really", "skipped", "unanswered"]
    """What the customer said, or that nothing was said."""


class OutcomeStep(
    Struct, frozen=True, tag_field="kind", tag="outcome", forbid_unknown_fields=True
):
    """The visit ended."""

    how: Literal["completed", "skipped", "timed_out", "left"]
    """How it ended."""


Step = (
    RatingStep
    | ReasonsStep
    | CommentStep
    | CorrectionStep
    | HelpStep
    | RecoveryStep
    | OutcomeStep
)
STEPS: tuple[type[Struct], ...] = (
    RatingStep,
    ReasonsStep,
    CommentStep,
    CorrectionStep,
    HelpStep,
    RecoveryStep,
    OutcomeStep,
)
_decode: Callable[[str], Step] = msgspec.json.Decoder(Step).decode
_decode_draft: Callable[[bytes], Draft] = msgspec.json.Decoder(Draft).decode


class _Names(Struct, frozen=True):
    visit: Uuid
    step: Key


def read_names(visit: str, step: str) -> None:
    """Check the visit's id and the step's key; raises BadStep."""
    try:
        msgspec.convert({"visit": visit, "step": step}, _Names)
    except msgspec.ValidationError as error:
        if "$.visit" in str(error):
            raise BadStep(
                "bad visit id", "use a UUID version 7 in small letters", "visit"
            ) from error
        raise BadStep("bad step key", f"write it as {_WRITTEN_KEY}", "step") from error


def read_help(help_id: str) -> None:
    """Check a call's id; raises BadStep."""
    try:
        msgspec.convert(help_id, Uuid)
    except msgspec.ValidationError as error:
        hint = "use the id that the call was made with"
        raise BadStep("bad help id", hint, "help") from error


def read_step(body: bytes) -> Step:
    """Read a posted body; raises BadStep that names the field and the known ones."""
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise BadStep(
            "broken UTF-8", f"the byte at place {error.start} is not UTF-8"
        ) from error
    try:
        return _decode(text)
    except msgspec.ValidationError as error:
        raise _explained(str(error)) from error
    except msgspec.DecodeError as error:
        raise BadStep("not JSON", "post one JSON object with a `kind`") from error
    except RecursionError as error:
        raise BadStep("not JSON", "the object is nested too deep") from error


def read_draft(body: bytes) -> Draft:
    """Read words that are not sent yet; raises BadStep."""
    try:
        return _decode_draft(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadStep(
            "bad draft", "post `text` (4,000 characters at most) and `language`"
        ) from error


_WRITTEN = {
    "help": "a UUID version 7 in small letters",
    "language": "a language such as en or pt-BR",
}
_WRITTEN_KEY = "1 to 40 of a-z, 0-9, _ and -, starting with a letter or digit"


def _explained(message: str) -> BadStep:
    """msgspec's words with the field's name, and the known names where one was not."""
    what, _, where = message.partition(" - at `$")
    field = where.strip(".`") or None
    tags = ", ".join(str(kind.__struct_config__.tag) for kind in STEPS)
    if field is None and what.startswith("Expected"):
        return BadStep("not a JSON object", "post one JSON object with a `kind`")
    if field == "kind" or "field `kind`" in what:
        return BadStep("no such kind", f"`kind` is one of {tags}", "kind")
    if "field `" in what:
        known = "; ".join(
            f"{kind.__struct_config__.tag}: {', '.join(kind.__struct_fields__)}"
            for kind in STEPS
        )
        name = what.split("`")[1]
        return BadStep(what, f"the fields of each kind are {known}", name)
    if "matching regex" in what:
        what = f"write it as {_WRITTEN.get(field or '', _WRITTEN_KEY)}"
    return BadStep("wrong value", what, field)

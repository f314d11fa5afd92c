"""What a recognizer is: blocks of sound in, words with their certainty out."""

import re
from typing import Protocol

from msgspec import Struct

from contract.errors import HeedError

RATE = 16_000
"""Samples a second; mono, 16 bit, little endian."""
BLOCK_S = 0.02
"""Seconds in a block."""
BLOCK_SAMPLES = round(RATE * BLOCK_S)
BLOCK_BYTES = 2 * BLOCK_SAMPLES
PIECE_BLOCKS = 5
"""Blocks that travel together: to wake for one costs more than what is done with it."""
PIECE_BYTES = PIECE_BLOCKS * BLOCK_BYTES
PIECE_S = PIECE_BLOCKS * BLOCK_S
UNKNOWN = ("[unk]", "<unk>")
"""What engines write for something that is no word of theirs."""


class NoModel(HeedError, ValueError):
    """A folder is not a speech model that can be used."""


class RecognizerGone(HeedError, ChildProcessError):
    """The recognizer's process ended, hung or is not up again yet."""


class Word(Struct, frozen=True, kw_only=True):
    """One word as it was heard."""

    text: str
    """As the model writes it."""
    start_s: float
    """Seconds from the first block to its beginning."""
    end_s: float
    """Seconds from the first block to its end."""
    confidence: float
    """How sure the engine is, 0 to 1."""


class Update(Struct, frozen=True, kw_only=True):
    """What is new: words of a sentence under way, or all of a finished one."""

    at_s: float
    """Seconds of sound that were heard when this was said."""
    partial: str = ""
    """The sentence so far; what was said of it before no longer counts."""
    words: tuple[Word, ...] | None = None
    """The words of a sentence that has ended; none while it goes on."""


class Recognizer(Protocol):
    """Hears one press of the button; never used for a second one."""

    def feed(self, sound: bytes) -> list[Update]:
        """Hear more sound, of any length; raises RecognizerGone."""

    def finish(self) -> list[Update]:
        """What is still to be said once no more sound comes; raises RecognizerGone."""


def language_in(name: str) -> str | None:
    """The language that a model's name tells of, by the habit of Vosk's makers.

    `vosk-model-small-en-us-0.15` is for en; none for names of another form.
    """
    found = re.match(r"vosk-model-(?:small-)?([a-z]{2})(?![a-z])", name)
    return {"cn": "zh", "ua": "uk"}.get(found[1], found[1]) if found else None


def missing_in(path: str, files: set[str]) -> str | None:
    """What a speech model's folder lacks, in words, from the files in it; or none."""
    has_graph = "graph/HCLG.fst" in files or {"graph/HCLr.fst", "graph/Gr.fst"} <= files
    for is_there, name in (
        ("am/final.mdl" in files, "am/final.mdl"),
        ("conf/mfcc.conf" in files, "conf/mfcc.conf"),
        ("conf/model.conf" in files, "conf/model.conf"),
        (has_graph, "graph/HCLr.fst and graph/Gr.fst"),
    ):
        if not is_there:
            return f"{path}: no speech model, {name} is missing; fetch it anew"
    return None

"""What the recognizer's process and its keeper say to each other over two pipes.

Down: one letter, the length as four bytes, and that many bytes. Up: one JSON object a
line.
"""

import struct
from typing import BinaryIO

import msgspec
from msgspec import Struct

from models.speech.recognize import Update

HEAD = struct.Struct("<cI")
LOAD, BEGIN, SOUND, FINISH = b"L", b"B", b"S", b"F"
MOST_BYTES = 1 << 20


class Load(Struct, frozen=True, kw_only=True):
    """Have a model ready (LOAD), or hear with it from now on (BEGIN)."""

    model: str
    """The model's folder."""
    sentence_silence_s: float | None = None
    """Silence that ends a sentence, where the model's own rules are not wanted."""
    press: int = 0
    """Which press of the button begins."""


class Ready(Struct, frozen=True, tag="ready"):
    """The process is up."""

    pid: int
    """Its number."""


class Loaded(Struct, frozen=True, kw_only=True, tag="loaded"):
    """A model is in memory."""

    model: str
    """Its folder."""
    dropped: list[str]
    """Folders of models that made room for it."""


class Refused(Struct, frozen=True, kw_only=True, tag="refused"):
    """A model cannot be used."""

    model: str
    """Its folder."""
    why: str
    """In words, for the log."""


class Heard(Struct, frozen=True, kw_only=True, tag="heard"):
    """How far a press was heard, and what is new."""

    press: int
    """Which press of the button."""
    at_s: float
    """Seconds of sound heard."""
    updates: list[Update] = []
    """What is new."""
    is_finished: bool = False
    """Nothing more comes of it."""


Up = Ready | Loaded | Refused | Heard
decode_up = msgspec.json.Decoder(Up).decode
decode_load = msgspec.json.Decoder(Load).decode
encode = msgspec.json.encode


def down(kind: bytes, content: bytes = b"") -> bytes:
    """A message to the process."""
    return HEAD.pack(kind, len(content)) + content


def read_down(pipe: BinaryIO) -> tuple[bytes, bytes] | None:
    """The next message to the process; none once its keeper is gone."""
    head = pipe.read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    kind, size = HEAD.unpack(head)
    if size > MOST_BYTES:
        raise ValueError(f"a message of {size} bytes")
    content = pipe.read(size)
    return (kind, content) if len(content) == size else None

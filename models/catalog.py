"""What is installed where: one folder a model, with a record of what was put there."""

import hashlib
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from models.manifest import Entry, Kind, manifest

RECORD = "heed-model.json"
State = Literal["missing", "installed", "other", "damaged"]
CHUNK = 1 << 20


class Record(Struct, frozen=True, kw_only=True):
    """What was installed, written last into a model's folder."""

    key: str
    """Which model."""
    checksum: str
    """Checksum of the file that it came from, as in the manifest."""
    files: dict[str, str]
    """SHA-256 of every installed file by its path in the folder."""


class Catalog:
    """The models below one folder."""

    def __init__(self, folder: Path, known: tuple[Entry, ...] | None = None) -> None:
        self.folder = folder
        self.known = manifest() if known is None else known

    def place(self, entry: Entry) -> Path:
        """The folder in which a model stands, or would stand."""
        return self.folder / entry.key

    def path(self, entry: Entry) -> Path | None:
        """What a program opens: the model's folder, or its one file; none if missing.

        Looks for the record alone; `state` reads the files.
        """
        place = self.place(entry)
        if self.record(entry) is None:
            return None
        return place if entry.unpack else place / entry.file

    def find(self, kind: Kind, language: str | None = None) -> Path | None:
        """An installed model of a kind, and for the language or its base if named."""
        base = language.partition("-")[0] if language else None
        for entry in self.known:
            fits = base is None or base in entry.languages
            if entry.kind == kind and fits and (path := self.path(entry)):
                return path
        return None

    def record(self, entry: Entry) -> Record | None:
        """What the model's folder says was installed; none where it says nothing."""
        try:
            content = (self.place(entry) / RECORD).read_bytes()
            return msgspec.json.decode(content, type=Record)
        except (OSError, msgspec.DecodeError, UnicodeDecodeError):
            return None

    def state(self, entry: Entry) -> State:
        """Read every file of a model and say whether it is what was installed."""
        place = self.place(entry)
        if not place.is_dir():
            return "missing"
        record = self.record(entry)
        if record is None or not is_whole(place, record):
            return "damaged"
        return "installed" if record.checksum == entry.checksum[1] else "other"


def is_whole(place: Path, record: Record) -> bool:
    """Are exactly the recorded files there, with the recorded content?"""
    try:
        return files_in(place) == record.files
    except OSError:
        return False


def files_in(place: Path) -> dict[str, str]:
    """SHA-256 of every file below a folder by its path, but for the record itself."""
    return {
        str(path.relative_to(place)): digest(path, "sha256")
        for path in sorted(place.rglob("*"))
        if path.is_file() and path != place / RECORD
    }


def digest(path: Path, algorithm: str) -> str:
    """A file's checksum in small hexadecimal; raises OSError."""
    found = hashlib.new(algorithm, usedforsecurity=False)
    with open(path, "rb") as file:
        while chunk := file.read(CHUNK):
            found.update(chunk)
    return found.hexdigest()

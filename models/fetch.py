"""A model installed: fetched or copied, checked, unpacked, and then put in place."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from contract.errors import HeedError
from models.catalog import RECORD, Catalog, Record, digest, files_in
from models.download import Progress, WrongFile, download
from models.manifest import Entry
from models.unpack import need_room, unpack

WORK = ".fetching"
GROWTH = 3
"""Room for the archive, what comes out of it, and the model that it replaces."""


class NotHere(HeedError, FileNotFoundError):
    """The file or folder named with --from holds no such model."""


class Busy(HeedError, RuntimeError):
    """Another program installs models into the folder."""


class CannotWrite(HeedError, PermissionError):
    """The folder of models cannot be written."""


def fetch(
    catalog: Catalog,
    entry: Entry,
    progress: Progress,
    source: str | None = None,
) -> Path:
    """Install a model from its address, or from `source`: a folder, file or address.

    What stood there before stays until the new one is complete. Raises NoRoom,
    Unreachable, WrongFile, BadArchive, NotHere, Busy or CannotWrite.
    """
    with _alone(catalog.folder) as work:
        need_room(work, GROWTH * entry.bytes)
        local = None if source is None else _local(source, entry)
        if local is None:
            file = work / f"{entry.file}.part"
            _refuse_longer(file, entry)
            download(_address(source, entry), file, entry.bytes, progress)
        else:
            file = local
        _check(file, entry, is_ours=local is None)
        _install(catalog, entry, file, work)
        if local is None:
            file.unlink()
    path = catalog.path(entry)
    assert path is not None
    return path


def remove(catalog: Catalog, entry: Entry) -> bool:
    """Remove a model; False if it was not there."""
    with _alone(catalog.folder) as work:
        place = catalog.place(entry)
        if not place.exists():
            return False
        _put_away(place, work)
        return True


def _local(source: str, entry: Entry) -> Path | None:
    """The named file, or the one of that name in the named folder."""
    if source.startswith(("http://", "https://")):
        return None
    path = Path(source)
    if path.is_dir():
        path = path / entry.file
    if not path.is_file():
        raise NotHere(
            f"{path}: there is no such file; {entry.key} comes as {entry.file}"
        )
    return path


def _address(source: str | None, entry: Entry) -> str:
    if source is None:
        return entry.address
    return source + entry.file if source.endswith("/") else source


def _refuse_longer(part: Path, entry: Entry) -> None:
    """A part that is too long is of an earlier, other file."""
    if part.exists() and part.stat().st_size > entry.bytes:
        part.unlink()


def _check(file: Path, entry: Entry, is_ours: bool) -> None:
    """Raises WrongFile; a file that we fetched is removed, to be fetched afresh."""
    algorithm, expected = entry.checksum
    size, found = file.stat().st_size, digest(file, algorithm)
    if size == entry.bytes and found == expected:
        return
    if is_ours:
        file.unlink()
    raise WrongFile(
        f"{file}: {size} bytes with {algorithm} {found}, but {entry.name} has "
        f"{entry.bytes} bytes with {expected}. It is another file or damaged; nothing "
        "was installed"
    )


def _install(catalog: Catalog, entry: Entry, file: Path, work: Path) -> None:
    fresh = work / f"{entry.key}.new"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    try:
        if entry.unpack:
            unpack(file, fresh)
        else:
            shutil.copyfile(file, fresh / entry.file)
        record = Record(
            key=entry.key, checksum=entry.checksum[1], files=files_in(fresh)
        )
        _write_last(fresh, msgspec.json.encode(record))
        _swap(fresh, catalog.place(entry), work)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _write_last(fresh: Path, record: bytes) -> None:
    """Everything is on the disk before the record says that it is."""
    os.sync()
    with open(fresh / RECORD, "wb") as file:
        file.write(record)
        file.flush()
        os.fsync(file.fileno())


def _swap(fresh: Path, place: Path, work: Path) -> None:
    """Put the new one in the old one's place; a program that reads it goes on."""
    if place.exists():
        _put_away(place, work)
    os.rename(fresh, place)
    _sync_folder(place.parent)


def _put_away(place: Path, work: Path) -> None:
    """One step takes it away whole; then it is removed."""
    old = work / f"{place.name}.old"
    shutil.rmtree(old, ignore_errors=True)
    os.rename(place, old)
    shutil.rmtree(old)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _alone(folder: Path) -> Iterator[Path]:
    """Hold the folder's lock; gives the place for what is not complete yet."""
    work = folder / WORK
    try:
        work.mkdir(parents=True, exist_ok=True)
        lock = os.open(work / "lock", os.O_CREAT | os.O_RDWR, 0o644)
    except OSError as error:
        raise CannotWrite(
            f"{folder}: {error.strerror}; run this as a user who may write there, or "
            "name another folder with --folder"
        ) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield work
    except BlockingIOError as error:
        raise Busy(
            f"{folder}: another program installs models there; wait until it ends"
        ) from error
    finally:
        os.close(lock)

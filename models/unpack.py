"""A zip archive unpacked with suspicion: no path leaves the folder, no bomb grows."""

import shutil
import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from contract.errors import HeedError

MOST_FILES = 2_000
MOST_BYTES = 2 << 30
MOST_RATIO = 100
"""Times that an archive may grow; models shrink to about 60 % when packed."""
SMALL = 1 << 20
"""Up to here a high ratio is no bomb: a short file of one repeated line."""

_UNSOUND = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,  # a way of packing that is not known
    RuntimeError,  # it wants a password
    FileExistsError,  # a file where another has a folder
    NotADirectoryError,
)


class BadArchive(HeedError, ValueError):
    """An archive that is damaged or that nobody should unpack."""


class NoRoom(HeedError, OSError):
    """The disk has too little room for a model."""


def unpack(archive: Path, folder: Path) -> None:
    """Unpack into an existing, empty folder; a single top folder is left out.

    Raises BadArchive before anything is written that stands outside of `folder`, and
    NoRoom before anything is written at all.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            files = _checked(opened, archive)
            need_room(folder, sum(info.file_size for info, _ in files))
            for info, path in files:
                _write(opened, info, folder / path)
    except _UNSOUND as error:
        raise BadArchive(f"{archive}: not a sound zip archive ({error})") from error


def need_room(folder: Path, wanted: int) -> None:
    """Raises NoRoom unless `wanted` bytes and a little more are free there."""
    free = shutil.disk_usage(folder).free
    if free < wanted + wanted // 20:
        raise NoRoom(
            f"{folder}: {wanted >> 20} MB are needed and {free >> 20} MB are free; "
            "make room, or name another folder with --folder"
        )


def _checked(
    opened: zipfile.ZipFile, archive: Path
) -> list[tuple[zipfile.ZipInfo, PurePosixPath]]:
    """Every file with the path that it gets."""
    infos = [info for info in opened.infolist() if not info.is_dir()]
    if not infos or len(infos) > MOST_FILES:
        raise BadArchive(f"{archive}: {len(infos)} files, 1 to {MOST_FILES} expected")
    total = sum(info.file_size for info in infos)
    if total > MOST_BYTES or total > max(SMALL, MOST_RATIO * archive.stat().st_size):
        raise BadArchive(
            f"{archive}: would grow to {total} bytes, which is no model but a bomb"
        )
    paths = [_path(info, archive) for info in infos]
    tops = {path.parts[0] for path in paths}
    if len(tops) == 1 and all(len(path.parts) > 1 for path in paths):
        paths = [PurePosixPath(*path.parts[1:]) for path in paths]
    if len(set(map(str.casefold, map(str, paths)))) < len(paths):
        raise BadArchive(f"{archive}: holds the same path twice")
    return list(zip(infos, paths, strict=True))


def _path(info: zipfile.ZipInfo, archive: Path) -> PurePosixPath:
    name = info.filename
    path = PurePosixPath(name)
    is_plain = name.isprintable() and "\\" not in name and ":" not in name
    if not is_plain or path.is_absolute() or ".." in path.parts or not path.parts:
        raise BadArchive(f"{archive}: the path {name!r} leads out of the folder")
    mode = info.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        raise BadArchive(f"{archive}: {name!r} is no plain file but a link or device")
    return path


def _write(opened: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # zipfile reads no more than the size that was summed up, and checks the CRC.
    with opened.open(info) as source, open(path, "xb") as target:
        shutil.copyfileobj(source, target)

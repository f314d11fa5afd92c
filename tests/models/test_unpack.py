"""Archives that nobody should unpack are refused with nothing written."""

import io
import zipfile
from pathlib import Path

import pytest

from models.unpack import BadArchive, unpack
from tests.models.archives import MODEL, packed, packed_link

EVIL = {
    "up": packed({"m/a": b"", "m/../../evil": b"x"}),
    "absolute": packed({"/etc/evil": b"x"}),
    "backslash": packed({"..\\evil": b"x"}),
    "drive": packed({"C:evil": b"x"}),
    "link": packed_link("m/link", "/etc/passwd"),
    "bomb": packed({"m/zeros": b"\0" * (60 << 20)}),
    "twice": packed({"m/a": b"x", "m/A": b"y"}),
    "file and folder": packed({"m/a": b"x", "m/a/b": b"y"}),
    "empty": packed({}),
    "crowd": packed({f"m/{n}": b"" for n in range(2001)}),
    "no zip": b"PK\3\4 and nothing more",
    "cut": packed(MODEL)[:-40],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "place"
    place.mkdir()
    return place


@pytest.mark.parametrize("name", EVIL)
def test_an_evil_archive_is_refused(name: str, folder: Path, tmp_path: Path) -> None:
    archive = tmp_path / "evil.zip"
    archive.write_bytes(EVIL[name])
    with pytest.raises(BadArchive, match=r"evil\.zip"):
        unpack(archive, folder)
    outside = {path.name for path in tmp_path.iterdir()}
    assert outside == {"evil.zip", "place"}


def test_a_flipped_byte_is_seen(folder: Path, tmp_path: Path) -> None:
    content = bytearray(packed({"m/a": bytes(range(256)) * 20}))
    content[60] ^= 0xFF
    archive = tmp_path / "bad.zip"
    archive.write_bytes(content)
    with pytest.raises(BadArchive):
        unpack(archive, folder)


def test_a_lie_about_the_size_does_not_grow(folder: Path, tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("m/zeros", b"\0" * (8 << 20))
    content = buffer.getvalue().replace(
        (8 << 20).to_bytes(4, "little"), (100).to_bytes(4, "little")
    )
    archive = tmp_path / "lie.zip"
    archive.write_bytes(content)
    with pytest.raises(BadArchive):
        unpack(archive, folder)
    written = sum(p.stat().st_size for p in folder.rglob("*") if p.is_file())
    assert written <= 100


def test_a_single_top_folder_is_left_out(folder: Path, tmp_path: Path) -> None:
    archive = tmp_path / "good.zip"
    archive.write_bytes(packed(MODEL))
    unpack(archive, folder)
    assert (folder / "README").read_bytes() == b"read me"
    assert {p.name for p in folder.iterdir()} == {"am", "conf", "README"}


def test_two_top_folders_are_kept(folder: Path, tmp_path: Path) -> None:
    archive = tmp_path / "good.zip"
    archive.write_bytes(packed({"a/x": b"1", "b/x": b"2"}))
    unpack(archive, folder)
    assert {p.name for p in folder.iterdir()} == {"a", "b"}

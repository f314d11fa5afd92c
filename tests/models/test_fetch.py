"""Fetching a model: cut lines, wrong files, full disks; never half a model."""

import hashlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.catalog import RECORD, Catalog
from models.download import Unreachable, WrongFile, download
from models.fetch import WORK, Busy, NotHere, _alone, fetch, remove
from models.unpack import BadArchive, NoRoom
from tests.models.archives import MODEL, entry_for, packed
from tests.models.file_server import FileServer, file_server
from tests.servers import require

ARCHIVE = packed(MODEL)


@pytest.fixture
def server() -> Iterator[FileServer]:
    with file_server() as running:
        running.files["/tiny.zip"] = ARCHIVE
        yield running


@pytest.fixture
def catalog(tmp_path: Path, server: FileServer) -> Catalog:
    return Catalog(tmp_path / "models", (entry_for(ARCHIVE, server.address),))


def nobody(_: int) -> None:
    """Watches no progress."""


def test_a_model_is_fetched_checked_and_unpacked(catalog: Catalog) -> None:
    (tiny,) = catalog.known
    seen: list[int] = []
    place = fetch(catalog, tiny, seen.append)
    assert place == catalog.folder / "tiny"
    assert (place / "am/final.mdl").read_bytes() == MODEL["tiny-0.1/am/final.mdl"]
    assert seen[-1] == tiny.bytes
    assert catalog.state(tiny) == "installed"
    assert catalog.find("speech", "en-GB") == place
    assert catalog.find("speech", "de") is None
    assert [path.name for path in (catalog.folder / WORK).iterdir()] == ["lock"]


def test_a_cut_line_goes_on_where_it_was(tmp_path: Path, server: FileServer) -> None:
    content = bytes(range(256)) * 40
    server.files["/file"] = content
    server.cut_after = 3000
    part = tmp_path / "file.part"
    download(f"{server.address}file", part, len(content), nobody, pause_s=0.01)
    assert part.read_bytes() == content
    assert server.asked == [None, "bytes=3000-", "bytes=6000-", "bytes=9000-"]


def test_an_earlier_run_is_gone_on_with(catalog: Catalog, server: FileServer) -> None:
    (tiny,) = catalog.known
    work = catalog.folder / WORK
    work.mkdir(parents=True)
    (work / "tiny.zip.part").write_bytes(ARCHIVE[:100])
    fetch(catalog, tiny, nobody)
    assert server.asked == ["bytes=100-"]
    assert catalog.state(tiny) == "installed"


def test_a_server_without_ranges_gives_the_whole_file(
    tmp_path: Path, server: FileServer
) -> None:
    server.knows_ranges = False
    part = tmp_path / "tiny.part"
    part.write_bytes(b"the beginning of something else")
    download(f"{server.address}tiny.zip", part, len(ARCHIVE), nobody)
    assert part.read_bytes() == ARCHIVE


def test_a_wrong_checksum_installs_nothing_and_is_fetched_afresh(
    catalog: Catalog, server: FileServer
) -> None:
    (tiny,) = catalog.known
    server.files["/tiny.zip"] = ARCHIVE[:-1] + b"x"
    with pytest.raises(WrongFile, match="sha256"):
        fetch(catalog, tiny, nobody)
    assert catalog.state(tiny) == "missing"
    server.files["/tiny.zip"] = ARCHIVE
    fetch(catalog, tiny, nobody)
    assert catalog.state(tiny) == "installed"


def test_where_only_md5_is_known_it_is_checked(
    tmp_path: Path, server: FileServer
) -> None:
    md5 = hashlib.md5(ARCHIVE, usedforsecurity=False).hexdigest()
    good = entry_for(ARCHIVE, server.address, sha256=None, md5=md5)
    bad = entry_for(ARCHIVE, server.address, key="bad", sha256=None, md5="0" * 32)
    found = Catalog(tmp_path, (good, bad))
    fetch(found, good, nobody)
    with pytest.raises(WrongFile, match="md5"):
        fetch(found, bad, nobody)


def test_another_size_is_refused_before_it_is_fetched(
    catalog: Catalog, server: FileServer
) -> None:
    server.files["/tiny.zip"] = ARCHIVE + b"more"
    with pytest.raises(WrongFile, match="not the file"):
        fetch(catalog, catalog.known[0], nobody)


def test_offline_is_said_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(Unreachable, match="--from"):
        download("http://127.0.0.1:9/x.zip", tmp_path / "p", 9, nobody, pause_s=0)


def test_a_missing_file_is_not_asked_for_again(
    tmp_path: Path, server: FileServer
) -> None:
    with pytest.raises(Unreachable, match="404"):
        download(f"{server.address}nothing", tmp_path / "p", 9, nobody)
    assert len(server.asked) == 1


@pytest.mark.parametrize("named", ["folder", "file", "address", "base"])
def test_a_model_comes_from_elsewhere(
    named: str, catalog: Catalog, server: FileServer, tmp_path: Path
) -> None:
    carried = tmp_path / "carried"
    carried.mkdir()
    (carried / "tiny.zip").write_bytes(ARCHIVE)
    server.files["/mirror/other.zip"] = server.files["/mirror/tiny.zip"] = ARCHIVE
    source = {
        "folder": str(carried),
        "file": str(carried / "tiny.zip"),
        "address": f"{server.address}mirror/other.zip",
        "base": f"{server.address}mirror/",
    }[named]
    fetch(catalog, catalog.known[0], nobody, source)
    assert catalog.state(catalog.known[0]) == "installed"
    assert (carried / "tiny.zip").exists()


def test_a_carried_file_that_is_missing_is_named(catalog: Catalog) -> None:
    with pytest.raises(NotHere, match=r"tiny\.zip"):
        fetch(catalog, catalog.known[0], nobody, str(catalog.folder.parent))


def test_a_bad_archive_leaves_the_old_model(
    catalog: Catalog, server: FileServer
) -> None:
    (tiny,) = catalog.known
    fetch(catalog, tiny, nobody)
    evil = packed({"../evil": b"x"})
    server.files["/tiny.zip"] = evil
    worse = entry_for(evil, server.address)
    with pytest.raises(BadArchive, match="leads out"):
        fetch(catalog, worse, nobody)
    assert catalog.state(tiny) == "installed"
    assert not (catalog.folder.parent / "evil").exists()


def test_a_new_version_takes_the_place_of_the_old(
    catalog: Catalog, server: FileServer
) -> None:
    (tiny,) = catalog.known
    fetch(catalog, tiny, nobody)
    newer = packed({"tiny-0.2/conf/model.conf": b"--beam=12\n"})
    server.files["/tiny.zip"] = newer
    entry = entry_for(newer, server.address)
    assert catalog.state(entry) == "other"
    place = fetch(catalog, entry, nobody)
    assert {p.name for p in place.iterdir()} == {"conf", RECORD}
    assert catalog.state(entry) == "installed"


@pytest.mark.parametrize("harm", ["changed", "gone", "added", "no record"])
def test_a_damaged_model_is_seen(harm: str, catalog: Catalog) -> None:
    (tiny,) = catalog.known
    place = fetch(catalog, tiny, nobody)
    if harm == "changed":
        (place / "README").write_bytes(b"reed me")
    elif harm == "gone":
        (place / "README").unlink()
    elif harm == "added":
        (place / "more").write_bytes(b"")
    else:
        (place / RECORD).write_bytes(b"{")
    assert catalog.state(tiny) == "damaged"


def test_a_model_is_removed(catalog: Catalog) -> None:
    (tiny,) = catalog.known
    fetch(catalog, tiny, nobody)
    assert remove(catalog, tiny) is True
    assert catalog.state(tiny) == "missing"
    assert remove(catalog, tiny) is False


def test_two_programs_do_not_install_at_once(catalog: Catalog) -> None:
    with _alone(catalog.folder), pytest.raises(Busy):
        fetch(catalog, catalog.known[0], nobody)


def test_too_little_room_is_said_before_anything_is_fetched(
    server: FileServer, tmp_path: Path
) -> None:
    entry = entry_for(ARCHIVE, server.address, bytes=1 << 50)
    with pytest.raises(NoRoom, match="make room"):
        fetch(Catalog(tmp_path, (entry,)), entry, nobody)
    assert server.asked == []


def test_a_small_disk_is_not_filled(server: FileServer, tmp_path: Path) -> None:
    big = packed({"m/big": b"\0" * 900_000})
    server.files["/tiny.zip"] = big
    entry = entry_for(big, server.address)
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(disk)],
        capture_output=True,
    )
    require(mounted.returncode == 0, "a small disk (only root can make one)")
    try:
        with pytest.raises(NoRoom):
            fetch(Catalog(disk, (entry,)), entry, nobody)
        assert not (disk / "tiny").exists()
    finally:
        subprocess.run(["umount", str(disk)], check=True)

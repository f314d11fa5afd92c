"""Making .venv on a bare machine: what it says, and when it does nothing."""

import io
import subprocess
import sys
from pathlib import Path

import pytest

from provisioning import prepare

SCRIPT = Path(prepare.__file__)


def test_it_needs_nothing_but_the_standard_library(tmp_path: Path) -> None:
    bare = [sys.executable, "-I", "-S", str(SCRIPT)]
    done = subprocess.run(bare, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr == "usage: python3 provisioning/prepare.py shop|tests\n"


@pytest.mark.parametrize(
    "line",
    [
        "Collecting flask==3.1.3 (from -r lock/shop.txt (line 174))\n",
        "Processing /some/where/flask-3.1.3-py3-none-any.whl (from -r lock)\n",
        "Requirement already satisfied: flask==3.1.3 in ./.venv/lib\n",
    ],
)
def test_each_package_is_named_while_it_installs(
    line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert list(prepare.count(io.StringIO(line), 49)) == [line]
    assert capsys.readouterr().out.split() == ["1", "of", "49:", "flask"]


def test_what_tests_install_covers_the_shop() -> None:
    names = {kind: set(_names(kind)) for kind in ("shop", "tests")}
    assert names["shop"] < names["tests"]


@pytest.mark.parametrize("kind", ["shop", "tests"])
def test_lock_files_carry_hashes_and_no_address(kind: str) -> None:
    text = prepare.lock(kind).read_text()
    assert "://" not in text
    assert text.count("--hash=sha256:") >= len(_names(kind)) > 20


@pytest.mark.parametrize(
    ("extras", "kind"), [(("device", "hub", "demo"), "shop"), (("tests",), "tests")]
)
def test_everything_the_project_asks_for_is_locked(
    extras: tuple[str, ...], kind: str
) -> None:
    import tomllib

    project = tomllib.loads((prepare.ROOT / "pyproject.toml").read_text())["project"]
    wanted = list(project["dependencies"])
    for extra in extras:
        wanted += project["optional-dependencies"][extra]
    names = {line.partition("==")[0] for line in _names(kind)}
    assert {each.partition(">=")[0].lower() for each in wanted} <= names


def _names(kind: str) -> list[str]:
    """The lock's lines that name a package and its version."""
    lines = prepare.lock(kind).read_text().splitlines()
    return [line.rstrip(" \\") for line in lines if line[:1].isalnum()]


@pytest.mark.parametrize("kind", ["shop", "tests"])
def test_what_builds_a_source_is_locked_with_its_hashes(kind: str) -> None:
    found = prepare.locked(kind, prepare.BUILDER)
    assert found.startswith(f"{prepare.BUILDER}==")
    assert "--hash=sha256:" in found
    assert len([line for line in found.splitlines() if "==" in line]) == 1
    assert prepare.SOURCE_ONLY in {line.partition("==")[0] for line in _names(kind)}


def test_a_package_that_no_lock_names_is_told() -> None:
    with pytest.raises(SystemExit, match="make lock"):
        prepare.locked("shop", "no-such-thing")


def test_what_tests_want_from_debian_covers_the_shop() -> None:
    assert prepare.DEBIAN["shop"].items() < prepare.DEBIAN["tests"].items()


def test_a_library_is_found_in_any_machines_folder() -> None:
    assert prepare.is_there("/usr/*/env")
    assert not prepare.is_there("/usr/lib/*/libnothing.so.1")

"""What README, design page and CHANGELOG say is true of the code."""

import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from contract import events
from contract.messages import MESSAGES
from contract.settings import read_settings
from device.settings import Device
from hub.settings import Hub
from provisioning import readme
from provisioning.cli import cli

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
DESIGN = (ROOT / "docs" / "design.md").read_text(encoding="utf-8")
PAGES = {"README.md": README, "docs/design.md": DESIGN}
OURS = ("contract", "device", "hub", "models", "provisioning", "tests", "docs", "lock")


def test_the_tables_in_readme_are_what_the_structs_say() -> None:
    assert readme.filled(README) == README, "run: python -m provisioning.readme"


@pytest.mark.parametrize("kind", [Device, Hub])
def test_every_setting_stands_in_readme_with_its_meaning(
    kind: type[Device] | type[Hub],
) -> None:
    rows = list(readme.keys(kind))
    for key, default, says in rows:
        assert f"| `{key}` | {default} | {says} |" in README
        assert says.strip(), f"{key} has no meaning in the line under it"
    assert len(rows) > 10


@pytest.mark.parametrize(("name", "kind"), [("device", Device), ("hub", Hub)])
def test_the_example_settings_can_be_read(
    name: str, kind: type[Device] | type[Hub], tmp_path: Path
) -> None:
    found = re.search(rf"```toml\n# {name}\.toml\n(.*?)```", README, re.DOTALL)
    assert found is not None
    path = tmp_path / f"{name}.toml"
    path.write_text(found[1])
    read_settings(path, kind)


def test_the_example_event_is_a_sound_one() -> None:
    found = re.search(r"```json\n(.*?)```", README, re.DOTALL)
    assert found is not None
    envelope = events.decode_envelope(found[1].encode())
    assert isinstance(events.decode_event(envelope), events.Event)


@pytest.mark.parametrize("page", PAGES)
def test_every_event_type_is_named_and_none_that_is_not(page: str) -> None:
    named = set(re.findall(r"heed\.[a-z]+\.v\d+", PAGES[page]))
    assert named == set(events.KINDS)


def test_every_topic_is_named_and_none_that_is_not() -> None:
    named = set(re.findall(r"heed/v1/[^\s`]+", README))
    known = {f"heed/v1/{{device}}/{last}" for last in ("events", *MESSAGES)}
    assert named == known | {"heed/v1/hub/status"}


def test_every_command_is_named_and_none_that_is_not() -> None:
    named = {commands[0] for commands in named_commands()}
    assert named == set(cli.commands)
    for name, group in cli.commands.items():
        if isinstance(group, click.Group):
            deeper = {words[1] for words in named_commands() if words[0] == name}
            own = {word for word in deeper if word.startswith("--")}
            assert deeper - own == set(group.commands)
            assert not own or group.invoke_without_command


def test_commands_take_the_options_that_readme_gives_them() -> None:
    for words in named_commands():
        group = isinstance(cli.commands[words[0]], click.Group)
        depth = 2 if group and not words[1].startswith("--") else 1
        command = [sys.executable, "-m", "provisioning.cli", *words[:depth], "--help"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        for option in (word for word in words if word.startswith("--")):
            assert option in done.stdout, f"{words}: {option}"


def named_commands() -> list[list[str]]:
    """Words of each command in README's table of commands."""
    rows = re.findall(r"^\| `heed ([^`]+)` \|.*$", README, re.MULTILINE)
    return [shlex.split(row) for row in rows]


def test_every_make_target_named_exists() -> None:
    targets = set(re.findall(r"^([a-z -]+):", read("Makefile"), re.MULTILINE))
    known = {
        name for targets_of_a_line in targets for name in targets_of_a_line.split()
    }
    for page, text in PAGES.items():
        for name in re.findall(r"make ([a-z-]+)", "\n".join(code_in(text))):
            assert name in known, f"{page}: make {name}"


def code_in(text: str) -> Iterator[str]:
    """What stands between backticks, in a line or a block."""
    yield from re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    yield from re.findall(r"(?<!`)`([^`\n]+)`(?!`)", text)


@pytest.mark.parametrize("page", PAGES)
def test_every_file_and_folder_named_exists(page: str) -> None:
    folder = (ROOT / page).parent
    links = re.findall(r"\]\(([^)#:]+)\)", PAGES[page])
    assert [link for link in links if not (folder / link).exists()] == []
    for code in code_in(PAGES[page]):
        if code.split("/")[0] in OURS and "/" in code:
            assert (ROOT / code).exists(), f"{page}: {code}"


def test_the_version_is_in_the_changelog() -> None:
    version = tomllib.loads(read("pyproject.toml"))["project"]["version"]
    assert re.search(rf"^## {re.escape(version)}\b", read("CHANGELOG.md"), re.MULTILINE)


def test_no_file_names_a_package_registry_or_a_path_of_one_machine() -> None:
    # Written in pieces, so that this file does not name them either.
    words = ("pypi" + ".org", "python" + "hosted", "npm" + "js", "deb.debian" + ".org")
    places = ("/" + "work/", "/" + "root/", "/" + "home/")
    for path in project_files():
        text = path.read_text(encoding="utf-8", errors="ignore")
        hits = [word for word in (*words, *places) if word in text]
        assert hits == [], path


def test_the_changelog_and_pages_speak_of_no_tickets() -> None:
    for name in (*PAGES, "CHANGELOG.md"):
        assert re.findall(r"(?i)\bissue\b|#\d+", read(name)) == [], name


def project_files() -> Iterator[Path]:
    """Every text file that belongs to the project."""
    for name in ("pyproject.toml", "Makefile", "README.md", "CHANGELOG.md", ".ci/run"):
        yield ROOT / name
    for folder in OURS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path


def read(name: str) -> str:
    """A file of the project."""
    return (ROOT / name).read_text(encoding="utf-8")

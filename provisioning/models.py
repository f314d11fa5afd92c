"""`heed models`: see, fetch, check and remove the files of models on this machine."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from contract.errors import HeedError

if TYPE_CHECKING:
    from models.catalog import Catalog
    from models.download import Progress
    from models.manifest import Entry

HEADINGS = ("NAME", "FOR", "LANGUAGES", "MB", "LICENCE", "HERE")
FOLDER = Path("/var/lib/heed/models")
"""What a device's settings say if they say nothing."""


class Damaged(HeedError, ValueError):
    """A model is not here as it was installed."""


folder = click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    help=f"Folder of models; {FOLDER} if not said.",
)
settings = click.option(
    "--settings",
    "path",
    type=click.Path(path_type=Path),
    help="A device's TOML file, to use the folder that it names.",
)
names = click.argument("names", nargs=-1)


def catalog(folder: Path | None, path: Path | None) -> "Catalog":
    """The models in the folder named, in that of a device, or in the usual one."""
    from contract.settings import read_settings
    from device.settings import Device
    from models.catalog import Catalog

    if folder is None:
        folder = read_settings(path, Device).models_path if path else FOLDER
    return Catalog(folder)


@click.group()
def models() -> None:
    """See, fetch, check and remove models: what hears words and sees people."""


@models.command("list")
@folder
@settings
def list_models(folder: Path | None, path: Path | None) -> None:
    """Show every model that Heed knows, and whether it is here."""
    found = catalog(folder, path)
    click.echo("\n".join(listing(found)))


@models.command("fetch")
@names
@click.option("--from", "source", help="A folder, a file, or another address.")
@folder
@settings
def fetch_models(
    names: tuple[str, ...], source: str | None, folder: Path | None, path: Path | None
) -> None:
    """Install models by name, from their address or from somewhere else."""
    from models.fetch import fetch

    found = catalog(folder, path)
    wanted = _named(names)
    if source is not None and len(wanted) > 1 and not _holds_many(source):
        raise click.UsageError("--from names one file; fetch one model at a time")
    for one in wanted:
        click.echo(f"{one.key}: {one.name}, {one.bytes >> 20} MB, {one.licence}")
        with _bar(one) as progress:
            place = fetch(found, one, progress, source)
        click.echo(f"{one.key} is installed in {place}.")


@models.command("quantize")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--video", required=True, type=click.Path(path_type=Path))
@click.option("--frames", default=80, show_default=True, type=click.IntRange(40, 2000))
@click.option("--threads", default=1, show_default=True, type=click.IntRange(1, 16))
def quantize_model(path: Path, video: Path, frames: int, threads: int) -> None:
    """Try an int8 variant of a network for people on this machine; keep what passes."""
    from models.people.opencv import read_frames
    from models.people.quantize import LEAST_F1, MOST_OFF, MOST_TIME, quantize

    verdict = quantize(path, read_frames(video, frames), threads)
    click.echo(
        f"{verdict.f1:.1%} of the boxes agree (at least {LEAST_F1:.0%} must), counts "
        f"are {verdict.count_off:.2f} people off (at most {MOST_OFF}), and it takes "
        f"{verdict.time_ratio:.0%} of the time (at most {MOST_TIME:.0%})."
    )
    kept = "It is kept and will be used" if verdict.passes else "It is not kept"
    click.echo(f"{kept}: {verdict.frames} frames, {verdict.machine}.")


@models.command("verify")
@names
@folder
@settings
def verify_models(
    names: tuple[str, ...], folder: Path | None, path: Path | None
) -> None:
    """Read every file of the installed models and compare it with what it was."""
    found = catalog(folder, path)
    wanted = _named(names) if names else _here(found)
    if not wanted:
        click.echo(f"No model is installed in {found.folder}.")
    bad = []
    for one in wanted:
        state = found.state(one)
        click.echo(f"{one.key}: {SAYS[state]}")
        bad += [one.key] if state != "installed" else []
    if bad:
        raise Damaged(
            f"not as they should be: {', '.join(bad)}; install them anew with "
            f"'heed models fetch {' '.join(bad)}'"
        )


@models.command("remove")
@names
@folder
@settings
def remove_models(
    names: tuple[str, ...], folder: Path | None, path: Path | None
) -> None:
    """Remove models by name."""
    from models.fetch import remove

    found = catalog(folder, path)
    for one in _named(names):
        was_here = remove(found, one)
        click.echo(f"{one.key} {'is removed' if was_here else 'was not here'}.")


SAYS = {
    "installed": "as it was installed",
    "missing": "not here",
    "other": "another version than the one that Heed knows",
    "damaged": "damaged",
}


def listing(found: "Catalog") -> list[str]:
    """Every known model as a table, and where they stand."""
    from provisioning.listing import table_lines

    rows = [
        (
            one.key,
            one.kind,
            ", ".join(one.languages) or "–",
            str(one.bytes >> 20),
            one.licence,
            "no" if found.path(one) is None else "yes",
        )
        for one in found.known
    ]
    return [*table_lines([HEADINGS, *rows]), "", f"The folder is {found.folder}."]


def _named(names: tuple[str, ...]) -> "list[Entry]":
    from models.manifest import entry, manifest

    if not names:
        known = ", ".join(one.key for one in manifest())
        raise click.UsageError(f"name at least one model of {known}")
    return [entry(name) for name in names]


def _here(found: "Catalog") -> "list[Entry]":
    return [one for one in found.known if found.place(one).exists()]


def _holds_many(source: str) -> bool:
    return source.endswith("/") or Path(source).is_dir()


@contextmanager
def _bar(one: "Entry") -> "Iterator[Progress]":
    """A progress bar on a terminal; one line where the output is a file."""
    there = 0
    with click.progressbar(
        length=one.bytes, label=one.file, file=sys.stderr, update_min_steps=1 << 16
    ) as bar:

        def show(now: int) -> None:
            nonlocal there
            bar.update(now - there)
            there = now

        yield show

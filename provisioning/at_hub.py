"""Commands on the hub's store: devices, people, the sign-in, and fitting models."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from contract.settings import read_settings

if TYPE_CHECKING:
    from hub.store.store import Store

ROLES = ("staff", "lead", "owner", "admin")
settings_file = click.option(
    "--settings",
    "path",
    required=True,
    type=click.Path(path_type=Path),
    help="TOML file; README.md lists what it may say.",
)


@click.group()
def devices() -> None:
    """Let devices in, see them, or take nothing more from them (on the hub)."""


@devices.command("list")
@settings_file
def list_devices(path: Path) -> None:
    """Show every device that ever reported or was approved."""
    from provisioning.listing import lines

    _with_store(path, lambda store: click.echo("\n".join(lines(store.connection()))))


@devices.command()
@click.argument("name")
@click.option("--touchpoint", help="Where it stands; its name if not said.")
@settings_file
def approve(name: str, touchpoint: str | None, path: Path) -> None:
    """Let a device's events in; before or after it first reports."""
    from hub.store.devices import approve
    from provisioning.listing import now_ms

    def act(store: "Store") -> None:
        with store.write() as connection:
            approve(connection, name, touchpoint or name, now_ms())
        click.echo(f"{name} is approved and stands at {touchpoint or name}.")

    _with_store(path, act)


@devices.command()
@click.argument("name")
@settings_file
def retire(name: str, path: Path) -> None:
    """Take nothing more from a device; what it gave stays."""
    from hub.store.devices import retire

    def act(store: "Store") -> None:
        with store.write() as connection:
            retire(connection, name)
        click.echo(f"{name} is retired.")

    _with_store(path, act)


@click.group()
def people() -> None:
    """Let people in, see who may sign in, or let them in no more (on the hub)."""


@people.command("list")
@settings_file
def list_people(path: Path) -> None:
    """Show everybody who may sign in, and as what."""
    from provisioning.people import lines

    _with_store(path, lambda store: click.echo("\n".join(lines(store.connection()))))


@people.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), default=ROLES[0], show_default=True)
@click.option("--passphrase-stdin", is_flag=True, help="Read it from standard input.")
@settings_file
def add_person(name: str, role: str, passphrase_stdin: bool, path: Path) -> None:
    """Let somebody in, with a passphrase for the first sign-in only."""
    from provisioning.people import add

    given = sys.stdin.readline().rstrip("\r\n") if passphrase_stdin else None
    _with_store(path, lambda store: click.echo(add(store, name, role, given)))


@people.command("remove")
@click.argument("name")
@settings_file
def remove_person(name: str, path: Path) -> None:
    """Let somebody in no more, and sign them out everywhere."""
    from provisioning.people import remove

    _with_store(path, lambda store: click.echo(remove(store, name)))


@click.group()
def calibrate() -> None:
    """Fit models to this shop by what people put right (on the hub)."""


@calibrate.command("words")
@settings_file
def calibrate_words(path: Path) -> None:
    """Fit how words are read, with a report of before and after."""
    from hub.settings import Hub
    from provisioning.calibrate import words

    settings = read_settings(path, Hub)

    def act(store: "Store") -> None:
        for line in words(store, settings):
            click.echo(line)

    _with_store(path, act)


@click.command("sign-in")
@settings_file
@click.option("--passphrase-stdin", is_flag=True, help="Read it from standard input.")
def sign_in(path: Path, passphrase_stdin: bool) -> None:
    """Set the shop's passphrase and sign everybody out (on the hub)."""
    from hub.store.people import set_passphrase

    def act(store: "Store") -> None:
        if passphrase_stdin:
            passphrase = sys.stdin.readline().rstrip("\r\n")
        else:
            passphrase = click.prompt(
                "Passphrase", hide_input=True, confirmation_prompt=True
            )
        with store.write() as connection:
            set_passphrase(connection, passphrase)
        click.echo("The passphrase is set.")

    _with_store(path, act)


def _with_store(path: Path, act: Callable[["Store"], None]) -> None:
    from hub.settings import Hub
    from hub.store.store import Store

    store = Store(read_settings(path, Hub).store_path)
    try:
        act(store)
    finally:
        store.close()

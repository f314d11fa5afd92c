"""The `heed` command: starts the services and does what an installer does."""

import importlib
import logging
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from contract.errors import HeedError
from contract.settings import read_settings
from provisioning.evaluation import audit, evaluate
from provisioning.evaluation_queue import queue_command
from provisioning.evaluation_speech import speech
from provisioning.models import models
from provisioning.simulate.group import simulate

if TYPE_CHECKING:
    from hub.store.store import Store

ROLES = ("staff", "lead", "owner", "admin")
PORT = click.IntRange(1, 65535)
settings_file = click.option(
    "--settings",
    "path",
    required=True,
    type=click.Path(path_type=Path),
    help="TOML file; README.md lists what it may say.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="heed", message="heed %(version)s")
def cli() -> None:
    """Hears a small shop's customers while they are still in the shop."""


@cli.command()
@settings_file
def kiosk(path: Path) -> None:
    """Serve the touchscreen's pages (on a device)."""
    from device.settings import Device

    _serve("device.kiosk.service", read_settings(path, Device))


@cli.command()
@settings_file
def uplink(path: Path) -> None:
    """Carry events to the hub and its answers back (on a device)."""
    from device.settings import Device

    _serve("device.uplink.service", read_settings(path, Device))


@cli.command()
@settings_file
def camera(path: Path) -> None:
    """Watch the waiting line through a camera (on a device)."""
    from device.settings import Device

    _serve("device.queue.service", read_settings(path, Device))


@cli.command("network-camera")
@settings_file
def network_camera(path: Path) -> None:
    """Watch it through a network camera; reaches that one address (on a device)."""
    from device.settings import Device

    _serve("device.queue.network", read_settings(path, Device))


@cli.command()
@settings_file
def hub(path: Path) -> None:
    """Take events, raise alerts, serve the pages of staff and owner."""
    from hub.settings import Hub

    _serve("hub.service", read_settings(path, Hub))


@cli.command()
@click.option(
    "--folder",
    default=".demo",
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Where its data, settings and logs are kept.",
)
@click.option("--kiosk-port", default=8080, show_default=True, type=PORT)
@click.option("--web-port", default=8090, show_default=True, type=PORT)
@click.option("--broker-port", default=1884, show_default=True, type=PORT)
@click.option("--no-sample", is_flag=True, help="Start without sample data.")
@click.option("--speech", "with_speech", is_flag=True, help="Fetch a speech model.")
def demo(folder: Path, no_sample: bool, with_speech: bool, **ports: int) -> None:
    """Open a whole shop on this machine, until Ctrl-C."""
    from provisioning.demo import Ports, run
    from provisioning.demo_speech import fetch_speech

    if with_speech:
        fetch_speech(folder.absolute(), click.echo)
    run(
        folder,
        Ports(**{name.removesuffix("_port"): port for name, port in ports.items()}),
        lambda line: click.echo(line),
        with_sample=not no_sample,
    )


cli.add_command(simulate)


@cli.command()
@click.option(
    "--write",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write AsyncAPI document and JSON Schemas into this folder.",
)
def contract(folder: Path | None) -> None:
    """Show what goes over the wire: event types and topics."""
    from contract import document

    if folder is None:
        click.echo(document.wire_format(), nl=False)
    else:
        click.echo(f"{len(document.write(folder))} files are written to {folder}.")


evaluate.add_command(queue_command)
evaluate.add_command(speech)
cli.add_command(evaluate)
cli.add_command(audit)
cli.add_command(models)


@cli.group()
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


@cli.group()
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


@cli.group()
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


@cli.command("sign-in")
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


def main() -> None:
    """Run the command; what is wrong is one line on stderr and exit code 2."""
    try:
        cli(prog_name="heed")
    except HeedError as error:
        click.echo(f"heed: {error}", err=True)
        raise SystemExit(2) from error


def _serve(module: str, settings: Any) -> None:
    """Run a service until a stopping signal; only its own code is loaded."""
    from provisioning.signals import stop_on_signals

    logging.basicConfig(
        level=logging.INFO,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    # It tells of every browser that goes away while a stream is open.
    logging.getLogger("waitress").setLevel(logging.WARNING)
    stop = threading.Event()
    stop_on_signals(stop)
    importlib.import_module(module).run(settings, stop)


def _with_store(path: Path, act: Callable[["Store"], None]) -> None:
    from hub.settings import Hub
    from hub.store.store import Store

    store = Store(read_settings(path, Hub).store_path)
    try:
        act(store)
    finally:
        store.close()


if __name__ == "__main__":
    main()

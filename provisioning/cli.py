"""The `heed` command: starts the services and does what an installer does."""

import importlib
import logging
import threading
from pathlib import Path
from typing import Any

import click

from contract.errors import HeedError
from contract.settings import read_settings
from provisioning.at_hub import calibrate, devices, people, settings_file, sign_in
from provisioning.evaluation import audit, evaluate
from provisioning.evaluation_queue import queue_command
from provisioning.evaluation_speech import speech
from provisioning.models import models
from provisioning.simulate.group import simulate

PORT = click.IntRange(1, 65535)


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


@cli.command("setup-code")
@click.option("--staff", is_flag=True, help="For counting only; stays until the next.")
@settings_file
def setup_code(path: Path, staff: bool) -> None:
    """Show a code that lets the installer into the kiosk's set-up (on a device)."""
    from device.kiosk.setup.door import INSTALLER_S, make_code
    from device.outbox.outbox import Outbox
    from device.settings import Device

    settings = read_settings(path, Device)
    outbox = Outbox(settings)
    try:
        code = make_code(outbox, "staff" if staff else "installer")
    finally:
        outbox.close()
    once = "until another is made" if staff else f"once, for {INSTALLER_S / 60:.0f} min"
    where = f"http://127.0.0.1:{settings.kiosk.port}/setup"
    click.echo(f"{code[:-4]} {code[-4:]} lets in at {where} {once}.")


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
for command in (devices, people, calibrate, sign_in, evaluate, audit):
    cli.add_command(command)
cli.add_command(models)


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


if __name__ == "__main__":
    main()

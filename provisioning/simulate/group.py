"""`heed simulate` on the command line: a made-up shop, and what else is made up."""

import threading
from pathlib import Path
from typing import Any

import click

from provisioning.simulate.queue_command import queue_wait_command


@click.group(invoke_without_command=True)
@click.option(
    "--settings",
    "path",
    type=click.Path(path_type=Path),
    help="TOML file; README.md lists what it may say.",
)
@click.option("--days", type=int, help="How many days; 30 if not said.")
@click.option("--seed", type=int, help="The same number gives the same shop; 1.")
@click.option("--touchpoints", type=int, help="How many kiosks; 3.")
@click.option("--per-day", type=int, help="Visitors on an average day; 400.")
@click.option("--until", help="The last day, as 2026-11-30; today.")
@click.option("--remove", is_flag=True, help="Remove all sample data instead.")
@click.option("--live", is_flag=True, help="Through a device's outbox, now.")
@click.option("--speed", type=float, help="With --live: times as fast as life; 1.")
@click.option("--minutes", type=float, help="With --live: for how long; 10.")
@click.pass_context
def simulate(context: click.Context, /, path: Path | None, **options: Any) -> None:
    """Make up a shop's past in a hub's store, or customers at a device.

    The settings are the hub's; with --live they are the device's.
    """
    if context.invoked_subcommand is not None:
        return
    if path is None:
        raise click.MissingParameter(
            ctx=context, param_type="option", param_hint="--settings"
        )
    from provisioning.signals import stop_on_signals
    from provisioning.simulate.command import Options, run

    stop = threading.Event()
    stop_on_signals(stop)
    run(path, Options(**options), stop, lambda line: click.echo(line))


simulate.add_command(queue_wait_command)

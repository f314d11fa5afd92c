"""`heed simulate queue`: made-up waiting lines, and how well waits are told on them."""

import click


@click.command("queue")
@click.option("--seed", default=1, show_default=True, help="Same number, same lines.")
@click.option(
    "--hours",
    default=2.0,
    show_default=True,
    type=click.FloatRange(0.5, 24),
    help="How long each line is watched.",
)
@click.option("--json", "as_json", is_flag=True, help="One line of JSON.")
def queue_wait_command(seed: int, hours: float, as_json: bool) -> None:
    """Make up lines of which all is known and compare the waits that were told."""
    import msgspec

    from provisioning.simulate.queue_wait import score, shops

    found = score(shops(seed), hours)
    if as_json:
        click.echo(msgspec.json.encode(found).decode())
        return
    rows = (
        ("joined and served", f"{found.joined}"),
        ("told wait off, on average", f"{found.wait_error:.1%}"),
        ("true wait within the 80 % band", f"{found.band_cover:.1%}"),
        ("wait of the last one off", f"{found.last_wait_error:.1%}"),
        ("mean of finished tracks off", f"{found.track_mean_error:.1%}"),
        ("off for one who knows the shop", f"{found.knowing_error:.1%}"),
        ("served, counted against true", f"{found.served_error:+.1%}"),
    )
    click.echo("\n".join(f"{name:34} {value}" for name, value in rows))

"""`heed eval queue`: how well people in a video are found, counted and followed."""

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from provisioning.queue_trial import Result

FILE = click.Path(path_type=Path)
THREADS = click.IntRange(1, 64)


class FrameRange(click.ParamType):  # type: ignore[type-arg]
    """`A-B`: the first and the last frame, from 1."""

    name = "A-B"

    def convert(
        self,
        value: object,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> tuple[int, int]:
        """Both numbers; fails with what to write."""
        first, _, last = str(value).partition("-")
        if not (first.isdigit() and last.isdigit() and 1 <= int(first) <= int(last)):
            self.fail(f"{value!r} is no range of frames; write 1-305", param, ctx)
        return int(first), int(last)


@click.command("queue")
@click.argument("video", type=FILE)
@click.option("--truth", required=True, type=FILE, help="MOTChallenge lines or JSON.")
@click.option("--zone", required=True, type=FILE, help="JSON list of points.")
@click.option(
    "--fps",
    type=click.FloatRange(0, min_open=True),
    help="True frames a second, where the file's own times lie.",
)
@click.option("--frames", type=FrameRange(), help="Only these, from 1.")
@click.option(
    "--detector",
    default="yolox",
    show_default=True,
    help="yolox, motion, or a YOLOX model's file.",
)
@click.option("--model", type=FILE, help="The model's file, for yolox.")
@click.option("--threads", default=1, show_default=True, type=THREADS)
@click.option("--view", is_flag=True, help="Show it on a page of this machine.")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON at the end.")
def queue_command(
    video: Path,
    truth: Path,
    zone: Path,
    view: bool,
    as_json: bool,
    **options: object,
) -> None:
    """Count people in a video and compare with what people saw."""
    import msgspec

    from provisioning.queue_trial import Task, run
    from provisioning.queue_view import View

    task = msgspec.convert(
        {"video": str(video), "truth": str(truth), "zone": str(zone), **options},
        Task,
        dec_hook=lambda kind, value: kind(value),
    )
    with ExitStack() as stack:
        draw = None
        if view:
            page = stack.enter_context(View(task.fps))
            click.echo(f"Look at {page.address}; it starts when you are there.")
            draw = page.show
        result = run(task, draw)
    if not as_json:
        click.echo(told(result))
    click.echo(msgspec.json.encode(result).decode() if as_json else "", nl=as_json)


def told(result: "Result") -> str:
    """The figures in lines for people."""
    spent = result.ms_per_frame
    rows = [
        ("frames", f"{result.frames}"),
        ("F1, precision, recall", _three(result.f1, result.precision, result.recall)),
        ("people off, whole picture", _number(result.count_mae)),
        ("people off, zone, at once", _number(result.zone_mae)),
        ("people off, zone, a second later", _number(result.zone_mae_smoothed)),
        ("at most one off", _percent(result.within_one)),
        ("person-seconds off", _percent(result.person_seconds_error)),
        ("mean dwell off", _percent(result.mean_dwell_error)),
        ("numbers that changed person", _number(result.id_switches)),
        (
            "ms a frame",
            f"{spent.total:.1f} (read {spent.read:.1f}, detect {spent.detect:.1f}, "
            f"track {spent.track:.1f}, line {spent.line:.1f})",
        ),
        ("most memory, MB", f"{result.rss_mb:.0f}"),
    ]
    return "\n".join(f"{name:34} {value}" for name, value in rows)


def _number(value: float | None) -> str:
    return "not known" if value is None else f"{value:.3g}"


def _percent(value: float | None) -> str:
    return "not known" if value is None else f"{value:.1%}"


def _three(*values: float | None) -> str:
    return ", ".join(_number(value) for value in values)

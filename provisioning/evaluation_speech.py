"""`heed eval speech`: a shop's own recordings against a model's words."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from models.speech.evaluate import Noise, Report


@click.command("speech")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--model",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of a speech model.",
)
@click.option(
    "--noise",
    "noise_file",
    type=click.Path(path_type=Path),
    help="WAV file of the shop's noise, mixed into every recording.",
)
@click.option("--snr", default=10.0, show_default=True, help="Speech over noise in dB.")
@click.option(
    "--sentence-silence",
    type=click.FloatRange(0.2, 5),
    help="Seconds that end a sentence; the model's own rules if not said.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def speech(
    file: Path,
    model: Path,
    noise_file: Path | None,
    snr: float,
    sentence_silence: float | None,
    as_json: bool,
) -> None:
    """Hear the recordings that FILE lists, and count errors, speed and delay.

    FILE has a line for each: the path of a WAV file, a tab, and the words in it.
    """
    import msgspec

    from models.speech.evaluate import evaluate, read_list

    noise = _noise(noise_file, snr)
    report = evaluate(read_list(file), model, noise, sentence_silence)
    if as_json:
        click.echo(msgspec.json.encode(report).decode())
    else:
        click.echo("\n".join(lines(report)))


def _noise(file: Path | None, snr_db: float) -> "Noise | None":
    if file is None:
        return None
    from models.speech.evaluate import Noise
    from models.speech.sound import read_wav

    return Noise(read_wav(file), snr_db)


def lines(report: "Report") -> list[str]:
    """The figures in words."""
    noisy = (
        "" if report.snr_db is None else f", noise {report.snr_db:g} dB under speech"
    )
    delay = "no words were heard"
    if report.final_p50_s is not None:
        delay = f"half {report.final_p50_s:.2f} s, 95 % {report.final_p95_s:.2f} s"
    return [
        f"{report.clips} recordings with {report.words} words{noisy}",
        f"word error rate        {report.word_error_rate:.1%} "
        f"({report.word_error_low:.1%} to {report.word_error_high:.1%})",
        f"real-time factor       {report.real_time_factor:.3f}",
        f"end of speech to text  {delay}",
        f"peak memory            {report.peak_mb:.0f} MB",
        f"would be confirmed     {report.doubted}",
        f"dropped as no voice    {report.gated_away}",
    ]

"""What is counted when a model hears recordings."""

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from models.speech.evaluate import (
    BadList,
    Clip,
    Noise,
    distance,
    evaluate,
    mixed,
    plain,
    read_list,
)
from models.speech.recognize import NoModel
from models.speech.sound import BadSound, read_wav
from provisioning.cli import cli
from tests.models.speech import recordings, tones
from tests.models.speech.wav import write_wav

SAID = ("queue slow staff", "good price", "bad bad fresh")


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    """Three made-up recordings and the list of them."""
    lines = []
    for number, said in enumerate(SAID):
        write_wav(tmp_path / f"{number}.wav", tones.sentence(said))
        lines.append(f"{number}.wav\t{said}\n")
    path = tmp_path / "list.tsv"
    path.write_text("".join(lines))
    return path


def test_a_model_that_hears_all_has_no_errors(listed: Path, tone_model: Path) -> None:
    report = evaluate(read_list(listed), tone_model)
    assert (report.clips, report.words) == (3, 8)
    assert report.word_error_rate == report.word_error_high == 0
    assert 0 < report.real_time_factor < 1
    assert report.final_p50_s is not None and 0.3 < report.final_p50_s < 2
    assert report.final_p95_s is not None and report.final_p95_s >= report.final_p50_s
    assert report.peak_mb > 20 and report.gated_away == 0


def test_wrong_words_are_counted_with_an_interval(
    listed: Path, tone_model: Path
) -> None:
    listed.write_text("0.wav\tqueue quick staff today\n1.wav\tGood price!\n")
    report = evaluate(read_list(listed), tone_model)
    assert report.word_error_rate == pytest.approx(2 / 6, abs=1e-4)
    assert report.word_error_low < report.word_error_rate < report.word_error_high


def test_what_the_engine_invents_in_noise_is_dropped(
    tone_model: Path, tmp_path: Path
) -> None:
    path = write_wav(tmp_path / "noise.wav", tones.noise(3))
    report = evaluate([Clip(path, ["nothing"])], tone_model)
    assert report.word_error_rate == 1
    assert report.gated_away == 1
    assert report.final_p50_s is None


def test_noise_is_mixed_in_at_the_wanted_loudness() -> None:
    speech = tones.word("queue", 1.0)
    noise = Noise(tones.noise(0.3), 6.0)
    under = mixed(speech, noise).astype(float) - speech
    ratio = np.mean(speech.astype(float) ** 2) / np.mean(under**2)
    assert 10 * np.log10(ratio) == pytest.approx(6.0, abs=0.2)
    assert np.array_equal(mixed(speech, Noise(tones.silence(1), 6.0)), speech)


def test_the_command_prints_figures_for_people_and_programs(
    listed: Path, tone_model: Path, tmp_path: Path
) -> None:
    noise = write_wav(tmp_path / "noise.wav", recordings.coloured(2, 0.5))
    command = ["eval", "speech", str(listed), "--model", str(tone_model)]
    said = CliRunner().invoke(cli, command, catch_exceptions=False).output
    assert "word error rate        0.0% (0.0% to 0.0%)" in said
    more = ["--noise", str(noise), "--snr", "30", "--json"]
    done = CliRunner().invoke(cli, [*command, *more], catch_exceptions=False)
    figures = json.loads(done.output)
    assert figures["snr_db"] == 30 and figures["word_error_rate"] == 0


@pytest.mark.parametrize("content", ["", "no tab here\n", "a.wav\t \n"])
def test_a_list_that_makes_no_sense_is_refused(content: str, tmp_path: Path) -> None:
    path = tmp_path / "list.tsv"
    path.write_text(content)
    with pytest.raises(BadList, match=r"list\.tsv"):
        read_list(path)


def test_what_is_missing_is_named(
    listed: Path, tone_model: Path, tmp_path: Path
) -> None:
    with pytest.raises(BadList):
        read_list(tmp_path / "nothing.tsv")
    with pytest.raises(NoModel):
        evaluate(read_list(listed), tmp_path)
    with pytest.raises(BadSound, match=r"gone\.wav"):
        evaluate([Clip(tmp_path / "gone.wav", ["x"])], tone_model)
    (tmp_path / "cut.wav").write_bytes((tmp_path / "0.wav").read_bytes()[:30])
    with pytest.raises(BadSound):
        read_wav(tmp_path / "cut.wav")


def test_words_are_compared_without_signs_and_case() -> None:
    assert plain("It’s 5 o'clock — GRÜẞE, Ça va?") == [
        *("it's", "5", "o'clock", "grüsse", "ça", "va")
    ]


WORDS = st.lists(st.sampled_from("abc"), max_size=8)


@given(WORDS, WORDS, WORDS)
def test_the_distance_is_one(
    one: list[str], other: list[str], third: list[str]
) -> None:
    assert (distance(one, other) == 0) == (one == other)
    assert distance(one, other) == distance(other, one)
    assert distance(one, third) <= distance(one, other) + distance(other, third)
    assert distance(one, []) == len(one)

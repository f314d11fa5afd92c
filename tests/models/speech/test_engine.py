"""What the engine takes for a model, and where a sentence ends for it."""

import shutil
from pathlib import Path

import pytest

from models.speech.engine import Vosk, with_rules
from models.speech.recognize import NoModel
from tests.models.speech import heavy_tone_model, make_tone_model, tones
from tests.models.speech.conftest import hear, words_of


def test_the_committed_model_is_what_its_maker_makes(tone_model: Path) -> None:
    for path, text in make_tone_model.texts().items():
        assert (tone_model / path).read_text() == text, path
    assert sum(f.stat().st_size for f in tone_model.rglob("*") if f.is_file()) < 9_000


def test_the_heavy_model_weighs_as_much_as_an_official_one_and_hears_the_same(
    bare: Vosk, tmp_path: Path
) -> None:
    heavy = heavy_tone_model.make(tmp_path / "heavy")
    size = (heavy / "am" / "final.mdl").stat().st_size
    assert 0.95 < size / heavy_tone_model.OFFICIAL_BYTES <= 1
    said = tones.sentence("clean fresh queue slow price bad friendly staff")
    expected = words_of(hear(bare.recognizer(), said))
    assert len(expected) == 8
    assert words_of(hear(Vosk(heavy).recognizer(), said)) == expected


@pytest.mark.parametrize(
    "missing", ["am/final.mdl", "conf/mfcc.conf", "conf/model.conf", "graph/Gr.fst"]
)
def test_a_folder_that_lacks_something_is_named(
    missing: str, tone_model: Path, tmp_path: Path
) -> None:
    place = tmp_path / "model"
    shutil.copytree(tone_model, place)
    (place / missing).unlink()
    with pytest.raises(NoModel, match="is missing") as caught:
        Vosk(place)
    assert str(place) in str(caught.value)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoModel, match="nowhere"):
        Vosk(tmp_path / "nowhere")


@pytest.mark.parametrize("cut", ["am/final.mdl", "graph/HCLr.fst", "conf/model.conf"])
def test_a_cut_model_is_refused(cut: str, tone_model: Path, tmp_path: Path) -> None:
    place = tmp_path / "model"
    shutil.copytree(tone_model, place)
    whole = (place / cut).read_bytes()
    (place / cut).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(NoModel, match="cannot be loaded"):
        Vosk(place)


@pytest.mark.parametrize("silence_s", [0.3, 0.9])
def test_the_silence_that_ends_a_sentence_can_be_chosen(
    silence_s: float, tone_model: Path
) -> None:
    engine = Vosk(tone_model, sentence_silence_s=silence_s)
    updates = hear(engine.recognizer(), tones.sentence("good staff", after_s=3))
    (ended,) = [update for update in updates if update.words]
    assert ended.words is not None
    waited = ended.at_s - ended.words[-1].end_s
    assert silence_s <= waited <= silence_s + 0.4
    assert not list(Path("/tmp").glob("heed-model-*"))


def test_only_the_rules_for_silence_are_replaced() -> None:
    made = with_rules("--beam=10\n--endpoint.rule2.min-trailing-silence=0.5\n", 0.4)
    assert made.splitlines() == [
        "--beam=10",
        "--endpoint.rule2.min-trailing-silence=0.4",
        "--endpoint.rule3.min-trailing-silence=0.8",
        "--endpoint.rule4.min-trailing-silence=1.6",
    ]

"""The demo offers a speech model, and starts without where it cannot be fetched."""

import shutil
from pathlib import Path

import msgspec
import pytest

from models.catalog import RECORD, Record, files_in
from models.manifest import entry
from provisioning import demo_speech
from tests.models.speech.conftest import TONES


def test_without_a_model_the_demo_says_how_to_get_one(tmp_path: Path) -> None:
    said = demo_speech.offer(tmp_path)
    assert "DEMO_ARGS=--speech" in said
    assert f"--folder {tmp_path}/device/models" in said
    assert entry("speech-en").file in said


def test_with_a_model_the_demo_says_that_one_may_speak(tmp_path: Path) -> None:
    place = demo_speech.folder_of_models(tmp_path) / "speech-en"
    shutil.copytree(TONES, place)
    record = Record(key="speech-en", checksum="", files=files_in(place))
    (place / RECORD).write_bytes(msgspec.json.encode(record))
    assert "press Speak" in demo_speech.offer(tmp_path)
    said: list[str] = []
    demo_speech.fetch_speech(tmp_path, said.append)
    assert said == []


def test_where_it_cannot_be_fetched_the_demo_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nothing listens on the port of discard.
    for name in ("http_proxy", "https_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    said: list[str] = []
    demo_speech.fetch_speech(tmp_path, said.append)
    assert "cannot be reached" in said[-1] and "starts without" in said[-1]

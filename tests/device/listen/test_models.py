"""Which model hears which language, and a folder that is for another one."""

from pathlib import Path

import pytest

from device.listen.models import Models
from models.catalog import Catalog
from models.speech.recognize import language_in


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("vosk-model-small-en-us-0.15", "en"),
        ("vosk-model-de-0.21", "de"),
        ("vosk-model-small-cn-0.22", "zh"),
        ("vosk-model-spk-0.4", None),
        ("tones", None),
        ("speech-de", None),
    ],
)
def test_a_models_name_tells_its_language(name: str, language: str | None) -> None:
    assert language_in(name) == language


def test_a_model_of_another_language_is_left_out_and_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    english = str(tmp_path / "vosk-model-small-en-us-0.15")
    own = str(tmp_path / "ours")

    models = Models(
        Catalog(tmp_path), {"de": english, "en": english, "en-GB": english, "fr": own}
    )

    assert models.find("de") is None
    assert models.find("en") == models.find("en-GB") == Path(english)
    assert models.find("fr") == Path(own)
    assert [record.getMessage() for record in caplog.records] == [
        f"listen.models names {english} for de, but that model knows en; nobody can "
        "speak de until the setting is right"
    ]

"""What the manifest says of every model that Heed knows."""

import pytest

from models.manifest import UnknownModel, entry, manifest, read_manifest

SPEECH = ("speech-en", "speech-es", "speech-de", "speech-fr")


def test_every_language_of_the_kiosk_has_a_speech_model() -> None:
    found = {one.languages for one in manifest() if one.kind == "speech"}
    assert found == {("en",), ("es",), ("de",), ("fr",)}


@pytest.mark.parametrize("key", SPEECH)
def test_a_speech_model_says_what_its_makers_measured(key: str) -> None:
    one = entry(key)
    assert one.unpack == "zip" and one.file == f"{one.name}.zip"
    assert one.address.endswith(one.file)
    assert one.published is not None and one.published.source
    assert all(5 < rate < 40 for rate in one.published.values.values())


def test_there_are_two_models_that_see_people() -> None:
    found = [one for one in manifest() if one.kind == "people"]
    assert len(found) == 2
    assert all(one.unpack is None and one.sha256 for one in found)


def test_an_unknown_model_is_told_the_known_ones() -> None:
    with pytest.raises(UnknownModel, match="speech-en"):
        entry("speech-xx")


@pytest.mark.parametrize(
    "harm",
    [
        ('sha256 = "', 'sha256 = "zz'),
        ('key = "people-192"', 'key = "people-416"'),
        ('file = "model.onnx"', 'file = "../model.onnx"'),
        ('address = "https://g', 'address = "file://g'),
    ],
)
def test_an_unsound_manifest_is_refused(harm: tuple[str, str]) -> None:
    from importlib import resources

    file = resources.files("models") / "manifest.toml"
    text = file.read_text(encoding="utf-8")
    assert harm[0] in text
    with pytest.raises(ValueError):
        read_manifest(text.replace(*harm))

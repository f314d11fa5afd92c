"""A recognizer's process for all tests of this folder, and listeners on it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from device.listen.listener import Listener
from device.listen.listening import Limits
from device.listen.models import Models
from device.listen.sources import AudioSource
from models.catalog import Catalog
from models.speech.process import RecognizerProcess
from tests.models.speech.conftest import TONES, keeper, tone_model

__all__ = ["keeper", "tone_model"]

MakeListener = Callable[..., Listener]


@pytest.fixture
def make_listener(tmp_path: Path) -> Iterator[MakeListener]:
    """`make_listener(source, limits)`: English has the tone model, nothing else any."""
    made: list[Listener] = []

    def make(
        source: AudioSource, limits: Limits | None = None, model: Path = TONES
    ) -> Listener:
        models = Models(Catalog(tmp_path / "models"), {"en": str(model)})
        listener = Listener(source, models, RecognizerProcess(), limits)
        made.append(listener)
        return listener

    try:
        yield make
    finally:
        for listener in made:
            listener.close()

"""Hundreds of spoken visits in a row do not make the kiosk or its child grow."""

from pathlib import Path

import pytest

from models.speech.process import RecognizerProcess
from tests.bench.speech import growth_mb
from tests.models.speech import tones


@pytest.mark.long
def test_five_hundred_visits_take_less_than_five_megabytes(
    keeper: RecognizerProcess, tone_model: Path
) -> None:
    heard = [tones.sentence("queue slow")]
    assert growth_mb(keeper, str(tone_model), heard, 500) < 5

"""A listener as a device's settings want it."""

from pathlib import Path

from device.listen.listener import Listener, Models
from device.listen.listening import Lamp, Limits, no_lamp
from device.listen.microphone import Microphone
from device.listen.sources import AudioSource, Silence, WavFile
from device.settings import Device, Listen
from models.catalog import Catalog
from models.speech.doubt import Sureness
from models.speech.process import RecognizerProcess


def make_listener(settings: Device, lamp: Lamp = no_lamp) -> Listener | None:
    """The listener; none where the settings want no sound at all."""
    listen = settings.listen
    if listen.source == "none":
        return None
    return Listener(
        _source(listen),
        Models(Catalog(settings.models_path), listen.models),
        RecognizerProcess(listen.memory_mb),
        Limits(
            most_s=listen.most_s,
            silence_s=listen.silence_s,
            nobody_s=listen.nobody_s,
        ),
        Sureness(text=listen.sure_from, word=listen.sure_word_from),
        listen.sentence_silence_s,
        lamp,
    )


def _source(listen: Listen) -> AudioSource:
    if listen.source == "silence":
        return Silence()
    if listen.source == "wav":
        assert listen.wav is not None
        return WavFile(Path(listen.wav))
    return Microphone(listen.microphone)

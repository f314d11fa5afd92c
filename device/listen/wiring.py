"""A listener as a device's settings want it."""

from pathlib import Path

from device.listen.lamp import Lamp
from device.listen.listener import Listener
from device.listen.listening import Limits
from device.listen.microphone import Microphone
from device.listen.models import Models
from device.listen.sources import AudioSource, Silence, WavFile
from device.settings import Device, Listen
from models.speech.doubt import Sureness
from models.speech.process import RecognizerProcess


def make_listener(settings: Device, models: Models, lamp: Lamp) -> Listener:
    """The listener, for any source but none."""
    listen = settings.listen
    return Listener(
        _source(listen),
        models,
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

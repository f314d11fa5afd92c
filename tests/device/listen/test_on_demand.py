"""Speech takes memory where there is a model for it, and nowhere else."""

import shutil
import subprocess
import sys
from pathlib import Path

import msgspec

from device.listen.on_demand import OnDemand
from device.settings import Device, Listen
from models.catalog import RECORD, Record
from tests.models.speech.conftest import TONES, wait_until

PLAIN = """
import sys
from device.kiosk import service
from device.listen.on_demand import OnDemand
from device.settings import Device
listener = OnDemand(Device(name="till-1", data=sys.argv[1]))
assert (listener.knows("en"), listener.ready("en")) == (False, "off")
listener.close()
print(*{"numpy", "cv2", "onnxruntime", "sounddevice"} & set(sys.modules))
"""


def test_a_kiosk_without_models_does_without_numpy(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PLAIN, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, "\n", "")


def test_a_model_that_is_installed_later_is_heard_without_a_restart(
    tmp_path: Path,
) -> None:
    settings = Device(
        name="till-1", data=str(tmp_path), listen=Listen(source="silence")
    )
    listener = OnDemand(settings)
    try:
        assert listener.ready("en") == "off"
        place = settings.models_path / "speech-en"
        shutil.copytree(TONES, place)
        record = Record(key="speech-en", checksum="", files={})
        (place / RECORD).write_bytes(msgspec.json.encode(record))
        wait_until(lambda: listener.ready("en") == "ready", 20)
        number, listening = listener.begin("en")
        assert listener.get(number) is listening
    finally:
        listener.close()

"""`heed models` as an installer types it."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from contract.errors import HeedError
from device.settings import Device
from models.manifest import manifest
from provisioning import models
from provisioning.cli import cli

Arguments = tuple[str, ...]


def heed(*arguments: str) -> str:
    done = CliRunner().invoke(cli, ["models", *arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_the_usual_folder_is_that_of_a_device() -> None:
    assert Device(name="any").models_path == models.FOLDER


def test_the_list_names_every_model_and_what_is_here(tmp_path: Path) -> None:
    said = heed("list", "--folder", str(tmp_path))
    for one in manifest():
        assert one.key in said
    assert "yes" not in said


def test_the_folder_is_that_of_a_devices_settings(tmp_path: Path) -> None:
    path = tmp_path / "device.toml"
    path.write_text(f'name = "till-1"\ndata = "{tmp_path}/data"\n')
    assert f"{tmp_path}/data/models" in heed("list", "--settings", str(path))


def test_a_carried_model_is_installed_verified_and_removed(
    data: Path, tmp_path: Path
) -> None:
    where = ("--folder", str(tmp_path))
    carried = data / "people" / "yolox_nano_416.onnx"
    said = heed("fetch", "people-416", "--from", str(carried), *where)
    assert "people-416 is installed" in said
    installed = tmp_path / "people-416" / "yolox_nano.onnx"
    assert installed.read_bytes() == carried.read_bytes()
    assert "as it was installed" in heed("verify", *where)
    installed.write_bytes(b"")
    with pytest.raises(HeedError, match="heed models fetch people-416"):
        heed("verify", *where)
    assert "is removed" in heed("remove", "people-416", *where)
    assert "No model is installed" in heed("verify", *where)


def test_one_file_is_not_two_models(tmp_path: Path) -> None:
    file = tmp_path / "f"
    file.write_bytes(b"")
    command = ["models", "fetch", "people-416", "people-192", "--from", str(file)]
    done = CliRunner().invoke(cli, command)
    assert done.exit_code == 2
    assert "one model at a time" in done.output

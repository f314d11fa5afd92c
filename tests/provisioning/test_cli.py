"""The `heed` command: what an installer types, and what is said when it is wrong."""

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from contract.document import documents
from tests.servers import free_port, until

HEED = (sys.executable, "-m", "provisioning.cli")


def heed(*words: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command and wait for its end."""
    return subprocess.run(
        [*HEED, *words], input=given, capture_output=True, text=True, timeout=60
    )


@pytest.fixture
def hub_toml(tmp_path: Path) -> str:
    """A hub's settings file with a store of its own."""
    path = tmp_path / "hub.toml"
    path.write_text(f'data = "{tmp_path}/hub"\n')
    return str(path)


def is_one_clear_line(done: subprocess.CompletedProcess[str]) -> bool:
    """Exit code 2, one line that begins with heed, and no traceback."""
    lines = done.stderr.splitlines()
    return done.returncode == 2 and len(lines) == 1 and lines[0].startswith("heed: ")


@pytest.mark.parametrize("service", ["kiosk", "uplink", "hub"])
@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('nmae = "till-1"', "unknown key 'nmae'"),
        ("data = 7", "data"),
        ('[broker]\nport = "1883"', "port"),
        ("[broker]\nkeepalive_s = 5000", "keepalive_s"),
        ("data = ", "not TOML"),
        (None, "some.toml"),
    ],
)
def test_a_bad_settings_file_is_one_clear_line(
    service: str, content: str | None, said: str, tmp_path: Path
) -> None:
    path = tmp_path / "some.toml"
    if content is not None:
        device = "" if service == "hub" else 'name = "till-1"\n'
        path.write_text(device + content)
    done = heed(service, "--settings", str(path))
    assert is_one_clear_line(done), done.stderr
    assert said in done.stderr
    assert str(path) in done.stderr


def test_a_device_is_listed_approved_and_retired(hub_toml: str) -> None:
    assert "No device" in heed("devices", "list", "--settings", hub_toml).stdout
    done = heed(
        "devices", "approve", "till-1", "--touchpoint", "Till 1", "--settings", hub_toml
    )
    assert done.stdout == "till-1 is approved and stands at Till 1.\n"
    listed = heed("devices", "list", "--settings", hub_toml).stdout
    assert "till-1" in listed
    assert "approved" in listed
    heed("devices", "retire", "till-1", "--settings", hub_toml)
    assert "retired" in heed("devices", "list", "--settings", hub_toml).stdout


def test_an_impossible_or_unknown_device_is_one_clear_line(hub_toml: str) -> None:
    wrong = heed("devices", "approve", "Till 1", "--settings", hub_toml)
    assert is_one_clear_line(wrong)
    unknown = heed("devices", "retire", "till-9", "--settings", hub_toml)
    assert is_one_clear_line(unknown)
    assert "till-9" in unknown.stderr


def test_the_passphrase_can_be_piped_in_and_must_not_be_short(hub_toml: str) -> None:
    sign_in = ("sign-in", "--passphrase-stdin", "--settings", hub_toml)
    assert heed(*sign_in, given="bread and butter\n").returncode == 0
    short = heed(*sign_in, given="bread\n")
    assert is_one_clear_line(short)
    assert "5 characters" in short.stderr


def test_somebody_is_let_in_listed_and_let_in_no_more(hub_toml: str) -> None:
    settings = ("--settings", hub_toml)
    assert "Nobody may sign in yet" in heed("people", "list", *settings).stdout
    heed("sign-in", "--passphrase-stdin", *settings, given="bread and butter\n")
    added = heed("people", "add", "Ann Lee", "--role", "lead", *settings).stdout
    assert "Ann Lee may sign in as lead." in added
    assert re.search("first sign-in is [a-z]+-[a-z]+-[a-z]+$", added.strip())
    listed = heed("people", "list", *settings).stdout.splitlines()
    assert [line.split()[0] for line in listed] == ["NAME", "Ann", "shop"]
    assert is_one_clear_line(heed("people", "add", "ann lee", *settings))
    assert is_one_clear_line(heed("people", "remove", "shop", *settings))
    assert is_one_clear_line(heed("people", "remove", "Bo", *settings))
    gone = heed("people", "remove", "ann lee", *settings).stdout
    assert gone == "ann lee may sign in no more.\n"


def test_a_store_that_cannot_be_made_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    path = tmp_path / "hub.toml"
    path.write_text(f'data = "{tmp_path}/file/hub"\n')
    done = heed("devices", "list", "--settings", str(path))
    assert is_one_clear_line(done), done.stderr


def test_the_contract_is_shown_and_written(tmp_path: Path) -> None:
    assert "heed.rating.v1" in heed("contract").stdout
    heed("contract", "--write", str(tmp_path))
    assert {str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*.json")} == set(
        documents()
    )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_service_ends_in_order_when_asked(number: int, tmp_path: Path) -> None:
    path, port = tmp_path / "device.toml", free_port()
    path.write_text(
        f'name = "till-1"\ndata = "{tmp_path}/data"\n[kiosk]\nport = {port}\n'
    )
    with subprocess.Popen(
        [*HEED, "kiosk", "--settings", str(path)], stderr=subprocess.PIPE, text=True
    ) as service:
        assert service.stderr is not None
        try:
            assert f":{port}/" in service.stderr.readline()
            os.kill(service.pid, number)
            assert service.wait(20) == 0
        finally:
            service.kill()
        assert "Traceback" not in service.stderr.read()


@pytest.mark.parametrize(("service", "table"), [("kiosk", "kiosk"), ("hub", "web")])
def test_a_service_whose_port_is_taken_says_so_and_ends(
    service: str, table: str, tmp_path: Path
) -> None:
    name = "" if service == "hub" else 'name = "till-1"\n'
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        path = tmp_path / "some.toml"
        path.write_text(f'{name}data = "{tmp_path}/data"\n[{table}]\nport = {port}\n')
        done = heed(service, "--settings", str(path))
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    last = done.stderr.splitlines()[-1]
    assert last.startswith("heed: ")
    assert str(port) in last


def test_a_kiosk_does_not_load_the_hub(tmp_path: Path) -> None:
    path, port = tmp_path / "device.toml", free_port()
    path.write_text(
        f'name = "till-1"\ndata = "{tmp_path}/data"\n[kiosk]\nport = {port}\n'
    )
    loaded = tmp_path / "loaded"
    program = (
        "import atexit, sys, pathlib; from provisioning.cli import main\n"
        f"atexit.register(lambda: pathlib.Path({str(loaded)!r}).write_text("
        "' '.join(sys.modules)))\n"
        f"sys.argv = ['heed', 'kiosk', '--settings', {str(path)!r}]; main()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stderr=subprocess.PIPE, text=True
    ) as service:
        assert service.stderr is not None
        until(lambda: service.stderr and service.stderr.readline(), "it has started")
        service.terminate()
        service.wait(20)
    modules = loaded.read_text().split()
    assert "device.kiosk.app" in modules
    assert not [name for name in modules if name.split(".")[0] in ("hub", "paho")]

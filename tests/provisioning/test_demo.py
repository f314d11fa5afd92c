"""`heed demo`: a whole shop in one command, and nothing of it left behind."""

import socket
import subprocess
import sys
from functools import partial
from pathlib import Path

import psutil

from tests.provisioning.conftest import MakeDemo
from tests.provisioning.demos import Demo, gone, status_of
from tests.servers import until

SIGN_IN = (200, 401)
ALL = ["hub", "kiosk", "mosquitto", "uplink"]


def programs(demo: Demo) -> list[str]:
    """Names of the programs that run in the demo."""
    names = ("mosquitto", "embedded", "hub", "kiosk", "uplink")
    words = [
        word.rsplit("/", 1)[-1] for c in demo.children() for word in c.cmdline()[:4]
    ]
    return [name for name in sorted(names) if any(name in word for word in words)]


def device_line(demo: Demo) -> str:
    """What `heed devices list` says of the demo's kiosk."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "provisioning.cli", "devices", "list"),
            *("--settings", str(demo.folder / "hub.toml")),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()[1]


def test_three_pages_answer_at_the_printed_addresses(make_demo: MakeDemo) -> None:
    demo = make_demo()
    demo.start()
    assert status_of(demo.address("Kiosk")) == 200
    assert status_of(demo.address("Floor")) in SIGN_IN
    assert status_of(demo.address("Owner")) in SIGN_IN
    until(lambda: "online" in device_line(demo), "the kiosk is seen by the hub")
    assert "Till 1" in device_line(demo)


def test_ctrl_c_ends_everything_and_says_so(make_demo: MakeDemo) -> None:
    demo = make_demo()
    demo.start()
    children = demo.children()
    until(lambda: programs(demo) == ALL, "all four run")
    assert demo.interrupt() == 0
    assert demo.said.endswith("Everything is stopped.\n")
    assert gone(children)


def test_kill_9_of_the_demo_leaves_no_child_behind(make_demo: MakeDemo) -> None:
    demo = make_demo()
    demo.start()
    children = demo.children()
    demo.process.kill()
    demo.process.wait()
    assert gone(children)
    demo.start()
    assert status_of(demo.address("Kiosk")) == 200


def test_a_second_start_keeps_data_passphrase_and_addresses(
    make_demo: MakeDemo,
) -> None:
    demo = make_demo()
    demo.start()
    before = (demo.passphrase, demo.address("Owner"), demo.address("Kiosk"))
    store = (demo.folder / "hub" / "store.db").stat().st_ino
    demo.interrupt()
    demo.start()
    assert (demo.passphrase, demo.address("Owner"), demo.address("Kiosk")) == before
    assert (demo.folder / "hub" / "store.db").stat().st_ino == store


def test_a_taken_port_is_named_with_its_holder_and_the_next_one_used(
    make_demo: MakeDemo,
) -> None:
    demo = make_demo()
    with socket.create_server(("127.0.0.1", demo.wanted["kiosk"])):
        demo.start()
        taken = demo.wanted["kiosk"]
        (line,) = [each for each in demo.said.splitlines() if "is taken" in each]
        me = psutil.Process()
        assert f"Port {taken} is taken by process {me.pid}" in line
        assert me.cmdline()[0] in line
        assert f":{taken}/" not in demo.address("Kiosk")
        assert status_of(demo.address("Kiosk")) == 200


def test_a_second_demo_in_the_same_folder_says_so_and_ends(
    make_demo: MakeDemo,
) -> None:
    first, second = make_demo(), make_demo()
    first.start()
    second.start(wait=False)
    assert second.process.wait(30) == 2
    assert f"running already (process {first.process.pid})" in second.said
    assert len(second.said.splitlines()) == 1
    assert status_of(first.address("Kiosk")) == 200


def test_a_program_that_dies_is_started_again(make_demo: MakeDemo) -> None:
    demo = make_demo()
    demo.start()
    for name in ("kiosk", "uplink", "hub"):
        demo.child(name).kill()
        until(partial(_is_said, demo, f"{name} ended (SIGKILL)"), "it is said")
    until(lambda: programs(demo) == ALL, "all four run again")
    until(lambda: _answers(demo.address("Kiosk")), "the kiosk's page is back")


def test_without_mosquitto_the_embedded_broker_serves(
    make_demo: MakeDemo, tmp_path: Path
) -> None:
    demo = make_demo(PATH=str(_path_without_mosquitto(tmp_path)))
    demo.start()
    assert "Mosquitto is not installed" in demo.said
    assert programs(demo) == ["embedded", "hub", "kiosk", "uplink"]
    until(lambda: "online" in device_line(demo), "the kiosk is seen by the hub")
    children = demo.children()
    assert demo.interrupt() == 0
    assert gone(children)


def _is_said(demo: Demo, words: str) -> bool:
    return words in demo.said


def _answers(address: str) -> bool:
    try:
        return status_of(address) == 200
    except OSError:
        return False


def _path_without_mosquitto(folder: Path) -> Path:
    """A folder for PATH with the one program that the demo needs from Debian."""
    only = folder / "bin"
    only.mkdir()
    (only / "setpriv").symlink_to("/usr/bin/setpriv")
    return only

"""`heed simulate` on the command line."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from hub.store import sample
from hub.store.store import Store
from tests.servers import until


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    """A hub's settings file."""
    path = tmp_path / "hub.toml"
    path.write_text(f'data = "{tmp_path / "hub"}"\n')
    return path


def simulate(path: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run the command."""
    return subprocess.run(command(path, *options), capture_output=True, text=True)


def command(path: Path, *options: str) -> list[str]:
    """The command's words."""
    heed = [sys.executable, "-m", "provisioning.cli", "simulate"]
    return [*heed, "--settings", str(path), *options]


def test_a_past_comes_and_goes(hub: Path) -> None:
    came = simulate(hub, "--days=2", "--per-day=60", "--seed=7", "--touchpoints=1")
    assert came.returncode == 0
    assert "day   2 of 2" in came.stdout
    assert "events of 2 days are in" in came.stdout
    again = simulate(hub, "--days=2")
    assert again.returncode == 2
    assert again.stderr.startswith("heed: there is sample data already; remove it")
    gone = simulate(hub, "--remove")
    assert gone.stdout == "The sample data is removed.\n"
    assert simulate(hub, "--remove").stdout == "There is no sample data.\n"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--days=0"], "--days can be 1 to 400, not 0"),
        (["--per-day=-5"], "--per-day can be 1 to 20000, not -5"),
        (["--touchpoints=99"], "--touchpoints can be 1 to 20, not 99"),
        (["--days=400", "--per-day=20000"], "ask for fewer days or visitors"),
        (["--until=tomorrow"], "--until 'tomorrow' is no date; write it as 2026-11-30"),
        (["--until=2199-01-01"], "--until 2199-01-01 lies too far ahead"),
        (["--until=0001-01-01"], "--until 0001-01-01 lies too far back"),
        (["--speed=2"], "--speed needs --live"),
        (["--remove", "--days=3"], "--days and --remove do not go together"),
        (["--live", "--days=3"], "--days is for the past; leave out --live"),
        (["--live", "--remove"], "--live and --remove do not go together"),
    ],
)
def test_bad_options_are_one_clear_line(
    hub: Path, options: list[str], words: str
) -> None:
    done = simulate(hub, *options)
    assert done.returncode == 2
    assert done.stdout == ""
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--speed=0"], "--speed can be 0.1 to 3600, not 0"),
        (["--speed=nan"], "--speed can be 0.1 to 3600, not nan"),
        (["--minutes=1e9"], "--minutes can be 0.1 to 1440, not 1e+09"),
    ],
)
def test_a_bad_pace_is_one_clear_line(
    tmp_path: Path, options: list[str], words: str
) -> None:
    path = tmp_path / "device.toml"
    path.write_text(f'name = "till-1"\ndata = "{tmp_path / "device"}"\n')
    done = simulate(path, "--live", *options)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_ctrl_c_ends_it_with_whole_days(hub: Path, tmp_path: Path) -> None:
    words = command(hub, "--days=300", "--per-day=400")
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert "day   1 of 300" in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        rest = process.stdout.read()
        assert process.wait(30) == 0
    assert "'heed simulate --remove' takes them out again" in rest
    store = Store(tmp_path / "hub" / "store.db")
    try:
        found = sample.about(store.connection())
        assert found is not None and found.state == "there"
        assert 1 <= found.done < 300
    finally:
        store.close()


def test_ctrl_c_ends_live_customers(tmp_path: Path) -> None:
    path = tmp_path / "device.toml"
    path.write_text(f'name = "till-1"\ndata = "{tmp_path / "device"}"\n')
    words = command(path, "--live", "--minutes=60")
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert "Customers come to till-1" in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert "are in the outbox of till-1" in process.stdout.read()
        assert process.wait(30) == 0
    until(lambda: (tmp_path / "device" / "outbox.db").exists(), "the outbox")

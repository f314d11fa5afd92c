"""Brokers on this machine's loopback, for the demo, tests and benches."""

import getpass
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from string import Template

from contract.errors import HeedError

HERE = Path(__file__).parent
START_TIMEOUT_S = 15.0
KNOCK_EVERY_S = 0.02


class BrokerError(HeedError, ConnectionError):
    """A broker could not be started."""


def find_mosquitto() -> str | None:
    """The mosquitto program; in Debian it is in the sbin beside a bin of the PATH."""
    folders = os.get_exec_path()
    beside = [f"{folder[:-3]}sbin" for folder in folders if folder.endswith("/bin")]
    return shutil.which("mosquitto", path=os.pathsep.join([*folders, *beside]))


def mosquitto_command(
    folder: Path,
    port: int,
    *,
    acl: bool = False,
    users: Mapping[str, str] | None = None,
    persistent: bool = True,
    extra: str = "",
) -> list[str]:
    """Write Mosquitto's files into `folder`; returns the command that starts it.

    With `acl` only `users` (name → password) may sign in and the access list holds;
    without it anybody may. Raises BrokerError where Mosquitto is not installed.
    """
    program = find_mosquitto()
    if program is None:
        raise BrokerError(
            "Mosquitto is not installed; run: apt-get install -y mosquitto"
        )
    folder = folder.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    text = Template((HERE / "mosquitto.conf").read_text()).substitute(
        port=port,
        folder=folder,
        user=getpass.getuser(),
        anonymous=str(not acl).lower(),
        persistence=str(persistent).lower(),
    )
    if acl:
        shutil.copyfile(HERE / "acl", folder / "acl")
        _write_passwords(folder / "passwords", users or {})
        text += f"acl_file {folder}/acl\npassword_file {folder}/passwords\n"
    conf = folder / "mosquitto.conf"
    conf.write_text(f"{text}{extra}\n")
    return [program, "-c", str(conf)]


def start_mosquitto(
    folder: Path,
    port: int,
    *,
    acl: bool = False,
    users: Mapping[str, str] | None = None,
    persistent: bool = True,
    extra: str = "",
) -> subprocess.Popen[bytes]:
    """Start Mosquitto on 127.0.0.1 and wait until it answers; raises BrokerError.

    `folder` keeps its files and log; started again there, it keeps retained messages.
    """
    command = mosquitto_command(
        folder, port, acl=acl, users=users, persistent=persistent, extra=extra
    )
    return _start(command, port, folder)


def embedded_command(port: int) -> list[str]:
    """The command that starts the embedded broker: demo only, MQTT 3.1.1 only."""
    return [sys.executable, "-m", "provisioning.broker.embedded", str(port)]


def start_embedded(folder: Path, port: int) -> subprocess.Popen[bytes]:
    """Start the embedded broker on 127.0.0.1 and wait until it answers."""
    folder.mkdir(parents=True, exist_ok=True)
    return _start(embedded_command(port), port, folder)


def answers(port: int) -> bool:
    """Does somebody accept connections at this port of 127.0.0.1?"""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def wait_until_answers(
    process: subprocess.Popen[bytes], port: int, timeout_s: float = START_TIMEOUT_S
) -> bool:
    """Wait until the process serves the port; False if it ended or took too long."""
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline and process.poll() is None:
        if answers(port):
            return process.poll() is None
        time.sleep(KNOCK_EVERY_S)
    return False


def _start(command: list[str], port: int, folder: Path) -> subprocess.Popen[bytes]:
    if answers(port):
        raise BrokerError(
            f"port {port} of 127.0.0.1 is taken; the broker needs a free one"
        )
    said = folder / "broker.out"
    with open(said, "wb") as out:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT
        )
    if wait_until_answers(process, port):
        return process
    process.kill()
    code = process.wait()
    words = said.read_text(errors="replace")[-500:].strip() or "nothing"
    raise BrokerError(
        f"the broker did not start at port {port} (exit code {code}); it said: {words}"
    )


def _write_passwords(path: Path, users: Mapping[str, str]) -> None:
    path.write_text("".join(f"{name}:{word}\n" for name, word in users.items()))
    path.chmod(0o600)
    if users:
        program = shutil.which("mosquitto_passwd")
        if program is None:
            raise BrokerError("mosquitto_passwd is missing; install mosquitto again")
        subprocess.run([program, "-U", str(path)], check=True, capture_output=True)
